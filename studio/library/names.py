"""Names of files: what people brought as words, and what a download is called."""

from studio.library.models import Asset

LONGEST_BYTES = 255
# Where text turns round, and what takes no room: a name must look like what it is.
UNSEEN = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C}


def clean_name(name: str) -> str:
    """A file's name as words: no path, no control or direction-changing characters, at most 255 bytes."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable() and ord(c) not in UNSEEN)
    return plain.strip(". ").encode()[:LONGEST_BYTES].decode(errors="ignore")


def clean_line(text: str, most: int) -> str:
    """What a person typed as a name: one line, without what cannot be seen, at most so many characters."""
    plain = "".join(c for c in " ".join(text.split()) if c.isprintable() and ord(c) not in UNSEEN)
    return plain[:most].strip()


def download_stem(asset: Asset) -> str:
    """Of what a download is called: letters and digits, for any disk."""
    words = "".join(c if c.isalnum() else "-" for c in asset.headline[:60]).strip("-")
    return "-".join(filter(None, words.split("-"))) or asset.kind


def download_name(asset: Asset) -> str:
    return f"{download_stem(asset)}.{asset.key.rsplit('.', 1)[-1]}"

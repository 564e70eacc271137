"""Names of files: what people brought as words, and what a download is called."""

import unicodedata

from studio.library.models import Asset

LONGEST_BYTES = 255
LONGEST_STEM = 60  # characters
# Where text turns round, and what takes no room: a name must look like what it is.
UNSEEN = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C}
# What a browser writes for the three characters that would end a name in a form that is sent, and nothing else.
ESCAPED = {"%22": '"', "%0D": "\r", "%0A": "\n"}
# By the suffix that a kept file gets: what people write for the same.
ALSO = {"jpg": ["jpeg"], "md": ["markdown"], "txt": ["text"], "m4a": ["mp4"], "ogg": ["oga", "opus"]}


def sent_name(name: str) -> str:
    """The name that a file has on a person's disk, from the one that their browser sent with it."""
    for code, char in ESCAPED.items():
        name = name.replace(code, char)
    return name


def clean_name(name: str) -> str:
    """A file's name as words: no path, no control or direction-changing characters, at most 255 bytes."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable() and ord(c) not in UNSEEN)
    return plain.strip(". ").encode()[:LONGEST_BYTES].decode(errors="ignore")


def clean_line(text: str, most: int) -> str:
    """What a person typed as a name: one line, without what cannot be seen, at most so many characters."""
    plain = "".join(c for c in " ".join(text.split()) if c.isprintable() and ord(c) not in UNSEEN)
    return plain[:most].strip()


def joined(text: str) -> str:
    """Its letters and digits, with one `-` for whatever stands between them."""
    words = "".join(c if c.isalnum() else "-" for c in unicodedata.normalize("NFC", text))
    return "-".join(filter(None, words.split("-")))


def download_stem(asset: Asset) -> str:
    """Of what a download is called: letters and digits, for any disk; without the suffix that it has of its own."""
    words = joined(asset.headline)
    for suffix in (asset.suffix, *ALSO.get(asset.suffix, [])):
        if words.lower().endswith(f"-{suffix}"):
            words = words[: -len(suffix) - 1]
            break
    return words[:LONGEST_STEM].strip("-") or asset.kind


def download_name(asset: Asset) -> str:
    return f"{download_stem(asset)}.{asset.suffix}"

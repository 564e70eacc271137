"""What a file is, by how it begins; its name is only words."""

from pathlib import Path

from studio.library.examine import Unreadable, has_picture
from studio.library.models import Asset
from studio.library.pool import in_child

# Marks a text for translation; whoever shows it translates it.
_ = str
UNKNOWN = _(
    "The library keeps JPG, PNG, WebP, MP4, MP3, M4A, WAV, FLAC, PDF, DOCX, EPUB and text. This is none of them."
)
OTHER_PICTURE = _("This kind of picture is not kept. Save it as JPG, PNG or WebP.")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
OTHER_PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")
SOUNDS = (b"ID3", b"fLaC", b"OggS", b"\x1aE\xdf\xa3")
M4A = (b"M4A ", b"M4B ")
HEIF = (b"heic", b"heix", b"mif1", b"msf1", b"avif")


def recognise(path: Path) -> Asset.Kind:
    """The kind that it is kept as; whether it opens is seen later. Raises Unreadable for what is never kept."""
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Asset.Kind.IMAGE
    if head.startswith(SOUNDS) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE") or _is_mpeg_frame(head):
        return Asset.Kind.SOUND
    if head[4:8] == b"ftyp":
        return _film_or_sound(path, head[8:12])
    if head.startswith(OTHER_PICTURES):
        raise Unreadable(OTHER_PICTURE)
    if _is_binary(head) and not head.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")) and not _has_pdf(path):
        raise Unreadable(UNKNOWN)
    return Asset.Kind.DOCUMENT


def _film_or_sound(path: Path, brand: bytes) -> Asset.Kind:
    if brand in HEIF:
        raise Unreadable(OTHER_PICTURE)
    if brand in M4A:
        return Asset.Kind.SOUND
    return Asset.Kind.VIDEO if in_child(has_picture, str(path)) else Asset.Kind.SOUND


def _is_mpeg_frame(head: bytes) -> bool:
    """Eleven bits of synchronisation, then a layer that exists; the mark of UTF-16 looks much like one."""
    return head[:1] == b"\xff" and len(head) > 2 and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0 and head[1] != 0xFE


def _is_binary(head: bytes) -> bool:
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _has_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)

"""JPEG: XMP in a segment of its own, behind what has to stand first. A file may have one packet: ours goes into it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from studio.library.stamps import xmp
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import MOST_PIECES, Misformed, Stamp, Stored

BEGINNING = b"\xff\xd8"
APP0, APP1, APP2, APP11, PIXELS = 0xE0, 0xE1, 0xE2, 0xEB, 0xDA
EXIF, XMP, SEVERAL, SIGNED = b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0", b"MPF\0", b"JP"


@dataclass(frozen=True)
class Segment:
    """`name`: what its content begins with."""

    marker: int
    name: bytes
    at: int
    end: int

    def is_(self, marker: int, name: bytes) -> bool:
        return self.marker == marker and self.name.startswith(name)


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    segments = list(_segments(stored))
    # Content Credentials sign the bytes; a file of several pictures counts them.
    if any(one.is_(APP11, SIGNED) or one.is_(APP2, SEVERAL) for one in segments):
        return None
    old = [one for one in segments if one.is_(APP1, XMP)]
    if not old:
        front = _front(segments)
        return Stamp(stored.take(0, front) + _segment(xmp.packet(origin)), front, b"")
    at, end = old[0].at, old[0].end
    begin = at + 4 + len(XMP)
    packet = xmp.added_to(stored.take(begin, end - begin), origin)
    if packet is None or len(old) > 1:
        return None
    return Stamp(stored.take(0, at) + _segment(packet), end, b"")


def _segments(stored: Stored) -> Iterator[Segment]:
    """All before the first pixels."""
    if stored.take(0, 2) != BEGINNING:
        raise Misformed
    at = 2
    for _ in range(MOST_PIECES):
        ff, marker, length = struct.unpack(">BBH", stored.take(at, 4))
        # Below are the markers that stand alone, which have no place here; 0xFF would be filling.
        if ff != 0xFF or not 0xC0 <= marker < 0xFF or length < 2 or 0xD0 <= marker <= 0xD9:
            raise Misformed
        if marker == PIXELS:
            return
        end = at + 2 + length
        yield Segment(marker, stored.take(at + 4, min(length - 2, len(XMP))), at, end)
        at = end
    raise Misformed


def _front(segments: list[Segment]) -> int:
    """Where the segments end that readers look for right at the beginning."""
    front = len(BEGINNING)
    for one in segments:
        if one.marker != APP0 and not one.is_(APP1, EXIF):
            break
        front = one.end
    return front


def _segment(packet: bytes) -> bytes:
    content = XMP + packet
    return struct.pack(">BBH", 0xFF, APP1, len(content) + 2) + content

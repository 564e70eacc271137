"""PNG: XMP as a text chunk behind the first one, or within the packet that stands before the pixels already."""

import struct
from collections.abc import Iterator
from zlib import crc32

from studio.library.stamps import xmp
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import MOST_PIECES, Misformed, Stamp, Stored

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FIRST = struct.pack(">I4s", 13, b"IHDR")
FRONT = len(SIGNATURE) + len(FIRST) + 13 + 4
TEXT, PIXELS, SIGNED = b"iTXt", b"IDAT", b"caBX"
KEYWORD = b"XML:com.adobe.xmp\0"
# Not compressed, in no language.
PLAIN = bytes(4)


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    front = stored.take(0, FRONT)
    name, content = front[12:16], front[16:-4]
    if not front.startswith(SIGNATURE + FIRST) or front[8:] != _chunk(name, content):
        raise Misformed
    chunks = list(_chunks(stored))
    if any(name == SIGNED for name, _, _ in chunks):
        return None
    packets = [(at, length) for name, at, length in chunks if name == TEXT and _begins(stored, at + 8, length, KEYWORD)]
    if not packets:
        return Stamp(front + _text(xmp.packet(origin)), FRONT, b"")
    at, length = packets[0]
    begin = KEYWORD + PLAIN
    if len(packets) > 1 or not _begins(stored, at + 8, length, begin):
        return None
    packet = xmp.added_to(stored.take(at + 8, length)[len(begin) :], origin)
    if packet is None:
        return None
    return Stamp(stored.take(0, at) + _text(packet), at + 12 + length, b"")


def _chunks(stored: Stored) -> Iterator[tuple[bytes, int, int]]:
    """Of all before the pixels the name, where it begins, and the length of its content."""
    at = FRONT
    for _ in range(MOST_PIECES):
        length, name = struct.unpack(">I4s", stored.take(at, 8))
        if not name.isalpha() or at + 12 + length > stored.size:
            raise Misformed
        if name == PIXELS:
            return
        yield name, at, length
        at += 12 + length
    raise Misformed


def _begins(stored: Stored, at: int, length: int, what: bytes) -> bool:
    return stored.take(at, min(length, len(what))) == what


def _text(packet: bytes) -> bytes:
    return _chunk(TEXT, KEYWORD + PLAIN + packet)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc32(name + content))

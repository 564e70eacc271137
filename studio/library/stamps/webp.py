"""WebP: XMP as the last chunk, and a bit in the extended header that says so; a simple file gets that header."""

import struct

from studio.library.stamps import riff, xmp
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import Misformed, Stamp, Stored

FORM, EXTENDED, XMP, SIGNED = b"WEBP", b"VP8X", b"XMP ", b"C2PA"
HAS_XMP, HAS_ALPHA = 0x04, 0x10


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    """None also when it has XMP: what stands at the end cannot be sent otherwise."""
    chunks = riff.chunks_of(stored, FORM)
    if not chunks or {one.name for one in chunks} & {XMP, SIGNED}:
        return None
    first = chunks[0]
    if first.name == EXTENDED and first.length == 10:
        content, skip = stored.take(first.at, 10), first.at + 10
        if content[0] & HAS_XMP:
            return None
        extended = bytes([content[0] | HAS_XMP]) + content[1:]
    elif len(chunks) == 1:
        extended, skip = _extended(stored, first), riff.HEAD
    else:
        return None
    start = struct.pack("<4sI", EXTENDED, 10) + extended
    tail = riff.chunk_behind(stored.size, XMP, xmp.packet(origin))
    size = riff.HEAD + len(start) + stored.size - skip + len(tail)
    return Stamp(riff.head(FORM, size) + start, skip, tail)


def _extended(stored: Stored, pixels: riff.Chunk) -> bytes:
    """The header that a simple file lacks, from the size that its pixels tell."""
    flags = HAS_XMP
    content = stored.take(pixels.at, min(10, pixels.length))
    if pixels.name == b"VP8 " and content[3:6] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", content[6:]))
    elif pixels.name == b"VP8L" and content[:1] == b"\x2f":
        (bits,) = struct.unpack("<I", content[1:5])
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        flags |= HAS_ALPHA * (bits >> 28 & 1)
    else:
        raise Misformed
    if not width or not height:
        raise Misformed
    return bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")

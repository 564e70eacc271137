"""ID3v2 tags as MP3 has them in front, and WAV in a chunk. Read are versions 3 and 4, written is 4 unless in a 3."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from studio.library.stamps.origin import SOURCE_TYPE, Origin
from studio.library.stamps.stored import MOST_PIECES, Misformed, Stored

HEAD = 10
LONGEST = 1 << 28
LATIN, UTF16, UTF8 = b"\0", b"\1", b"\3"


@dataclass(frozen=True)
class Frame:
    """`start`: some of its first bytes, without zeros, so that it says the same in any encoding."""

    name: bytes
    start: bytes

    @property
    def tells_source(self) -> bool:
        return self.name == b"TXXX" and SOURCE_TYPE.encode() in self.start

    @property
    def is_signature(self) -> bool:
        return self.name == b"GEOB" and b"c2pa" in self.start


def tag(origin: Origin) -> bytes:
    content = frames(origin, 4)
    return head(4, len(content)) + content


def head(version: int, size: int) -> bytes:
    """The head of a tag with `size` bytes of frames behind it."""
    return struct.pack(">3sBBB", b"ID3", version, 0, 0) + syncsafe(size)


def frames(origin: Origin, version: int) -> bytes:
    said = [_frame(b"TXXX", _texts(version, *fact), version) for fact in origin.facts.items()]
    comment = _texts(version, "Origin", origin.words)
    return b"".join([*said, _frame(b"COMM", comment[:1] + b"eng" + comment[1:], version)])


def _frame(name: bytes, content: bytes, version: int) -> bytes:
    size = syncsafe(len(content)) if version == 4 else struct.pack(">I", len(content))
    return name + size + bytes(2) + content


def _texts(version: int, *texts: str) -> bytes:
    """An encoding's number, and texts in it with zeros between them; version 3 knows no UTF-8."""
    if all(text.isascii() for text in texts):
        return LATIN + b"\0".join(text.encode() for text in texts)
    if version == 4:
        return UTF8 + b"\0".join(text.encode() for text in texts)
    return UTF16 + b"\0\0".join(b"\xff\xfe" + text.encode("utf-16-le") for text in texts)


def frames_in(stored: Stored, at: int, end: int, version: int) -> Iterator[Frame]:
    """The frames of a tag that is there already; Misformed unless they and zeros fill it."""
    for _ in range(MOST_PIECES):
        if end - at < HEAD or stored.take(at, 1) == b"\0":
            break
        name, size, _flags = struct.unpack(">4s4s2s", stored.take(at, HEAD))
        length = from_syncsafe(size) if version == 4 else int.from_bytes(size)
        if not name.isalnum() or at + HEAD + length > end:
            raise Misformed
        yield Frame(name, stored.take(at + HEAD, min(length, 100)).replace(b"\0", b""))
        at += HEAD + length
    if stored.take(at, end - at).strip(b"\0"):
        raise Misformed


def syncsafe(number: int) -> bytes:
    """28 bits as four bytes of seven, none of which looks like the beginning of sound."""
    if number >= LONGEST:
        raise Misformed
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def from_syncsafe(number: bytes) -> int:
    if max(number) > 0x7F:
        raise Misformed
    return sum(byte << shift for byte, shift in zip(number, (21, 14, 7, 0), strict=True))

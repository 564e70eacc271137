"""RIFF, which WebP and WAV are made of: named chunks, each at an even byte."""

import struct
from dataclasses import dataclass

from studio.library.stamps.stored import MOST_PIECES, Misformed, Stored

HEAD = 12


@dataclass(frozen=True)
class Chunk:
    """`at`: where its content begins."""

    name: bytes
    at: int
    length: int


def chunks_of(stored: Stored, form: bytes) -> list[Chunk]:
    """All of them; Misformed unless they fill the file, and its head says how long it is."""
    if stored.take(0, HEAD) != head(form, stored.size):
        raise Misformed
    chunks, at = [], HEAD
    while at < stored.size:
        name, length = struct.unpack("<4sI", stored.take(at, 8))
        chunks.append(Chunk(name, at + 8, length))
        at += 8 + length
        if at > stored.size or len(chunks) > MOST_PIECES:
            raise Misformed
        at += length % 2
    return chunks


def head(form: bytes, size: int) -> bytes:
    """The first bytes of a file that has `size` in all."""
    return struct.pack("<4sI4s", b"RIFF", size - 8, form)


def chunk_behind(size: int, name: bytes, content: bytes) -> bytes:
    """A chunk as it follows on `size` bytes, whose last one may lack the zero that makes them even."""
    return b"\0" * (size % 2) + struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)

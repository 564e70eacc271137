"""What is sent, as parts one after the other: bytes, and slices of files that are opened when their turn comes."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

CHUNK = 256 * 1024
# Threads of their own: a slow disk keeps those waiting who read files, and no page. Only two: each one more takes its
# turns at the interpreter while many read, and a page waits for them all.
READERS = ThreadPoolExecutor(2, thread_name_prefix="read")


class FellShort(OSError):
    """A file has fewer bytes than were promised: what was begun must not look complete."""


@dataclass(frozen=True, slots=True)
class Slice:
    """`length` bytes of a file, from its byte `start` on."""

    path: str | Path
    start: int
    length: int

    def __len__(self) -> int:
        return self.length


Part = bytes | Slice


def size_of(parts: Sequence[Part]) -> int:
    return sum(map(len, parts))


async def read_parts(parts: Sequence[Part], start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to `end` of all parts together, some CHUNK at a time.

    OSError for a file that has gone, FellShort for one that is too short.
    """
    chunks = _chunks(parts, start, end)
    reading: Future[bytes] | None = None
    try:
        while True:
            reading = READERS.submit(next, chunks, b"")
            chunk = await asyncio.wrap_future(reading)
            if not chunk:
                return
            yield chunk
    finally:
        # A reader that leaves does not wait for the disk: whoever still reads closes the file afterwards.
        if reading:
            reading.add_done_callback(lambda _: chunks.close())


def _chunks(parts: Sequence[Part], start: int, end: int) -> Generator[bytes, None, None]:
    """Of many small parts one chunk, so that they do not cost a way to a thread and back each."""
    pieces: list[bytes] = []
    count = 0
    for piece in _pieces(parts, start, end):
        pieces.append(piece)
        count += len(piece)
        if count >= CHUNK:
            yield b"".join(pieces)
            pieces, count = [], 0
    if count:
        yield b"".join(pieces)


def _pieces(parts: Sequence[Part], start: int, end: int) -> Iterator[bytes]:
    at = 0
    for part in parts:
        first, last = max(start - at, 0), min(end - at, len(part))
        at += len(part)
        if first < last:
            yield from _cut(part, first, last) if isinstance(part, bytes) else _read(part, first, last)
        if at >= end:
            return


def _cut(part: bytes, first: int, last: int) -> Iterator[bytes]:
    for at in range(first, last, CHUNK):
        yield part[at : min(at + CHUNK, last)]


def _read(part: Slice, first: int, last: int) -> Iterator[bytes]:
    with open(part.path, "rb", buffering=0) as file:
        file.seek(part.start + first)
        left = last - first
        while left:
            piece = file.read(min(CHUNK, left))
            if not piece:
                raise FellShort(f"{part.path} ends {left} bytes too early")
            left -= len(piece)
            yield piece

"""Results that are heard while they are made: the driver feeds, pages follow, and the file keeps what has passed.

All of it lives in the event loop of the one process that drives. A piece reaches its listeners before it reaches the
disk; a listener who comes late reads the beginning from the file.
"""

import asyncio
import os
import weakref
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

# Pieces are gathered to this, or for so long, before a thread writes them.
GATHERED, GATHERED_SECONDS = 64 * 1024, 1.0
READ = 256 * 1024
LOOK_AGAIN = 5.0


class Growing:
    """One file while it grows. `size`: bytes that have come; those below `_kept` lie in the file, others in memory."""

    def __init__(self, path: Path) -> None:
        self.path, self.size, self.ended = path, 0, False
        self._kept, self._tail = 0, bytearray()
        self._keep_at = 0.0
        self._news = asyncio.Event()
        self._held: int | None = None

    def feed(self, piece: bytes) -> None:
        self._tail += piece
        self.size += len(piece)
        self._tell()

    def end(self) -> None:
        """Nothing more comes. Whoever follows still reads the file to its end, though it be moved meanwhile."""
        self.ended = True
        if self._kept and hasattr(os, "pread"):  # Windows moves no open file: there a slow listener is cut off
            self._held = os.open(self.path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._held)
        self._tell()

    async def keep(self, least: int = GATHERED) -> None:
        """Write what is in memory, if there is enough of it or it has waited long. The first piece does not wait: it
        proves, after any crash, that the request was accepted."""
        now = asyncio.get_running_loop().time()
        if not self._tail or (len(self._tail) < least and now < self._keep_at):
            return
        written = bytes(self._tail)
        await asyncio.to_thread(_append, self.path, written, self._kept)
        self._keep_at = now + GATHERED_SECONDS
        self._kept += len(written)
        del self._tail[: len(written)]

    async def follow(self) -> AsyncIterator[bytes]:
        """From the first byte to the last, as they come."""
        at = 0
        while True:
            news = self._news
            while at < self.size:
                piece = bytes(self._tail[at - self._kept :]) if at >= self._kept else await self._read(at)
                at += len(piece)
                yield piece
            if self.ended:
                return
            await news.wait()

    async def _read(self, at: int) -> bytes:
        length = min(self._kept - at, READ)
        if self._held is not None:
            return await asyncio.to_thread(os.pread, self._held, length, at)
        return await asyncio.to_thread(_read, self.path, at, length)

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


_growing: dict[UUID, Growing] = {}
_looked_for: dict[UUID, set[asyncio.Event]] = {}


def begin(name: UUID, path: Path) -> Growing:
    """Let a result grow under a name; whoever looks for it is told."""
    growing = _growing[name] = Growing(path)
    for looking in _looked_for.get(name, ()):
        looking.set()
    return growing


def forget(name: UUID) -> None:
    _growing.pop(name, None)


async def find(name: UUID, seconds: float = LOOK_AGAIN) -> Growing | None:
    """What grows under the name; waits a while for its beginning."""
    if name not in _growing:
        looking = asyncio.Event()
        _looked_for.setdefault(name, set()).add(looking)
        try:
            await asyncio.wait_for(looking.wait(), seconds)
        except TimeoutError:
            return None
        finally:
            _looked_for[name].discard(looking)
            if not _looked_for[name]:
                del _looked_for[name]
    return _growing.get(name)


def _append(path: Path, piece: bytes, at: int) -> None:
    with path.open("r+b" if at else "wb") as file:
        file.seek(at)
        file.write(piece)


def _read(path: Path, at: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read(length)

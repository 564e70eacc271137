from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from studio.library.parts import Part, Slice

MOST = 1 << 20  # bytes read at once
MOST_PIECES = 10_000  # of which a file may consist, before it is left alone


class Misformed(ValueError):
    """The file is not what its type promises, or is more than is looked through."""


@dataclass(frozen=True)
class Stamp:
    """Sent are `head`, the stored file from its byte `skip` on, and `tail`."""

    head: bytes
    skip: int
    tail: bytes

    @property
    def tag(self) -> str:
        """Another for each other stamp: what an ETag needs."""
        return sha256(b"%d %d " % (len(self.head), self.skip) + self.head + self.tail).hexdigest()[:16]

    def size_of(self, size: int) -> int:
        """How many bytes a file of so many has when it is stamped."""
        return len(self.head) + size - self.skip + len(self.tail)

    def around(self, path: str | Path, size: int) -> list[Part]:
        return [self.head, Slice(path, self.skip, size - self.skip), self.tail]


class Stored:
    """A stored file, read here and there."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, 2)

    def take(self, at: int, count: int) -> bytes:
        """So many bytes; Misformed when they are not there."""
        if not 0 <= count <= MOST or at + count > self.size:
            raise Misformed
        self.file.seek(at)
        return self.file.read(count)

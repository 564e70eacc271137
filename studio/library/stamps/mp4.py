"""MP4 and M4A: XMP in a box of its own behind the last one, so that no place that the others name moves."""

import struct
from collections.abc import Iterator
from uuid import UUID

from studio.library.stamps import xmp
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import MOST_PIECES, Misformed, Stamp, Stored

XMP = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
SIGNED = UUID("d8fec3d6-1b0e-483c-9297-5828877ec481").bytes
# The index of a film in fragments is found from the end of the file, so it stays the last.
LAST = b"mfra"


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    """None also when it has XMP: what it says stays, and nothing says it twice."""
    boxes = list(_boxes(stored))
    names = [name for name, _ in boxes]
    if names[:1] != [b"ftyp"] or b"moov" not in names or LAST in names:
        return None
    if {user for _, user in boxes} & {XMP, SIGNED}:
        return None
    content = XMP + xmp.packet(origin)
    return Stamp(b"", 0, struct.pack(">I4s", len(content) + 8, b"uuid") + content)


def _boxes(stored: Stored) -> Iterator[tuple[bytes, bytes]]:
    """Of each outermost box the name, and whose it is where the name is `uuid`. Misformed unless they fill the file.

    A last box without a size would swallow what follows: Misformed as well.
    """
    at = 0
    for _ in range(MOST_PIECES):
        if at == stored.size:
            return
        size, name = struct.unpack(">I4s", stored.take(at, 8))
        head = 8
        if size == 1:
            (size,), head = struct.unpack(">Q", stored.take(at + 8, 8)), 16
        if size < head:
            raise Misformed
        yield name, stored.take(at + head, 16) if name == b"uuid" else b""
        at += size
    raise Misformed

"""FLAC: Vorbis comments, in the block that the file has, or in one of their own behind the first."""

import struct
from dataclasses import dataclass

from studio.library.stamps.origin import SOURCE_TYPE, Origin
from studio.library.stamps.stored import MOST_PIECES, Misformed, Stamp, Stored

BEGINNING, VENDOR = b"fLaC", b"studio"
STREAM, COMMENTS, LAST, LONGEST = 0, 4, 0x80, 1 << 24
FRONT = len(BEGINNING) + 4 + 34  # where the first block ends


@dataclass(frozen=True)
class Block:
    kind: int
    at: int
    end: int
    last: bool


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    blocks = _blocks(stored)
    old = [one for one in blocks if one.kind == COMMENTS]
    if (blocks[0].kind, blocks[0].end) != (STREAM, FRONT) or len(old) > 1:
        raise Misformed
    said = [f"{name.upper()}={fact}".encode() for name, fact in [*origin.facts.items(), ("Comment", origin.words)]]
    if not old:
        # If the first is the last, it no longer is.
        front = BEGINNING + bytes([STREAM]) + stored.take(5, FRONT - 5)
        return Stamp(front + _block(_comments(VENDOR, said), blocks[0].last), FRONT, b"")
    block = old[0]
    vendor, comments = _read(stored.take(block.at + 4, block.end - block.at - 4))
    if any(one.upper().startswith(SOURCE_TYPE.upper().encode() + b"=") for one in comments):
        return None
    return Stamp(stored.take(0, block.at) + _block(_comments(vendor, comments + said), block.last), block.end, b"")


def _blocks(stored: Stored) -> list[Block]:
    """All before the sound, of which there has to be a beginning."""
    if stored.take(0, 4) != BEGINNING:
        raise Misformed
    blocks: list[Block] = []
    at = len(BEGINNING)
    while not (blocks and blocks[-1].last):
        head = stored.take(at, 4)
        end = at + 4 + int.from_bytes(head[1:])
        blocks.append(Block(head[0] % LAST, at, end, head[0] >= LAST))
        at = end
        if len(blocks) > MOST_PIECES:
            raise Misformed
    sync = stored.take(at, 2)
    if sync[0] != 0xFF or sync[1] & 0xFC != 0xF8:
        raise Misformed
    return blocks


def _read(content: bytes) -> tuple[bytes, list[bytes]]:
    """Who wrote them, and the comments; Misformed unless they fill the block."""
    vendor, at = _sized(content, 0)
    (count,) = struct.unpack_from("<I", content, at)
    comments, at = [], at + 4
    for _ in range(count):
        comment, at = _sized(content, at)
        comments.append(comment)
    if at != len(content):
        raise Misformed
    return vendor, comments


def _sized(content: bytes, at: int) -> tuple[bytes, int]:
    """Some bytes with their length before them, and where they end."""
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + length
    return content[at + 4 : end], end


def _comments(vendor: bytes, comments: list[bytes]) -> bytes:
    sized = [struct.pack("<I", len(one)) + one for one in (vendor, *comments)]
    return sized[0] + struct.pack("<I", len(comments)) + b"".join(sized[1:])


def _block(content: bytes, last: bool) -> bytes:
    if len(content) >= LONGEST:
        raise Misformed
    return bytes([COMMENTS | LAST * last]) + len(content).to_bytes(3) + content

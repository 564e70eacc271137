"""What an answer must be; each check says in words what it found instead."""

from collections.abc import Callable
from typing import Any


class Wrong(Exception):
    """The host answered, but not as its pages promise."""


def expect(holds: object, otherwise: str) -> None:
    if not holds:
        raise Wrong(otherwise)


def expect_kind(content: bytes | None, kind: str) -> bytes:
    """The content, if it begins as a file of this kind does."""
    if not content:
        raise Wrong(f"no {kind} came")
    expect(BEGINS[kind](content), f"what came is no {kind}: {content[:8]!r}")
    return content


def _is_mp3(content: bytes) -> bool:
    return content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")


def _is_picture(content: bytes) -> bool:
    return content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n" or content[8:12] == b"WEBP"


BEGINS: dict[str, Callable[[bytes], bool]] = {
    "mp3": _is_mp3,
    "wav": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE",
    "picture": _is_picture,
    "film": lambda content: content[4:8] == b"ftyp",
}


def expect_near(value: float | None, wanted: float, share: float, what: str) -> None:
    """`value` within `share` of what is wanted."""
    if value is None:
        raise Wrong(f"{what} is not told")
    expect(abs(value - wanted) <= share * wanted, f"{what} is {value:g}, expected about {wanted:g}")


def expect_told(thing: Any, *names: str) -> None:
    for name in names:
        expect(getattr(thing, name) not in (None, ""), f"{name} is not told")


def mp3_seconds(content: bytes, bitrate: int) -> float:
    """About how long a constant-rate MP3 lasts."""
    return len(content) * 8 / bitrate

"""Audio that comes in events: speech and songs alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from studio.minimax.errors import Garbled, Unclear
from studio.minimax.line import EventStream, Reply

COMPARED = 256


class Sounding(Protocol):
    @property
    def audio(self) -> bytes | None: ...


P = TypeVar("P", bound=Sounding)


class AudioStream(Generic[P]):
    """`async for chunk in stream`: audio whose chunks may be joined as they are. Afterwards `stream.facts` holds its
    facts (not the audio again)."""

    def __init__(
        self, events: EventStream, read_part: Callable[[Reply], tuple[P, bool]], broken_off: tuple[str, str]
    ) -> None:
        self._events, self._read_part, self._broken_off = events, read_part, broken_off
        self.facts: P | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        first, heard = b"", 0
        async for body in self._events:
            part, is_last = Reply(body, 200, self._events.trace_id).read(self._read_part)
            audio = part.audio or b""
            if is_last and _repeats(audio, first, heard):
                audio = b""
            if audio:
                first, heard = first or audio[:COMPARED], heard + len(audio)
                yield audio
            if is_last:
                if not heard:
                    raise Garbled(trace_id=self._events.trace_id)
                self.facts = replace(part, audio=None)  # type: ignore[type-var]
                return
        raise Unclear(*self._broken_off, trace_id=self._events.trace_id)


def _repeats(audio: bytes, first: bytes, heard: int) -> bool:
    """Whether the last event's audio is the whole once more, and not a last piece of it (official.md 4.1)."""
    return bool(heard) and len(audio) >= heard and (len(audio) == heard or audio.startswith(first))

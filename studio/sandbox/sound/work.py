"""The pieces of work that a crew's worker does for speech. Light: what they need is imported when they run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..crew import Unfit
from .formats import AudioFormat, AudioInfo
from .speech import Speech, Subtitle

if TYPE_CHECKING:
    from .measure import Measured

WHOLE_BYTES = 256 * 1024 * 1024  # of audio that is handed over at once


@dataclass(frozen=True)
class Chunk:
    """`data`: the next bytes of the audio, perhaps none. `sentence`: what begins to be spoken in it."""

    data: bytes = field(repr=False)
    sentence: Subtitle | None = None


@dataclass(frozen=True)
class Spoken:
    """The end of the work: the figures of the whole, and its sentences in their order."""

    info: AudioInfo
    sentences: tuple[Subtitle, ...]


def speech(wanted: Speech, audio: AudioFormat, whole: bool = False) -> Iterator[Chunk | Spoken]:
    """Chunks as they are made, or with `whole` a single one with correct headers; a `Spoken` comes last."""
    from .encoding import Encoder
    from .script import Unspeakable
    from .speaking import speak

    encoder = Encoder(audio, whole=whole)
    sentences = []
    try:
        for piece in speak(wanted):
            data = encoder.feed(piece.samples)
            if encoder.kept > WHOLE_BYTES:
                raise Unfit("text: its audio is larger than 256 MB; ask for a stream, a long task or another format")
            if piece.sentence:
                sentences.append(piece.sentence)
            if data or (piece.sentence and not whole):
                yield Chunk(data, piece.sentence)
    except Unspeakable as problem:
        raise Unfit(str(problem)) from problem
    yield Chunk(encoder.finish())
    yield Spoken(encoder.info(), tuple(sentences))


def measuring(path: str | Path, denoise: bool = False, name: str = "file_id") -> Iterator["Measured"]:
    """What a voice's sample sounds like; `name`: of its field."""
    from .measure import UnreadableSound, measure

    try:
        yield measure(path, denoise)
    except UnreadableSound as problem:
        raise Unfit(f"{name}: {problem}") from problem


def timing(path: str | Path, longest: float) -> Iterator[float]:
    """The length of a sound in seconds, at most `longest`."""
    from .measure import UnreadableSound, measure_seconds

    try:
        yield measure_seconds(path, longest)
    except UnreadableSound as problem:
        raise Unfit(f"file: {problem}") from problem

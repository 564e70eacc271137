"""What a score consists of. Times and lengths are seconds, pitches MIDI numbers, gains 0 to 1, pan -1 (left) to 1."""

from dataclasses import dataclass

from .syllables import Word


@dataclass(frozen=True)
class Note:
    instrument: str
    start: float
    seconds: float
    pitch: float
    gain: float
    pan: float = 0.0


@dataclass(frozen=True)
class Hit:
    drum: str
    start: float
    gain: float


@dataclass(frozen=True)
class SungNote:
    start: float
    seconds: float
    pitch: float


@dataclass(frozen=True)
class Sung:
    """A line: its words, each with its syllables' notes. `harmony`: a second voice's pitch for every note, or none."""

    words: list[tuple[Word, list[SungNote]]]
    gain: float
    harmony: tuple[float, ...] = ()

    @property
    def notes(self) -> list[SungNote]:
        return [note for _, notes in self.words for note in notes]

    @property
    def start(self) -> float:
        return self.words[0][1][0].start


@dataclass(frozen=True)
class Tempo:
    """`beat`: seconds of a quarter note. `swing`: where the second eighth of a beat falls, 0.5 is straight."""

    beat: float
    swing: float = 0.5

    def at(self, beats: float) -> float:
        """The second of a place counted in beats from the beginning."""
        whole, part = divmod(beats, 1.0)
        bent = part * 2 * self.swing if part < 0.5 else self.swing + (part - 0.5) * 2 * (1 - self.swing)
        return (whole + bent) * self.beat

    @property
    def bpm(self) -> float:
        return 60 / self.beat

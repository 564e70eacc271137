"""Melodies: a line of words set to notes, and solos. Equal sections get equal melodies."""

from dataclasses import dataclass

import numpy as np

from .style import Style, dice
from .syllables import Word
from .theory import FIVE_TONE, SCALES
from .written import Note, Sung, SungNote, Tempo

REGISTERS = {
    "verse": 0,
    "pre chorus": 2,
    "chorus": 4,
    "hook": 4,
    "post chorus": 4,
    "bridge": 2,
    "outro": -1,
    "build up": 3,
}
RANGE = 8  # semitones that a melody may leave its register
SHORTEST_UNIT = 0.25  # beats of the quickest syllable that the plan makes


@dataclass
class Melody:
    """`contour`: pitches evenly over the song's `seconds` that the melody shall follow; where it is 0 it is free."""

    style: Style
    seed: object
    contour: np.ndarray | None
    tempo: Tempo
    seconds: float

    def register(self, section: str) -> float:
        return (52.0 if self.style.male else 62.0) + REGISTERS.get(section, 0) + (self.style.key % 5 - 2) * 0.5

    def scale(self) -> list[int]:
        """Every pitch that may be sung, over the whole keyboard."""
        steps: tuple[int, ...] = SCALES[self.style.mode]
        if self.style.five:
            steps = tuple(steps[n] for n in FIVE_TONE["minor" if steps[2] == 3 else "major"])
        return [pitch for pitch in range(36, 97) if (pitch - self.style.key) % 12 in steps]

    def third_above(self, pitch: float) -> float:
        scale = self.scale()
        place = min(range(len(scale)), key=lambda n: abs(scale[n] - pitch))
        return float(scale[min(len(scale) - 1, place + 2)])

    def wanted(self, beats: float) -> float:
        """The contour's pitch at this beat, or 0."""
        if self.contour is None or not len(self.contour):
            return 0.0
        share = self.tempo.at(beats) / self.seconds
        place = min(len(self.contour) - 1, int(share * len(self.contour) + 0.5))
        return float(self.contour[place])


def write_line(melody: Melody, words: list[Word], section: str, number: int, bar: int, chords: list[tuple[int, ...]],
               tempo: Tempo, closes: bool) -> Sung:  # fmt: skip
    """The words on notes from bar `bar` on, as long as there are `chords`, with a breath at the end."""
    rng = dice("line", section, number % 2, melody.seed, melody.style.genre)
    onsets, lengths = rhythm(words, 4.0 * len(chords), rng)
    pitches = walk(melody, section, [bar * 4 + onset for onset in onsets], chords, bar, rng, closes)
    notes = [SungNote(tempo.at(bar * 4 + onset), _until(tempo, bar * 4 + onset, length), pitch)
             for onset, length, pitch in zip(onsets, lengths, pitches, strict=True)]  # fmt: skip
    sung, at = [], 0
    for word in words:
        sung.append((word, notes[at : at + word.count]))
        at += word.count
    loud = section in ("chorus", "hook", "post chorus")
    return Sung(sung, 1.0 if loud else 0.85, tuple(melody.third_above(pitch) for pitch in pitches) if loud else ())


def rhythm(words: list[Word], beats: float, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Onsets and lengths in beats for every syllable. Words end long, lines longest, one beat is left to breathe."""
    count = sum(word.count for word in words)
    room = beats - (1.0 if beats > 4 else 0.5)
    unit = next((u for u in (1.0, 0.5, SHORTEST_UNIT) if count * u <= room), room / count)
    lengths = [unit] * count
    ends = np.cumsum([word.count for word in words]) - 1
    slack = room - unit * count
    while slack >= unit - 1e-9:
        weights = np.full(count, 0.25)
        weights[ends] = 1.0
        weights[-1] = 2.5
        weights /= np.array(lengths) ** 2
        place = int(rng.choice(count, p=weights / weights.sum()))
        lengths[place] += unit
        slack -= unit
    onsets = [float(at) for at in np.cumsum([0.0, *lengths[:-1]])]
    return onsets, lengths


def walk(melody: Melody, section: str, beats: list[float], chords: list[tuple[int, ...]], bar: int,
         rng: np.random.Generator, closes: bool) -> list[float]:  # fmt: skip
    """A pitch for each onset: chord notes on strong beats, neighbours between them, an arch over the whole."""
    scale, middle = melody.scale(), melody.register(section)
    place, pitches = middle + float(rng.integers(-2, 3)), []
    for number, at in enumerate(beats):
        notes = chords[min(len(chords) - 1, int(at // 4) - bar)]
        share = number / max(1, len(beats) - 1)
        arch = middle + 3.5 * np.sin(np.pi * share) - (2.0 if closes else 0.0) * share
        wanted = melody.wanted(at)
        if wanted:
            place = wanted + 12 * round((middle - wanted) / 12)
        else:
            place += 0.4 * (arch - place) + float(rng.choice([-2.5, -1.5, 0, 1.5, 2.5]))
        place = float(np.clip(place, middle - RANGE, middle + RANGE))
        strong = abs(at - round(at)) < 1e-6 or number == len(beats) - 1
        tones = [pitch for pitch in scale if any((pitch - note) % 12 == 0 for note in notes[:3])]
        pitches.append(float(min(tones if strong and tones and not wanted else scale, key=lambda p: abs(p - place))))
        place = pitches[-1]
    return pitches


def write_solo(
    melody: Melody, section: str, bar: int, chords: list[tuple[int, ...]], tempo: Tempo, level: float
) -> list[Note]:
    """The lead instrument's melody where nobody sings."""
    style = melody.style
    rng = dice("solo", section, melody.seed, style.genre)
    busy = section in ("solo", "inst", "build up")
    notes: list[Note] = []
    for first in range(0, len(chords), 2):
        span = chords[first : first + 2]
        quick = 0.5 if busy else 1.0
        onsets, at = [], float(rng.choice([0.0, 0.0, 0.5]))
        while at < 4 * len(span) - 0.5:
            onsets.append(at)
            at += quick * float(rng.choice([1, 1, 2, 3], p=[0.4, 0.2, 0.25, 0.15]))
        start = (bar + first) * 4
        pitches = walk(
            melody, "chorus", [start + onset for onset in onsets], span, bar + first, rng, first + 2 >= len(chords)
        )
        ends = [*onsets[1:], 4.0 * len(span)]
        lift = 12 if style.male else 0
        for onset, end, pitch in zip(onsets, ends, pitches, strict=True):
            seconds = _until(tempo, start + onset, min(2.5, end - onset))
            notes.append(Note(style.lead, tempo.at(start + onset), seconds, pitch + lift, 0.5 * level + 0.1, 0.12))
    return notes


def _until(tempo: Tempo, beats: float, length: float) -> float:
    return tempo.at(beats + length) - tempo.at(beats)

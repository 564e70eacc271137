"""What is played under a melody: chords, bass and drums in the manner of the genre."""

import numpy as np

from .form import Section
from .patterns import ARPEGGIOS, DRUMS, FILL, STROKES
from .style import Style
from .theory import voiced
from .written import Hit, Note, Tempo

Chord = tuple[int, ...]


def accompany(notes: list[Note], hits: list[Hit], style: Style, tempo: Tempo, section: Section, where: tuple[int,
              float], chords: list[Chord], rng: np.random.Generator) -> None:  # fmt: skip
    """Add a section's notes and strokes. `where`: its first bar, and its level."""
    first, level = where
    for number, chord in enumerate(chords):
        bar = first + number
        rise = (number + 1) / len(chords) if section.name == "build up" else 1.0
        loud = level * (0.55 + 0.45 * rise) * (0.75 + 0.35 * style.energy)
        half = section.name in ("intro", "break") and number < len(chords) / 2
        _keys(notes, style, tempo, bar, chord, loud)
        if level > 0.64 or section.name in ("intro", "outro"):
            _pad(notes, style, tempo, bar, chord, loud)
        if not half or style.genre in ("electronic", "hiphop"):
            following = chords[(number + 1) % len(chords)]
            _bass(notes, style, tempo, bar, (chord, following), loud, rng)
        if section.name != "break" and not half:
            _drums(hits, style, tempo, bar, (loud, level), number == len(chords) - 1, rng)
    if style.drums != "none" and level >= 0.9:
        hits.append(Hit("crash", tempo.at(first * 4), 0.35 * level))


def _keys(notes: list[Note], style: Style, tempo: Tempo, bar: int, chord: Chord, loud: float) -> None:
    way, start = style.comping, bar * 4
    if style.keys == "drive":  # distortion wants fifths only
        pitches: Chord = (_near(chord[0], 40), _near(chord[0], 40) + 7, _near(chord[0], 40) + 12)
    else:
        pitches = voiced(chord, 60)
    if way in ARPEGGIOS:
        ladder = (_near(chord[0], 48), *pitches, *(pitch + 12 for pitch in pitches))
        for eighth, place in enumerate(ARPEGGIOS[way]):
            gain = loud * (0.42 if eighth % 4 == 0 else 0.32)
            long = 4 - eighth * 0.5 if style.keys in ("piano", "harp", "bell", "zither") else 1.0
            notes.append(
                _note(
                    style.keys,
                    tempo,
                    start + eighth * 0.5,
                    min(long, 2.2),
                    ladder[place % len(ladder)],
                    gain,
                    (place - 2) * 0.12,
                )
            )
        return
    strokes = STROKES[way]
    for step, mark in enumerate(strokes):
        if mark == ".":
            continue
        rest = next((n for n in range(step + 1, 16) if strokes[n] != "."), 16) - step
        long = min(rest / 4 * (0.45 if way in ("offbeat", "skank", "sixteenths", "ostinato", "gallop") else 0.95), 4.0)
        for number, pitch in enumerate(pitches):
            gain = loud * (0.30 if mark == "x" else 0.20)
            lag = number * 0.012 / tempo.beat if style.keys in ("guitar", "zither", "harp") else 0.0
            notes.append(_note(style.keys, tempo, start + step / 4 + lag, long, pitch, gain, (number - 1) * 0.22))


def _pad(notes: list[Note], style: Style, tempo: Tempo, bar: int, chord: Chord, loud: float) -> None:
    for number, pitch in enumerate(voiced(chord[:4], 64)):
        notes.append(_note(style.pad, tempo, bar * 4, 4.05, pitch, 0.15 * loud, (number - 1.5) * 0.4))


def _bass(notes: list[Note], style: Style, tempo: Tempo, bar: int, chords: tuple[Chord, Chord], loud: float,
          rng: np.random.Generator) -> None:  # fmt: skip
    chord, following = chords
    root, start = _near(chord[0], 38), bar * 4
    if style.bass_line == "walk":
        target = _near(following[0], 38)
        steps = (root, root + (chord[1] - chord[0]) % 12, root + 7, target + (1 if rng.random() < 0.5 else -1))
        for beat, pitch in enumerate(steps):
            notes.append(_note(style.bass, tempo, start + beat, 0.95, pitch, 0.62 * loud, 0.0))
        return
    strokes = [step for step, mark in enumerate(style.bass_line) if mark != "."]
    for number, step in enumerate(strokes):
        rest = (strokes[number + 1] if number + 1 < len(strokes) else 16) - step
        pitch = root + (
            12 if style.genre == "funk" and number % 2 else 7 if number == len(strokes) - 1 and len(strokes) > 2 else 0
        )
        notes.append(_note(style.bass, tempo, start + step / 4, min(rest / 4 * 0.92, 3.5), pitch, 0.72 * loud, 0.0))


def _drums(hits: list[Hit], style: Style, tempo: Tempo, bar: int, levels: tuple[float, float], last: bool,
           rng: np.random.Generator) -> None:  # fmt: skip
    loud, level = levels
    for drum, pattern in DRUMS[style.drums].items():
        if level < 0.6 and drum in ("snare", "clap", "crash"):
            continue
        for step, mark in enumerate(pattern):
            if mark == "." or (
                last and style.drums not in ("swing", "taiko") and drum in ("hat", "snare") and step >= 12
            ):
                continue
            gain = (0.9 if mark == "x" else 0.45) * loud * float(rng.uniform(0.88, 1.0))
            hits.append(Hit(drum, tempo.at(bar * 4 + step / 4), gain))
    if last and style.drums in ("rock", "metal", "pop", "gated", "disco", "soul"):
        for drum, pattern in FILL.items():
            for step, mark in enumerate(pattern):
                if mark != ".":
                    hits.append(Hit(drum, tempo.at(bar * 4 + step / 4), (0.7 if mark == "x" else 0.4) * loud))


def _note(instrument: str, tempo: Tempo, beats: float, length: float, pitch: float, gain: float, pan: float) -> Note:
    start = tempo.at(beats)
    return Note(instrument, start, tempo.at(beats + length) - start, pitch, gain, float(np.clip(pan, -0.8, 0.8)))


def _near(pitch: int, around: int) -> int:
    return around + (pitch - around + 6) % 12 - 6

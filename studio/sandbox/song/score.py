"""Writes a song down: from prompt, lyrics and length to notes, drum strokes and sung lines, all in seconds."""

from dataclasses import dataclass, field, replace
from typing import Any

from ..sound.languages import language_of
from .accompany import accompany
from .cover import Source
from .form import Section, bars_of, custom_sections, fitted, natural_bars, read_sections
from .melody import Melody, write_line, write_solo
from .patterns import JAZZ, LEVELS, PROGRESSIONS
from .style import Style, dice, read_style
from .syllables import words_of
from .theory import chord
from .written import Hit, Note, Sung, Tempo

SHORTEST, LONGEST = 1.0, 300.0  # seconds


@dataclass
class Score:
    """`language`: of the lyrics. `sections`: (name, start in seconds, end). `chords`: one a bar, MIDI pitches."""

    style: Style
    seconds: float
    tempo: Tempo
    language: str
    sections: list[tuple[str, float, float]] = field(default_factory=list)
    chords: list[tuple[int, ...]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    sung: list[Sung] = field(default_factory=list)


def write_score(recipe: dict[str, Any], source: Source | None = None) -> Score:
    """The song behind a recipe of `song.make_song`; tempo, key and melody come from the source if it is a cover."""
    style = read_style(recipe.get("prompt") or "", recipe["seed"])
    if source:
        style = replace(style, bpm=source.bpm, key=source.key, mode=source.mode)
    sections, pace = _sections(recipe), style.bpm
    seconds = song_seconds(recipe, pace)
    tail = min(2.4, seconds * 0.2)
    bars = max(1, round((seconds - tail) * pace / 240))
    tempo = Tempo((seconds - tail) / bars / 4, style.swing)
    score = Score(style, seconds, tempo, language_of(recipe.get("lyrics") or ""))
    first = 0
    melody = Melody(style, recipe["seed"], source.contour if source else None, tempo, seconds)
    for number, section in enumerate(fitted(sections, bars)):
        _write_section(score, section, first, melody, (number, recipe["seed"]))
        first += section.bars
    _write_ending(score, bars)
    return score


def song_seconds(recipe: dict[str, Any], bpm: float | None = None) -> float:
    """The asked length, or else what the form takes at the style's tempo, within 1 to 300 seconds."""
    if recipe.get("seconds"):
        return float(min(LONGEST, max(SHORTEST, recipe["seconds"])))
    pace = bpm or read_style(recipe.get("prompt") or "", recipe["seed"]).bpm
    return float(min(LONGEST, round(natural_bars(_sections(recipe)) * 240 / pace + 2.4, 3)))


def _sections(recipe: dict[str, Any]) -> list[Section]:
    sections = read_sections(recipe.get("lyrics") or "")
    if recipe.get("instrumental"):
        for section in sections:
            section.lines, section.bars = [], bars_of(section)
    return sections or custom_sections()


def _write_section(score: Score, section: Section, first: int, melody: Melody, lot: tuple[object, ...]) -> None:
    style, tempo = score.style, score.tempo
    level = LEVELS[section.name]
    chords = _chords(style, section, lot[1])
    score.sections.append((section.name, tempo.at(first * 4), tempo.at((first + section.bars) * 4)))
    score.chords += chords
    accompany(score.notes, score.hits, style, tempo, section, (first, level), chords, dice("play", *lot))
    if section.lines:
        for number, line in enumerate(section.lines):
            words = words_of(line, score.language)
            at = number * section.bars_per_line
            if words and at < section.bars:
                span = chords[at : at + section.bars_per_line]
                last = number == len(section.lines) - 1
                score.sung.append(write_line(melody, words, section.name, number, first + at, span, tempo, last))
    elif section.name not in ("break", "transition"):
        score.notes += write_solo(melody, section.name, first, chords, tempo, level)


def _chords(style: Style, section: Section, seed: object) -> list[tuple[int, ...]]:
    """One chord a bar: a progression of four, the same for every section of a name."""
    pool = JAZZ if style.genre == "jazz" else PROGRESSIONS[style.mode]
    kind = "chorus" if section.name in ("chorus", "hook", "post chorus", "inst", "solo") else "verse"
    kind = "bridge" if section.name in ("bridge", "pre chorus", "build up", "break") else kind
    rng = dice("chords", style.genre, style.key, kind, seed)
    steps = pool[kind][int(rng.integers(len(pool[kind])))]
    return [chord(steps[bar % len(steps)], style.key, style.mode, style.rich) for bar in range(section.bars)]


def _write_ending(score: Score, bars: int) -> None:
    """The key's own chord, left to ring until the end."""
    style, at = score.style, score.tempo.at(bars * 4)
    ring = score.seconds - at
    home = chord(0, style.key, style.mode)
    gain = 0.8
    for number, pitch in enumerate((home[0] - 12, *home, home[0] + 12)):
        score.notes.append(Note(style.keys, at + number * 0.018, ring, pitch - 12, gain * 0.55, (number - 2) * 0.15))
        score.notes.append(Note(style.pad, at, ring, pitch, gain * 0.22, (2 - number) * 0.2))
    score.notes.append(Note(style.bass, at, ring, home[0] - 24, gain * 0.9, 0.0))
    if style.drums != "none":
        score.hits += [Hit("kick", at, 0.8), Hit("crash", at, 0.5)]
    score.sections.append(("ending", at, score.seconds))

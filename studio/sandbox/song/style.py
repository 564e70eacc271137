"""What a prompt's words say about the music: genre, tempo, key, instruments, voice and the air around it."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .theory import KEYS

GENRES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("genres.json").read_text(encoding="utf-8"))
WORDS = json.loads(Path(__file__).with_name("style_words.json").read_text(encoding="utf-8"))
FAST, SLOW, BRIGHT, DARK, MALE, FEMALE = (
    WORDS["moods"][mood].split() for mood in ("fast", "slow", "bright", "dark", "male", "female")
)
INSTRUMENTS: dict[str, list[str]] = {name: marks.split() for name, marks in WORDS["instruments"].items()}
AIRS: dict[str, list[str]] = {name: marks.split() for name, marks in WORDS["airs"].items()}
KEYED = {"piano", "guitar", "harp", "organ", "bell", "zither", "strings"}  # these may carry the chords as well
PLAYED = ("keys", "pad", "bass", "lead", "drums", "comping", "bass_line", "space", "gain")  # of every genre
BPM = (50.0, 190.0)


@dataclass(frozen=True)
class Style:
    """`bpm`: quarter notes a minute. `key`: 0 is C. `comping`, `bass_line`: rhythms of `patterns`; a bass may
    `walk`. `swing`: where the off-beat eighth falls, 0.5 is straight. `rich`: sevenths and ninths. `five`: melodies of
    five tones. `space`: share of reverberation. `air`: a background, "" for none. `energy`: 0 to 1. `gain`:
    brings every genre to one loudness; measured."""

    genre: str
    bpm: float
    key: int
    mode: str
    keys: str
    pad: str
    bass: str
    lead: str
    drums: str
    comping: str
    bass_line: str
    swing: float
    rich: bool
    five: bool
    space: float
    air: str
    male: bool
    energy: float
    gain: float


def dice(*words: object) -> np.random.Generator:
    """A generator seeded by the words: the same words always roll the same numbers."""
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def read_style(prompt: str, seed: object) -> Style:
    """Deterministic in prompt and seed. What the words leave open is drawn by lot."""
    text = f" {prompt.lower()} "
    rng = dice("style", text, seed)
    genre = _genre(text, rng)
    known = GENRES[genre]
    quick, slow = _count(text, FAST), _count(text, SLOW)
    bpm = float(rng.uniform(*known["bpm"])) * 1.10 ** min(quick, 2) * 0.90 ** min(slow, 2)
    fixed = {name: known[name] for name in PLAYED}
    style = Style(
        genre=genre,
        bpm=bpm,
        key=int(rng.integers(12)),
        mode=_mode(text, known["modes"], rng),
        swing=known.get("swing", 0.5),
        rich=known.get("rich", False),
        five=known.get("five", False),
        air=known.get("air", ""),
        male=bool(rng.random() < 0.5),
        energy=float(min(1.0, max(0.25, 0.62 + 0.14 * quick - 0.14 * slow))),
        **fixed,
    )
    return _named(style, text)


def _named(style: Style, text: str) -> Style:
    """The style with what the prompt says in so many words: tempo, key, instruments, voice, air."""
    if said := re.search(r"(\d{2,3})\s*(?:bpm|拍)", text):
        style = replace(style, bpm=float(min(BPM[1], max(BPM[0], int(said[1])))))
    if said := re.search(r"\b([a-g](?:#|b)?)\s*(major|minor|大调|小调)", text):
        style = replace(style, key=KEYS[said[1]], mode="major" if said[2] in ("major", "大调") else "minor")
    instruments = [name for name, marks in INSTRUMENTS.items() if _count(text, marks)]
    if instruments:
        keyed = [name for name in instruments if name in KEYED]
        electric = style.genre in ("rock", "metal")
        if keyed and not (electric and keyed[0] == "guitar"):
            style = replace(style, keys=keyed[0])
        leads = [name for name in instruments if name != style.keys]
        style = replace(style, lead=leads[0]) if leads and not electric else style
    if _count(text, FEMALE):
        style = replace(style, male=False)
    elif _count(text, MALE):
        style = replace(style, male=True)
    air = next((name for name, marks in AIRS.items() if _count(text, marks)), style.air)
    return replace(style, air=air)


def _genre(text: str, rng: np.random.Generator) -> str:
    """The genre with most of its marks in the text; instruments alone count less than names."""
    weak = {"piano", "guitar", "钢琴", "吉他", "calm", "gentle", "dance", "neon"}
    scores = {name: sum(0.4 if mark in weak else 1.0 for mark in known["marks"] if _has(text, mark))
              for name, known in GENRES.items()}  # fmt: skip
    best = max(scores.values())
    if best:
        return next(name for name, score in scores.items() if score == best)
    if _count(text, SLOW):
        return str(rng.choice(["ballad", "lofi", "ambient", "folk"]))
    return str(
        rng.choice(["pop", "rock", "electronic", "funk"] if _count(text, FAST) else ["pop", "folk", "soul", "ballad"])
    )


def _mode(text: str, modes: list[str], rng: np.random.Generator) -> str:
    bright, dark = _count(text, BRIGHT), _count(text, DARK)
    if dark > bright:
        return "dorian" if "dorian" in modes and "minor" not in modes else "minor"
    if bright > dark:
        return next((mode for mode in modes if mode in ("major", "mixolydian", "lydian")), "major")
    return str(rng.choice(modes))


def _count(text: str, marks: list[str]) -> int:
    return sum(_has(text, mark) for mark in marks)


def _has(text: str, mark: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(mark)}(?![a-z])", text) is not None if mark.isascii() else mark in text

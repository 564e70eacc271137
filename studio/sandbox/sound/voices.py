"""The profile of every voice: system voices by name, clones by their sample, designed ones by their description."""

import functools
import json
from pathlib import Path

from .characters import FEMALE, MALE, VARIANTS, drawn, gender_of, language_in, words_of
from .languages import FALLBACK, LANGUAGES, language_of
from .profile import Profile

# The reference's sample ids (mapping.md 4) stand for these.
ALIASES = {"female-gentle": "female-tianmei", "male-calm": "male-qn-jingying"}
BORDER = 155.0  # Hz between what is taken for a man's and for a woman's sample
NEUTRAL = 150.0  # Hz for a sample in which nothing is voiced


@functools.cache
def system_voices() -> dict[str, dict[str, str]]:
    """voice_id: its row of `data/voices.json` (voice_id, name, language, gender)."""
    rows = json.loads((Path(__file__).parents[2] / "data" / "voices.json").read_text(encoding="utf-8"))
    return {row["voice_id"]: row for row in rows}


@functools.cache
def profile_of_voice(voice_id: str) -> Profile | None:
    """The profile of a system voice or of one of the reference's samples; None for any other id."""
    row = system_voices().get(ALIASES.get(voice_id, voice_id))
    if row is None:
        return None
    words = words_of(f"{row['voice_id']} {row['name']}")
    gender = row["gender"] if row["gender"] in VARIANTS else gender_of(words) or _either(row["voice_id"])
    return drawn(row["voice_id"], gender, words, row["language"] or FALLBACK)


def profile_of_description(text: str, seed: str = "") -> Profile:
    """A designed voice (`voice_design`, official.md 4.4): words decide, and what they leave open is drawn by lot."""
    words = words_of(text)
    lot = f"{text.strip()}\x1f{seed}"
    language = language_in(words) or language_of(text, FALLBACK)
    return drawn(lot, gender_of(words) or _either(lot), words, language)


def profile_of_sample(
    pitch: float, pace: float = 0.0, brightness: float = 0.0, *, seed: str = "", language: str = FALLBACK
) -> Profile:
    """A clone: its median pitch is the sample's, its pace and brightness lean towards it.

    `pitch`: Hz, 0 when nothing was voiced. `pace`: words a minute, 0 when unknown. `brightness`: Hz, 0 when unknown.
    These are the numbers of `measure.Measured`.
    """
    pitch = pitch or NEUTRAL
    gender = MALE if pitch < BORDER else FEMALE
    own = drawn(seed, gender, set(), language if language in LANGUAGES else FALLBACK)
    shade = (brightness - 1800) / 1800 if brightness else 0.0
    return Profile(
        pitch=pitch,
        pace=0.5 * (own.pace + pace) if pace else own.pace,
        variant=own.variant,
        language=own.language,
        range=own.range,
        formants=(0.9 + 0.1 * pitch / BORDER) if gender == MALE else 0.94 + 0.06 * pitch / 210,
        brightness=min(0.6, max(-0.6, shade)),
    ).limited()


def _either(seed: str) -> str:
    return FEMALE if sum(seed.encode(errors="replace")) % 2 else MALE

"""One song from its recipe.

A recipe is a dict: `prompt`, `lyrics` (text or None), `seconds` (1 to 300, or None: as long as the form takes),
`instrumental` (flag), `seed` (a whole number or text), `cover` (the name of a sound file in the inputs folder, or
None), `watermark` (flag), and how it is written: `format` (mp3, wav, pcm), `sample_rate`, `bitrate`, `channels`.
Source: official.md 7.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from . import cover
from .encode import Setting, encode, encode_whole
from .mark import marked
from .score import Score, song_seconds, write_score
from .singer import Singer, choose_singer
from .stage import play
from .style import dice

Array = np.ndarray
OWN_LOUDNESS = -15.0  # dB below full scale that a song has by itself


def make_song(recipe: dict[str, Any], inputs: Path | None = None) -> tuple[float, Iterator[Array]]:
    """The song's seconds, and its samples: int16 (n, 2) in pieces of a few seconds, in all seconds * sample_rate.

    The same recipe makes the same song.
    """
    source = cover.listen(inputs / recipe["cover"]) if inputs and recipe.get("cover") else None
    score = compose(recipe, source)
    gain = float(np.clip(10 ** ((source.loudness - OWN_LOUDNESS) / 20), 0.15, 1.25)) if source else 1.0
    rate = setting_of(recipe).sample_rate
    pieces = play(score, _singer(recipe, score), rate, gain)
    return round(score.seconds * rate) / rate, marked(pieces, rate) if recipe.get("watermark") else pieces


def make_song_file(recipe: dict[str, Any], inputs: Path | None = None) -> tuple[float, bytes]:
    """The song's seconds and the whole file."""
    setting = setting_of(recipe)
    seconds, pieces = make_song(recipe, inputs)
    return seconds, encode_whole(pieces, setting, round(seconds * setting.sample_rate))


def stream_song_file(recipe: dict[str, Any], inputs: Path | None = None) -> Iterator[bytes]:
    """The file in pieces, while the song is still played."""
    setting = setting_of(recipe)
    seconds, pieces = make_song(recipe, inputs)
    return encode(pieces, setting, round(seconds * setting.sample_rate))


def compose(recipe: dict[str, Any], source: "cover.Source | None" = None) -> Score:
    """The notes alone. A cover takes tempo, key and melody from its source, its length too if the recipe says none."""
    if source is None:
        return write_score(recipe)
    seconds = recipe.get("seconds") or min(300.0, source.seconds)
    return write_score({**recipe, "seconds": seconds}, source)


def setting_of(recipe: dict[str, Any]) -> Setting:
    """How the recipe wants its file written."""
    names = ("format", "sample_rate", "bitrate", "channels")
    return Setting(**{name: recipe[name] for name in names if recipe.get(name)})


def _singer(recipe: dict[str, Any], score: Score) -> Singer | None:
    if not score.sung:
        return None
    lot = int(dice("singer", recipe["seed"]).integers(1 << 16))
    return choose_singer(score.language, score.style.male, lot)


__all__ = ["compose", "make_song", "make_song_file", "setting_of", "song_seconds", "stream_song_file"]

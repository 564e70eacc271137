"""What the picture and song crew does in its own process. Knows neither Django nor HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .crew import Unfit

SHORTEST, LONGEST = 6.0, 360.0  # seconds of a cover's source (official.md 7)


def draw(recipe: dict[str, Any], inputs: str) -> Iterator[bytes]:
    """One picture as a JPEG; the recipe is that of `render.still`."""
    from .render.still import make_still

    yield make_still(recipe, Path(inputs))


def play(recipe: dict[str, Any], inputs: str, whole: bool) -> Iterator[float | bytes]:
    """A song: first its seconds, then its file in pieces. With `whole` the pieces are empty until the last.

    The recipe is that of `song.song`; with `writes_lyrics` its words are written here, from the prompt.
    """
    from .song.encode import encode, encode_whole
    from .song.song import make_song, setting_of

    if recipe.get("writes_lyrics"):
        from .song.lyrics import write_song

        recipe = {**recipe, "lyrics": write_song(recipe["prompt"], seed=recipe["seed"])[2]}
    if recipe.get("cover"):
        hear_cover(recipe["cover"], inputs)
    setting = setting_of(recipe)
    seconds, pieces = make_song(recipe, Path(inputs))
    yield seconds
    samples = round(seconds * setting.sample_rate)
    if not whole:
        yield from encode(pieces, setting, samples)
        return
    made = []
    for piece in pieces:
        made.append(piece)
        yield b""
    yield encode_whole(made, setting, samples)


def time_cover(name: str, inputs: str) -> Iterator[float]:
    yield hear_cover(name, inputs)


def hear_cover(name: str, inputs: str) -> float:
    """The source's seconds, if it can be covered."""
    from .sound.measure import UnreadableSound, measure_seconds

    try:
        seconds = measure_seconds(Path(inputs) / name, LONGEST + 1)
    except UnreadableSound:
        raise Unfit("the song to cover is not a sound that can be decoded") from None
    if not SHORTEST <= seconds <= LONGEST:
        lasts = f"it lasts {seconds:.1f} s" if seconds < SHORTEST else "it is longer"
        raise Unfit(f"the song to cover must last 6 seconds to 6 minutes, {lasts}")
    return seconds

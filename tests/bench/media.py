"""What the sandbox makes while somebody waits, in one warm worker process: a picture of 1024x1024, a minute of music
with a sung line, six seconds of film at 768P. The floors are the encoders alone, fed with what was made before.
"""

import io
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from tests.bench.table import Table, median

RUNS = 5
PICTURE_BOUND, LARGE_BOUND, MUSIC_BOUND, FILM_BOUND = 1.5, 6.0, 8.0, 8.0  # seconds
PICTURES = ["a mountain lake at sunset", "a city at night in the rain", "portrait of a woman", "a red apple on a table"]
LYRICS = (
    "[Verse]\nRain on the window\nSinging softly to the night\nEvery drop a little story\nOf the city and its light\n"
    "[Chorus]\nSing along with me tonight\nUntil the morning comes around\nSing along with me tonight\nNever come down"
)
SONG = {"prompt": "upbeat pop with piano", "lyrics": LYRICS, "seconds": 60, "format": "mp3"}
FILM: dict[str, Any] = {
    "kind": "text",
    "prompt": "a lighthouse at dusk in the rain",
    "seconds": 6,
    "width": 1366,
    "height": 768,
    "pictures": [],
}


def main() -> None:
    table = Table("media", (__doc__ or "").replace("\n", " ").strip())
    with multiprocessing.get_context("spawn").Pool(1) as worker:
        picture, encoding = measured(worker, time_picture, ((prompt, 1024) for prompt in PICTURES))
        table.bound("A picture, 1024x1024", f"{picture:.2f} s", f"{PICTURE_BOUND} s", picture <= PICTURE_BOUND)
        table.note("Of that, writing the JPEG", f"{encoding:.3f} s")
        picture, _ = measured(worker, time_picture, ((prompt, 2048) for prompt in PICTURES))
        table.bound("A picture, 2048x2048", f"{picture:.2f} s", f"{LARGE_BOUND} s", picture <= LARGE_BOUND)
        music, encoding = measured(worker, time_song, ((seed,) for seed in range(RUNS)))
        table.bound("60 s of music", f"{music:.2f} s", f"{MUSIC_BOUND} s", music <= MUSIC_BOUND)
        table.note("Of that, writing the MP3", f"{encoding:.2f} s")
        film, encoding = measured(worker, time_film, ((seed,) for seed in range(RUNS)))
        table.bound("6 s of film, 768P", f"{film:.2f} s", f"{FILM_BOUND} s", film <= FILM_BOUND)
        table.note("Of that, writing the H.264", f"{encoding:.2f} s")
    table.note("Runs of each, after one to warm up", f"{len(PICTURES)} prompts, {RUNS} seeds")
    table.end()


def measured(
    worker: Pool, work: Callable[..., tuple[float, float]], orders: Iterator[tuple[Any, ...]]
) -> tuple[float, float]:
    """The medians of whole times and of floors."""
    todo = list(orders)
    worker.apply(work, todo[0])
    times = [worker.apply(work, order) for order in todo]
    return median([whole for whole, _ in times]), median([floor for _, floor in times])


def time_picture(prompt: str, side: int) -> tuple[float, float]:
    from PIL import Image

    from studio.sandbox.render.still import make_still, to_jpeg

    begin = time.perf_counter()
    data = make_still({"prompt": prompt, "seed": 1, "width": side, "height": side}, Path())
    whole = time.perf_counter() - begin
    image = Image.open(io.BytesIO(data)).convert("RGB")
    begin = time.perf_counter()
    to_jpeg(image, False)
    return whole, time.perf_counter() - begin


def time_song(seed: int) -> tuple[float, float]:
    from studio.sandbox.song.encode import encode_whole
    from studio.sandbox.song.song import make_song, make_song_file, setting_of

    recipe = {**SONG, "seed": seed}
    begin = time.perf_counter()
    make_song_file(recipe)
    whole = time.perf_counter() - begin
    seconds, pieces = make_song(recipe)
    setting, made = setting_of(recipe), list(pieces)
    begin = time.perf_counter()
    encode_whole(made, setting, round(seconds * setting.sample_rate))
    return whole, time.perf_counter() - begin


def time_film(seed: int) -> tuple[float, float]:
    from studio.sandbox.render.encode import write_film
    from studio.sandbox.render.film import draw_film, make_film

    recipe = {**FILM, "seed": str(seed)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        target = Path(folder) / "film.mp4"
        begin = time.perf_counter()
        make_film(recipe, Path(folder), target)
        whole = time.perf_counter() - begin
        frames = list(draw_film(recipe, []))
        begin = time.perf_counter()
        write_film(frames, (recipe["width"], recipe["height"]), target)
        return whole, time.perf_counter() - begin


if __name__ == "__main__":
    main()

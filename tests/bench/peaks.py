"""The bars of an hour of sound, 32 kHz mono, with the memory of the whole process, Python, PyAV and numpy included. The
floor is PyAV alone: the same hour decoded and thrown away.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.proc import peak_memory
from tests.bench.table import Table, median

RUNS = 3
SECONDS_BOUND, MEMORY_BOUND = 3.0, 100.0  # seconds; MB
MINUTES, RATE = 60, 32_000


def main() -> None:
    table = Table("peaks", (__doc__ or "").replace("\n", " ").strip())
    bound = f"{SECONDS_BOUND:.0f} s, {MEMORY_BOUND:.0f} MB"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for form in ("mp3", "wav", "flac"):
            path = str(make_hour(Path(folder), form))
            seconds, memory = measured(draw, path)
            kept = seconds <= SECONDS_BOUND and memory <= MEMORY_BOUND
            table.bound(f"An hour of {form}", f"{seconds:.2f} s, {memory:.0f} MB", bound, kept)
            seconds, memory = measured(decode, path)
            table.note(f"Floor: {form} decoded alone", f"{seconds:.2f} s, {memory:.0f} MB")
    table.note("Runs of each", str(RUNS))
    table.end()


def measured(work: Callable[[str], tuple[float, float]], path: str) -> tuple[float, float]:
    """The median of the seconds, and the most memory in MB; every run in a fresh process."""
    runs = []
    for _ in range(RUNS):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            runs.append(process.apply(work, (path,)))
    return median([seconds for seconds, _ in runs]), max(memory for _, memory in runs)


def draw(path: str) -> tuple[float, float]:
    import av  # noqa: F401
    import numpy as np  # noqa: F401

    from studio.library.audio import draw_peaks

    begin = time.perf_counter()
    draw_peaks(path)
    return time.perf_counter() - begin, peak_memory(os.getpid())


def decode(path: str) -> tuple[float, float]:
    import av

    with av.open(path) as container:
        begin = time.perf_counter()
        for _frame in container.decode(audio=0):
            pass
        return time.perf_counter() - begin, peak_memory(os.getpid())


def make_hour(folder: Path, form: str) -> Path:
    """One noisy minute, sixty times; MP3 at 128 kbit/s in bare frames, as MiniMax sends it."""
    import numpy as np

    from studio.speech.binding import Part, bind
    from tests.tones import tone, wav, write

    noise = np.random.default_rng(1).normal(0, 1500, 60 * RATE)
    samples = (tone(60, RATE, 0.4) + noise).clip(-32768, 32767).astype(np.int16)
    minute, hour = folder / f"minute.{form}", folder / f"hour.{form}"
    if form == "mp3":
        hour.write_bytes(write(minute, samples, "mp3", RATE, 128_000).read_bytes() * MINUTES)
    else:
        bind([Part(wav(minute, samples, RATE), "", "")] * MINUTES, hour, form, gap_ms=0)
    return hour


if __name__ == "__main__":
    main()

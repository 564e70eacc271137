"""A song of three minutes (MP3, 128 kbit/s) under a clip of 10 s (1366x768), each run in a fresh process, with the
memory of the whole of it, Python, PyAV and numpy included. The picture is copied. The floors: the same ten seconds of
the song decoded and encoded alone, and the clip's packets copied to another file.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.proc import peak_memory
from tests.bench.table import Table, median

RUNS = 5
SECONDS_BOUND = 3.0
CLIP_SECONDS, SONG_MINUTES, RATE, START = 10, 3, 44_100, 100.0
Work = Callable[[str, str, str], tuple[float, float]]


def main() -> None:
    table = Table("soundtrack", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        clip, talking, song, hour = make_files(Path(folder))
        out = str(Path(folder) / "out.mp4")
        cases = [("A song under a clip", clip, song), ("With the clip's own sound mixed in", talking, song)]
        cases.append(("The same of a song of an hour, from its last minute on", clip, hour))
        for what, picture, sound in cases:
            seconds, memory = measured(put if sound == song else put_late, picture, sound, out)
            kept = seconds <= SECONDS_BOUND
            table.bound(what, f"{seconds:.2f} s, {memory:.0f} MB", f"{SECONDS_BOUND:.0f} s", kept)
            if what == cases[0][0]:
                same = pictures_of(picture) == pictures_of(out)
                table.bound("Its picture, packet by packet", "the same bytes" if same else "other bytes", "same", same)
        for what, work in (("Floor: the sound alone, decoded and encoded", recode), ("Floor: the clip copied", copy)):
            seconds, memory = measured(work, clip, song, out)
            table.note(what, f"{seconds:.2f} s, {memory:.0f} MB")
    table.note("Runs of each", str(RUNS))
    table.end()


def measured(work: Work, clip: str, song: str, out: str) -> tuple[float, float]:
    """The median of the seconds, and the most memory in MB; every run in a fresh process."""
    runs = []
    for _ in range(RUNS):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            runs.append(process.apply(work, (clip, song, out)))
    return median([seconds for seconds, _ in runs]), max(memory for _, memory in runs)


def put(clip: str, song: str, out: str, start: float = START) -> tuple[float, float]:
    import av  # noqa: F401
    import numpy as np  # noqa: F401

    from studio.soundtracks.mixing import Cut
    from studio.soundtracks.mux import put_under

    begin = time.perf_counter()
    put_under(clip, song, out, Cut(start=start, fade_in=1, fade_out=2, own_volume=0.5))
    return time.perf_counter() - begin, peak_memory(os.getpid())


def put_late(clip: str, song: str, out: str) -> tuple[float, float]:
    return put(clip, song, out, 59 * 60.0)


def recode(_clip: str, song: str, out: str) -> tuple[float, float]:
    import av

    begin = time.perf_counter()
    with av.open(song) as before, av.open(out, "w", format="mp4") as after:
        stream = after.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = 192_000
        count = 0
        for frame in before.decode(audio=0):
            count += frame.samples
            if count > (START + CLIP_SECONDS) * RATE:
                break
            if count > START * RATE:
                frame.pts = None
                after.mux(stream.encode(frame))
        after.mux(stream.encode(None))
    return time.perf_counter() - begin, peak_memory(os.getpid())


def copy(clip: str, _song: str, out: str) -> tuple[float, float]:
    import av

    begin = time.perf_counter()
    with av.open(clip) as before, av.open(out, "w", format="mp4", container_options={"movflags": "faststart"}) as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                after.mux(packet)
    return time.perf_counter() - begin, peak_memory(os.getpid())


def pictures_of(path: str) -> list[bytes]:
    import av

    with av.open(path) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def make_files(folder: Path) -> tuple[str, str, str, str]:
    """The clip, another with a tone of its own, the song, and one of an hour."""
    import numpy as np

    from tests.soundtracks.films import film
    from tests.tones import tone, write

    size = (1366, 768)
    noise = np.random.default_rng(1).normal(0, 1500, (2, 60 * RATE))
    both = np.stack([tone(60, RATE, 0.4, pitch) for pitch in (440, 660)])
    minute = write(folder / "minute.mp3", (both + noise).clip(-32768, 32767).astype(np.int16), "mp3", RATE, 128_000)
    for name, minutes in (("song", SONG_MINUTES), ("hour", 60)):
        (folder / f"{name}.mp3").write_bytes(minute.read_bytes() * minutes)
    clip = film(folder / "clip.mp4", CLIP_SECONDS, size=size)
    talking = film(folder / "talking.mp4", CLIP_SECONDS, own=0.4, size=size)
    return str(clip), str(talking), str(folder / "song.mp3"), str(folder / "hour.mp3")


if __name__ == "__main__":
    main()

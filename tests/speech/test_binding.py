"""Binding takes: the parts stand where it is said, chapters are read back, a zip is safe to unpack."""

import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from studio.library.audio import examine_audio
from studio.library.examine import Unreadable
from studio.speech.binding import FORMATS, MOST_CHAPTERS, Part, Placed, bind, bind_zip
from tests.tones import tone, wav, write


def click(rate: int) -> np.ndarray:
    """A quarter of a second that begins with a short tone."""
    samples = np.zeros(rate // 4, np.int16)
    samples[: rate // 100] = tone(0.01, rate, 0.9, 3000)
    return samples


@pytest.fixture
def parts(tmp_path):
    """Four takes in four formats and three rates."""
    return [
        Part(write(tmp_path / "1", click(32_000), "tagged mp3"), "Opening 港", "Hello there."),
        Part(write(tmp_path / "2", click(48_000), "webm", 48_000), "Middle", "And you?"),
        Part(wav(tmp_path / "3", click(24_000), 24_000), "Middle", "Well."),
        Part(write(tmp_path / "4", click(32_000), "flac"), "End", "Bye."),
    ]


def heard(path: Path) -> tuple[int, list[float], list[tuple[int, int, str]]]:
    """The rate, the seconds at which clicks begin, the chapters."""
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        samples = np.concatenate([frame.to_ndarray()[0].astype(float) for frame in container.decode(audio=0)])
        chapters = [(one["start"], one["end"], one["metadata"]["title"]) for one in container.chapters()]
    loud = np.flatnonzero(np.abs(samples) > 0.3 * np.abs(samples).max()) / rate
    return rate, list(loud[np.diff(loud, prepend=-1) > 0.1]), chapters


@pytest.mark.parametrize("form", FORMATS)
def test_each_part_stands_where_it_is_said(tmp_path, parts, form):
    placed = bind(parts, tmp_path / "whole", form, gap_ms=300, title="A walk")
    rate, clicks, chapters = heard(tmp_path / "whole")
    assert placed[1] == Placed(550, 800, "Middle", "And you?")
    assert [part.start_ms for part in placed] == [0, 550, 1100, 1650]
    assert clicks == pytest.approx([0, 0.55, 1.1, 1.65], abs=0.005)
    assert rate == 32_000
    told = [(0, 550, "Opening 港: Hello there."), (550, 1100, "Middle: And you?"), (1100, 1650, "Middle: Well.")]
    told += [(1650, 1900, "End: Bye.")]
    assert chapters == (told if form in ("mp3", "m4a") else [])
    assert examine_audio(str(tmp_path / "whole")).suffix == form
    with av.open(str(tmp_path / "whole")) as container:
        assert container.metadata["title"] == "A walk"


def test_one_fine_part_makes_the_whole_fine(tmp_path, parts):
    fine = Part(wav(tmp_path / "5", click(44_100), 44_100), "", "")
    placed = bind([*parts, fine], tmp_path / "whole", "mp3", gap_ms=0)
    rate, clicks, _ = heard(tmp_path / "whole")
    assert rate == 44_100
    assert clicks == pytest.approx([part.start_ms / 1000 for part in placed], abs=0.005)


def test_bare_samples_can_be_a_part(tmp_path, parts):
    (tmp_path / "raw").write_bytes(click(16_000).tobytes())
    placed = bind([Part(tmp_path / "raw", "", "", 16_000), parts[0]], tmp_path / "whole", "wav", gap_ms=0)
    assert [part.start_ms for part in placed] == [0, 250]


def test_of_more_parts_than_id3_can_count_every_second_is_a_chapter(tmp_path):
    one = wav(tmp_path / "a", tone(0.01))
    bind([Part(one, "", f"Part {n} of a very long walk home") for n in range(257)], tmp_path / "whole", "mp3", gap_ms=0)
    chapters = heard(tmp_path / "whole")[2]
    assert len(chapters) == 129 <= MOST_CHAPTERS
    assert chapters[:2] == [(0, 20, "Part 0 of a very long…"), (20, 40, "Part 2 of a very long…")]
    assert chapters[-1] == (2560, 2570, "Part 256 of a very long…")


def test_a_broken_part_leaves_nothing_behind(tmp_path, parts):
    (tmp_path / "bad").write_bytes(b"ID3 nothing")
    before = set(tmp_path.iterdir())
    with pytest.raises(Unreadable):
        bind([parts[0], Part(tmp_path / "bad", "", "")], tmp_path / "whole", "m4a")
    with pytest.raises(Unreadable):
        bind([], tmp_path / "whole", "mp3")
    with pytest.raises(Unreadable):
        bind_zip([parts[0], Part(tmp_path / "bad", "", "")], tmp_path / "zip")
    assert set(tmp_path.iterdir()) == before


def test_a_long_whole_takes_little_memory(tmp_path):
    long = wav(tmp_path / "a", np.zeros(32_000 * 150, np.int16))
    bind([Part(long, "", "")], tmp_path / "warm", "wav")
    tracemalloc.start()
    try:
        bind([Part(long, "", "")] * 2, tmp_path / "whole", "wav")
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert (tmp_path / "whole").stat().st_size > 19_000_000


def test_a_zip_holds_the_takes_as_they_are_and_the_script(tmp_path, parts):
    (tmp_path / "raw").write_bytes(click(16_000).tobytes())
    raw = Part(tmp_path / "raw", "", "...", 16_000)
    names = ["Ada", "../Bo\\: ", "Ada", "阿达\u202e\x00"]
    spoken = [replace(part, speaker=name) for part, name in zip(parts, names, strict=True)]
    bind_zip([*spoken, raw], tmp_path / "zip", gap_ms=300)
    with zipfile.ZipFile(tmp_path / "zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "001 Ada - Hello there.mp3",
            "002 .. Bo - And you.webm",
            "003 Ada - Well.wav",
            "004 阿达 - Bye.flac",
            "005 take.wav",
            "script.txt",
            "script.srt",
        ]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
        assert archive.read("001 Ada - Hello there.mp3") == parts[0].path.read_bytes()
        archive.extract("005 take.wav", tmp_path / "out")
        assert archive.read("script.txt").decode().startswith("Ada: Hello there.\n\n")
        assert "\n3\n00:00:01,100 --> 00:00:01,350\nAda: Well.\n" in archive.read("script.srt").decode()
    assert examine_audio(str(tmp_path / "out" / "005 take.wav")).sample_rate == 16_000

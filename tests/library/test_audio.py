"""Sound files: known by their content, measured by what decodes, refused in words, drawn as 240 bars."""

import struct
import wave

import numpy as np
import pytest

from studio.library.audio import BARS, GRAINS, WINDOW, draw_peaks, examine_audio, make_wav, wav_header
from studio.library.audio_reading import play
from studio.library.audio_sample import measure_sample
from studio.library.examine import Unreadable
from studio.library.pool import in_child
from tests import make
from tests.tones import tone, wav, write
from tests.upstream import tiny_film

KINDS = {
    "mp3": ("audio/mpeg", "mp3"),
    "tagged mp3": ("audio/mpeg", "mp3"),
    "wav": ("audio/wav", "wav"),
    "flac": ("audio/flac", "flac"),
    "ogg": ("audio/ogg", "ogg"),
    "m4a": ("audio/mp4", "m4a"),
    "webm": ("audio/webm", "webm"),
}


@pytest.fixture
def sound(tmp_path):
    """A sound of one second, named as nothing in particular."""

    def make_one(form: str, samples: np.ndarray | None = None, rate: int = 48_000) -> str:
        return str(write(tmp_path / "sound.txt", tone(1, rate) if samples is None else samples, form, rate))

    return make_one


def spoil(path: str, drop: int = 0, before: bytes = b"") -> str:
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(before + data[: len(data) - drop])
    return path


@pytest.mark.parametrize("form", KINDS)
def test_it_tells_a_sound_by_its_content(sound, form):
    facts = examine_audio(sound(form))
    assert (facts.mime, facts.suffix) == KINDS[form]
    assert (facts.sample_rate, facts.channels) == (48_000, 1)
    assert facts.duration_ms == pytest.approx(1000, abs=80)


def test_it_counts_the_frames_of_a_bare_mp3_instead_of_guessing(tmp_path):
    loud = write(tmp_path / "a", tone(2), "mp3").read_bytes()
    rough = write(tmp_path / "b", tone(2, 16_000), "mp3", 16_000).read_bytes()
    (tmp_path / "c").write_bytes(loud + rough * 3)
    assert examine_audio(str(tmp_path / "c")).duration_ms == pytest.approx(8000, abs=400)


def test_it_takes_bare_samples_when_told_their_rate(tmp_path):
    (tmp_path / "a").write_bytes(tone(0.5, 24_000).tobytes())
    facts = examine_audio(str(tmp_path / "a"), raw_rate=24_000)
    assert (facts.mime, facts.suffix, facts.duration_ms, facts.sample_rate) == ("audio/pcm", "pcm", 500, 24_000)
    assert max(draw_peaks(str(tmp_path / "a"), raw_rate=24_000)) == 128
    (tmp_path / "a").write_bytes(tone(0.5).tobytes()[:-1])
    with pytest.raises(Unreadable, match="ends before"):
        examine_audio(str(tmp_path / "a"), raw_rate=24_000)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\0" * 5000, "does not open"),
        (b"ID3" + b"la la la " * 500, "does not open"),
        (b"ffconcat version 1.0\nfile other.wav\n", "does not open"),
        (b"#EXTM3U\n#EXTINF:1,\nother.wav\n#EXT-X-ENDLIST\n", "does not open"),
        (wav_header(32_000, data_bytes=0), "no sound"),
        (wav_header(32_000), "no sound"),
        (b"RIFF\x04\0\0\0WAVE", "does not open"),
        (b"fLaC" + b"\0" * 200, "does not open"),
        (b"\xff\xfb\x90\x64" + b"\0" * 20, "does not open"),
    ],
    ids=["empty", "zeros", "a tag alone", "a script", "a play list", "no data", "no data yet", "stub", "flac", "frame"],
)
def test_what_is_no_sound_is_refused_in_words(tmp_path, content, told):
    wav(tmp_path / "other.wav", tone(1))
    (tmp_path / "a.wav").write_bytes(content)
    for whole in (True, False):
        with pytest.raises(Unreadable, match=told):
            examine_audio(str(tmp_path / "a.wav"), whole=whole)
    with pytest.raises(Unreadable):
        draw_peaks(str(tmp_path / "a.wav"))


def test_a_film_is_no_sound_but_a_cover_does_not_make_a_film(tmp_path, sound):
    (tmp_path / "film").write_bytes(tiny_film())
    with pytest.raises(Unreadable, match="video"):
        examine_audio(str(tmp_path / "film"))
    picture = b"\0image/png\0\x03\0" + make.png()
    frame = b"APIC" + struct.pack(">IH", len(picture), 0) + picture
    size = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    covered = spoil(sound("mp3"), before=b"ID3\x03\0\0" + size + frame)
    assert examine_audio(covered).mime == "audio/mpeg"


def test_a_day_of_silence_is_refused(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.write(wav_header(1000, data_bytes=2 * 1000 * 86_400))
        file.truncate(44 + 2 * 1000 * 86_400)
    with pytest.raises(Unreadable, match="12 hours"):
        examine_audio(str(tmp_path / "a"))


@pytest.mark.parametrize(
    ("form", "drop"), [("wav", 2000), ("flac", 40_000), ("mp3", 100), ("tagged mp3", 3000), ("m4a", 2000)]
)
def test_what_is_cut_short_is_refused_unless_that_is_expected(sound, form, drop):
    samples = np.random.default_rng(1).integers(-9000, 9000, 48_000).astype(np.int16)
    path = spoil(sound(form, samples), drop)
    with pytest.raises(Unreadable, match="does not open" if form == "m4a" else "ends before"):
        examine_audio(path)
    if form != "m4a":
        assert 500 < examine_audio(path, whole=False).duration_ms < 1060


def test_a_wav_that_still_grows_has_a_length(tmp_path):
    (tmp_path / "a").write_bytes(wav_header(32_000) + tone(0.25).tobytes())
    assert examine_audio(str(tmp_path / "a")).duration_ms == 250


def test_the_bars_stand_where_it_is_loud(tmp_path):
    levels = np.random.default_rng(2).integers(0, 256, BARS)
    samples = np.repeat(levels / 255 * 32767, 100).astype(np.int16)
    samples[::2] = 0
    assert list(draw_peaks(str(wav(tmp_path / "a", samples)))) == list(levels)


def test_the_bars_of_a_long_sound_stand_there_too(tmp_path):
    levels = np.random.default_rng(3).integers(0, 256, BARS)
    samples = np.repeat(levels / 255 * -32767, 10_240).astype(np.int16)
    assert len(samples) > 2 * GRAINS
    assert list(draw_peaks(str(wav(tmp_path / "a", samples)))) == list(levels)


def test_a_bar_of_many_syllables_is_as_high_as_they_are_on_the_whole(tmp_path):
    quarter = np.zeros(8 * WINDOW, np.int16)
    quarter[: 2 * WINDOW : 7] = 32767
    bars = draw_peaks(str(wav(tmp_path / "a", np.tile(quarter, BARS))))
    assert set(bars) == {64}


def test_three_samples_make_240_bars_of_the_louder_channel(tmp_path, sound):
    assert set(draw_peaks(str(wav(tmp_path / "a", np.array([0, -32768, 0], np.int16))))) == {0, 255}
    quiet, loud = tone(1, 48_000, 0.1), tone(1, 48_000, 0.8)
    for form in ("wav", "flac"):
        assert max(draw_peaks(sound(form, np.stack([quiet, loud])))) == 204


@pytest.mark.parametrize("form", KINDS)
def test_every_format_is_drawn_in_the_child(sound, form):
    bars = in_child(draw_peaks, sound(form, tone(1, 48_000, 0.5)))
    assert len(bars) == BARS
    assert 115 < np.median(list(bars)) < 140


def test_a_sample_is_measured(tmp_path):
    loud = tone(1, level=0.5)
    clipped = np.clip(tone(1, level=0.5).astype(np.int32) * 4, -32768, 32767).astype(np.int16)
    lone = np.zeros(32_000, np.int16)
    lone[::100] = 32767
    half = measure_sample(str(wav(tmp_path / "a", np.concatenate([loud, np.zeros_like(loud)]))))
    assert (half.seconds, half.silent_share, half.clipped_share) == (2.0, 0.5, 0.0)
    assert half.loudness_db == pytest.approx(-9.03, abs=0.05)
    assert measure_sample(str(wav(tmp_path / "a", clipped))).clipped_share == pytest.approx(2 / 3, abs=0.02)
    assert measure_sample(str(wav(tmp_path / "a", lone))).clipped_share == 0
    assert measure_sample(str(wav(tmp_path / "a", np.zeros(3200, np.int16)))).loudness_db == -100


def test_a_browsers_recording_becomes_a_wav(tmp_path, sound):
    make_wav(sound("webm"), str(tmp_path / "out.wav"))
    with wave.open(str(tmp_path / "out.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (32_000, 1, 2)
        assert file.getnframes() == pytest.approx(32_000, abs=400)
        samples = np.frombuffer(file.readframes(32_000), np.int16)
    assert np.abs(samples[3200:-3200]).max() == pytest.approx(16_384, rel=0.05)


def test_a_stream_that_was_glued_of_unlike_parts_plays_on(tmp_path):
    parts = [write(tmp_path / "a", tone(1, rate), "mp3", rate).read_bytes() for rate in (32_000, 24_000, 44_100)]
    (tmp_path / "a").write_bytes(b"".join(parts))
    assert sum(map(len, play(str(tmp_path / "a"), 32_000))) / 32_000 == pytest.approx(3, abs=0.3)


@pytest.mark.parametrize("size", [0, 1000, None])
def test_a_header_of_44_bytes_says_the_length_or_that_nobody_knows(size):
    head = wav_header(24_000, 2, size)
    assert len(head) == 44
    assert struct.unpack("<I", head[40:])[0] == (0xFFFFFFFF if size is None else size)
    assert struct.unpack("<HHIIHH", head[20:36]) == (1, 2, 24_000, 96_000, 4, 16)

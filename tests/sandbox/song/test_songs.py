"""What is to be heard in the songs."""

import io
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.sandbox.song.cover import find_tempo, listen
from studio.sandbox.song.encode import BITRATES, SAMPLE_RATES, Setting
from studio.sandbox.song.form import TAGS, fitted, natural_bars, read_sections
from studio.sandbox.song.score import Score
from studio.sandbox.song.song import compose, make_song, make_song_file, song_seconds, stream_song_file
from studio.sandbox.song.style import GENRES, read_style
from studio.sandbox.sound.measure import RATE

LYRICS = "[Verse]\nRain on the window\nSinging to the night\n[Chorus]\nSing along with me\nUntil the morning light\n"
RECIPE = {"prompt": "calm piano, rainy night", "lyrics": LYRICS, "seconds": 8, "seed": 3, "sample_rate": 16_000}


def heard(**more: Any) -> np.ndarray:
    """Samples from -1 to 1, (n, 2)."""
    return np.concatenate(list(make_song({**RECIPE, **more})[1])) / 32768


def written(**more: Any) -> Score:
    return compose({**RECIPE, **more})


def loudness(samples: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


@pytest.mark.parametrize("seconds", [1, 5.5, 12])
def test_it_lasts_as_long_as_asked(seconds: float) -> None:
    assert len(heard(seconds=seconds)) == round(seconds * 16_000)


def test_it_is_loud_enough_and_never_clips_and_ends_in_silence() -> None:
    song = heard()
    assert np.abs(song).max() < 0.99
    assert -22 < loudness(song[16_000:-24_000]) < -10
    assert np.abs(song[-160:]).max() < 0.003
    assert apart_at_the_sides(song) > 0.01


def apart_at_the_sides(song: np.ndarray) -> float:
    return float(np.abs(song[:, 0] - song[:, 1]).mean())


def test_it_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    one, again, other = heard(), heard(), heard(seed=4)
    assert np.array_equal(one, again)
    assert np.abs(one - other).mean() > 0.02


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_it_plays_every_genre_about_equally_loud(genre: str) -> None:
    song = heard(prompt=GENRES[genre]["marks"][0], lyrics=None, instrumental=True, seconds=6)
    seconds = [loudness(song[start : start + 16_000]) for start in range(0, 80_000, 8_000)]
    assert -24 < max(seconds) < -11
    assert np.abs(song).max() < 0.99


@pytest.mark.parametrize(
    ("prompt", "genre"),
    [
        ("An upbeat pop song with catchy chorus", "pop"), ("heavy metal", "metal"), ("smooth jazz trio", "jazz"),
        ("lo-fi beats to study", "lofi"), ("epic orchestral trailer", "orchestral"), ("欢快的流行歌曲", "pop"),
        ("古风 古筝 意境", "guofeng"), ("acoustic folk guitar", "folk"), ("calm piano, rainy night", "ballad"),
    ],
)  # fmt: skip
def test_it_hears_the_genre_in_the_words(prompt: str, genre: str) -> None:
    assert read_style(prompt, 1).genre == genre


def test_it_takes_tempo_key_voice_and_air_from_the_words() -> None:
    assert read_style("slow sad pop", 1).bpm * 1.2 < read_style("fast happy pop", 1).bpm
    assert read_style("pop, 97 bpm", 1).bpm == 97
    style = read_style("ballad in D minor with a female voice and violin, ocean waves", 1)
    assert (style.key, style.mode, style.male, style.lead, style.air) == (2, "minor", False, "violin", "waves")
    assert read_style("男声 摇滚", 1).male
    assert read_style("sad pop", 2).mode == "minor"
    assert read_style("happy pop", 2).mode == "major"


def test_it_plays_at_the_tempo() -> None:
    for bpm in (90, 140):
        song = heard(prompt=f"electronic dance {bpm} bpm", lyrics=None, seconds=24)
        mono = song.mean(axis=1)
        score = written(prompt=f"electronic dance {bpm} bpm", lyrics=None, seconds=24)
        assert score.tempo.bpm == pytest.approx(bpm, rel=0.06)
        assert RATE == 16_000
        found = find_tempo(mono)
        assert min(abs(found * times / score.tempo.bpm - 1) for times in (0.5, 1, 2)) < 0.03


@pytest.mark.parametrize("tag", TAGS)
def test_it_knows_every_tag(tag: str) -> None:
    for line in (f"[{tag.title()}]", f"[{tag.title()} 2]", f"{tag.title()} 1:", f"[{tag.upper().replace(' ', '-')}]"):
        sections = read_sections(f"{line}\nla la la")
        assert [(section.name, section.lines) for section in sections] == [(tag, ["la la la"])]


def test_it_reads_lines_as_our_reference_writes_them() -> None:
    sections = read_sections("Verse 1: In the rain\nI wait\n\nChorus: Oh oh\n[strange]\n副歌：唱吧")
    assert [(s.name, s.lines) for s in sections] == [
        ("verse", ["In the rain", "I wait"]), ("chorus", ["Oh oh"]), ("chorus", ["唱吧"]),
    ]  # fmt: skip


@pytest.mark.parametrize("bars", [1, 3, 7, 20, 61, 150])
def test_it_fits_the_form_to_the_bars(bars: int) -> None:
    sections = fitted(read_sections("[Intro]\n[Verse]\na\nb\n[Chorus]\nc\nd\n[Solo]\n[Outro]\ne"), bars)
    assert natural_bars(sections) == bars
    assert all(len(section.lines) * section.bars_per_line <= section.bars for section in sections)


def test_its_sections_follow_the_tags_and_sing_every_line() -> None:
    score = written(seconds=40)
    names = [name for name, _, _ in score.sections]
    assert names.index("verse") < names.index("chorus") < len(names) - 1
    assert names[-1] == "ending"
    starts = [start for _, start, _ in score.sections]
    assert starts == sorted(starts)
    assert score.sections[-1][2] == 40
    sung = [" ".join(word.text for word, _ in line.words) for line in score.sung]
    assert set(sung) == {"Rain on the window", "Singing to the night", "Sing along with me", "Until the morning light"}


def test_it_does_not_sing_an_instrumental() -> None:
    assert written(seconds=30).sung
    assert not written(seconds=30, instrumental=True).sung
    assert np.abs(heard() - heard(instrumental=True)).mean() > 0.02


def test_it_takes_the_time_that_the_words_need() -> None:
    one, two = (song_seconds({**RECIPE, "seconds": None, "lyrics": LYRICS * times}) for times in (1, 3))
    assert 20 < one < 60
    assert one * 2 < two <= 300
    assert song_seconds({**RECIPE, "seconds": None, "lyrics": LYRICS * 60}) == 300


@pytest.mark.parametrize("rate", SAMPLE_RATES)
def test_it_writes_mp3_at_every_sample_rate(rate: int) -> None:
    seconds, data = make_song_file({**RECIPE, "seconds": 2, "sample_rate": rate, "format": "mp3", "bitrate": 64_000})
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("mp3float", rate, 2)
        samples = sum(frame.samples for frame in file.decode(stream))
    frame = 1152 if rate >= 32_000 else 576
    assert seconds == 2
    assert abs(samples - 2 * rate) <= frame


def test_it_keeps_to_the_bitrate() -> None:
    sizes = [
        len(make_song_file({**RECIPE, "seconds": 3, "sample_rate": 44_100, "bitrate": rate})[1]) for rate in BITRATES
    ]
    assert sizes == [pytest.approx(3 * rate / 8, rel=0.12) for rate in BITRATES]


def test_it_writes_wav_and_pcm() -> None:
    recipe = {**RECIPE, "seconds": 2, "channels": 1}
    with wave.open(io.BytesIO(make_song_file({**recipe, "format": "wav"})[1])) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 16_000, 32_000)
        frames = file.readframes(32_000)
    assert make_song_file({**recipe, "format": "pcm"})[1] == frames


@pytest.mark.parametrize("form", ["mp3", "wav", "pcm"])
def test_it_streams_what_it_would_write(form: str) -> None:
    recipe = {**RECIPE, "seconds": 9, "format": form, "instrumental": True}
    pieces = list(stream_song_file(recipe))
    assert len(pieces) >= 3
    assert all(pieces)
    whole = make_song_file(recipe)[1]
    if form == "mp3":
        with av.open(io.BytesIO(b"".join(pieces))) as file:
            assert sum(frame.samples for frame in file.decode(audio=0)) == pytest.approx(9 * 16_000, abs=4 * 576)
    else:
        assert b"".join(pieces) == whole


def test_a_setting_has_the_usual_values() -> None:
    assert Setting() == Setting("mp3", 44_100, 128_000, 2)


def test_a_cover_follows_its_source(tmp_path: Path) -> None:
    rate, notes = 16_000, [60, 64, 67, 64, 60, 67, 65, 62] * 3
    t = np.arange(rate // 2) / rate
    tune = np.concatenate([np.sin(2 * np.pi * 440 * 2 ** ((n - 69) / 12) * t) * np.exp(-t * 2) for n in notes])
    with wave.open(str(tmp_path / "tune.wav"), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((tune * 9000).astype(np.int16).tobytes())
    source = listen(tmp_path / "tune.wav")
    assert source.seconds == pytest.approx(12, abs=0.1)
    assert source.bpm == pytest.approx(120, rel=0.05)
    recipe = {**RECIPE, "seconds": None, "lyrics": None, "prompt": "jazz", "cover": "tune.wav"}
    seconds, pieces = make_song(recipe, tmp_path)
    assert seconds == pytest.approx(12, abs=0.1)
    assert sum(map(len, pieces)) == round(seconds * 16_000)
    score = compose(recipe, source)
    assert score.tempo.bpm == pytest.approx(120, rel=0.15)
    assert (score.style.key, score.style.mode) == (0, "major")
    leads = [(note.start, note.pitch) for note in score.notes if note.instrument == score.style.lead]
    close = [abs((pitch - notes[min(23, int(start / 0.5))] + 6) % 12 - 6) <= 1 for start, pitch in leads]
    assert np.mean(close) > 0.7

"""Recordings: kept as MiniMax takes them, measured, and refused in words before anything is sent."""

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.intake import FIELD_BYTES
from studio.library.models import Asset
from studio.voices.samples import check_prompt, check_sample, keep_recording, remarks
from tests import make, tones
from tests.voices.building import RATE, file, sample, speech


@pytest.mark.parametrize(
    ("form", "mime", "suffix"),
    [
        ("wav", "audio/wav", "wav"),
        ("mp3", "audio/mpeg", "mp3"),
        ("tagged mp3", "audio/mpeg", "mp3"),
        ("m4a", "audio/mp4", "m4a"),
        ("webm", "audio/wav", "wav"),
        ("ogg", "audio/wav", "wav"),
        ("flac", "audio/wav", "wav"),
    ],
)
def test_what_minimax_does_not_take_becomes_a_wav(recorded, form, mime, suffix):
    asset = recorded(form=form)
    assert (asset.mime, asset.key.rsplit(".")[-1], asset.kind, asset.listed) == (mime, suffix, "sound", True)
    assert asset.seconds == pytest.approx(11, abs=0.15)
    assert check_sample(asset) == ""
    assert remarks(asset) == []


def test_the_same_recording_twice_is_kept_once(recorded):
    assert recorded(form="webm").pk == recorded(form="webm").pk


def png_as_mp3(folder):
    return SimpleUploadedFile("voice.mp3", make.png())


def cut(folder):
    whole = tones.write(folder / "whole", speech(), "wav", RATE).read_bytes()
    return SimpleUploadedFile("voice.wav", whole[: len(whole) // 2])


def cut_recording(folder):
    whole = tones.write(folder / "whole", speech(), "m4a", RATE).read_bytes()
    return SimpleUploadedFile("voice.m4a", whole[: len(whole) // 2])


def strange_format(folder):
    return file(folder, speech(), "aiff")


def too_large(folder):
    return SimpleUploadedFile("voice.wav", b"RIFF" + b"\0" * FIELD_BYTES)


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda folder: SimpleUploadedFile("voice.wav", b""), "empty"),
        (lambda folder: SimpleUploadedFile("voice.wav", b"RIFF\0\0\0\0WAVE"), "does not open"),
        (png_as_mp3, "does not open"),
        (strange_format, "does not open"),
        (cut, "ends before its time"),
        (cut_recording, "open"),
        (too_large, "20 MB"),
    ],
    ids=["0 bytes", "a header", "a picture", "AIFF", "cut WAV", "cut M4A", "too large"],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(team, ada, tmp_path, build, told):
    with pytest.raises(Unreadable, match=told):
        keep_recording(team=team, author=ada, file=build(tmp_path))
    assert not Asset.objects.exists()
    assert [path for path in storage.root().rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(9.0, "9.0 s"), (9.96, "9.9 s"), (10.0, ""), (300.0, ""), (300.5, "5:01"), (360.0, "6:00")],
)
def test_a_sample_lasts_10_s_to_5_min(team, seconds, told):
    wrong = check_sample(sample(team, duration_ms=round(seconds * 1000)))
    assert told in wrong
    assert bool(told) == bool(wrong)


@pytest.mark.parametrize(("seconds", "fits"), [(1.0, True), (7.99, True), (8.0, False), (30.0, False)])
def test_prompt_audio_lasts_less_than_8_s(team, seconds, fits):
    wrong = check_prompt(sample(team, duration_ms=round(seconds * 1000)))
    assert fits == (wrong == "")
    assert fits or "less than 8 s" in wrong


def test_a_short_and_a_long_recording_are_measured_in_truth(recorded):
    assert "at least 10 s" in check_sample(recorded(speech(9)))
    assert "at most 5 min" in check_sample(recorded(speech(301), form="mp3"))


def test_what_grew_beyond_20_mb_is_too_large(team):
    assert "20 MB" in check_sample(sample(team, bytes=FIELD_BYTES + 1))


NOISE = np.random.default_rng(1).integers(-30, 30, 11 * RATE).astype(np.int16)


@pytest.mark.parametrize(
    "samples",
    [np.zeros(11 * RATE, np.int16), NOISE, np.concatenate([speech(1), np.zeros(20 * RATE, np.int16)])],
    ids=["zeros", "hiss", "a second of speech"],
)
def test_silence_is_no_sample(recorded, samples):
    assert "silent" in check_sample(recorded(samples))


def loud(samples):
    return np.clip(samples.astype(int) * 12, -32767, 32767).astype(np.int16)


@pytest.mark.parametrize(
    ("samples", "told"),
    [
        (loud(speech()), "too loud"),
        (speech(level=0.05), "rather quiet"),
        (np.concatenate([speech(), np.zeros(14 * RATE, np.int16)]), "More than half"),
    ],
    ids=["clipped", "quiet", "pauses"],
)
def test_what_could_be_better_is_said_and_taken(recorded, samples, told):
    asset = recorded(samples)
    assert check_sample(asset) == ""
    assert [remark for remark in remarks(asset) if told in remark]
    assert len(remarks(asset)) == 1


def test_a_recording_of_which_nothing_was_measured_is_taken(team):
    asset = sample(team, recipe={})
    assert (check_sample(asset), remarks(asset)) == ("", [])

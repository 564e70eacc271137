"""How speech is made, with the sandbox in both dialects: every format, all trouble, long texts and their subtitles."""

import re

import pytest

from studio.generations import driver
from studio.generations.models import State
from studio.generations.recipes import get_recipe
from studio.generations.transition import move
from studio.jobs.db import db
from studio.library import storage
from studio.speech import recipe
from studio.speech.models import LongText
from studio.voices.speak import to_wire
from tests import make
from tests.generations.test_driver import drive, held
from tests.speech.conftest import TEXT, speech, wish

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCES = TEXT.replace(". ", ".|").split("|")
CUE = re.compile(r"\d+\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n(.*)\n")


@pytest.fixture(params=["reference", "official"])
def team(request, db, settings, sandbox_root):
    settings.SANDBOX_URL = sandbox_root
    team = make.team("Salt Marsh", make.person("Ada"))
    connection = team.connection
    connection.dialect = request.param
    connection.save()
    return team


async def asset_of(gen):
    return await db(lambda: gen.results.select_related("asset").get().asset)


# At once


@pytest.mark.parametrize(
    ("kind", "rate", "mime"),
    [
        ("mp3", 32000, "audio/mpeg"),
        ("wav", 24000, "audio/wav"),
        ("flac", 44100, "audio/flac"),
        ("pcm", 16000, "audio/pcm"),
    ],
)
async def test_a_text_is_spoken_kept_and_paid(team, kind, rate, mime):
    done = await drive(await db(speech, team, format=kind, sample_rate=rate))
    asset = await asset_of(done)
    assert (done.state, done.note, asset.mime, asset.sample_rate) == (State.DONE, "", mime, rate)
    assert 3000 < asset.duration_ms < 8000
    assert (asset.title, asset.has_subtitles, len(asset.peaks)) == (TEXT, False, 240)
    assert done.upstream_reply["characters"] == len(TEXT)
    assert await held() == "0.0076 spent, 0 held"


async def test_what_was_asked_is_heard(team):
    lengths = {}
    for speed in (0.5, 2.0):
        lengths[speed] = (await asset_of(await drive(await db(speech, team, speed=speed)))).duration_ms
    assert lengths[0.5] > 3 * lengths[2.0]


@pytest.mark.parametrize(
    ("order", "state", "note"),
    [
        ("refuse", State.FAILED, ""),
        ("balance", State.FAILED, ""),
        ("fail", State.FAILED, ""),
        ("throttle", State.QUEUED, ""),
        ("500", State.UNCERTAIN, ""),
        ("lost", State.UNCERTAIN, ""),
        ("reset", State.UNCERTAIN, ""),
        ("half", State.UNCERTAIN, ""),
        ("short", State.DONE, "interrupted"),
    ],
)
async def test_trouble_is_told_apart(team, order, state, note):
    gen = await drive(await db(speech, team, text=f"sandbox:{order} {TEXT * 3}"))
    assert (gen.state, gen.note) == (state, note)


async def test_a_voice_that_minimax_does_not_know_fails_and_charges_nothing(team):
    gen = await db(speech, team)
    gen.request |= {"voice": "own:00000000-0000-4000-8000-000000000000"}
    await db(gen.save)
    failed = await drive(gen)
    assert (failed.state, failed.error["cause"]) == (State.FAILED, "The voice of this request is no longer there.")
    assert await held() == "0 spent, 0 held"


def test_a_wish_becomes_minimaxs_words():
    asked = to_wire(wish(format="wav", pitch=12, emotion="happy", language="English", sample_rate=24000))
    assert (asked.audio_format, asked.pitch, asked.emotion, asked.language_boost) == ("pcm", 2.0, "happy", "English")
    assert (asked.sample_rate, asked.channels, asked.pronunciation) == (24000, 1, ())
    plain = to_wire(wish())
    assert (plain.pitch, plain.emotion, plain.language_boost, plain.text_normalization) == (None, None, None, None)


def test_a_card_says_what_is_unusual():
    assert get_recipe("speech").label(wish(format="flac", speed=1.25))[-2:] == ["FLAC", "1.25×"]
    assert get_recipe("speech").label(wish())[-1] == "MP3"


# Long


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(get_recipe("speech_long").__class__, "poll_after", lambda self, elapsed: 0.1)


def long(team, text=TEXT, **changes):
    kept = LongText.keep(team, text)
    return speech(team, "speech_long", text=text[:300], characters=len(text), text_id=str(kept.public_id), **changes)


def subtitles_of(asset) -> tuple[str, str]:
    return tuple(storage.path_of(asset.sibling(f"subtitles.{suffix}")).read_text() for suffix in ("srt", "vtt"))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("kind", "mime"), [("mp3", "audio/mpeg"), ("wav", "audio/wav"), ("pcm", "audio/pcm")])
async def test_a_long_text_has_subtitles_in_either_dialect(team, kind, mime):
    done = await drive(await db(long, team, format=kind))
    asset = await asset_of(done)
    assert (done.state, asset.mime, asset.has_subtitles) == (State.DONE, mime, True)
    srt, vtt = subtitles_of(asset)
    assert CUE.findall(srt) == SENTENCES
    assert vtt.startswith("WEBVTT\n")
    assert all(sentence in vtt for sentence in SENTENCES)
    assert not list(storage.root().rglob("*.tmp"))
    assert await held() == "0.0076 spent, 0 held"


@pytest.mark.usefixtures("_impatient")
async def test_the_speech_is_kept_though_its_subtitles_cannot_be_fetched(team, monkeypatch, caplog):
    monkeypatch.setattr(recipe, "SUBTITLE_BYTES", 10)
    done = await drive(await db(long, team))
    asset = await asset_of(done)
    is_apart = team.connection.dialect == "reference"
    assert (done.state, asset.has_subtitles) == (State.DONE, not is_apart)
    assert ("no subtitles of" in caplog.text) == is_apart
    assert not list(storage.root().rglob("*.tmp"))


@pytest.mark.usefixtures("_impatient")
async def test_subtitles_are_not_lost_when_keeping_is_tried_again(team, monkeypatch):
    whole, times = storage.keep, []

    def fails_once(source, key):
        times.append(key)
        if len(times) == 1:
            raise OSError(28, "No space left on device")
        whole(source, key)

    monkeypatch.setattr(storage, "keep", fails_once)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    done = await drive(await db(long, team))
    assert (done.state, len(times)) == (State.DONE, 2)
    assert (await asset_of(done)).has_subtitles
    assert CUE.findall(subtitles_of(await asset_of(done))[0]) == SENTENCES


@pytest.mark.parametrize("content", [b"", b"{}", b"7", b"[", b"[" * 100_000, b"\xff\xfe", b'"text"'])
def test_a_subtitle_file_that_is_none_holds_no_subtitles(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert recipe.read_subtitles(tmp_path / "a") == recipe.read_subtitles(tmp_path / "missing") == []


@pytest.mark.usefixtures("_impatient")
async def test_a_long_task_that_fails_charges_nothing(team):
    failed = await drive(await db(long, team, f"sandbox:fail {TEXT}"))
    assert (failed.state, failed.error["code"]) == (State.FAILED, 1027)
    assert await held() == "0 spent, 0 held"


async def test_a_long_text_that_is_gone_fails_before_it_is_sent(team):
    gen = await db(long, team)
    await db(LongText.objects.all().delete)
    failed = await drive(gen)
    assert (failed.state, failed.error["cause"]) == (State.FAILED, recipe.TEXT_GONE)
    assert await held() == "0 spent, 0 held"


async def test_a_text_that_is_always_too_quick_fails_after_six_tries(team):
    gen = await db(speech, team, text=f"sandbox:throttle {TEXT}")
    for attempt in range(1, 6):
        waiting = await drive(gen)
        assert (waiting.state, waiting.retry_count) == (State.QUEUED, attempt)
        assert await db(lambda: move(gen.pk, State.QUEUED, State.ADMITTED))
    assert (await drive(gen)).state == State.FAILED

"""How songs are made, with the sandbox in both dialects: sung, played, covered; and lyrics."""

import pytest

from studio.generations.models import State
from studio.generations.present import Card
from studio.jobs.db import db
from tests.generations.test_driver import drive, held
from tests.music.conftest import LYRICS, song

pytestmark = pytest.mark.django_db(transaction=True)


async def asset_of(gen):
    return await db(lambda: gen.results.select_related("asset").get().asset)


@pytest.mark.parametrize(("kind", "rate", "mime"), [("mp3", 44100, "audio/mpeg"), ("wav", 24000, "audio/wav")])
async def test_a_song_is_sung_kept_and_paid(two_dialects, kind, rate, mime):
    wanted = {"format": kind, "sample_rate": rate, "bitrate": 128000 if kind == "mp3" else None}
    done = await drive(await db(song, two_dialects, **wanted))
    asset = await asset_of(done)
    assert (done.state, done.spent, asset.mime, asset.sample_rate) == (State.DONE, None, mime, rate)
    assert (asset.title, asset.shape, len(asset.peaks)) == ("A warm folk song", "sleeve", 240)
    assert asset.sections == [["Verse", 0.0], ["Chorus", 0.3333], ["Outro", 0.5]]
    assert asset.duration_ms > 5000
    assert await held() == "0.15 spent, 0 held"


async def test_a_length_is_kept_to_where_it_can_be_said(two_dialects):
    done = await drive(await db(song, two_dialects, duration=12))
    seconds = (await asset_of(done)).seconds
    assert (abs(seconds - 12) < 0.5) == (two_dialects.connection.dialect == "reference"), seconds


@pytest.mark.parametrize("mode", ["instrumental", "written"])
async def test_a_song_without_lyrics_is_made(two_dialects, mode):
    done = await drive(await db(song, two_dialects, mode=mode, lyrics="", prompt="Calm piano", duration=8))
    asset = await asset_of(done)
    assert (done.state, asset.sections) == (State.DONE, [])


async def test_a_song_of_the_library_is_covered(two_dialects):
    source = await asset_of(await drive(await db(song, two_dialects)))
    wanted = {"mode": "cover", "model": "music-cover", "prompt": "As a slow bossa nova", "lyrics": ""}
    done = await drive(await db(song, two_dialects, source=str(source.public_id), **wanted))
    made = await asset_of(done)
    assert done.state == State.DONE
    assert await db(lambda: [(row.parent, row.role) for row in made.ancestry.all()]) == [(source, "source")]


@pytest.mark.parametrize("order", ["1026", "1027", "fail"])
async def test_a_refusal_costs_nothing(two_dialects, order):
    failed = await drive(await db(song, two_dialects, prompt=f"A song sandbox:{order}"))
    assert (failed.state, "sensitive" in failed.error["cause"]) == (State.FAILED, True)
    assert await held() == "0 spent, 0 held"


async def test_lyrics_are_written_shown_and_paid(two_dialects):
    done = await drive(await db(song, two_dialects, "lyrics", prompt="a harbour at night"))
    text = await db(lambda: Card(done).text)
    assert done.state == State.DONE
    assert "[" in text
    assert "harbour" in text.lower()
    (step,) = await db(lambda: Card(done).steps)
    assert (step.fill, step.value) == ("lyrics", text)
    assert await held() == "0.01 spent, 0 held"


async def test_lyrics_are_changed(two_dialects):
    wanted = {"mode": "edit", "lyrics": LYRICS, "prompt": "make it about the sea"}
    done = await drive(await db(song, two_dialects, "lyrics", **wanted))
    assert await db(lambda: Card(done).text) not in ("", LYRICS)

"""Deleting: first what uses it; then here and at MiniMax, which may have forgotten it already."""

import asyncio

import pytest
from django.test import AsyncClient
from django.utils import timezone

from studio.audit.models import Record
from studio.generations.wires import close_wires
from studio.voices.models import Voice
from studio.voices.use import Use, _askers, register, uses_of
from tests.voices.building import clone, design, drive, fail, finish, made, sample, say, voice


@pytest.fixture
def page(client, team, bo):
    client.force_login(bo)
    return lambda row: client.get(f"/{team.slug}/voices/{row.public_id}/delete/")


@pytest.fixture
def press(team, bo):
    """Pressed in an event loop, as on the server, with the lines to MiniMax closed at its end."""

    async def post(row):
        client = AsyncClient()
        await client.aforce_login(bo)
        try:
            return await client.post(f"/{team.slug}/voices/{row.public_id}/delete/")
        finally:
            await close_wires()

    return lambda row: asyncio.run(post(row))


@pytest.mark.django_db(transaction=True)
class TestAtMinimax:
    @pytest.mark.parametrize("used", [True, False])
    def test_it_is_gone_here_and_there(self, team, bo, minimax, recorded, press, used):
        row = made(clone(team, recorded()))
        if used:
            drive(say(row))
        assert press(row).url == f"/{team.slug}/voices/"
        row.refresh_from_db()
        assert row.deleted_at
        assert (minimax.voices(), minimax.speak(row.voice_id)) == (set(), 2054)
        assert Record.objects.get(what="voice.deleted").who == bo

    def test_a_designed_one_too(self, team, minimax, press):
        [row] = design(team)
        made(row)
        press(row)
        assert minimax.speak(row.voice_id) == 2054

    def test_one_that_minimax_forgot_is_deleted_all_the_same(self, team, minimax, recorded, press):
        row = made(clone(team, recorded()))
        minimax.forget(row.voice_id)
        assert press(row).status_code == 302
        assert Voice.objects.get().deleted_at

    def test_when_minimax_refuses_it_stays_and_says_why(self, team, minimax, recorded, press, settings):
        row = made(clone(team, recorded()))
        settings.SANDBOX_URL = "http://127.0.0.1:9/sandbox"
        answer = press(row)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert Voice.objects.get().deleted_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("columns", [{"hours_left": -1}, {"lost_at": timezone.now()}, {"made_at": None}])
def test_what_is_not_there_is_not_asked_for(team, press, settings, columns):
    settings.SANDBOX_URL = "http://127.0.0.1:9/sandbox"
    assert press(voice(team, **columns)).status_code == 302
    assert Voice.objects.get().deleted_at


@pytest.mark.django_db(transaction=True)
def test_looking_deletes_nothing(team, page):
    assert page(voice(team)).status_code == 200
    assert Voice.objects.get().deleted_at is None


@pytest.mark.django_db(transaction=True)
def test_it_says_what_uses_it(team, page, monkeypatch):
    row = voice(team)
    monkeypatch.setattr("studio.voices.use._askers", [*_askers])
    register(lambda asked: [Use("The harbour script", "/salt-marsh/scripts/1/")] if asked == row else [])
    finish(say(row))
    say(row)
    text = page(row).content.decode()
    assert "1 speech was made with it and stays." in text
    assert "1 speech is being made with it at this moment and would fail." in text
    assert 'href="/salt-marsh/scripts/1/">The harbour script' in text
    assert "Nothing uses it." not in text


@pytest.mark.django_db(transaction=True)
def test_it_says_that_nothing_uses_it(team, page):
    other = voice(team, used_at=timezone.now())
    finish(say(other))
    assert "Nothing uses it." in page(voice(team)).content.decode()


def test_it_counts_what_was_spoken_and_not_what_failed_or_made_it(team, ada):
    row = clone(team, sample(team))
    finish(row.generation)
    row.refresh_from_db()
    fail(say(row))
    finish(say(row))
    finish(say(row, kind="voice_keep"))
    say(row)
    uses = uses_of(row)
    assert (uses.spoken, uses.waiting) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_it_stays_deleted_when_it_is_pressed_twice(team, press):
    row = voice(team, hours_left=-1)
    assert [press(row).status_code, press(row).status_code] == [302, 404]
    assert Record.objects.filter(what="voice.deleted").count() == 1

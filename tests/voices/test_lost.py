"""Looking for the lost: what MiniMax lists no longer, twice in a row, is noticed."""

import asyncio

import pytest
from django.utils import timezone

from studio.generations.wires import close_wires
from studio.teams.models import Connection
from studio.voices.models import Voice
from studio.voices.sweeps import connections_with_voices, look_for_lost, note_missing
from tests.voices.building import clone, drive, made, say, voice

USED = {"used_at": timezone.now()}


def state_of(row) -> str:
    row.refresh_from_db()
    return row.state


def later(row) -> None:
    """Let time pass between two looks."""
    Voice.objects.filter(pk=row.pk, missed_at__isnull=False).update(
        missed_at=timezone.now() - timezone.timedelta(minutes=11)
    )


def look() -> None:
    async def look():
        await look_for_lost()
        await close_wires()

    asyncio.run(look())


@pytest.mark.django_db(transaction=True)
def test_a_voice_that_minimax_deleted_is_noticed_by_the_second_look(team, minimax, recorded):
    kept, gone, fresh = (made(clone(team, recorded(), name=name)) for name in ("Kept", "Gone", "Fresh"))
    drive(say(kept))
    drive(say(gone))
    minimax.forget(gone.voice_id)
    look()
    assert state_of(gone) == Voice.State.PERMANENT
    later(gone)
    look()
    assert (state_of(gone), state_of(kept), state_of(fresh)) == ("lost", "permanent", "temporary")


@pytest.mark.django_db(transaction=True)
def test_when_minimax_does_not_answer_nothing_is_lost_and_others_are_looked_after(team, cleo, minimax, caplog):
    elsewhere = cleo.teams.get()
    broken, row = voice(elsewhere, **USED), voice(team, **USED)
    Connection.objects.filter(team=elsewhere).update(sandbox=False, root="http://127.0.0.1:9")
    look()
    assert (state_of(broken), broken.missed_at) == ("permanent", None)
    assert (state_of(row), row.missed_at is not None) == ("permanent", True)


def test_one_look_is_not_enough_and_neither_are_two_at_once(team):
    row = voice(team, **USED)
    note_missing(team.connection, set())
    note_missing(team.connection, set())
    assert state_of(row) == "permanent"
    later(row)
    note_missing(team.connection, set())
    assert state_of(row) == "lost"


def test_one_that_is_listed_again_was_never_missing(team):
    row = voice(team, **USED)
    note_missing(team.connection, set())
    note_missing(team.connection, {row.voice_id})
    later(row)
    note_missing(team.connection, set())
    assert state_of(row) == "permanent"


def test_a_temporary_one_is_never_listed_and_never_missed(team):
    row = voice(team)
    for _ in range(2):
        note_missing(team.connection, set())
        later(row)
    assert (state_of(row), row.missed_at) == ("temporary", None)


def test_of_another_connection_nothing_is_noted(team, cleo):
    row = voice(cleo.teams.get(), **USED)
    note_missing(team.connection, set())
    assert state_of(row) == "permanent"
    assert row.missed_at is None


def test_only_connections_with_something_to_look_for_are_asked(team, cleo):
    elsewhere = cleo.teams.get()
    voice(team)
    assert connections_with_voices() == []
    voice(team, **USED)
    voice(team, **USED)
    assert connections_with_voices() == [team.connection]
    voice(elsewhere, **USED, deleted_at=timezone.now())
    assert connections_with_voices() == [team.connection]
    Connection.objects.update(paused_reason="The key is wrong.")
    assert connections_with_voices() == []

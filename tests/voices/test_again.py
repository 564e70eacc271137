"""A voice that MiniMax lost is made again with one press: a new id there, the same voice here."""

from functools import partial

import pytest
from django.utils import timezone

from studio.generations.models import Generation, State
from studio.teams.models import Connection
from studio.voices.actions import choose, make_again
from studio.voices.ask import find_voice
from studio.voices.models import Voice
from studio.voices.present import VoiceCard
from tests.voices.building import clone, consented, design, drive, fail, finish, made, money, sample, say, voice


@pytest.fixture
def press(press_on):
    return partial(press_on, key="again")


@pytest.mark.django_db(transaction=True)
def test_a_lost_clone_comes_back_from_its_sample_with_another_id(team, bo, minimax, recorded):
    row = made(clone(team, recorded(), voice_id="harbour-voice"))
    drive(say(row))
    minimax.forget("harbour-voice")
    drive(say(row))
    row.refresh_from_db()
    assert row.state == Voice.State.LOST
    drive(make_again(voice=row, who=bo))
    row.refresh_from_db()
    assert (row.state, row.voice_id != "harbour-voice", row.used_at) == (Voice.State.TEMPORARY, True, None)
    assert drive(say(row)).state == State.DONE
    assert minimax.voices() == {row.voice_id}
    assert money() == ("3.00156", "0")


@pytest.mark.django_db(transaction=True)
def test_a_dead_design_comes_back_from_its_words(team, bo, minimax):
    [row] = design(team)
    made(row)
    choose(voice=row, who=bo)
    old = row.voice_id
    row.change(made_at=timezone.now() - timezone.timedelta(hours=169))
    drive(make_again(voice=row, who=bo))
    row.refresh_from_db()
    assert (row.state, row.is_candidate, row.voice_id != old) == (Voice.State.TEMPORARY, False, True)
    assert row.heard is not None
    assert minimax.speak(row.voice_id) == 0


def test_references_follow_it(team, bo):
    row = consented(team, sample(team), hours_left=-1)
    ref, old = row.ref, row.voice_id
    finish(make_again(voice=row, who=bo))
    found = find_voice(team, ref)
    assert (found.own.pk, found.voice_id != old) == (row.pk, True)


def test_until_it_is_made_the_old_one_is_what_it_was(team, bo):
    row = consented(team, sample(team), hours_left=-1)
    old = row.voice_id
    make_again(voice=row, who=bo)
    row.refresh_from_db()
    assert (row.state, row.voice_id) == (Voice.State.EXPIRED, old)


def test_pressed_twice_it_is_made_once(team, press):
    row = consented(team, sample(team), hours_left=-1)
    page = press(row).content.decode()
    press(row)
    assert (Generation.objects.count(), "It is being made again." in page) == (1, True)


def test_after_a_failure_another_press_is_another_try(team, press):
    row = consented(team, sample(team), hours_left=-1)
    press(row)
    fail(Generation.objects.get(), 2038, "The account is not verified.")
    row.refresh_from_db()
    assert "The account is not verified." in VoiceCard(row).trouble
    press(row)
    press(row)
    assert Generation.objects.count() == 2


def test_a_voice_that_lives_is_not_made_again(team, press):
    press(consented(team, sample(team)))
    press(consented(team, sample(team), used_at=timezone.now()))
    assert not Generation.objects.exists()


def test_without_its_sample_a_clone_is_not_offered_again(team, press):
    row = consented(team, sample(team), hours_left=-1)
    row.sample.delete()
    page = press(row).content.decode()
    assert ("cannot be cloned again" in page, "Make it again" in page) == (True, False)
    assert not Generation.objects.exists()


def test_without_a_connection_it_says_so(team, press):
    row = consented(team, sample(team), hours_left=-1)
    Connection.objects.update(in_use=False)
    assert press(row).status_code == 409


def test_a_team_with_another_connection_gets_it_there(team, bo, cleo):
    row = consented(team, sample(team), hours_left=-1)
    before = team.connection
    Connection.objects.filter(pk=before.pk).update(in_use=False)
    other = cleo.teams.get().connection
    Connection.objects.filter(pk=other.pk).update(team=team)
    row = Voice.objects.get(pk=row.pk)
    finish(make_again(voice=row, who=bo))
    row.refresh_from_db()
    assert (row.connection, row.state) == (other, Voice.State.TEMPORARY)


@pytest.mark.parametrize(("origin", "told"), [("cloned", "$1.50"), ("designed", "$3.00")])
def test_it_says_what_its_next_first_use_costs(team, origin, told):
    row = voice(team, origin=origin, hours_left=-1, sample=sample(team))
    assert told in VoiceCard(row).again_note


@pytest.mark.parametrize(
    ("origin", "recipe", "told"),
    [
        ("cloned", {"text": "", "model": "speech-2.8-turbo"}, "$0.00"),
        ("cloned", {"text": "x" * 1000, "model": "speech-2.8-turbo"}, "$0.06"),
        ("designed", {"text": "x" * 500, "prompt": "Old"}, "$0.03"),
    ],
)
def test_it_shows_what_the_press_costs(team, origin, recipe, told):
    row = voice(team, origin=origin, hours_left=-1, recipe=recipe)
    assert VoiceCard(row).again_price == told

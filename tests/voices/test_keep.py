"""Keep: the smallest synthesis that MiniMax bills, its price shown before, paid once however often it is pressed."""

from functools import partial
from itertools import pairwise

import pytest
from django.utils import timezone

from studio.generations.models import Generation, State
from studio.generations.transition import move
from studio.teams.models import Connection
from studio.voices import actions
from studio.voices.actions import keep_price, keep_voice
from studio.voices.models import Voice
from studio.voices.present import VoiceCard
from tests.speech.conftest import speech
from tests.voices.building import clone, consented, drive, fail, finish, made, money, sample, voice


@pytest.fixture
def press(press_on):
    return partial(press_on, key="keep")


@pytest.mark.parametrize(("origin", "told"), [("cloned", "$1.50006"), ("designed", "$3.00006")])
def test_the_card_shows_what_it_costs_with_the_fee(team, press, client, origin, told):
    row = voice(team, origin=origin)
    assert (str(keep_price(row)), VoiceCard(row).keep_price) == (told, told)
    assert told in client.get(f"/{team.slug}/voices/").content.decode()
    press(row)
    assert money() == ("0", told.removeprefix("$"))


@pytest.mark.django_db(transaction=True)
def test_a_kept_voice_is_permanent_at_minimax_and_here(team, bo, minimax, recorded):
    row = made(clone(team, recorded()))
    done = drive(keep_voice(voice=row, who=bo))
    row.refresh_from_db()
    assert (done.state, row.state, minimax.voices()) == (State.DONE, Voice.State.PERMANENT, {row.voice_id})
    assert money() == ("1.50006", "0")


def test_pressed_twice_it_is_paid_once(team, press):
    row = voice(team)
    first, second = press(row), press(row)
    assert (first.status_code, second.status_code, Generation.objects.count()) == (200, 200, 1)
    assert "It is being kept." in second.content.decode()


def test_pressed_by_two_it_is_paid_once(team, ada, bo):
    row = voice(team)
    assert keep_voice(voice=row, who=ada) == keep_voice(voice=row, who=bo)


def test_after_a_failure_another_press_is_another_try(team, press):
    row = voice(team)
    press(row)
    fail(Generation.objects.get(), 1008)
    press(row)
    press(row)
    assert (Generation.objects.count(), money()) == (2, ("0", "1.50006"))


def test_a_failure_stands_on_the_card_until_the_next_try(team, press):
    row = voice(team)
    press(row)
    before = Voice.objects.get().rev
    fail(Generation.objects.get(), 1008, "The balance is too low.")
    row.refresh_from_db()
    assert row.rev > before
    assert "The balance is too low." in VoiceCard(row).trouble
    press(row)
    assert (VoiceCard(row).trouble, VoiceCard(row).busy) == ("", "It is being kept.")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "It is being kept."),
        ([State.ADMITTED, State.SUBMITTING, State.UNCERTAIN], "answer was lost"),
        ([State.CANCELLED], ""),
    ],
)
def test_its_card_says_how_far_it_is(team, bo, steps, told):
    row = voice(team)
    gen = keep_voice(voice=row, who=bo)
    for frm, to in pairwise([State.QUEUED, *steps]):
        assert move(gen.pk, frm, to)
    busy = VoiceCard(Voice.objects.get()).busy
    assert (told in busy, bool(busy)) == (True, bool(told))


def test_an_older_failure_is_not_told_of_one_that_was_made_again(team, bo):
    row = voice(team)
    fail(keep_voice(voice=row, who=bo), 1008)
    row.change(voice_id=actions.new_voice_id("Harbour"), made_at=timezone.now())
    assert VoiceCard(row).trouble == ""


def test_one_that_was_used_meanwhile_is_not_paid_again(team, press):
    row = voice(team, used_at=timezone.now())
    assert "Permanent" in press(row).content.decode()
    assert not Generation.objects.exists()


@pytest.mark.parametrize("columns", [{"hours_left": -0.1}, {"lost_at": timezone.now()}])
def test_one_that_is_gone_is_not_asked_for(team, press, columns):
    row = consented(team, sample(team), **columns)
    assert "Make it again" in press(row).content.decode()
    assert press(row, htmx=False).status_code == 302
    assert not Generation.objects.exists()


def test_one_that_was_made_again_is_kept_anew(team, bo):
    row = voice(team)
    finish(keep_voice(voice=row, who=bo))
    row.change(voice_id=actions.new_voice_id("Harbour"), used_at=None, made_at=timezone.now())
    keep_voice(voice=row, who=bo)
    assert Generation.objects.count() == 2


def test_what_it_says_is_unlisted_and_stands_nowhere_else(team, bo, client):
    client.force_login(bo)
    gen = keep_voice(voice=voice(team), who=bo)
    assert gen.request["text"] == "a"
    assert str(gen.public_id) not in client.get(f"/{team.slug}/speech/").content.decode()


def test_without_its_connection_nothing_is_tried(team, press):
    row = voice(team)
    Connection.objects.update(in_use=False)
    answer = press(row)
    assert (answer.status_code, "It was not kept" in answer.content.decode()) == (409, True)
    assert not Generation.objects.exists()


def test_the_card_asks_nothing_for_the_voice_while_somebody_speaks_with_it(team, ada):
    row = voice(team)
    speech(team, voice=row.ref)
    assert VoiceCard(row).keep_price == str(keep_price(row)) == "$0.00006"

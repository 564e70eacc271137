"""The first use: whatever speaks with a voice makes it permanent, and its price is paid once."""

import asyncio
import uuid

import pytest
from django.utils import timezone

from studio.generations import driver
from studio.generations.models import Generation, State
from studio.generations.recipes import get_recipe
from studio.generations.transition import move
from studio.generations.wires import close_wires
from studio.speech.models import LongText
from studio.spend.pricing import price
from studio.voices.ask import find_voice, why_silent
from studio.voices.models import Voice
from tests.voices.building import clone, drive, fail, finish, made, money, sample, say, voice

# "Good evening." has 13 characters, at 60 dollars a million.
SPOKEN = "0.00078"


def test_the_price_holds_the_fee_as_long_as_the_voice_is_unused(team):
    cloned, designed = voice(team), voice(team, origin="designed")
    used = voice(team, used_at=timezone.now())
    assert [f"{say(each).price:.5f}" for each in (cloned, designed, used)] == ["1.50078", "3.00078", "0.00078"]
    assert money() == ("0", "4.50234")
    assert f"{say(cloned).price:.5f}" == "0.00078", "another holds the fee already"


def test_a_system_voice_has_no_fee(team):
    request = {"voice": "English_expressive_narrator", "model": "speech-02-turbo", "text": "Good evening."}
    assert str(price(get_recipe("speech").measure(team, request))) == "$0.00078"


def test_the_fee_of_another_teams_voice_is_not_ours_to_know(team, cleo):
    request = {"voice": voice(cleo.teams.get()).ref, "model": "speech-02-turbo", "text": "Good evening."}
    assert str(price(get_recipe("speech").measure(team, request))) == "$0.00078"


@pytest.mark.django_db(transaction=True)
class TestAtMinimax:
    @pytest.fixture
    def cloned(self, team, minimax, recorded):
        return made(clone(team, recorded()))

    @pytest.mark.parametrize("kind", ["speech", "speech_live", "speech_long", "voice_keep"])
    def test_any_kind_that_speaks_makes_it_permanent(self, team, minimax, cloned, kind):
        text = LongText.keep(team, "Good evening.")
        more = {"session": str(uuid.uuid4()), "text_id": str(text.public_id), "characters": 13}
        assert minimax.voices() == set()
        done = drive(say(cloned, kind=kind, **more))
        cloned.refresh_from_db()
        assert (done.state, cloned.state, cloned.fee) == (State.DONE, Voice.State.PERMANENT, None)
        assert money() == ("1.50078", "0")
        assert minimax.voices() == {cloned.voice_id}

    def test_the_second_use_pays_for_its_words_alone(self, minimax, cloned):
        drive(say(cloned))
        first = Voice.objects.get().used_at
        drive(say(cloned))
        assert money() == ("1.50156", "0")
        assert Voice.objects.get().used_at == first

    def test_two_at_the_same_time_pay_the_fee_once(self, minimax, cloned):
        both = [say(cloned), say(cloned, "Good morning.")]
        assert money() == ("0", "1.50156")
        for gen in both:
            move(gen.pk, State.QUEUED, State.ADMITTED)

        async def drive_both():
            await asyncio.gather(*(driver.drive(gen.pk) for gen in both))
            await close_wires()

        asyncio.run(drive_both())
        assert set(Generation.objects.filter(kind="speech").values_list("state", flat=True)) == {State.DONE}
        assert money() == ("1.50156", "0")

    def test_a_speech_that_failed_pays_nothing_and_uses_nothing(self, minimax, cloned):
        failed = drive(say(cloned, "sandbox:1026 Good evening."))
        cloned.refresh_from_db()
        assert (failed.state, cloned.used_at, money()) == (State.FAILED, None, ("0", "0"))
        assert drive(say(cloned)).state == State.DONE
        assert money() == ("1.50078", "0")

    def test_what_minimax_forgot_is_lost_in_our_books_too(self, minimax, cloned):
        assert minimax.forget(cloned.voice_id) == 0
        failed = drive(say(cloned))
        cloned.refresh_from_db()
        assert (failed.state, failed.error["code"]) == (State.FAILED, 2054)
        assert (cloned.state, cloned.can_speak, money()) == (Voice.State.LOST, False, ("0", "0"))

    @pytest.mark.parametrize(("hours", "state"), [(167, "permanent"), (169, "lost")])
    def test_its_168_hours_end_by_minimaxs_clock_whatever_ours_says(self, team, minimax, recorded, hours, state):
        assert minimax.clone(recorded(), "harbour-voice", f"-{hours * 3600}") == 0
        row = voice(team, voice_id="harbour-voice", hours_left=50)
        drive(say(row))
        row.refresh_from_db()
        assert row.state == state

    @pytest.mark.parametrize("change", ["expired", "lost", "deleted"])
    def test_gone_between_pressing_and_sending_it_fails_in_words_and_pays_nothing(self, minimax, cloned, change):
        gen = say(cloned)
        now = timezone.now()
        cloned.change(
            **{
                "expired": {"made_at": now - timezone.timedelta(hours=169)},
                "lost": {"lost_at": now},
                "deleted": {"deleted_at": now},
            }[change]
        )
        failed = drive(gen)
        told = "no longer there" if change == "deleted" else "Make it again on the voices page"
        assert (failed.state, told in failed.error["cause"]) == (State.FAILED, True)
        assert (failed.submit_token, money()) == (None, ("0", "0"))


def test_what_was_made_and_could_not_be_kept_has_used_it_all_the_same(team):
    row = voice(team)
    gen = say(row)
    for frm, to in ((State.QUEUED, State.ADMITTED), (State.ADMITTED, State.SUBMITTING)):
        move(gen.pk, frm, to)
    move(gen.pk, State.SUBMITTING, State.RUNNING, also=lambda: gen.results.create())
    move(gen.pk, State.RUNNING, State.FETCHING)
    move(gen.pk, State.FETCHING, State.FAILED)
    row.refresh_from_db()
    assert (row.state, money()) == (Voice.State.PERMANENT, ("1.50078", "0"))


def test_a_failure_of_before_it_was_made_again_does_not_lose_it(team):
    row = voice(team)
    slow = say(row)
    Generation.objects.filter(pk=slow.pk).update(submit_started_at=timezone.now() - timezone.timedelta(minutes=5))
    row.change(made_at=timezone.now())
    fail(slow, 2054)
    row.refresh_from_db()
    assert row.state == Voice.State.TEMPORARY


@pytest.mark.parametrize(("code", "state"), [(2054, "lost"), (20132, "lost"), (1026, "temporary"), (None, "temporary")])
def test_only_minimaxs_word_that_it_has_no_such_voice_loses_it(team, code, state):
    row = voice(team)
    fail(say(row), code)
    row.refresh_from_db()
    assert row.state == state


def test_a_clone_that_is_refused_with_2054_loses_no_voice(team):
    row = clone(team, sample(team))
    fail(row.generation, 2054)
    row.refresh_from_db()
    assert (row.state, row.lost_at) == (Voice.State.MAKING, None)


def test_a_use_by_another_team_uses_nothing(team, cleo):
    row, elsewhere = voice(team), cleo.teams.get()
    strange = say(voice(elsewhere))
    Generation.objects.filter(pk=strange.pk).update(request=strange.request | {"voice": row.ref})
    finish(strange)
    row.refresh_from_db()
    assert row.used_at is None


# Before the press


def test_a_voice_that_can_speak_is_offered(team):
    assert why_silent(team, find_voice(team, voice(team).ref)) == ""
    assert why_silent(team, find_voice(team, "English_expressive_narrator")) == ""


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"made_at": None}, "still being made"),
        ({"hours_left": -2.0}, "no longer has Harbour"),
        ({"used_at": timezone.now(), "lost_at": timezone.now()}, "no longer has Harbour"),
    ],
)
def test_why_a_voice_is_silent_is_said_in_words(team, columns, told):
    assert told in why_silent(team, find_voice(team, voice(team, **columns).ref))


def test_a_voice_on_another_connection_is_silent(team, cleo):
    row = voice(team, connection=cleo.teams.get().connection)
    assert "another connection" in why_silent(team, find_voice(team, row.ref))


def test_it_says_since_when_it_is_gone(team):
    row = voice(team, hours_left=-2.0)
    assert f"{row.dies_at:%Y-%m-%d %H:%M} UTC" in why_silent(team, find_voice(team, row.ref))


@pytest.mark.parametrize("ref", ["own:nonsense", "own:", "Nobody", "", "own:00000000-0000-0000-0000-000000000000"])
def test_a_strange_reference_finds_nobody(team, ref):
    assert find_voice(team, ref) is None


def test_another_teams_and_a_deleted_voice_find_nobody(team, cleo):
    deleted = voice(team, deleted_at=timezone.now())
    assert find_voice(team, voice(cleo.teams.get()).ref) is None
    assert find_voice(team, deleted.ref) is None


def test_the_speech_form_refuses_a_voice_that_died_since_it_was_chosen(client, team, bo):
    client.force_login(bo)
    typed = {"text": "Good evening.", "voice": voice(team, hours_left=-0.1).ref, "client_key": str(uuid.uuid4())}
    answer = client.post(f"/{team.slug}/speech/", typed)
    assert (answer.status_code, "Make it again on the voices page" in answer.content.decode()) == (422, True)
    assert not Generation.objects.exists()

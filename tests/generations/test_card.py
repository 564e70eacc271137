"""What a card says: state, time and money in words, and what a press would cost before it is pressed."""

import pytest
from django.utils import timezone

from studio.generations.actions import write_off
from studio.generations.feed import render_card
from studio.generations.models import Generation, State
from studio.generations.present import Card
from studio.library.actions import restore_asset, trash_asset
from tests import make


def card(team, results: int = 0, **columns) -> Card:
    gen = make.generation(team, **columns)
    for index in range(results):
        gen.results.create(index=index)
    return Card(Generation.objects.for_card().get(pk=gen.pk))


def ended(state: str) -> dict:
    return {"state": state, "finished_at": timezone.now()}


def test_what_fails_costs_nothing(team):
    assert card(team, **ended(State.FAILED)).money == "nothing charged"


def test_what_was_made_and_could_not_be_fetched_says_that_it_is_charged(team):
    assert card(team, results=1, **ended(State.FAILED)).money == "$0.28 charged"


@pytest.mark.parametrize("state", [State.QUEUED, State.ADMITTED])
def test_cancelling_what_was_not_sent_is_free(team, state):
    waiting = card(team, state=state)
    assert waiting.can_cancel
    assert waiting.cancel_is_free


@pytest.mark.parametrize("state", [State.SUBMITTING, State.RUNNING])
def test_cancelling_what_was_sent_warns_of_the_bill_before_the_press(team, state):
    sent = card(team, state=state)
    assert sent.can_cancel
    assert not sent.cancel_is_free
    assert "It will be billed, $0.28" in render_card(sent.generation)


@pytest.mark.parametrize("state", [State.FETCHING, State.FINISHING])
def test_what_is_made_offers_no_cancel(team, state):
    assert not card(team, state=state).can_cancel


def test_what_is_stuck_says_why_and_offers_to_fetch_it_now(team):
    stuck = card(team, state=State.FETCHING, note="not_fetched", error={"cause": "C", "next_step": "N", "retryable": 1})
    assert stuck.state == "Made, not fetched yet"
    html = render_card(stuck.generation)
    assert "C" in html
    assert "/fetch/" in html


def test_an_unknown_one_that_was_taken_is_told_apart_from_one_without_an_answer(team):
    taken = card(team, prompt="a", state=State.UNCERTAIN, upstream_id="100")
    lost = card(team, prompt="b", state=State.UNCERTAIN)
    assert "MiniMax took it" in render_card(taken.generation)
    assert "no clear answer came back" in render_card(lost.generation)


def test_a_clip_that_is_trashed_in_the_library_leaves_its_room_and_comes_back_with_it(team, ada):
    asset = make.asset(team, kind="video", duration_ms=6000)
    gen = make.generation(team, **ended(State.DONE))
    gen.results.create(asset=asset)

    def drawn() -> str:
        return render_card(Generation.objects.for_card().get(pk=gen.pk))

    assert "<video" in drawn()
    trash_asset(asset=asset, who=ada)
    assert 'class="gone"' in drawn()
    assert not Generation.objects.shown().exists()
    restore_asset(asset=asset, who=ada)
    assert "<video" in drawn()
    assert Generation.objects.shown().exists()


def test_what_is_written_off_says_that_minimax_may_bill_it(team, ada):
    gen = make.generation(team, state=State.UNCERTAIN)
    assert write_off(generation=gen, who=ada)
    written = Card(Generation.objects.for_card().get(pk=gen.pk))
    assert (written.state, written.money) == ("Written off", "$0.28 given back")
    assert "its bill has it" in render_card(written.generation)


def test_what_waits_while_the_connection_is_paused_says_so(team):
    team.connection.pause("The key was refused.", 1004)
    assert card(team).state == "Waits for the connection"

"""Asking: one press is one generation and one hold."""

import uuid

import pytest

from studio.generations.actions import cancel_generation, put_away, retry_generation, start_generation
from studio.generations.models import Generation, State
from studio.spend.models import Entry
from tests import make


def test_it_holds_the_price_with_the_row(team, ada):
    gen = make.generation(team)
    entry = Entry.objects.get(generation=gen.public_id)
    assert (gen.state, str(gen.price), entry.held, entry.sandbox) == ("queued", "0.280000", gen.price, True)


def test_a_double_press_is_one_generation(team, ada):
    key = uuid.uuid4()
    ask = {"team": team, "author": ada, "kind": "video", "request": make.wish(), "client_key": key}
    assert start_generation(**ask) == start_generation(**ask)
    assert Generation.objects.count() == Entry.objects.count() == 1


def test_another_wish_under_an_old_key_is_not_swallowed(team, ada):
    key = uuid.uuid4()
    ask = {"team": team, "author": ada, "kind": "video", "client_key": key}
    first = start_generation(request=make.wish(prompt="one"), **ask)
    assert start_generation(request=make.wish(prompt="two"), **ask) != first


def test_an_unknown_price_is_held_as_unknown(team):
    gen = make.generation(team, model="T2V-01", resolution="720P")
    assert gen.price is None
    assert Entry.objects.get().price_known is False


def test_it_is_cancelled_for_nothing_while_it_waits(team, ada):
    gen = make.generation(team)
    assert cancel_generation(generation=gen, who=ada)
    gen.refresh_from_db()
    assert gen.state == State.CANCELLED
    assert Entry.objects.totals("2020-01-01T00:00Z")["held"] == 0


def test_once_sent_a_wish_to_stop_is_noted(team, ada):
    gen = make.generation(team, state=State.RUNNING)
    assert cancel_generation(generation=gen, who=ada)
    gen.refresh_from_db()
    assert (gen.state, gen.cancel_requested_at is not None) == (State.RUNNING, True)


@pytest.mark.parametrize("state", ["done", "uncertain"])
def test_what_ended_or_is_unknown_is_not_cancelled(team, ada, state):
    ended = {"finished_at": "2026-01-01T00:00Z"} if state == "done" else {}
    assert not cancel_generation(generation=make.generation(team, state=state, **ended), who=ada)


def test_again_is_a_new_row_that_names_the_old(team, ada):
    old = make.generation(team, state=State.FAILED, finished_at="2026-01-01T00:00Z")
    new = retry_generation(generation=old, who=ada)
    assert (new.retry_of, new.request, new.state) == (old, old.request, State.QUEUED)


def test_what_still_runs_is_not_put_away(team, ada):
    assert not put_away(generation=make.generation(team, state=State.RUNNING), who=ada)


def test_a_wish_to_stop_is_heard_by_one_that_went_back_into_the_queue(team, ada):
    gen = make.generation(team, state=State.SUBMITTING)
    assert cancel_generation(generation=gen, who=ada)
    from studio.generations.problems import Problem
    from studio.generations.submit import requeue

    gen.reload()
    requeue(gen, State.SUBMITTING, Problem("Too quick.", "Wait.", True), None)
    gen.refresh_from_db()
    assert gen.state == State.CANCELLED

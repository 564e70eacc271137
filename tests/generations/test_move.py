"""The one transition: legal steps once, illegal ones never, money and trail with them."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from studio.generations.models import NEXT, TERMINAL, Generation, State
from studio.generations.transition import move, touch
from studio.spend.models import Entry
from tests import make


@pytest.fixture
def gen(team):
    return make.generation(team)


def test_it_takes_a_legal_step_and_writes_the_trail(gen):
    assert move(gen.pk, State.QUEUED, State.ADMITTED, by="admission", why="because")
    gen.refresh_from_db()
    assert (gen.state, gen.rev) == (State.ADMITTED, 1)
    last = gen.events.last()
    assert (last.frm, last.to, last.by, last.note) == ("queued", "admitted", "admission", "because")


def test_it_lets_only_one_of_two_through(gen):
    assert move(gen.pk, State.QUEUED, State.ADMITTED)
    assert not move(gen.pk, State.QUEUED, State.ADMITTED)
    assert gen.events.count() == 2


def test_an_older_driver_cannot_step(gen):
    Generation.objects.filter(pk=gen.pk).update(state=State.RUNNING, epoch=3)
    assert not move(gen.pk, State.RUNNING, State.FETCHING, epoch=2)
    assert move(gen.pk, State.RUNNING, State.FETCHING, epoch=3)


def test_a_late_answer_is_saved_by_its_token_whatever_the_epoch(gen):
    token = uuid.uuid4()
    Generation.objects.filter(pk=gen.pk).update(state=State.UNCERTAIN, epoch=9, submit_token=token)
    assert not move(gen.pk, State.UNCERTAIN, State.RUNNING, token=uuid.uuid4())
    assert move(gen.pk, State.UNCERTAIN, State.RUNNING, token=token, upstream_id="1")


@pytest.mark.parametrize(("end", "spent"), [("done", "0.28"), ("failed", "0"), ("cancelled", "0")])
def test_the_end_closes_the_money(team, end, spent):
    gen = make.generation(team, state=State.FINISHING if end == "done" else State.UNCERTAIN)
    assert Entry.objects.totals("2020-01-01T00:00Z")["held"] == gen.price
    assert move(gen.pk, gen.state, end)
    totals = Entry.objects.totals("2020-01-01T00:00Z")
    assert (str(totals["spent"].normalize()), totals["held"]) == (spent, 0)


def test_what_fails_after_it_was_made_is_charged(team):
    gen = make.generation(team, state=State.FETCHING)
    assert move(gen.pk, State.FETCHING, State.FAILED)
    totals = Entry.objects.totals("2020-01-01T00:00Z")
    assert (totals["spent"], totals["held"]) == (gen.price, 0)


def test_uncertain_keeps_the_hold(team):
    gen = make.generation(team, state=State.SUBMITTING)
    assert move(gen.pk, State.SUBMITTING, State.UNCERTAIN)
    assert Entry.objects.totals("2020-01-01T00:00Z")["held"] == gen.price


def test_touch_changes_what_is_seen_and_never_the_state(gen):
    assert touch(gen.pk, progress="Queueing")
    gen.refresh_from_db()
    assert (gen.rev, gen.progress, gen.state) == (1, "Queueing", State.QUEUED)
    with pytest.raises(AssertionError):
        touch(gen.pk, state=State.DONE)


def test_what_has_ended_goes_nowhere():
    assert all(not NEXT[state] for state in TERMINAL)


class AnyOrder(TestCase):
    """Two drivers try steps in any order: only legal paths happen, and `rev` only rises."""

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(State.values), st.sampled_from(State.values)), max_size=25))
    def test_it_follows_only_legal_paths(self, tries):
        from studio.catalogue.load import load

        load()
        gen = make.generation(make.team("Any", make.person("Any")))
        seen = State.QUEUED
        for frm, to in tries:
            before = Generation.objects.values_list("rev", flat=True).get(pk=gen.pk)
            moved = move(gen.pk, frm, to)
            gen.refresh_from_db()
            assert moved == (frm == seen and to in NEXT[seen])
            assert gen.rev == before + moved
            seen = gen.state
        ends = Entry.objects.filter(generation=gen.public_id).exclude(kind="reserve").count()
        assert ends == (1 if seen in TERMINAL else 0)

"""Sweeps: each run is single, and what was left is taken up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations import sweeps
from studio.generations.models import Generation, State
from studio.jobs import runner
from studio.jobs.models import SweepRun
from tests import make


class Listening(runner.Idle):
    def __init__(self):
        self.launched, self.poked = [], []

    def launch(self, gen_id, kind, *, marked=False):
        self.launched.append(gen_id)

    def poke(self, gen_id):
        self.poked.append(gen_id)


@pytest.fixture
def listening():
    heard = Listening()
    runner.set_runner(heard)
    yield heard
    runner.set_runner(runner.Idle())


def test_a_run_is_taken_once_in_its_period(db):
    assert SweepRun.take("tidy", timedelta(hours=1))
    assert not SweepRun.take("tidy", timedelta(hours=1))
    SweepRun.objects.update(last_run=timezone.now() - timedelta(hours=2))
    assert SweepRun.take("tidy", timedelta(hours=1))


def test_at_start_what_was_being_sent_becomes_unknown_and_the_rest_is_driven_on(team, listening):
    states = [State.QUEUED, State.ADMITTED, State.SUBMITTING, State.RUNNING, State.FETCHING, State.FINISHING]
    rows = {state: make.generation(team, prompt=state, state=state) for state in states}
    sweeps.recover_all()
    assert set(listening.launched) == {rows[state].pk for state in states[1:] if state != State.SUBMITTING}
    assert Generation.objects.get(pk=rows[State.SUBMITTING].pk).state == State.UNCERTAIN


def test_slow_ones_are_asked_after_rarely_and_for_a_week(team, listening):
    slow = make.generation(team, prompt="slow", state=State.RUNNING, note="slow")
    stuck = make.generation(team, prompt="stuck", state=State.FETCHING, note="not_fetched")
    sweeps.launch_driverless()
    assert listening.launched == []
    sweeps.look_at_slow()
    assert listening.launched == [slow.pk, stuck.pk]


def test_a_wish_to_stop_that_was_not_heard_is_passed_on(team, listening):
    asked = make.generation(team, prompt="asked", state=State.RUNNING, cancel_requested_at=timezone.now())
    make.generation(team, prompt="told", state=State.RUNNING, cancel_requested_at=timezone.now(), note="too_late")
    sweeps.pass_on_wishes()
    assert listening.poked == [asked.pk]


def test_unknown_ones_are_looked_for_during_a_quarter_of_an_hour(team, listening):
    now = timezone.now()
    fresh = make.generation(team, prompt="a", state=State.UNCERTAIN, submit_started_at=now - timedelta(minutes=14))
    make.generation(team, prompt="b", state=State.UNCERTAIN, submit_started_at=now - timedelta(minutes=16))
    sweeps.look_for_lost()
    assert listening.launched == [fresh.pk]


@pytest.mark.django_db(transaction=True)
def test_tidying_keeps_what_is_young():
    team = make.team("Salt Marsh", make.person("Ada"))
    gen = make.generation(team)
    gen.events.create(to="x", by="x", at=timezone.now() - timedelta(days=91))
    sweeps.tidy()
    assert gen.events.count() == 1

"""Admission: never more at once, never quicker, nobody starved; a crash leaks no place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.catalogue.models import Limit
from studio.generations.admission import admit_all, penalise
from studio.generations.models import Generation, RateBucket, State
from tests import make


@pytest.fixture
def limits(db):
    def set_limits(**values):
        Limit.objects.filter(plan="sandbox").update(**values)

    set_limits(rpm=600, concurrency=3, submits=2)
    return set_limits


def states():
    return sorted(Generation.objects.values_list("state", flat=True))


def test_it_admits_as_many_as_may_be_sent_at_once(team, limits):
    [make.generation(team, prompt=str(n)) for n in range(5)]
    assert admit_all() == 2
    assert admit_all() == 0


def test_it_never_runs_more_than_the_limit(team, limits):
    [make.generation(team, prompt=str(n), state=State.RUNNING) for n in range(3)]
    make.generation(team, prompt="waits")
    assert admit_all() == 0


def test_an_unknown_one_holds_no_place(team, limits):
    [make.generation(team, prompt=str(n), state=State.UNCERTAIN) for n in range(3)]
    make.generation(team, prompt="goes")
    assert admit_all() == 1


def test_it_keeps_to_the_requests_of_a_minute(team, limits):
    limits(rpm=5, concurrency=100, submits=100)
    [make.generation(team, prompt=str(n)) for n in range(12)]
    assert admit_all() == 5
    assert admit_all() == 0
    RateBucket.objects.update(tat=timezone.now() + timedelta(seconds=36))
    assert admit_all() == 2


def test_it_sends_nothing_while_minimax_asks_for_patience(team, limits):
    make.generation(team, prompt="first")
    assert admit_all() == 1
    gen = make.generation(team, prompt="second")
    penalise(gen.connection_id, gen.family, 60)
    assert admit_all() == 0


def test_it_waits_until_not_before(team, limits):
    make.generation(team, not_before=timezone.now() + timedelta(seconds=60))
    assert admit_all() == 0


def test_one_persons_burst_does_not_starve_another(team, ada, bo, limits):
    [make.generation(team, author=ada, prompt=str(n)) for n in range(4)]
    make.generation(team, author=ada, prompt="running", state=State.RUNNING)
    last = make.generation(team, author=bo, prompt="from Bo")
    admit_all()
    last.refresh_from_db()
    assert last.state == State.ADMITTED


def in_lane(team, prompt, **changes):
    return make.generation(team, prompt=prompt, lane="one", **changes)


def test_those_of_one_lane_go_one_after_the_other_and_take_nobodys_place(team, limits):
    limits(concurrency=3, submits=3)
    first, second, third = [in_lane(team, word) for word in ("first", "second", "third")]
    make.generation(team, prompt="beside them")
    assert admit_all() == 2
    for gen in (first, second, third):
        gen.refresh_from_db()
    assert [first.state, second.state, third.state] == [State.ADMITTED, State.QUEUED, State.QUEUED]
    Generation.objects.filter(pk=first.pk).update(state=State.FETCHING)
    assert admit_all() == 1
    second.refresh_from_db()
    assert second.state == State.ADMITTED


def test_nobody_overtakes_in_a_lane_who_waits_for_minimax(team, limits):
    in_lane(team, "first", not_before=timezone.now() + timedelta(seconds=60))
    in_lane(team, "second")
    assert admit_all() == 0


def test_a_paused_connection_sends_nothing(team, limits):
    make.generation(team)
    team.connections.update(paused_reason="The key is wrong.")
    assert admit_all() == 0


def test_a_models_own_limit_holds_it_and_nobody_else(team, limits):
    limits(rpm=600, concurrency=10, submits=10)
    Limit.objects.create(family="video", model="MiniMax-Hailuo-02", plan="sandbox", rpm=2, concurrency=9, submits=9)
    [make.generation(team, prompt=str(n), model="MiniMax-Hailuo-02") for n in range(4)]
    make.generation(team, prompt="another")
    assert admit_all() == 3
    assert (
        list(Generation.objects.filter(state=State.QUEUED).values_list("model", flat=True)) == ["MiniMax-Hailuo-02"] * 2
    )
    Generation.objects.update(submit_started_at=timezone.now() - timedelta(seconds=61))
    Generation.objects.filter(state=State.ADMITTED).update(state=State.RUNNING)
    assert admit_all() == 2


def test_a_models_own_places_are_counted(team, limits):
    limits(rpm=600, concurrency=10, submits=10)
    Limit.objects.create(family="video", model="MiniMax-Hailuo-02", plan="sandbox", rpm=99, concurrency=1, submits=9)
    [make.generation(team, prompt=str(n), model="MiniMax-Hailuo-02") for n in range(3)]
    assert admit_all() == 1

"""Looking for lost requests: adopted only when exactly one thing fits exactly one request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations.models import State
from studio.generations.recipes import Candidate
from studio.generations.resolve import NOT_FOUND, adopt
from tests import make

NOW = timezone.now()


def lost(team, prompt="lost", ago=0, **columns):
    return make.generation(
        team, prompt=prompt, state=State.UNCERTAIN, submit_started_at=NOW - timedelta(seconds=ago), **columns
    )


def found(upstream_id="7", later=3):
    return Candidate(upstream_id, NOW + timedelta(seconds=later))


@pytest.mark.parametrize(("later", "adopted"), [(-6, False), (-4, True), (3, True), (119, True), (121, False)])
def test_one_that_fits_in_time_is_adopted(team, later, adopted):
    gen = lost(team)
    assert adopt(gen, [found(later=later)]) == adopted
    gen.refresh_from_db()
    assert (gen.state == State.RUNNING) == adopted
    assert not adopted or (gen.upstream_id, gen.note) == ("7", "matched_by_time")


def test_two_that_fit_are_left_to_a_person(team):
    assert not adopt(lost(team), [found("7"), found("8")])


def test_one_that_two_requests_may_have_become_is_left_to_a_person(team):
    lost(team, "another")
    assert not adopt(lost(team), [found()])


def test_what_belongs_to_another_is_not_taken(team):
    make.generation(team, prompt="known", state=State.RUNNING, upstream_id="7")
    assert not adopt(lost(team), [found("7")])


def test_nothing_found_is_no_proof_but_is_said(team):
    gen = lost(team, ago=400)
    assert not adopt(gen, [])
    gen.refresh_from_db()
    assert (gen.state, gen.note) == (State.UNCERTAIN, NOT_FOUND)

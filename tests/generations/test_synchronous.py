"""Kinds that are answered when they are made: links that die, and which of them is fetched first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations.collect import NOT_FETCHED
from studio.generations.models import Generation, Result, State
from studio.generations.present import Card
from studio.generations.recipes import LINK_DEAD
from studio.generations.sweeps import fetch_dying
from studio.jobs.db import db
from tests.generations.test_driver import drive, held
from tests.image.conftest import picture


class Launched(list):
    def launch(self, pk, kind):
        self.append(pk)


@pytest.fixture
def launched(monkeypatch):
    launched = Launched()
    monkeypatch.setattr("studio.generations.sweeps.get_runner", lambda: launched)
    return launched


def waiting(team, minutes, **columns):
    """Made, and not fetched yet; its link lives for so long."""
    gen = picture(team)
    expires_at = timezone.now() + timedelta(minutes=minutes)
    Result.objects.create(generation=gen, source_url="http://127.0.0.1:9/gone.jpg", source_expires_at=expires_at)
    Generation.objects.filter(pk=gen.pk).update(**{"state": State.FETCHING, "note": NOT_FETCHED, **columns})
    return gen


def test_what_dies_soon_is_fetched_first(team, launched):
    soon = waiting(team, 20)
    waiting(team, 40)
    waiting(team, 20, state=State.FINISHING)
    fetch_dying()
    assert launched == [soon.pk]


@pytest.mark.django_db(transaction=True)
async def test_a_dead_link_is_said_and_what_was_made_is_paid(team):
    failed = await drive(await db(waiting, team, -1))
    assert (failed.state, failed.error["cause"]) == (State.FAILED, LINK_DEAD)
    assert await held() == "0.0035 spent, 0 held"


def test_while_its_answer_is_awaited_it_is_being_made(team):
    gen = picture(team)
    Generation.objects.filter(pk=gen.pk).update(state=State.SUBMITTING)
    gen.refresh_from_db()
    assert Card(gen).state == "Being made"

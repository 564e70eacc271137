"""Kinds that are answered when they are made: links that die, and which of them is fetched first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations.collect import NOT_FETCHED, PARTLY
from studio.generations.models import Generation, Result, State
from studio.generations.present import Card
from studio.generations.recipes import LINK_DEAD
from studio.generations.sweeps import fetch_dying
from studio.jobs.db import db
from tests import make
from tests.generations.test_driver import drive, held
from tests.image.conftest import picture


class Launched(list):
    def launch(self, pk, kind, *, marked=False):
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


def one_of_three_is_lost(team):
    """Made, two of them kept already; the link of the third has died."""
    gen = picture(team, count=3, seed=None)
    for index in range(3):
        result = Result.objects.create(
            generation=gen,
            index=index,
            source_url="http://127.0.0.1:9/gone.jpg",
            source_expires_at=timezone.now() - timedelta(minutes=1),
        )
        if index:
            kept = make.asset(team)
            Result.objects.filter(pk=result.pk).update(asset=kept, asset_public_id=kept.public_id)
    Generation.objects.filter(pk=gen.pk).update(state=State.FETCHING, note=NOT_FETCHED)
    return gen


@pytest.mark.django_db(transaction=True)
async def test_of_several_those_that_came_are_kept(team):
    done = await drive(await db(one_of_three_is_lost, team))
    kept = await db(done.results.filter(asset__isnull=False).count)
    assert (done.state, done.note, kept) == (State.DONE, PARTLY, 2)
    assert "could be fetched" in await db(lambda: Card(done).remark)
    assert await held() == "0.0105 spent, 0 held"

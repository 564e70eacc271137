"""Speech that met a fault of ours: a busy table, a full disk, an hour of waiting; nothing paid for is thrown away."""

import os
import time

import pytest
from django.db import IntegrityError, OperationalError

from studio.generations import actions, streaming, sweeps
from studio.generations.models import Generation, State
from studio.generations.transition import move
from studio.jobs.db import db
from studio.library import storage
from tests.generations.test_driver import drive, held
from tests.generations.test_streaming import PRICE, TEXT, asset_of, gen, kept, team, upstream  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


async def test_sent_again_after_a_lost_one_it_is_kept(gen, upstream):  # noqa: F811
    await db(streaming.mark, gen, gen.public_id)
    await db(lambda: streaming._expect(gen, streaming.asset_id_of(gen.public_id)))
    await db(Generation.objects.filter(pk=gen.pk).update, state=State.RUNNING)
    assert (await drive(gen)).state == State.UNCERTAIN
    assert await db(lambda: actions.send_again(generation=gen, who=gen.author))
    assert await db(move, gen.pk, State.QUEUED, State.ADMITTED)
    done = await drive(gen)
    assert (done.state, upstream.creates[TEXT]) == (State.DONE, 1)
    assert await kept(done) == b"".join(upstream.speech.pieces)


async def test_a_table_that_was_busy_is_asked_once_more(gen, upstream, monkeypatch):  # noqa: F811
    real, turns = streaming.accept, []

    def busy(row):
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError("database is locked")
        return real(row)

    monkeypatch.setattr(streaming, "accept", busy)
    done = await drive(gen)
    assert (done.state, done.note, upstream.creates[TEXT]) == (State.DONE, "", 1)


async def test_found_in_submitting_with_a_draft_it_was_accepted(gen, upstream, monkeypatch):  # noqa: F811
    def broken(row):
        raise IntegrityError("what nothing mends")

    with monkeypatch.context() as patch:
        patch.setattr(streaming, "accept", broken)
        with pytest.raises(IntegrityError):
            await drive(gen)
    done = await drive(gen)
    assert (done.state, done.note, upstream.creates[TEXT]) == (State.DONE, "interrupted", 1)


async def test_an_hour_of_waiting_does_not_delete_what_was_streamed(gen, upstream, monkeypatch):  # noqa: F811
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("studio.generations.driver.DOWNLOAD_TRIES", 1)
    monkeypatch.setattr("studio.generations.driver.LONGEST_BACKOFF", 0.05)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "keep", full)
        waiting = await drive(gen)
    assert (waiting.state, waiting.note) == (State.FETCHING, "not_fetched")
    [draft] = storage.root().glob("*/.drafts/*.tmp")
    long_ago = time.time() - 7200
    os.utime(draft, (long_ago, long_ago))
    await db(sweeps.tidy)
    done = await drive(gen)
    assert (done.state, upstream.creates[TEXT]) == (State.DONE, 1)


async def test_without_room_on_the_disk_nothing_is_sent(gen, upstream, monkeypatch):  # noqa: F811
    monkeypatch.setattr(storage, "has_room", lambda size: False)
    failed = await drive(gen)
    assert (failed.state, upstream.creates[TEXT]) == (State.FAILED, 0)
    assert await held() == "0 spent, 0 held"


async def test_a_disk_that_fills_up_meanwhile_leaves_no_unknown_outcome(gen, upstream, monkeypatch):  # noqa: F811
    def full(self, *args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("studio.generations.growing._append", full)
    monkeypatch.setattr("studio.generations.driver.DOWNLOAD_TRIES", 1)
    monkeypatch.setattr("studio.generations.driver.LONGEST_BACKOFF", 0.05)
    ended = await drive(gen)
    assert (ended.state, upstream.creates[TEXT]) == (State.FAILED, 1)
    assert await held() == f"{PRICE} spent, 0 held"
    assert (await asset_of(ended)) is None
    assert not await db(move, gen.pk, State.FAILED, State.QUEUED)

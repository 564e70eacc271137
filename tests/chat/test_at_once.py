"""Replies that are marked at their birth: they leave without asking a table, once, and stopping waits for them."""

import asyncio
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from studio.chat.models import Message
from studio.generations import driver, sweeps, written
from studio.generations.models import Generation, GenerationEvent, State
from studio.generations.wires import close_wires
from studio.jobs import runner
from studio.jobs.db import db
from studio.jobs.supervisor import Supervisor
from studio.jobs.work import work
from tests import make
from tests.chat.building import BLIND, MODEL, ask, get, quiet, talk
from tests.chat.test_broken import recover
from tests.generations.test_driver import held
from tests.jobs.test_sweeps import Listening

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(team):
    """A runner that drives in this process."""
    quiet(team)
    heard = Listening()
    heard.takes_on = True
    runner.set_runner(heard)
    yield heard
    runner.set_runner(runner.Idle())
    written._born.clear()


async def leave(reply: Message) -> Message:
    try:
        await asyncio.wait_for(driver.drive(reply.generation_id), 10)
    finally:
        await close_wires()
    return await db(get, reply)


def steps_of(reply: Message) -> list[tuple[str, str]]:
    rows = GenerationEvent.objects.filter(generation=reply.generation_id).order_by("id")
    return list(rows.values_list("frm", "to"))


def test_it_is_marked_in_the_transaction_that_makes_it(here, team):
    reply = ask(talk(team))
    gen = reply.generation
    assert (gen.state, gen.epoch, bool(gen.submit_token), bool(gen.submit_started_at)) == ("submitting", 1, True, True)
    assert steps_of(reply) == [("", "queued"), ("queued", "admitted"), ("admitted", "submitting")]
    assert here.launched == [gen.pk]


async def test_what_leaves_is_what_was_put_together(here, team, upstream):
    done = await leave(await db(ask, await db(talk, team), "A storm, please"))
    assert (done.text, done.state) == ("Storm at sea.", "done")
    assert upstream.creates["A storm, please"] == 1
    assert await held() == "0.00042 spent, 0 held"


async def test_a_second_driver_does_not_send_it_again(here, team, upstream):
    reply = await db(ask, await db(talk, team), "A storm, please")
    await leave(reply)
    await leave(reply)
    assert upstream.creates["A storm, please"] == 1


async def test_found_after_a_crash_it_is_unknown(here, team, upstream):
    reply = await db(ask, await db(talk, team), "A storm, please")
    written._born.clear()
    lost = await recover(reply)
    assert (lost.state, not upstream.creates) == ("unknown", True)


async def test_without_a_client_it_waits_and_is_sent_later(here, team, upstream, monkeypatch):
    reply = await db(ask, await db(talk, team), "A storm, please")
    with monkeypatch.context() as patch:
        patch.setattr(written, "api_for", lambda connection: 1 / 0)
        waiting = await leave(reply)
    assert (waiting.generation.state, not upstream.creates) == ("queued", True)
    await db(Generation.objects.filter(pk=waiting.generation_id).update, state=State.ADMITTED)
    assert (await leave(reply)).text == "Storm at sea."


async def test_of_a_comparison_each_leaves_at_once(here, team, upstream):
    tip = await db(lambda: ask(talk(team), "A storm, please", models=[MODEL, BLIND]))
    rows = await db(lambda: list(Message.objects.filter(comparison=tip.comparison)))
    assert [(await leave(row)).text for row in rows] == ["Storm at sea."] * 2
    assert upstream.creates["A storm, please"] == 2


async def test_a_sweep_leaves_a_newborn_to_its_driver(here, team):
    reply = await db(ask, await db(talk, team))
    here.launched.clear()
    await db(sweeps.launch_driverless)
    assert here.launched == []
    long_ago = timezone.now() - timedelta(minutes=2)
    await db(Generation.objects.filter(pk=reply.generation_id).update, submit_started_at=long_ago)
    await db(sweeps.launch_driverless)
    assert here.launched == [reply.generation_id]


def test_with_a_picture_to_read_it_is_only_admitted(here, team):
    reply = ask(talk(team), pictures=[make.asset(team)])
    assert reply.generation.state == "admitted"


def test_where_another_process_drives_it_is_only_admitted(here, team):
    here.takes_on = False
    assert ask(talk(team)).generation.state == "admitted"


def ask_and_break(conversation):
    with transaction.atomic():
        ask(conversation)
        raise ZeroDivisionError


def test_what_is_taken_back_is_not_handed_over(here, team):
    conversation = talk(team)
    with pytest.raises(ZeroDivisionError):
        ask_and_break(conversation)
    assert not written._born
    assert not conversation.messages.exists()


async def test_a_stop_waits_for_what_was_marked_a_moment_before(team, upstream, monkeypatch):
    await db(quiet, team)
    supervisor = Supervisor(asyncio.get_running_loop())
    monkeypatch.setattr(work, "drive", driver.drive)
    runner.set_runner(supervisor)
    try:
        reply = await db(ask_while_it_stops, supervisor, await db(talk, team))
        await supervisor.drain()
        later = await db(ask, await db(talk, team), "Another")
    finally:
        runner.set_runner(runner.Idle())
        await close_wires()
    assert (await db(get, reply)).text == "Storm at sea."
    # Nothing new is marked while it stops.
    assert later.generation.state == State.ADMITTED


def ask_while_it_stops(supervisor: Supervisor, conversation) -> Message:
    with transaction.atomic():
        reply = ask(conversation, "A storm, please")
        supervisor.stopping = True
    return reply

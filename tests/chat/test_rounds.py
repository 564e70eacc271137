"""Turns that use tools: calls made once, the model told, the next round begun once, also after a crash."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.utils import timezone

from studio.chat import actions, rounds, sweeps
from studio.chat.actions import ContextFull, answer_calls
from studio.chat.models import Message
from studio.chat.present import show
from studio.generations.birth import NoConnection
from studio.generations.models import Generation, State
from studio.generations.sweeps import recover_all
from studio.jobs.db import db
from studio.minimax import ChatReply
from studio.minimax import ToolCall as Wanted
from tests.chat.building import (
    BLIND,
    MODEL,
    ask,
    calling,
    calls_of,
    ended,
    get,
    kinds,
    make_end,
    own_tool,
    quiet,
    replies,
    settle_all,
    states,
    talk,
)

pytestmark = pytest.mark.django_db(transaction=True)
BOAT = ("make_image", {"prompt": "A boat"})
NOON = ("tell_time", {})


async def turn(team, text, **given) -> list[Message]:
    """All replies of a turn, driven to its end."""
    conversation = await db(lambda: talk(team, **given))
    await db(ask, conversation, text)
    await settle_all(team)
    return await db(replies, conversation)


# With the sandbox


@pytest.mark.parametrize("model", [MODEL, BLIND])
async def test_a_model_is_told_and_answers(two_dialects, model):
    await db(quiet, two_dialects)
    first, second = await turn(two_dialects, "What is 17 times 23?", model=model)
    (call,) = await db(calls_of, first)
    assert (call.name, call.state, call.result.endswith("391")) == ("calculate", "done", True)
    assert (first.finish, second.finish) == ("tool_calls", "stop")
    assert "391" in second.text
    assert second.parent_id == first.pk


async def test_broken_arguments_are_handed_back(two_dialects):
    await db(quiet, two_dialects)
    found = await turn(two_dialects, "broken tool call: what time is it in Oslo?")
    (call,) = await db(calls_of, found[0])
    assert (call.state, "Write them again" in call.result) == ("failed", True)
    assert (found[-1].state, bool(found[-1].text)) == ("done", True)


async def test_no_turn_is_endless(two_dialects):
    await db(quiet, two_dialects, rounds=3)
    found = await turn(two_dialects, "endless tools please")
    assert len(found) == 4
    assert [len(await db(calls_of, row)) for row in found[:3]] == [1, 1, 1]
    assert states(found) == ["done"] * 4


async def test_a_picture_is_drawn_at_once_where_it_may_be(two_dialects):
    await db(quiet, two_dialects, ask_above=Decimal(1))
    found = await turn(two_dialects, "Draw a picture of a red boat")
    (call,) = await db(calls_of, found[0])
    assert (call.state, call.generation.state, call.generation.kind) == ("done", State.DONE, "image")
    assert str((await db(lambda: call.generation.results.get().asset)).public_id) in call.result
    assert found[-1].text
    assert set(await db(kinds, two_dialects)) == {"chat_reply", "image"}


# One step at a time


async def test_several_calls_are_made_and_one_round_follows(two_dialects):
    calls = await db(calling, two_dialects, NOON, ("calculate", {"sum": "6 * 7"}), ("calculate", {"sum": "1/0"}))
    await asyncio.gather(*(rounds.go_on(calls[0].message_id) for _ in range(3)))
    made = await db(calls_of, calls[0].message)
    assert states(made) == ["done", "done", "failed"]
    assert (made[1].result, "division" in made[2].result) == ("6 * 7 = 42", True)
    assert len(await db(replies, calls[0].message.conversation)) == 2


async def test_a_yes_makes_it_once_however_often_it_is_pressed(two_dialects):
    (call,) = await db(calling, two_dialects, BOAT)
    assert [await db(rounds.allow, call, call.price) for _ in range(2)] == [True, False]
    await asyncio.gather(*(rounds.go_on(call.message_id) for _ in range(4)))
    assert (await db(kinds, two_dialects)).count("image") == 1
    assert states(await db(calls_of, call.message)) == ["running"]


async def test_what_fails_is_told_and_the_model_goes_on(two_dialects):
    (call,) = await db(calling, two_dialects, BOAT, ask_above=Decimal(1))
    await rounds.go_on(call.message_id)
    (call,) = await db(calls_of, call.message)
    error = {"cause": "MiniMax refused it.", "next_step": "Reword it.", "retryable": False}
    await db(lambda: make_end(call.generation, State.FAILED, error=error))
    (call,) = await db(calls_of, call.message)
    assert (call.state, "MiniMax refused it. Reword it." in call.result) == ("failed", True)
    assert len(await db(replies, call.message.conversation)) == 2


@pytest.mark.parametrize("tool", [("make_video", {"prompt": "Waves"}), ("make_song", {"prompt": "A shanty"})])
async def test_what_takes_long_is_answered_at_once_and_goes_on(two_dialects, tool):
    (call,) = await db(calling, two_dialects, tool, ask_above=Decimal(10))
    await rounds.go_on(call.message_id)
    (call,) = await db(calls_of, call.message)
    assert (call.state, call.generation.state) == ("done", State.QUEUED)
    assert str(call.generation.public_id) in call.result
    before = call.result
    await db(lambda: make_end(call.generation, State.DONE))
    (call,) = await db(calls_of, call.message)
    assert (call.state, call.result) == ("done", before)
    assert len(await db(replies, call.message.conversation)) == 2


async def test_a_tool_that_was_barred_meanwhile_is_not_made(two_dialects):
    (call,) = await db(calling, two_dialects, NOON)
    await db(quiet, two_dialects, barred=["tell_time"])
    await rounds.go_on(call.message_id)
    (call,) = await db(calls_of, call.message)
    assert (call.state, call.result) == ("failed", "This tool is no longer allowed here.")


async def test_a_next_round_begins_once(two_dialects):
    (call,) = await db(calling, two_dialects, NOON)
    await rounds.make(call)
    assert await db(lambda: answer_calls(call.message))
    assert await db(lambda: answer_calls(call.message)) is None
    await db(rounds.begin_next_round, call.message_id)
    assert len(await db(replies, call.message.conversation)) == 2


def full(reply):
    raise ContextFull(300_000, 204_800)


def unconnected(reply):
    raise NoConnection


def broken(reply):
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("begin", "cause"),
    [
        (full, "more than the model can hold"),
        (unconnected, "no connection to MiniMax any more"),
        (broken, "its log says why"),
    ],
)
async def test_a_next_round_that_cannot_begin_says_why(two_dialects, monkeypatch, begin, cause):
    (call,) = await db(calling, two_dialects, NOON)
    monkeypatch.setattr(actions, "answer_calls", begin)
    await rounds.go_on(call.message_id)
    reply = await db(get, call.message)
    assert reply.state == "interrupted"
    assert cause in str((await db(show, reply)).problem.cause_here)


async def test_a_table_that_is_busy_only_delays_the_next_round(two_dialects, monkeypatch):
    def busy(reply):
        raise OperationalError("database is locked")

    (call,) = await db(calling, two_dialects, NOON)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "answer_calls", busy)
        await rounds.go_on(call.message_id)
    await db(long_ago, call.message)
    await restart()
    assert len(await db(replies, call.message.conversation)) == 2


async def test_without_a_connection_the_model_is_told_that_nothing_was_made(two_dialects, monkeypatch):
    def unconnected(**wish):
        raise NoConnection

    monkeypatch.setattr(rounds, "start_generation", unconnected)
    (call,) = await db(lambda: calling(two_dialects, BOAT, ask_above=Decimal(1)))
    await rounds.make(call)
    (call,) = await db(calls_of, call.message)
    assert (call.state, "no connection" in call.result) == ("failed", True)


# After a crash


def long_ago(reply) -> None:
    Generation.objects.filter(pk=reply.generation_id).update(finished_at=timezone.now() - timedelta(minutes=10))


async def restart() -> None:
    await db(recover_all)
    await sweeps.take_up_turns()


async def test_calls_that_nobody_made_are_made(two_dialects):
    calls = await db(calling, two_dialects, NOON, NOON)
    await sweeps.take_up_turns()
    assert states(await db(calls_of, calls[0].message)) == ["ready", "ready"]
    await db(long_ago, calls[0].message)
    await restart()
    assert states(await db(calls_of, calls[0].message)) == ["done", "done"]
    assert len(await db(replies, calls[0].message.conversation)) == 2


async def test_a_round_that_was_not_begun_is(two_dialects):
    (call,) = await db(calling, two_dialects, NOON)
    await rounds.make(call)
    await db(long_ago, call.message)
    for _ in range(2):
        await restart()
    assert len(await db(replies, call.message.conversation)) == 2


async def test_what_waits_for_a_yes_waits_on(two_dialects):
    (call,) = await db(calling, two_dialects, BOAT)
    await db(long_ago, call.message)
    await restart()
    assert states(await db(calls_of, call.message)) == ["asking"]


@pytest.mark.parametrize("wish", [NOON, BOAT, ("tide", {"city": "Oslo"})])
async def test_what_was_under_way_is_told_as_unknown_and_does_not_hold_up_the_turn(two_dialects, wish):
    await db(own_tool, two_dialects, asks=False)
    (call,) = await db(calling, two_dialects, wish, ask_above=Decimal(1))
    assert await db(rounds.take, call)
    await db(long_ago, call.message)
    await restart()
    (call,) = await db(calls_of, call.message)
    assert call.is_settled or call.generation
    assert call.generation or call.result == rounds.NOBODY_KNOWS
    assert call.generation or len(await db(replies, call.message.conversation)) == 2


async def test_a_turn_of_yesterday_is_left_to_its_person(two_dialects):
    (call,) = await db(calling, two_dialects, NOON)
    long = timezone.now() - timedelta(days=2)
    await db(Generation.objects.filter(pk=call.message.generation_id).update, finished_at=long)
    await restart()
    assert states(await db(calls_of, call.message)) == ["ready"]


def test_each_call_has_an_id_of_its_own(conversation):
    reply = ended(ask(conversation, "Do"))
    twice = (Wanted("a", "tell_time", "{}"), Wanted("a", "tell_time", "{}"), Wanted("", "tell_time", "{}"))
    rounds.note_calls(reply, ChatReply("id", MODEL, "", "", twice, "tool_calls", None))
    assert len({call.call_id for call in reply.calls.all()}) == 3

"""Replies that are stopped, cut off or found after a crash: what had come stays, and is paid by about that."""

import asyncio
import threading

import pytest
from django.db import OperationalError

from studio.chat import writing
from studio.chat.actions import go_on, stop_reply
from studio.chat.models import Message
from studio.chat.prices import measure_tokens
from studio.chat.tokens import count_tokens
from studio.generations import driver, sweeps, written
from studio.generations.actions import write_off
from studio.generations.models import Generation, State
from studio.generations.wires import close_wires
from studio.jobs import runner
from studio.jobs.db import db
from studio.minimax import ChatPiece
from studio.spend.pricing import price
from tests.chat.building import MODEL, address, ask, ended, get, quiet, talk, write
from tests.generations.test_driver import drive, held, refusing, saying
from tests.jobs.test_sweeps import Listening
from tests.upstream import answer, event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reply(upstream, team):
    quiet(team)
    return ask(talk(team), "A storm, please")


async def begin(reply) -> "asyncio.Task[None]":
    await db(Generation.objects.filter(pk=reply.generation_id).update, state=State.ADMITTED)
    return asyncio.create_task(driver.drive(reply.generation_id))


async def until(reply, **columns) -> None:
    async with asyncio.timeout(10):
        while not await db(Message.objects.filter(pk=reply.pk, **columns).exists):
            await asyncio.sleep(0.01)


async def leave(reply, task) -> Message:
    await asyncio.wait_for(task, 10)
    await close_wires()
    return await db(get, reply)


def about(reply) -> str:
    """What is charged where MiniMax counted nothing."""
    reads, writes = reply.generation.request["prompt_tokens"], count_tokens(reply.text) + count_tokens(reply.reasoning)
    return f"{round(price(measure_tokens(MODEL, reads, writes)).amount, 6).normalize()} spent, 0 held"


async def test_what_minimax_counted_is_paid(reply, upstream):
    done = await write(reply)
    assert (done.text, done.state, done.prompt_tokens, done.completion_tokens) == ("Storm at sea.", "done", 1000, 100)
    # 1000 tokens at 0.30 and 100 at 1.20 a million.
    assert await held() == "0.00042 spent, 0 held"
    assert upstream.creates["A storm, please"] == 1


async def test_what_minimax_had_read_before_is_cheaper(reply, upstream):
    upstream.chat.usage["prompt_tokens_details"] = {"cached_tokens": 900}
    await write(reply)
    # 100 at 0.30, 900 at 0.06, 100 at 1.20.
    assert await held() == "0.000204 spent, 0 held"


async def test_without_usage_it_is_paid_by_about_what_came(reply, upstream):
    upstream.chat.usage = None
    done = await write(reply)
    assert (done.state, done.prompt_tokens) == ("done", None)
    assert await held() == await db(about, done)


async def test_a_line_that_breaks_keeps_the_beginning(reply, upstream):
    upstream.chat.breaks = True
    done = await write(reply)
    assert (done.text, done.state) == ("Storm at sea.", "interrupted")
    assert (done.html, done.words) == ("<p>Storm at sea.</p>\n", "storm at sea")
    assert await held() == await db(about, done)


async def test_what_is_asked_for_the_rest(reply, upstream):
    upstream.chat.breaks = True
    broken = await write(reply)
    upstream.chat.breaks = False
    more = await write(await db(lambda: go_on(message=broken)))
    *_, said, half, wish = upstream.chat.asked[-1]["messages"]
    assert [turn["role"] for turn in (said, half, wish)] == ["user", "assistant", "user"]
    assert (half["content"], wish["content"][:5]) == ("Storm at sea.", "Go on")
    assert (more.parent_id, more.state) == (broken.pk, "done")


async def test_stopped_it_keeps_what_had_come(reply, upstream, monkeypatch):
    monkeypatch.setattr(written, "LOOK_FOR_STOP", 0.02)
    upstream.chat.held_from = 2
    task = await begin(reply)
    await until(reply, generation__state=State.RUNNING, text="Storm at ")
    assert await db(lambda: stop_reply(message=get(reply), who=reply.conversation.author))
    done = await leave(reply, task)
    assert (done.text, done.state, done.generation.state) == ("Storm at ", "stopped", State.DONE)
    assert done.html == "<p>Storm at</p>\n"
    assert await held() == await db(about, done)


async def test_stopped_before_it_was_sent_it_costs_nothing(reply, upstream):
    assert await db(lambda: stop_reply(message=get(reply), who=reply.conversation.author))
    await drive(reply.generation)
    done = await db(get, reply)
    assert (done.state, done.text, not upstream.creates) == ("stopped", "", True)
    assert await held() == "0 spent, 0 held"
    assert not await db(lambda: stop_reply(message=get(reply), who=reply.conversation.author))


async def test_stopped_before_the_first_word_it_ends_with_it(reply, upstream, monkeypatch):
    """MiniMax may bill from the moment that it took it, so the first word is waited for."""
    monkeypatch.setattr(written, "LOOK_FOR_STOP", 0.02)
    upstream.chat.held_from = 0
    task = await begin(reply)
    await until(reply, generation__state=State.SUBMITTING)
    assert await db(lambda: stop_reply(message=get(reply), who=reply.conversation.author))
    upstream.chat.held_from = 1
    done = await leave(reply, task)
    assert (done.text, done.state) == ("Storm ", "stopped")


async def test_what_has_come_is_saved_while_it_is_written(reply, upstream):
    upstream.chat.deltas.insert(0, {"reasoning_content": "A storm is asked for."})
    upstream.chat.held_from = 3
    task = await begin(reply)
    await until(reply, text="Storm at ", reasoning="A storm is asked for.")
    assert (await db(get, reply)).html == ""
    upstream.chat.go.set()
    assert (await leave(reply, task)).text == "Storm at sea."


@pytest.mark.parametrize("code", [1026, 1027, 2013])
async def test_a_refusal_inside_the_stream_is_one_too(reply, upstream, code):
    async def refuse(text, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send(event({"base_resp": {"status_code": code, "status_msg": "no"}}))
        await send({"type": "http.response.body", "body": b""})
        return True

    upstream.misbehave = refuse
    failed = await write(reply)
    assert (failed.state, failed.generation.error["code"]) == ("failed", code)
    assert await held() == "0 spent, 0 held"


async def test_a_fault_of_the_account_pauses_the_connection(reply, upstream):
    upstream.misbehave = refusing(1008)
    failed = await write(reply)
    assert failed.state == "failed"
    assert (await db(lambda: get(reply).generation.connection)).paused_code == 1008


@pytest.mark.parametrize("misbehave", [saying(500, {}), saying(200, {}), refusing(1000)])
async def test_an_unclear_answer_is_unknown_and_never_sent_again(reply, upstream, misbehave):
    upstream.misbehave = misbehave
    assert (await write(reply)).state == "unknown"
    await drive(reply.generation)
    assert upstream.creates["A storm, please"] == 1


async def test_a_reply_of_nothing_at_all_is_no_reply(reply, upstream):
    async def nothing(text, send):
        await answer(send, {"choices": [], "base_resp": {"status_code": 0, "status_msg": ""}})
        return True

    upstream.misbehave = nothing
    assert (await write(reply)).state in ("unknown", "failed")


async def test_letters_that_no_table_keeps_cost_no_reply(reply, upstream):
    upstream.chat.deltas = [{"content": "Storm \ud83c"}, {"content": "at\0 sea."}]
    done = await write(reply)
    assert (done.text, done.state) == ("Storm at sea.", "done")


# After a crash


def crashed(reply, state, **columns) -> Message:
    columns |= {"accepted_at": "2026-01-01T00:00Z"} if state == State.RUNNING else {}
    Generation.objects.filter(pk=reply.generation_id).update(
        state=state, submit_token="5b6bb1b5-6d5c-4d0c-9d3a-0d8b0c1a2b3c", submit_started_at="2026-01-01T00:00Z"
    )
    Generation.objects.filter(pk=reply.generation_id).update(**columns)
    return get(reply)


async def start_again() -> None:
    """What is to be driven is."""
    heard = Listening()
    runner.set_runner(heard)
    try:
        await db(sweeps.recover_all)
    finally:
        runner.set_runner(runner.Idle())
    for pk in dict.fromkeys(heard.launched):
        await driver.drive(pk)
    await close_wires()


async def recover(reply) -> Message:
    await start_again()
    return await db(get, reply)


@pytest.mark.parametrize("state", [State.RUNNING, State.SUBMITTING])
async def test_found_with_words_it_ends_there_and_is_paid_by_about_them(reply, upstream, state):
    await db(Message.objects.filter(pk=reply.pk).update, text="Storm **at**", reasoning="A storm?")
    await db(crashed, reply, state)
    done = await recover(reply)
    assert (done.state, done.text, done.html) == ("interrupted", "Storm **at**", "<p>Storm <strong>at</strong></p>\n")
    assert done.words == "storm at"
    assert await held() == await db(about, done)
    assert not upstream.creates


async def test_found_being_sent_without_a_word_it_is_unknown_until_somebody_gives_it_up(reply, upstream):
    await db(crashed, reply, State.SUBMITTING)
    lost = await recover(reply)
    assert (lost.state, not upstream.creates) == ("unknown", True)
    assert not (await held()).endswith(" 0 held")
    assert await db(lambda: write_off(generation=lost.generation, who=reply.conversation.author))
    assert (await db(get, reply)).state == "stopped"
    assert await held() == "0 spent, 0 held"


async def test_found_admitted_it_is_written(reply, upstream):
    await db(Generation.objects.filter(pk=reply.generation_id).update, state=State.ADMITTED)
    assert (await recover(reply)).text == "Storm at sea."
    assert upstream.creates["A storm, please"] == 1


def test_a_reply_without_words_does_not_go_on(client, conversation, ada):
    client.force_login(ada)
    reply = ended(ask(conversation, "Hi"), "failed")
    answer = client.post(address(conversation, f"messages/{reply.public_id}/go-on/"), headers={"HX-Request": "true"})
    assert (answer.status_code, Message.objects.count()) == (409, 2)


# Rows that an administrator has deleted meanwhile


@pytest.mark.parametrize("state", [State.RUNNING, State.SUBMITTING, State.ADMITTED])
async def test_a_reply_whose_message_is_gone_ends_and_keeps_nobody_from_starting(reply, upstream, state):
    await db(crashed, reply, state)
    await db(lambda: reply.conversation.delete())
    await start_again()
    gen = await db(Generation.objects.get, pk=reply.generation_id)
    assert gen.state == {"running": "done", "submitting": "uncertain", "admitted": "failed"}[state]
    assert not upstream.creates


async def test_a_message_that_goes_while_it_is_written_is_still_paid(reply, upstream):
    upstream.chat.held_from = 1
    task = await begin(reply)
    await until(reply, text="Storm ")
    await db(lambda: reply.conversation.delete())
    upstream.chat.go.set()
    await asyncio.wait_for(task, 10)
    await close_wires()
    gen = await db(Generation.objects.get, pk=reply.generation_id)
    assert gen.state == State.DONE
    assert await held() == "0.00042 spent, 0 held"


async def test_one_row_that_cannot_be_read_does_not_stop_the_start(reply, upstream, monkeypatch):
    def broken(gen, recipe):
        raise ZeroDivisionError

    await db(crashed, reply, State.SUBMITTING)
    monkeypatch.setattr(written, "was_accepted", broken)
    assert (await recover(reply)).state == "unknown"


async def test_a_last_save_that_fails_loses_neither_words_nor_the_count(reply, upstream, monkeypatch):
    real, turns = writing.save, []

    def busy(batch, **more):
        turns.append(1)
        if len(turns) < 3:
            raise OperationalError("database or disk is full")
        return real(batch, **more)

    monkeypatch.setattr(writing, "save", busy)
    monkeypatch.setattr("studio.jobs.db.PAUSES", (0.01,))
    done = await write(reply)
    assert (done.text, done.state, done.completion_tokens) == ("Storm at sea.", "done", 100)


async def test_an_end_that_fails_loses_neither(reply, upstream, monkeypatch):
    real, turns = written.end, []

    def busy(*about):
        turns.append(1)
        if len(turns) < 3:
            raise OperationalError("database or disk is full")
        return real(*about)

    monkeypatch.setattr(written, "end", busy)
    monkeypatch.setattr("studio.jobs.db.PAUSES", (0.01,))
    done = await write(reply)
    assert (done.text, done.state, done.completion_tokens) == ("Storm at sea.", "done", 100)


@pytest.mark.parametrize("step", ["accept", "end"])
async def test_a_step_whose_word_is_lost_is_not_taken_for_one_that_failed(reply, upstream, monkeypatch, step):
    real, turns = getattr(written, step), []

    def committed_and_cut_off(*about):
        done = real(*about)
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return done

    monkeypatch.setattr(written, step, committed_and_cut_off)
    monkeypatch.setattr("studio.jobs.db.PAUSES", (0.01,))
    done = await write(reply)
    assert (done.text, done.state, done.completion_tokens) == ("Storm at sea.", "done", 100)


async def test_a_driver_that_is_told_to_go_does_not_wait_for_tables_for_ever(reply, upstream, monkeypatch):
    def away(batch, **more):
        raise OperationalError("the connection is closed")

    upstream.chat.held_from = 1
    task = await begin(reply)
    await until(reply, text="Storm ")
    monkeypatch.setattr(writing, "save", away)
    monkeypatch.setattr(written, "LAST_SAVE", 0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    await close_wires()


async def test_a_piece_that_cannot_be_told_does_not_undo_that_it_was_accepted(reply, upstream, monkeypatch):
    def broken(topic, text):
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "tell", broken)
    done = await write(reply)
    assert (done.generation.state, done.state, done.text) == ("done", "interrupted", "Storm ")


async def test_words_that_are_still_being_saved_do_not_come_behind_the_last(reply, monkeypatch):
    real, begun, go = writing.save, threading.Event(), threading.Event()

    def slow(batch, **more):
        rows = [(one.pk, one.text.whole()) for one in batch]
        if not more:
            begun.set()
            assert go.wait(5)
            Message.objects.filter(pk=rows[0][0]).update(text=rows[0][1])
            return None
        return real(batch, **more)

    monkeypatch.setattr(writing, "save", slow)
    monkeypatch.setattr(writing, "SAVE_EVERY", 0.01)
    paper = writing.Writing(reply)
    paper.write(ChatPiece("Storm "))
    assert await asyncio.to_thread(begun.wait, 5)
    paper.write(ChatPiece("at sea."))
    closing = asyncio.create_task(paper.close())
    await asyncio.sleep(0.2)
    go.set()
    await closing
    await asyncio.sleep(0.1)
    assert (await db(get, reply)).text == "Storm at sea."

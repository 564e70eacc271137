"""A reply from the first word to its end, with the sandbox in both dialects: what is kept of it, and what it costs."""

import json
from decimal import Decimal

import pytest

from studio.chat.exports import to_json, to_markdown
from studio.chat.markup import render_markdown
from studio.chat.models import Message
from studio.chat.present import Shown, show
from studio.chat.prices import measure_tokens
from studio.chat.snapshots import freeze
from studio.generations.models import State
from studio.jobs.db import db
from studio.search.index import matching
from studio.spend.pricing import price
from tests.chat.building import BLIND, MODEL, THOUGHTLESS, ask, get, quiet, replies, talk, write
from tests.generations.test_driver import held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(two_dialects):
    quiet(two_dialects)
    return talk(two_dialects, has_tools=False)


async def answered(conversation, text="What is 6 times 7?", **more) -> Message:
    return await write(await db(ask, conversation, text, **more))


def cost(model: str, reads: int, writes: int) -> Decimal:
    return price(measure_tokens(model, reads, writes)).amount


async def test_the_answer_is_kept_apart_from_the_thinking(conversation):
    reply = await answered(conversation)
    assert reply.text.startswith("6 × 7 = 42.")
    assert "42" in reply.reasoning
    assert "think>" not in reply.text + reply.reasoning
    assert reply.reasoning not in reply.text + reply.html + reply.words
    assert (reply.state, reply.finish, reply.generation.state) == ("done", "stop", State.DONE)
    assert reply.reasoning_ms is not None


async def test_the_thinking_leaves_the_studio_in_no_file(conversation):
    reply = await answered(conversation)
    files = [await db(to_markdown, conversation), await db(to_json, conversation)]
    files.append(json.dumps(await db(freeze, conversation), ensure_ascii=False))
    assert all("6 × 7 = 42." in file for file in files)
    assert not any(reply.reasoning[:20] in file for file in files)


async def test_it_is_paid_by_the_tokens_that_minimax_counted(conversation):
    reply = await answered(conversation)
    assert reply.prompt_tokens > 10
    assert reply.completion_tokens > 10
    spent = await db(cost, MODEL, reply.prompt_tokens, reply.completion_tokens)
    assert reply.generation.spent == round(spent, 6) < reply.generation.price
    assert await held() == f"{round(spent, 6).normalize()} spent, 0 held"


async def test_it_is_drawn_once_and_found_by_its_words(conversation):
    reply = await answered(conversation, "Write a table of 3 winds sandbox")
    assert reply.html == render_markdown(reply.text) != ""
    word = max(reply.words.split(), key=len)
    found = await db(lambda: list(matching(Message.objects.filter(role="assistant"), "words", word)))
    assert found == [reply]


async def test_a_model_that_does_not_think_has_nothing_to_fold(conversation):
    await db(conversation.change, model=THOUGHTLESS)
    reply = await answered(conversation)
    assert (reply.reasoning, reply.reasoning_ms) == ("", None)
    assert "42" in reply.text


async def test_what_was_said_before_is_known(conversation):
    await answered(conversation, "My name is Ada.")
    reply = await answered(conversation, "What is my name?")
    assert "Ada" in reply.text
    assert [row.state for row in await db(replies, conversation)] == ["done", "done"]


async def test_one_that_may_write_no_more_ends_there_and_can_go_on(conversation):
    await db(conversation.change, model=THOUGHTLESS, max_tokens=12)
    reply = await answered(conversation, "Write a story about a lighthouse keeper")
    assert (reply.state, reply.finish, reply.completion_tokens) == ("done", "length", 12)
    assert await db(lambda: (reply.is_cut, reply.can_go_on)) == (True, True)


@pytest.mark.parametrize("temperature", [0, 1, 2])
async def test_any_temperature_that_the_form_takes_is_answered(conversation, temperature):
    await db(conversation.change, temperature=temperature, top_p=0.5)
    assert (await answered(conversation)).state == "done"


def offered() -> list[str]:
    from studio.catalogue.load import DATA

    rows = json.loads((DATA / "models.json").read_text())
    return [row["name"] for row in rows if row["family"] == "chat"]


@pytest.mark.parametrize("model", offered())
async def test_every_model_answers_as_the_team_has_it_by_itself(conversation, model):
    reply = await answered(conversation, models=[model])
    assert (reply.state, reply.generation.error) == ("done", None)
    assert "42" in reply.text


@pytest.mark.parametrize("order", ["refuse", "1027", "balance", "2013"])
async def test_a_refusal_fails_costs_nothing_and_says_why(conversation, order):
    reply = await answered(conversation, f"Tell me a story sandbox:{order}")
    assert (reply.state, reply.text) == ("failed", "")
    assert (await db(show, reply)).problem.cause
    assert await held() == "0 spent, 0 held"


async def test_words_may_follow_a_reply_that_failed(conversation):
    await answered(conversation, "Tell me a story sandbox:refuse")
    reply = await answered(conversation, "What is 6 times 7?")
    assert (reply.state, reply.text[:5]) == ("done", "6 × 7")


async def test_one_that_was_too_quick_waits_and_says_so(conversation):
    reply = await answered(conversation, "Tell me a story sandbox:throttle")
    shown: Shown = await db(show, reply)
    assert (reply.state, reply.generation.state, reply.generation.retry_count) == ("waiting", State.QUEUED, 1)
    assert shown.hold_up
    assert (await held()).startswith("0 spent, 0.0")


@pytest.mark.parametrize("order", ["500", "reset", "half"])
async def test_an_unclear_answer_is_unknown_and_held(conversation, order):
    reply = await answered(conversation, f"Tell me a story sandbox:{order}")
    assert (reply.state, reply.generation.state) == ("unknown", State.UNCERTAIN)
    assert not (await held()).endswith(" 0 held")


async def test_a_line_that_breaks_keeps_what_came(conversation):
    await db(conversation.change, model=THOUGHTLESS)
    reply = await answered(conversation, "Write a story about a keeper sandbox:short")
    gen = reply.generation
    assert (reply.state, gen.state, gen.note) == ("interrupted", State.DONE, "interrupted")
    assert reply.text
    assert reply.html == render_markdown(reply.text)
    # A model without a known price.
    assert await db(lambda: show(reply).money) == "price unknown"


async def test_a_line_that_breaks_while_it_thinks_keeps_that_and_charges_about_it(conversation):
    reply = await answered(conversation, "Write a story about a keeper sandbox:short")
    assert (reply.state, reply.text, reply.html) == ("interrupted", "", "")
    assert reply.reasoning
    assert 0 < reply.generation.spent < reply.generation.price
    assert await db(lambda: show(reply).money.startswith("≈"))
    assert not await db(lambda: reply.can_go_on)


async def test_more_of_it_is_a_further_reply_behind_it(conversation):
    from studio.chat.actions import go_on

    await db(conversation.change, model=THOUGHTLESS)
    first = await answered(conversation, "Write a story about a keeper sandbox:short")
    assert await db(lambda: get(first).can_go_on)
    more = await write(await db(lambda: go_on(message=get(first))))
    assert (more.parent_id, more.state) == (first.pk, "done")
    assert await db(lambda: show(more).continues)
    assert more.text


async def test_a_long_question_is_sent_whole(conversation):
    reply = await answered(conversation, "storm " * 20_000 + "\n\nWhat is 6 times 7?", models=[BLIND])
    assert reply.state == "done"
    assert reply.prompt_tokens > 20_000

"""Titles: the first words, then a model's, and never over a person's."""

import pytest

from studio.chat import desk
from studio.chat.models import Conversation
from studio.chat.team_models import ChatSettings
from studio.chat.titles import clean_title, title_of
from studio.generations.models import Generation, State
from studio.jobs.db import db
from tests.chat.building import MODEL, THOUGHTLESS, ask, kinds, quiet, replies, settle_all, talk, write
from tests.generations.test_driver import held, refusing

pytestmark = pytest.mark.django_db(transaction=True)
LINE = "Please write a haiku about the lighthouse at Salt Marsh"


async def title_after(conversation) -> tuple[str, str]:
    await db(conversation.refresh_from_db)
    return conversation.title, conversation.named


@pytest.mark.parametrize("model", [MODEL, THOUGHTLESS, "MiniMax-M2.7"])
async def test_a_model_finds_it_after_the_first_reply(two_dialects, model):
    conversation = await db(talk, two_dialects, model=model)
    reply = await db(ask, conversation, LINE)
    assert await title_after(conversation) == (LINE, "words")
    await settle_all(two_dialects)
    title, named = await title_after(conversation)
    assert (named, title != LINE, 0 < len(title.split()) <= 6) == ("model", True, True)
    assert await db(kinds, two_dialects) == ["chat_reply", "chat_title"]
    assert (await db(replies, conversation))[0].pk == reply.pk


async def test_it_is_asked_for_once(two_dialects):
    conversation = await db(talk, two_dialects)
    for text in (LINE, "Another one", "And a third"):
        await db(ask, conversation, text)
        await settle_all(two_dialects)
    assert (await db(kinds, two_dialects)).count("chat_title") == 1


async def test_what_a_person_called_it_stays(two_dialects):
    conversation = await db(talk, two_dialects)
    reply = await db(ask, conversation, LINE)
    await write(reply)
    await db(lambda: desk.rename(conversation=conversation, title="Mine"))
    await settle_all(two_dialects)
    assert await title_after(conversation) == ("Mine", "person")


async def test_what_a_person_calls_it_at_the_same_moment_stays(upstream, team, monkeypatch):
    change = Conversation.change

    def change_too_late(conversation, **columns):
        if columns.get("named") == Conversation.Named.BY_MODEL:
            Conversation.objects.filter(pk=conversation.pk).update(title="Mine", named="person")
        return change(conversation, **columns)

    monkeypatch.setattr(Conversation, "change", change_too_late)
    conversation = await db(talk, team)
    await write(await db(ask, conversation, LINE))
    await settle_all(team)
    assert await title_after(conversation) == ("Mine", "person")


async def test_a_team_that_wants_none_pays_for_none(two_dialects):
    await db(quiet, two_dialects)
    conversation = await db(talk, two_dialects)
    await db(ask, conversation, LINE)
    await settle_all(two_dialects)
    assert await title_after(conversation) == (LINE, "words")
    assert await db(kinds, two_dialects) == ["chat_reply"]


async def test_one_that_is_refused_costs_nothing_and_changes_nothing(upstream, team):
    conversation = await db(talk, team)
    await write(await db(ask, conversation, LINE))
    spent = await held()
    upstream.misbehave = refusing(1026)
    await settle_all(team)
    assert await title_after(conversation) == (LINE, "words")
    assert spent.split()[0] == (await held()).split()[0]


async def test_nobody_is_asked_what_became_of_one(upstream, team):
    conversation = await db(talk, team)
    await write(await db(ask, conversation, LINE))
    upstream.misbehave = refusing(1000)
    await settle_all(team)
    gen = await db(Generation.objects.get, kind="chat_title")
    assert (gen.state, (await held()).endswith(" 0 held")) == (State.CANCELLED, True)


async def test_the_line_is_not_asked_to_think_where_that_can_be_left_out(upstream, team):
    conversation = await db(talk, team)
    await write(await db(ask, conversation, LINE))
    await settle_all(team)
    assert upstream.chat.asked[-1]["thinking"] == {"type": "disabled"}
    assert "thinking" not in upstream.chat.asked[0]
    assert await title_after(conversation) == ("Storm at sea", "model")


async def test_a_reply_without_words_asks_for_none(upstream, team):
    upstream.chat.deltas, upstream.chat.breaks = [{"reasoning_content": "Hm."}], True
    await write(await db(ask, await db(talk, team), LINE))
    assert await db(kinds, team) == ["chat_reply"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('\n "A storm"\nand more', "A storm"),
        ("**Title: storms.**", "Title: storms"),
        ("《灯塔》", "《灯塔》"),
        ("「灯塔」。", "灯塔"),
        ("", ""),
        ("***", ""),
        ("word " * 40, "word word word word word word word word word word word word…"),
    ],
)
def test_marks_round_it_go(text, title):
    assert clean_title(text) == title


def test_a_first_line_is_cut_at_a_word():
    assert title_of("  Hello\tthere \nsecond") == "Hello there"
    assert len(title_of("x" * 500)) == 61


async def test_titles_are_on_until_somebody_turns_them_off(two_dialects):
    assert (await db(ChatSettings.of, two_dialects)).titles
    assert not await db(Conversation.objects.exists)


async def test_a_conversation_that_begins_with_a_tool_gets_one_too(two_dialects):
    conversation = await db(talk, two_dialects)
    await db(ask, conversation, "What is 17 times 23?")
    await settle_all(two_dialects)
    assert (await title_after(conversation))[1] == "model"
    assert (await db(kinds, two_dialects)).count("chat_title") == 1

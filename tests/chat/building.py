"""What tests of chat build: conversations, what is said in them, replies driven to their end, calls of tools."""

import json
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.utils import timezone

from studio.chat import rounds
from studio.chat.actions import Words, begin_conversation, say
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.team_models import ChatSettings, TeamTool
from studio.chat.titles import title_of
from studio.chat.writing import finish
from studio.generations.models import TERMINAL, Generation, State
from studio.generations.transition import move
from studio.jobs.db import db
from studio.minimax import ChatReply
from studio.minimax import ToolCall as Wanted
from studio.search.words import split
from studio.teams.models import Team
from tests.generations.test_driver import drive

MODEL, BLIND, THOUGHTLESS = "MiniMax-M3", "MiniMax-M2.7", "MiniMax-Text-01"
SUM = "What is 6 times 7?"


def talk(team: Team, author: Any = None, **given: Any) -> Conversation:
    """An empty conversation of the team's owner, unless of another."""
    author = author or team.memberships.order_by("id")[0].user
    return begin_conversation(team=team, author=author, **{"model": MODEL} | given)


def quiet(team: Team, **columns: Any) -> ChatSettings:
    """The team's settings, without titles by a model."""
    return ChatSettings.objects.update_or_create(team=team, defaults={"titles": False} | columns)[0]


def ask(conversation: Conversation, text: str = SUM, **more: Any) -> Message:
    """Say something; the reply that begins."""
    conversation.refresh_from_db()
    words = Words(text, more.pop("pictures", ()), more.pop("files", ()))
    after = conversation.tip.public_id if conversation.tip else None
    say(conversation=conversation, words=words, **{"after": after} | more)
    return tip_of(conversation)


def tip_of(conversation: Conversation) -> Message:
    conversation.refresh_from_db()
    return get(conversation.tip_id)


def get(pk: Any) -> Message:
    """A message as it is now."""
    rows = Message.objects.select_related("generation", "parent", "conversation__team", "conversation__author")
    return rows.get(pk=getattr(pk, "pk", pk))


def exchange(conversation: Conversation, text: str = SUM, answer: str = "It is 42.", **columns: Any) -> Message:
    """Words and their finished reply, without MiniMax; the reply."""
    conversation.refresh_from_db()
    said = Message.objects.create(
        conversation=conversation, parent_id=conversation.tip_id, role="user", text=text, words=split(text)
    )
    about = {"model": conversation.model, "text": answer, **(finish(answer) if answer else {})} | columns
    reply = Message.objects.create(conversation=conversation, parent=said, role="assistant", **about)
    conversation.change(tip=reply, title=conversation.title or title_of(text))
    return get(reply)


def ended(reply: Message, state: str = State.DONE, **columns: Any) -> Message:
    """Let the generation of a reply stand in a state, at its end unless another, behind the transition's back."""
    now = timezone.now()
    about = {"state": state, "finished_at": now if state in TERMINAL else None, "accepted_at": now} | columns
    Generation.objects.filter(pk=reply.generation_id).update(**about)
    return get(reply)


def long_talk(team: Team, count: int) -> Conversation:
    """So many messages, one after the other."""
    conversation = talk(team, title="Long")
    roles = ["user", "assistant"]
    rows = [
        Message(conversation=conversation, role=roles[at % 2], model=MODEL, text=f"Message {at}", words=f"message {at}")
        for at in range(count)
    ]
    made = Message.objects.bulk_create(rows)
    for before, row in pairwise(made):
        row.parent = before
    Message.objects.bulk_update(made, ["parent"], batch_size=400)
    conversation.change(tip=made[-1])
    return conversation


# Driven


async def write(reply: Message) -> Message:
    """Drive a reply to its end."""
    await db(Generation.objects.filter(pk=reply.generation_id).update, state=State.ADMITTED)
    await drive(reply.generation)
    return await db(get, reply)


async def settle_all(team: Team, most: int = 30) -> int:
    """Drive all that waits and all that follows from it; how many those were."""
    for count in range(most):
        gen = await db(_take_waiting, team)
        if gen is None:
            return count
        await drive(gen)
    raise AssertionError("it does not end")


def _take_waiting(team: Team) -> Generation | None:
    rows = Generation.objects.filter(team=team, state__in=[State.QUEUED, State.ADMITTED])
    gen = rows.order_by("id").first()
    if gen:
        rows.filter(pk=gen.pk).update(state=State.ADMITTED, not_before=None)
    return gen


def kinds(team: Team) -> list[str]:
    return list(Generation.objects.filter(team=team).order_by("id").values_list("kind", flat=True))


# Calls


def wants(reply: Message, *calls: tuple[str, Any]) -> list[ToolCall]:
    """The reply wants these calls made, each with its arguments; noted as at its end."""
    made = tuple(
        Wanted(f"call_{at}", name, given if isinstance(given, str) else json.dumps(given))
        for at, (name, given) in enumerate(calls)
    )
    rounds.note_calls(reply, ChatReply("id", MODEL, "", "", made, "tool_calls", None))
    return calls_of(reply)


def calls_of(reply: Message) -> list[ToolCall]:
    rows = ToolCall.objects.select_related("message__conversation__team", "message__conversation__author", "generation")
    return list(rows.filter(message=reply))


def calling(team: Team, *calls: tuple[str, Any], **settings: Any) -> list[ToolCall]:
    """The calls of a new conversation's first reply, which has just ended."""
    quiet(team, **settings)
    reply = ended(ask(talk(team), "Do something"))
    return wants(reply, *calls)


def replies(conversation: Conversation) -> list[Message]:
    rows = Message.objects.filter(conversation=conversation, role="assistant")
    return list(rows.select_related("generation").order_by("id"))


def make_end(gen: Generation, to: str, **changes: Any) -> None:
    """Let what a tool makes end, as its driver would."""
    before = State.FINISHING if to == State.DONE else State.SUBMITTING
    Generation.objects.filter(pk=gen.pk).update(state=before)
    assert move(gen.pk, before, to, **changes)


def own_tool(team: Team, **columns: Any) -> TeamTool:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    facts = {"name": "tide", "description": "The tide", "url": "https://tides.example/now", "parameters": schema}
    return TeamTool.objects.create(team=team, **facts | columns)


def address(conversation: Conversation, path: str = "") -> str:
    return f"/{conversation.team.slug}/chat/{conversation.public_id}/{path}"


def states(rows: Iterable[Any]) -> list[str]:
    return [str(row.state) for row in rows]


def texts(html: str) -> list[int]:
    """The numbers of the messages of `long_talk` that a page shows."""
    return [int(found) for found in re.findall(r"Message (\d+)(?=</p>)", html)]

"""What is asked of a model for one reply: the branch that it answers, how, and with which tools."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from studio.catalogue import ask
from studio.chat.abilities import has_tools, most_tokens, sees
from studio.chat.history import build_turns, messages_before
from studio.chat.models import Message
from studio.chat.tools.registry import tools_of
from studio.minimax import ChatRequest
from studio.minimax import Tool as Offered

MOST_HANDED = 500


@dataclass(frozen=True)
class Asked:
    """A reply that is to be written, and what is sent for it."""

    reply: Message
    request: ChatRequest


# By generation: the replies whose request was put together when they were asked for, a moment ago and in this process.
_handed: dict[int, Asked] = {}


def build_request(reply: Message, before: list[Message] | None = None) -> ChatRequest:
    """What is sent for a reply; it reads the pictures that the model is to see. `before`: if it is known already."""
    conversation = reply.conversation
    model = ask.find_model(reply.model)
    before = messages_before(reply) if before is None else before
    # Compared are words: each model with tools would make its own things, and ask for each.
    tools = tools_for(reply) if has_tools(model) and not reply.comparison else ()
    return ChatRequest(
        model=reply.model,
        messages=tuple(build_turns(conversation, before, sees(model), bool(tools))),
        temperature=conversation.temperature,
        top_p=conversation.top_p,
        max_tokens=min(conversation.max_tokens, most_tokens(model)),
        tools=tools,
        tool_choice=choice_for(before, conversation.team_settings.rounds) if tools else None,
    )


def tools_for(reply: Message) -> tuple[Offered, ...]:
    tools = tools_of(reply.conversation)
    return tuple(Offered(tool.name, tool.description, tool.schema(reply.conversation.team)) for tool in tools.values())


def choice_for(before: list[Message], rounds: int) -> str:
    """None any more when this turn has had its rounds: then the model has to answer."""
    return "none" if count_rounds(before) >= rounds else "auto"


def count_rounds(before: list[Message]) -> int:
    """How many replies at the end of these, without a person's word between, have called tools."""
    count = 0
    for row in reversed(before):
        if not row.is_reply:
            break
        count += bool(row.calls.all())
    return count


class Handing:
    """Spares the driver of a new reply what is at hand when it is asked for. Made before the generation is, so that it
    is there when the driver begins; nothing is handed over when the transaction fails."""

    def __init__(self) -> None:
        self._slot: dict[int, Asked] = {}
        transaction.on_commit(self._give)

    def put(self, reply: Message, before: list[Message]) -> None:
        """Pictures are left to the driver: they take time to read."""
        beside: list[Any] = [one for row in before for one in [*row.attachments.all(), *row.calls.all()]]
        if reply.generation and not any(one.asset_id for one in beside):
            self._slot[reply.generation.pk] = Asked(reply, build_request(reply, before))

    def _give(self) -> None:
        _handed.update(self._slot)
        while len(_handed) > MOST_HANDED:
            _handed.pop(next(iter(_handed)))


def is_ready(gen_pk: int) -> bool:
    return gen_pk in _handed


def take(gen_pk: int) -> Asked | None:
    return _handed.pop(gen_pk, None)

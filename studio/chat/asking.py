"""What is asked of a model for one reply: the branch that it answers, how, and with which tools."""

from typing import Any

from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.abilities import has_tools, most_tokens, sees
from studio.chat.history import build_turns, messages_before
from studio.chat.models import Message
from studio.chat.tools.registry import tools_of
from studio.minimax import ChatRequest
from studio.minimax import Tool as Offered


class Asked:
    """A reply that is to be written, and what is sent for it.

    Each is taken out when it is needed: a long conversation is not held for as long as its reply is written.
    """

    def __init__(self, reply: Message, request: ChatRequest) -> None:
        self._reply, self._request = [reply], [request]

    def take_reply(self) -> Message:
        return self._reply.pop()

    def take_request(self) -> ChatRequest:
        return self._request.pop()


def ask_at_once(reply: Message, before: list[Message], model: Model | None) -> Asked | None:
    """What is sent for a reply, while all of it is at hand; None where pictures have to be read first."""
    beside: list[Any] = [one for row in before for one in [*row.attachments.all(), *row.calls.all()]]
    return None if any(one.asset_id for one in beside) else Asked(reply, build_request(reply, before, model))


def put_together(reply: Message) -> Asked:
    """The same, from its rows; it reads the pictures that the model is to see."""
    return Asked(reply, build_request(reply, messages_before(reply), ask.find_model(reply.model)))


def build_request(reply: Message, before: list[Message], model: Model | None) -> ChatRequest:
    """What is sent for a reply to `before`."""
    conversation = reply.conversation
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

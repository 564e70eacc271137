"""Writing a chat reply: the assistant's words, cut to the asked length, and the pace at which they come."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from django.conf import settings

from .assistant import resuming, tokens
from .assistant.answer import answer
from .assistant.conversation import Reply, Turn, Wanted
from .chat_request import ChatRequest, find_model
from .door import Call
from .misfortune import without_orders

PACE = 60  # tokens a second of models whose pages name no speed
PRIORITY = 1.5  # how much faster the dearer tier is written
TAKES = 64  # different replies that a warm request may get for the same words
GATHERED = 3  # tokens in one event
STEPS = {"low": 1, "medium": 2, "high": 3, "xhigh": 4, "max": 99}
_PRIVATE = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|\+?\d[\d ()-]{8,}\d")


@dataclass(frozen=True)
class ChatReply:
    """`calls`: (id, name, arguments as JSON). `finish`: stop, length or tool_calls. Tokens are `tokens.count`'s."""

    id: str
    model: str
    reasoning: str
    text: str
    finish: str
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    prompt_tokens: int = 0
    reasoning_tokens: int = 0
    completion_tokens: int = 0
    pace: float = PACE

    @property
    def usage(self) -> dict[str, Any]:
        return {
            "total_tokens": self.prompt_tokens + self.completion_tokens,
            "total_characters": 0,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "completion_tokens_details": {"reasoning_tokens": self.reasoning_tokens},
            "prompt_tokens_details": {"cached_tokens": 0},
        }


async def write(call: Call, request: ChatRequest) -> ChatReply:
    return await asyncio.to_thread(_write, request, call.now)


def _write(request: ChatRequest, now: float) -> ChatReply:
    if begun := resuming.find_begun(request.turns):
        reply = _go_on(request, *begun, now)
    else:
        # A cold request always gets the same words; top_p narrows the choice like a low temperature.
        cold = request.temperature < 0.05 or request.top_p < 0.05
        reply = _say(request, request.turns, now, _draw(request.turns, 0 if cold else secrets.randbelow(TAKES)))
    thoughts = reply.thoughts[: STEPS[request.effort]] if request.thinks else []
    return cut(request, " ".join(thoughts), reply.text, reply.calls)


def _go_on(request: ChatRequest, asked: list[Turn], begun: str, now: float) -> Reply:
    """The rest of the reply that began like this: of every take of it, the one that does."""
    thoughts = ["I carry on with the reply that I had begun."]
    for take in range(TAKES):
        rng = _draw(asked, take)
        fresh = rng.getstate()
        reply = _say(request, asked, now, rng)
        rest = resuming.rest_of(reply.text, begun)
        if rest or (rest is not None and reply.calls):
            return Reply(rest, thoughts, reply.calls)
        if rng.getstate() == fresh:  # Nothing was chosen: the other takes are the same.
            break
    return Reply(resuming.conclude(asked, begun), thoughts)


def _draw(turns: list[Turn], take: int) -> Random:
    """What chooses the words. The same take of the same turns always chooses the same ones, so that it can go on."""
    return Random(json.dumps([take, *(turn.text for turn in turns)]))  # noqa: S311 - chooses words


def _say(request: ChatRequest, turns: list[Turn], now: float, rng: Random) -> Reply:
    reply = answer(
        [*turns[:-1], replace(turns[-1], text=without_orders(turns[-1].text))],
        now=datetime.fromtimestamp(now, UTC),
        rng=rng,
        offered=request.tools,
        forced=request.forced,
        schema=request.schema,
    )
    return replace(reply, text=_PRIVATE.sub("***", reply.text)) if request.mask else reply


def cut(request: ChatRequest, reasoning: str, text: str, calls: list[Wanted]) -> ChatReply:
    """The reply within `max_tokens`; the reasoning counts too, as MiniMax bills it."""
    thought, said = tokens.pieces(reasoning), tokens.pieces(text)
    left = request.max_tokens if request.max_tokens is not None else len(thought) + len(said)
    is_cut = len(thought) + len(said) > left
    thought = thought[:left]
    said = said[: left - len(thought)]
    made = [] if is_cut else [_call(wanted, at) for at, wanted in enumerate(calls)]
    spent = sum(tokens.count(name + arguments) for _id, name, arguments in made)
    facts = find_model(request.model)["abilities"]
    return ChatReply(
        id=secrets.token_hex(16),
        model=request.model,
        reasoning="".join(thought),
        text="".join(said),
        finish="length" if is_cut else "tool_calls" if made else "stop",
        calls=made,
        prompt_tokens=request.prompt_tokens,
        reasoning_tokens=len(thought),
        completion_tokens=len(thought) + len(said) + spent,
        pace=facts.get("speed", PACE) * (PRIORITY if request.priority else 1.0),
    )


async def at_pace(text: str, pace: float) -> AsyncIterator[str]:
    """The text in pieces of a few tokens, as fast as the model writes."""
    pieces = tokens.pieces(text)
    pause = GATHERED / pace * float(getattr(settings, "SANDBOX_SPEED", 1.0))
    for at in range(0, len(pieces), GATHERED):
        if pause and at:
            await asyncio.sleep(pause)
        yield "".join(pieces[at : at + GATHERED])


def _call(wanted: Wanted, at: int) -> tuple[str, str, str]:
    return f"call_function_{secrets.token_hex(6)}_{at + 1}", wanted.name, wanted.as_json()

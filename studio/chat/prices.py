"""What tokens cost, and what all requests to a chat model have in common."""

from contextlib import AbstractAsyncContextManager
from decimal import ROUND_UP, Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.generations.models import Generation
from studio.generations.recipes import WrittenRecipe
from studio.minimax import ChatReply, MiniMax
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.web.money import Money

MILLION = Decimal(1_000_000)
# Beyond it M3 costs twice as much (official.md 11).
LONG_INPUT = 512_000
# MiniMax's reason for the end of a reply that it held words of back.
HELD_BACK = "content_filter"
# Seconds: words are read, and sent to pages, ten times a second.
FRAME = 0.1


def measure_tokens(model: str, reads: int, writes: int, cached: int = 0) -> Measure:
    """The price of so many tokens; `cached`: those of what it reads that MiniMax had read before."""
    tier = {"input": "over 512k" if reads > LONG_INPUT else "up to 512k"}
    part = Measure(model, writes / MILLION, {"tokens": "output", **tier})
    if cached:
        part = Measure(model, cached / MILLION, {"tokens": "cache read", **tier}, also=part)
    return Measure(model, max(0, reads - cached) / MILLION, {"tokens": "input", **tier}, also=part)


def at_most(money: Money) -> str:
    """The most that it will cost, rounded up: few replies write as much as they may."""
    if money.amount is None:
        return _("price unknown")
    places = Decimal("0.001") if money.amount > Decimal("0.002") else Decimal("0.0001")
    return f"≤ {Money(money.amount.quantize(places, ROUND_UP), money.currency)}"


class TalkRecipe(WrittenRecipe):
    """`request`: {"model", "prompt_tokens": about what it reads, "max_tokens": what it may write, …}. Nothing that was
    said stands in it: a generation is its team's, a conversation one person's."""

    family: ClassVar[str] = "chat"
    room: ClassVar[str] = "chat"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return measure_tokens(request["model"], request["prompt_tokens"], request["max_tokens"])

    def measure_made(self, gen: Generation) -> Measure | None:
        """As MiniMax counted; of a reply that broke off, about what had come."""
        usage = (gen.upstream_reply or {}).get("usage")
        if usage:
            return measure_tokens(gen.model, usage["prompt"], usage["completion"], usage["cached"])
        return measure_tokens(gen.model, gen.request["prompt_tokens"], self.count_written(gen))

    def count_written(self, gen: Generation) -> int:
        return 0

    def label(self, request: dict[str, Any]) -> list[str]:
        return [ask.label_of(request["model"])]

    def stream(self, api: MiniMax, prepared: Any) -> AbstractAsyncContextManager[Any]:
        return api.chat.stream(prepared, every=FRAME)

    def told(self, reply: ChatReply) -> dict[str, Any]:
        usage = reply.usage
        counted = usage and {"prompt": usage.prompt, "completion": usage.completion, "cached": usage.cached}
        judged = {"input_sensitive": reply.input_sensitive, "output_sensitive": reply.output_sensitive}
        return {"usage": counted, "finish": reply.finish_reason, "trace_id": reply.trace_id, **judged}

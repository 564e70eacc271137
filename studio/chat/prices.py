"""What tokens cost."""

from decimal import ROUND_UP, Decimal

from django.utils.translation import gettext as _

from studio.spend.pricing import Measure
from studio.web.money import Money

MILLION = Decimal(1_000_000)
# Beyond it M3 costs twice as much (official.md 11).
LONG_INPUT = 512_000


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

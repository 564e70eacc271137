"""One price for one request: the figure on the button is the figure that is reserved."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from studio.catalogue import ask
from studio.catalogue.models import Price as PriceRow
from studio.web.money import Money

# Places behind the point that the ledger keeps; a single token costs less than its last one.
SMALLEST = 6


@dataclass(frozen=True)
class Measure:
    """How much of what a request asks for: `Measure("MiniMax-Hailuo-02", facts={"resolution": "768P", ...})`.

    `also`: what falls due with it, such as the fee of a voice's first use, or what a model writes beside what it reads.
    """

    model: str
    quantity: Decimal = Decimal(1)
    facts: dict[str, Any] = field(default_factory=dict)
    also: "Measure | None" = None


def price(measure: Measure, rows: list[PriceRow] | None = None) -> Money:
    """What MiniMax asks for this; `rows` spares the query when a page prices many requests."""
    parts = _parts_of(measure)
    if rows is None:
        rows = ask.prices_of(*(part.model for part in parts))
    amounts = [_price_of(part, rows) for part in parts]
    if any(money.amount is None for money in amounts):
        return Money(None)
    whole = sum((money.amount for money in amounts if money.amount is not None), Decimal(0))
    return Money(round(whole, SMALLEST), amounts[0].currency)


def _parts_of(measure: Measure) -> list[Measure]:
    parts, part = [], measure
    while part:
        parts.append(part)
        part = part.also  # type: ignore[assignment]
    return parts


def _price_of(part: Measure, rows: list[PriceRow]) -> Money:
    for row in rows:
        if row.model == part.model and row.holds_for(part.facts):
            return Money(row.times(part.quantity), row.currency)
    return Money(None)

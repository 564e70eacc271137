"""One price for one request: the figure on the button is the figure that is reserved."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from studio.catalogue import ask
from studio.catalogue.models import Price as PriceRow
from studio.web.money import Money


@dataclass(frozen=True)
class Measure:
    """How much of what a request asks for: `Measure("MiniMax-Hailuo-02", facts={"resolution": "768P", ...})`."""

    model: str
    quantity: Decimal = Decimal(1)
    facts: dict[str, Any] = field(default_factory=dict)


def price(measure: Measure, rows: list[PriceRow] | None = None) -> Money:
    """What MiniMax asks for this; `rows` spares the query when a page prices many requests."""
    for row in ask.prices_of(measure.model) if rows is None else rows:
        if row.model == measure.model and row.holds_for(measure.facts):
            return Money(row.times(measure.quantity), row.currency)
    return Money(None)

"""Money as people read it. Amounts are Decimals, never floats."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    """An amount; None means that the catalogue knows no price."""

    amount: Decimal | None
    currency: str = "USD"

    def __str__(self) -> str:
        if self.amount is None:
            return ""
        sign = {"USD": "$", "CNY": "¥", "EUR": "€"}.get(self.currency, f"{self.currency} ")
        return f"{sign}{shorten(self.amount)}"


def shorten(amount: Decimal) -> str:
    """Two decimals, more only where the amount has them: 0.28, 18.40, 0.0035."""
    exact = amount.quantize(Decimal("0.000001")).normalize()
    places = max(2, -int(exact.as_tuple().exponent))
    return f"{exact:,.{places}f}"

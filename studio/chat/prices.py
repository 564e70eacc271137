"""What tokens cost."""

from decimal import Decimal

from studio.spend.pricing import Measure

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

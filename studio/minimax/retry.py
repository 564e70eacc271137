"""When a question is asked again by the client itself: only free ones, and only when the line failed.

Everything else (throttling, 5xx, unfinished tasks) is for the engine, which knows the deadline and the queue.
"""

import random
from collections.abc import Iterator

PAUSES = (0.2, 0.8)


def build_pauses() -> Iterator[float]:
    """Seconds to wait before the second and third try; spread, so that many drivers do not knock at once."""
    for pause in PAUSES:
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, keeps no secret

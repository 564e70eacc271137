"""What there is to do. Rooms above register it; the runner reads it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

R = TypeVar("R", bound=Callable[[], Any])


@dataclass(frozen=True)
class Sweep:
    """A function that runs again and again; one run at a time, whoever runs it.

    A plain one uses the database and nothing that waits; one that asks MiniMax is a coroutine function.
    """

    name: str
    every: timedelta
    run: Callable[[], Any]
    aside: bool = False


@dataclass
class Work:
    drive: Callable[[int], Awaitable[None]] | None = None
    admit: Callable[[], object] | None = None
    recover: Callable[[], object] | None = None
    sweeps: dict[str, Sweep] = field(default_factory=dict)

    def sweep(self, every: timedelta, *, aside: bool = False) -> Callable[[R], R]:
        """Register the decorated function to run in this period; what takes long runs `aside`, in its own thread."""

        def register(run: R) -> R:
            self.sweeps[run.__name__] = Sweep(run.__name__, every, run, aside)
            return run

        return register


work = Work()

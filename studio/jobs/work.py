"""What there is to do. Rooms above register it; the runner reads it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Sweep:
    """A plain function that runs again and again; one run at a time, whoever runs it."""

    name: str
    every: timedelta
    run: Callable[[], object]
    aside: bool = False


@dataclass
class Work:
    drive: Callable[[int], Awaitable[None]] | None = None
    admit: Callable[[], object] | None = None
    recover: Callable[[], object] | None = None
    sweeps: dict[str, Sweep] = field(default_factory=dict)

    def sweep(self, every: timedelta, *, aside: bool = False) -> Callable[[Callable[[], object]], Callable[[], object]]:
        """Register the decorated function to run in this period; what takes long runs `aside`, in its own thread."""

        def register(run: Callable[[], object]) -> Callable[[], object]:
            self.sweeps[run.__name__] = Sweep(run.__name__, every, run, aside)
            return run

        return register


work = Work()

"""The seam between the table and whatever carries the work."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Protocol


class Runner(Protocol):
    @property
    def takes_on(self) -> bool:
        """Does it drive in this very process, and still begin new work?"""

    def launch(self, gen_id: int, kind: str, *, marked: bool = False) -> None:
        """See that `gen_id` is driven. Call inside the transaction that admits it; `marked`: and that marks it, so that
        stopping waits for it."""

    def poke(self, gen_id: int) -> None:
        """Wake its driver. May be lost: the driver looks for itself at its next turn."""

    def admit_soon(self) -> None:
        """Something may have become free. May be lost: admission also runs by the clock."""

    def run_soon(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a job beside everything else. May be lost: a sweep has to find what it would have done."""

    async def nap(self, gen_id: int, seconds: float) -> bool:
        """Wait; True when poked before the time was over."""

    @contextmanager
    def on_the_wire(self, gen_id: int) -> Iterator[None]:
        """While inside, stopping waits: a paid request is out and its answer must be saved."""


class Idle:
    """Carries nothing: for commands and tests that only touch rows. A sweep finds what was left."""

    takes_on = False

    def launch(self, gen_id: int, kind: str, *, marked: bool = False) -> None:
        pass

    def poke(self, gen_id: int) -> None:
        pass

    def admit_soon(self) -> None:
        pass

    def run_soon(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        pass

    async def nap(self, gen_id: int, seconds: float) -> bool:
        await asyncio.sleep(seconds)
        return False

    @contextmanager
    def on_the_wire(self, gen_id: int) -> Iterator[None]:
        yield


_runner: Runner = Idle()


def get_runner() -> Runner:
    return _runner


def set_runner(runner: Runner) -> None:
    global _runner
    _runner = runner

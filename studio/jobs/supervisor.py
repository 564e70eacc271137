"""The embedded runner: drivers as tasks in the web server's own event loop.

What it promises: everything admitted has a driver while this process lives, and a process that starts finds
everything again in the table. That is enough, because a driver may be started twice, stopped anywhere and
started again: each step is a compare-and-set on the row, and the one step that costs money is marked there
before it leaves (`generations/submit.py`). So nothing here is stored.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from inspect import iscoroutinefunction
from typing import Any

from django.db import transaction

from studio.jobs.db import aside, db
from studio.jobs.models import SweepRun
from studio.jobs.work import Sweep, work

log = logging.getLogger(__name__)
ADMIT_EVERY = 1.0
LOOK_EVERY = 1.0
DRAIN_SECONDS = 30.0
BEAT = 0.05


class Supervisor:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.drivers: dict[int, asyncio.Task[None]] = {}
        self.stopping = False
        self._drained_by = 0.0
        self._alarms: dict[int, asyncio.Event] = {}
        self._wire: set[int] = set()
        self._free = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._beside: dict[str, asyncio.Task[None]] = {}
        self._jobs: set[asyncio.Task[None]] = set()

    # The Runner

    @property
    def takes_on(self) -> bool:
        return not self.stopping

    def launch(self, gen_id: int, kind: str, *, marked: bool = False) -> None:
        transaction.on_commit(lambda: self._post(self._spawn, gen_id, marked))

    def poke(self, gen_id: int) -> None:
        self._post(self._ring, gen_id)

    def admit_soon(self) -> None:
        self._post(self._free.set)

    def run_soon(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._post(self._run_now, job)

    async def nap(self, gen_id: int, seconds: float) -> bool:
        alarm = self._alarms.setdefault(gen_id, asyncio.Event())
        # Rounded up to a common beat: polls that leave together cost the loop less than single ones do.
        timer = self.loop.call_at(-(-(self.loop.time() + seconds) // BEAT) * BEAT, alarm.set)
        try:
            await alarm.wait()
            return self.loop.time() < timer.when()
        finally:
            timer.cancel()
            alarm.clear()

    @contextmanager
    def on_the_wire(self, gen_id: int) -> Iterator[None]:
        self._wire.add(gen_id)
        try:
            yield
        finally:
            self._wire.discard(gen_id)
            if self.stopping and (task := self.drivers.get(gen_id)):
                task.cancel()

    # The life of the process

    async def start(self) -> None:
        """Take up everything that an earlier process left, then admit and sweep by the clock."""
        if work.recover:
            await db(work.recover)
        self._tasks = [asyncio.create_task(self._admit_forever()), asyncio.create_task(self._sweep_forever())]

    async def drain(self) -> None:
        """Stop: no new work, polls dropped at once, requests on the wire awaited for up to 30 s.

        Again it only waits, within the same 30 s, for what was marked while it stopped.
        """
        self.stopping = True
        self._drained_by = self._drained_by or self.loop.time() + DRAIN_SECONDS
        for task in (*self._tasks, *self._beside.values(), *self._jobs):
            task.cancel()
        for gen_id, task in list(self.drivers.items()):
            if gen_id not in self._wire:
                task.cancel()
        if self.drivers:
            await asyncio.wait(list(self.drivers.values()), timeout=max(0.0, self._drained_by - self.loop.time()))

    async def _admit_forever(self) -> None:
        while True:
            self._free.clear()
            if work.admit:
                await self._safely(db(work.admit), "admission")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._free.wait(), ADMIT_EVERY)

    async def _sweep_forever(self) -> None:
        next_at = dict.fromkeys(work.sweeps, 0.0)
        while True:
            for sweep in work.sweeps.values():
                if self.loop.time() >= next_at[sweep.name]:
                    next_at[sweep.name] = self.loop.time() + sweep.every.total_seconds()
                    await self._sweep(sweep)
            await asyncio.sleep(LOOK_EVERY)

    async def _sweep(self, sweep: Sweep) -> None:
        asks = iscoroutinefunction(sweep.run)
        if not asks and not sweep.aside:
            await self._safely(db(_run_once, sweep), sweep.name)
        elif sweep.name not in self._beside:
            # It waits for others, or takes its time: the clock goes on meanwhile, and its next turn waits for its end.
            turn = _await_once(sweep) if asks else aside(_run_once, sweep)
            task = self.loop.create_task(self._safely(turn, sweep.name))
            self._beside[sweep.name] = task
            task.add_done_callback(lambda _ended: self._beside.pop(sweep.name, None))

    def _run_now(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self.stopping:
            task = self.loop.create_task(self._safely(job(), "a job"))
            self._jobs.add(task)
            task.add_done_callback(self._jobs.discard)

    async def _safely(self, turn: Coroutine[Any, Any, Any], name: str) -> None:
        """A turn that fails is logged and comes again: the clock must not stop with it."""
        try:
            await turn
        except Exception:
            log.exception("%s failed and will run again", name)

    def _post(self, call: Any, *args: Any) -> None:
        """From any thread; after the loop has closed there is nothing left to tell.

        In a context of its own: a driver would keep alive, for as long as it drives, what a request has set for itself.
        """
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *args, context=Context())

    def _spawn(self, gen_id: int, marked: bool = False) -> None:
        # What was marked a moment before the end still leaves: nobody could say later that it did not.
        if (self.stopping and not marked) or work.drive is None:
            return
        if (task := self.drivers.get(gen_id)) and not task.done():
            return
        if marked:
            self._wire.add(gen_id)
        task = self.loop.create_task(self._drive(gen_id), name=f"drive {gen_id}")
        self.drivers[gen_id] = task
        task.add_done_callback(lambda done: self._forget(gen_id, done))

    async def _drive(self, gen_id: int) -> None:
        assert work.drive is not None
        try:
            await work.drive(gen_id)
        except Exception:
            log.exception("driver of %s stopped; a sweep starts it again", gen_id)

    def _forget(self, gen_id: int, task: asyncio.Task[None]) -> None:
        if self.drivers.get(gen_id) is task:
            del self.drivers[gen_id]
            self._wire.discard(gen_id)
            self._alarms.pop(gen_id, None)

    def _ring(self, gen_id: int) -> None:
        if alarm := self._alarms.get(gen_id):
            alarm.set()


async def _await_once(sweep: Sweep) -> None:
    if await db(SweepRun.take, sweep.name, sweep.every * 0.9):
        await sweep.run()


def _run_once(sweep: Sweep) -> None:
    if SweepRun.take(sweep.name, sweep.every * 0.9):
        sweep.run()

"""Worker processes for what is made while the caller waits: speech, pictures, songs.

A crew has a few processes, started when first needed. Each does one piece of work at a time: it calls a
generator function and sends back what it yields. A caller who leaves stops the work. Films, which nobody waits
for on the line, have a pool of their own (`rendering`).

Knows neither Django nor HTTP: the workers import it.
"""

import asyncio
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pickle import PicklingError
from typing import Any

log = logging.getLogger(__name__)
SPOOL = 32 * 1024 * 1024
LISTEN_SECONDS, PAUSE = 60.0, 0.1
STOP_SECONDS = 10.0
Work = Callable[..., Iterator[Any]]


class Unfit(Exception):
    """What the caller gave cannot be worked with. Raised by work; its text is for the caller."""


class Broken(Exception):
    """The work failed, or its process died."""


@dataclass
class Worker:
    process: Any
    line: Connection
    receiving: "asyncio.Future[Any] | None" = None


class Spool:
    """What a worker has sent and the caller has not taken yet."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[str, Any]] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()

    async def put(self, word: str, value: Any) -> bool:
        """Keep it; False when the caller has not listened for too long and is given up."""
        waited = 0.0
        while self._bytes > SPOOL:
            if waited >= LISTEN_SECONDS:
                self._pieces.append(("broken", "the caller does not listen"))
                self._changed.set()
                return False
            await asyncio.sleep(PAUSE)
            waited += PAUSE
        self._pieces.append((word, value))
        self._bytes += _size(value)
        self._changed.set()
        return True

    async def take(self) -> tuple[str, Any]:
        while not self._pieces:
            self._changed.clear()
            await self._changed.wait()
        word, value = self._pieces.popleft()
        self._bytes -= _size(value)
        return word, value


def _size(value: Any) -> int:
    data = getattr(value, "data", value)
    return len(data) if isinstance(data, bytes) else 0


class Crew:
    """`size`: processes at most. `nice`: how far they step behind the web server."""

    def __init__(self, name: str, size: int, nice: int = 10) -> None:
        self.name, self.size, self.nice = name, size, nice
        self._workers: list[Worker] = []
        self._idle: list[Worker] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._threads = ThreadPoolExecutor(2 * size, thread_name_prefix=f"crew-{name}")
        self._draining: set[asyncio.Task[None]] = set()

    async def run(self, work: Work, *arguments: Any) -> AsyncIterator[Any]:
        """What `work(*arguments)` yields, as it comes. Raises `Unfit` and `Broken`.

        The worker does not wait for a slow caller: up to `SPOOL` bytes are kept for them.
        """
        spool = Spool()
        pumping = asyncio.create_task(self._pump(work, arguments, spool))
        try:
            while True:
                word, value = await spool.take()
                if word == "piece":
                    yield value
                    continue
                if word == "unfit":
                    raise Unfit(value)
                if word == "broken":
                    log.error("The %s crew failed: %s", self.name, value)
                    raise Broken(value)
                return
        finally:
            pumping.cancel()

    async def _pump(self, work: Work, arguments: tuple[Any, ...], spool: "Spool") -> None:
        """Bring what a worker sends to the spool, and the worker back to the others."""
        worker, ended = await self._take(), False
        try:
            sending = asyncio.get_running_loop().run_in_executor(self._threads, worker.line.send, (work, arguments))
            await asyncio.shield(sending)
            while not ended:
                word, value = await self._receive(worker)
                ended = word != "piece"
                if not await spool.put(word, value):
                    return
        except (EOFError, OSError):
            self._lose(worker)
            await spool.put("broken", f"a worker of the {self.name} crew has died")
        except (TypeError, AttributeError, ValueError, PicklingError) as problem:  # nothing of it was sent
            ended = True
            await spool.put("broken", repr(problem))
        finally:
            if worker in self._workers:
                self._give_back(worker) if ended else self._drain_later(worker)

    async def one(self, work: Work, *arguments: Any) -> Any:
        """The last value that the work yields."""
        value = None
        async for piece in self.run(work, *arguments):
            value = piece
        return value

    def stop(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        self._workers.clear()
        self._idle.clear()

    async def _take(self) -> Worker:
        while True:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.is_alive():
                    return worker
                self._lose(worker)
            if len(self._workers) < self.size:
                return self._start()
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                self._wake_next()
                raise

    def _start(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, os.getpid(), self.nice), daemon=True)
        process.start()
        theirs.close()
        worker = Worker(process, ours)
        self._workers.append(worker)
        return worker

    async def _receive(self, worker: Worker) -> tuple[str, Any]:
        # A cancelled wait leaves a thread at the line; whoever receives next takes over that very wait.
        if worker.receiving is None:
            worker.receiving = asyncio.get_running_loop().run_in_executor(self._threads, worker.line.recv)
        try:
            return await asyncio.shield(worker.receiving)  # type: ignore[no-any-return]
        finally:
            if worker.receiving.done():
                worker.receiving = None

    def _give_back(self, worker: Worker) -> None:
        self._idle.append(worker)
        self._wake_next()

    def _lose(self, worker: Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
            worker.process.terminate()
        self._wake_next()

    def _wake_next(self) -> None:
        while self._waiting:
            turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                return

    def _drain_later(self, worker: Worker) -> None:
        draining = asyncio.ensure_future(self._drain(worker))
        self._draining.add(draining)
        draining.add_done_callback(self._draining.discard)

    async def _drain(self, worker: Worker) -> None:
        """The caller has left: stop the work and read what was still on its way. What does not stop is ended."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                worker.line.send(None)
                while (await self._receive(worker))[0] == "piece":
                    pass
        except (EOFError, OSError, TimeoutError):
            self._lose(worker)
        else:
            self._give_back(worker)


def _serve(line: Connection, parent: int, nice: int) -> None:
    from .render.worker import prepare

    prepare(parent, nice)
    while True:
        try:
            order = line.recv()
        except EOFError:
            return
        if order is not None:  # a stop that came after the end
            line.send(_work(line, *order))


def _work(line: Connection, work: Work, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    pieces = work(*arguments)
    try:
        for piece in pieces:
            line.send(("piece", piece))
            if line.poll():
                line.recv()
                return "end", None
    except Unfit as problem:
        return "unfit", str(problem)
    except Exception as problem:
        return "broken", repr(problem)
    return "end", None

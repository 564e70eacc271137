"""The doors from the event loop to the database: short calls in threads of their own.

Never ORM in the loop, never a transaction across an await.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import chain, repeat
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from studio.web.connections import connected

log = logging.getLogger(__name__)
PAUSES = (0.1, 1.0, 5.0, 30.0)
P = ParamSpec("P")
T = TypeVar("T")


async def db(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function that uses the ORM and return its answer. One thread on SQLite, which has one writer."""
    return await _through("db", partial(work, *args, **kwargs))


async def persist(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what must not be lost, such as what was paid for: tried until the tables take it, however long they
    are busy, away, or without room. Other faults are raised, as nothing mends them."""
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await db(work, *args, **kwargs)
        except (OperationalError, InterfaceError):
            log.exception("what was to be saved is tried again in %s s", pause)
            await asyncio.sleep(pause)
    raise AssertionError


async def look(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what only reads: it does not wait behind a writer who waits for the disk."""
    return await _through("look", partial(work, *args, **kwargs))


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what takes its time, with few and short writes: nobody waits behind it."""
    return await _through("aside", partial(work, *args, **kwargs))


async def at_length(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what mostly waits for files and children, in one of the loop's own threads."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(connected, partial(work, *args, **kwargs)))


async def _through(door: str, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(door), partial(connected, call))


@cache
def _threads(door: str) -> ThreadPoolExecutor:
    size = 1 if connection.vendor == "sqlite" and door != "aside" else 4
    return ThreadPoolExecutor(max_workers=size, thread_name_prefix=door)

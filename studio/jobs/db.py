"""The doors from the event loop to the database: short calls in threads of their own.

Never ORM in the loop, never a transaction across an await.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection

P = ParamSpec("P")
T = TypeVar("T")


async def db(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function that uses the ORM and return its answer. One thread on SQLite, which has one writer."""
    return await _through("db", partial(work, *args, **kwargs))


async def look(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what only reads: it does not wait behind a writer who waits for the disk."""
    return await _through("look", partial(work, *args, **kwargs))


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what takes its time: nobody waits behind it."""
    return await _through("aside", partial(work, *args, **kwargs))


async def at_length(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what mostly waits for files and children, in one of the loop's own threads."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(_run, partial(work, *args, **kwargs)))


async def _through(door: str, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(door), partial(_run, call))


def _run(call: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return call()
    finally:
        # A thread that waits for work must not hold one of the pool's. SQLite's stays open: closing the last one would
        # fold its log in after every call.
        if connection.vendor != "sqlite":
            close_old_connections()


@cache
def _threads(door: str) -> ThreadPoolExecutor:
    size = 1 if connection.vendor == "sqlite" else 4
    return ThreadPoolExecutor(max_workers=size, thread_name_prefix=door)

"""The door from the event loop to the database: short calls in threads of their own.

One thread on SQLite, which has one writer; four elsewhere. Never ORM in the loop, never a transaction
across an await.
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
    """Run a function that uses the ORM and return its answer."""
    call = partial(_run, partial(work, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_threads(), call)


def _run(call: Callable[[], T]) -> T:
    close_old_connections()
    return call()


@cache
def _threads() -> ThreadPoolExecutor:
    size = 1 if connection.vendor == "sqlite" else 4
    return ThreadPoolExecutor(max_workers=size, thread_name_prefix="db")

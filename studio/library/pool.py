"""The child process that opens foreign files; started when first needed, replaced when it dies or hangs."""

import atexit
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import ParamSpec, TypeVar

from studio.library.examine import Unreadable, limit_child

P = ParamSpec("P")
T = TypeVar("T")
# Marks a text for translation; whoever shows it translates it.
_ = str
SECONDS, LONG_SECONDS = 60, 1800
_lock = Lock()
# One file at a time: a minute is counted from its own start, and a child that is killed takes no other file along.
_turn = Lock()
_pool: ProcessPoolExecutor | None = None
_own: set[ProcessPoolExecutor] = set()


def in_child(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in the child and return its answer; blocks, so never call it in the event loop.

    A child that dies or needs more than a minute makes the file Unreadable and takes no one with it.
    """
    with _turn:
        try:
            return _get_pool().submit(work, *args, **kwargs).result(timeout=SECONDS)
        except (BrokenProcessPool, TimeoutError, MemoryError) as error:
            _close_shared()
            raise Unreadable(_("It took too much memory or time to open.")) from error


def in_own_child(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same in a child of its own, for what may take half an hour; nobody waits behind it."""
    pool = ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=limit_child)
    _own.add(pool)
    try:
        return pool.submit(work, *args, **kwargs).result(timeout=LONG_SECONDS)
    except (BrokenProcessPool, TimeoutError, MemoryError) as error:
        _kill(pool)
        raise Unreadable(_("It took too much memory or time to open.")) from error
    finally:
        _own.discard(pool)
        pool.shutdown(wait=False, cancel_futures=True)


def _get_pool() -> ProcessPoolExecutor:
    global _pool
    with _lock:
        if _pool is None:
            _pool = ProcessPoolExecutor(
                max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=limit_child
            )
        return _pool


def close() -> None:
    """End every child."""
    _close_shared()
    for pool in list(_own):
        _end(pool)


def _close_shared() -> None:
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        _end(pool)


def _end(pool: ProcessPoolExecutor) -> None:
    _kill(pool)
    pool.shutdown(wait=False, cancel_futures=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()


atexit.register(close)

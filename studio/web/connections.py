"""Connections to the database: SQLite's is kept by its thread, for opening one costs as much as a page's queries;
PostgreSQL's are fewer than the people who wait for something else, and go back to the pool."""

from collections.abc import Callable
from typing import TypeVar

from django.db import close_old_connections, connection

T = TypeVar("T")


def connected(call: Callable[[], T]) -> T:
    """Run what uses the tables, on a thread that is kept for many such calls."""
    close_old_connections()
    try:
        return call()
    finally:
        if connection.vendor != "sqlite":
            close_old_connections()


def let_go() -> None:
    """This thread needs no table for a while. Within a transaction its connection stays."""
    if not connection.in_atomic_block:
        connection.close()

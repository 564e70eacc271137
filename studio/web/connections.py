"""Connections to the database, of which there may be fewer than people who wait for something else."""

from django.db import close_old_connections, connection


def let_go() -> None:
    """This thread needs no table for a while: its connection goes back to the pool. Within a transaction it stays."""
    if not connection.in_atomic_block:
        close_old_connections()

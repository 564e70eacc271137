"""How a test that commits is undone: the rows go, what migrations and the catalogue brought stays."""

from typing import Any

from asgiref.sync import SyncToAsync
from django.apps import apps
from django.db import connection, connections, transaction

OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()
"""
KEPT = {"contenttypes", "auth"}


def remember() -> None:
    """Put the catalogue as it is shipped aside, once: reading its files again takes as long as many a test."""
    with connection.cursor() as cursor:
        for table, aside in catalogue():
            cursor.execute(f"CREATE TABLE {aside} AS SELECT * FROM {table}")


def empty(_case: Any) -> None:
    """Instead of Django's flush, which on PostgreSQL takes longer than most tests and tells every app of a migration.

    The catalogue stands again as it is shipped. Foreign keys are checked at the end of the transaction, so any order
    will do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table, aside in catalogue():
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {aside}")


def catalogue() -> list[tuple[str, str]]:
    """Its tables, and where their rows lie aside."""
    names = [model._meta.db_table for model in apps.get_app_config("catalogue").get_models()]
    return [(connection.ops.quote_name(name), connection.ops.quote_name(f"shipped_{name}")) for name in names]


def tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model._meta.app_label not in KEPT and model._meta.managed]


def let_go() -> None:
    """Close what views that a test called from its loop have left open: no request ends there.

    PostgreSQL drops no database that threads are still connected to, and some live as long as the process.
    """
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)

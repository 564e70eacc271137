"""How a test that commits is undone: the rows go, and what migrations brought stays, so nothing is made anew."""

from typing import Any

from asgiref.sync import SyncToAsync
from django.apps import apps
from django.db import connection, connections, transaction

OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()
"""
KEPT = {"contenttypes", "auth"}


def empty(_case: Any) -> None:
    """Instead of Django's flush, which on PostgreSQL takes longer than most tests and tells every app of a migration.

    Foreign keys are checked at the end of the transaction, so any order will do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


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

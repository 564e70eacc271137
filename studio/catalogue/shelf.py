"""The catalogue's rows as this process last read them: few, changed by hand, and asked for by every page and press."""

import time
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

Row = TypeVar("Row", bound=models.Model)
# Seconds until what another process changed is seen here; what this one changes is seen at once.
FRESH = 5.0

_rows: dict[type[models.Model], tuple[float, list[Any]]] = {}
_changes = 0


def rows_of(table: type[Row]) -> list[Row]:
    """All rows of a table of the catalogue in their order. They are shared: nobody changes them."""
    now, changes = time.monotonic(), _changes
    read_at, rows = _rows.get(table, (0.0, []))
    if rows and now - read_at < FRESH:
        return rows
    rows = list(table._default_manager.all())
    # What this very transaction has changed may be taken back, and what changed meanwhile is old already.
    if changes == _changes and not _is_changing():
        _rows[table] = (now, rows)
    return rows


def _is_changing() -> bool:
    return any(entry[1] is forget for entry in connection.run_on_commit)


def change(*args: Any, **kwargs: Any) -> None:
    """The catalogue changes: now for this transaction, and with its commit for all."""
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    """Read all anew."""
    global _changes
    _changes += 1
    _rows.clear()


class ShelvedQuerySet(models.QuerySet[Any]):
    """Of a table of the catalogue: changes that no signal tells are told too."""

    def update(self, **changes: Any) -> int:
        change()
        return super().update(**changes)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        change()
        return super().bulk_create(*args, **kwargs)


def shelve(table: type[models.Model]) -> None:
    """Hear of its changes."""
    post_save.connect(change, sender=table)
    post_delete.connect(change, sender=table)

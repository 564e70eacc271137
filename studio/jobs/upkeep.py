"""The database's own housekeeping: copies of it, and its write-ahead log folded in."""

import logging
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from studio.jobs.work import work

log = logging.getLogger(__name__)
SPARE = 200 * 1024 * 1024


def copy_database(why: str) -> Path:
    """A whole, consistent copy in `<data>/backups/`, made by SQLite itself; `why` is part of its name."""
    folder = Path(settings.DATA) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"studio-{why}-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
    for left in folder.glob("*.tmp"):
        left.unlink()
    draft = copy.with_suffix(".tmp")
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(draft)])
        draft.chmod(0o600)
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)
    return copy


@work.sweep(timedelta(hours=24), aside=True)
def back_up() -> None:
    """A copy a day; the newest STUDIO_BACKUPS are kept, 0 makes none. Never the last room on the disk."""
    if not settings.BACKUPS or connection.vendor != "sqlite":
        return
    size = Path(str(connection.settings_dict["NAME"])).stat().st_size
    if shutil.disk_usage(settings.DATA).free < 3 * size + SPARE:
        log.warning("No copy of the database was made: the disk is almost full.")
        return
    made = copy_database("daily")
    for old in sorted(made.parent.glob("studio-daily-*.sqlite3"))[: -settings.BACKUPS]:
        old.unlink()


@work.sweep(timedelta(hours=1))
def fold_log() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

"""One process per data folder and per database: exclusive locks that are freed however the process ends."""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

# Any number that no other program on the same server takes a lock by.
STUDIO = 0x53747564696F


class Locked(Exception):
    """Another process holds the folder or the database."""


def take(folder: Path) -> IO[str]:
    """Lock the folder for as long as the returned file stays open; raises Locked."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / "up.lock").open("a+")
    try:
        _lock(file)
    except OSError as error:
        file.close()
        raise Locked from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def take_database() -> AbstractContextManager[Any]:
    """Hold the database until the returned context ends; raises Locked. PostgreSQL frees it with its connection."""
    if connection.vendor != "postgresql":
        file = Path(str(connection.settings_dict["NAME"]))
        return nullcontext() if file.parent == Path(settings.DATA) else take(file.parent)
    import psycopg

    with connection.wrap_database_errors:
        own = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    if own.execute("SELECT pg_try_advisory_lock(%s)", [STUDIO]).fetchone() == (True,):
        return own
    own.close()
    raise Locked


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""One process per data folder: an exclusive lock that the system frees however the process ends."""

import os
from pathlib import Path
from typing import IO


class Locked(Exception):
    """Another process holds the folder."""


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


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

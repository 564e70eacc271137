"""The life of a renderer process."""

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any


def prepare(parent: int, nice: int) -> None:
    """Step behind the web server, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(nice)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def render(film: dict[str, Any], inputs: str, target: str) -> None:
    """Make the film or the long speech, or leave a note beside it that it cannot be made."""
    if Path(target).exists():  # asked for twice, because the queue was long
        return
    try:
        _make(film, Path(inputs), Path(target))
    except Exception as problem:
        Path(f"{target}.failed").write_text(repr(problem))
        raise


def _make(film: dict[str, Any], inputs: Path, target: Path) -> None:
    if film["kind"] == "speech":
        from ..sound.bundle import make_speech_file

        make_speech_file(film, inputs, target)
    else:
        from .film import make_film

        make_film(film, inputs, target)


def _die_with(parent: int) -> None:
    # A parent killed with SIGKILL cannot end its workers, so each of them watches it.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)

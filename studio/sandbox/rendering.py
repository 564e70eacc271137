"""The sandbox's worker processes: started when first needed, at low priority, gone when this process goes.

Films have the pool, one process fewer than there are processors. `SPEAKERS` and `MAKERS` (pictures, songs) serve
callers who wait on the line, so a queue of films does not hold them up.
"""

import multiprocessing
import os
import threading
import time
from functools import partial
from multiprocessing.pool import Pool

from asgiref.sync import sync_to_async
from django.conf import settings

from . import store
from .crew import Crew
from .models import StoredFile, Task
from .plans import needs_rendering
from .render.worker import prepare, render

PATIENCE = 300.0  # a film that takes longer has lost its worker and is asked for again
NICE = int(getattr(settings, "SANDBOX_NICE", 10))
SPEAKERS = Crew("speech", size=2, nice=min(2, NICE))
MAKERS = Crew("picture and song", size=1, nice=min(5, NICE))
_pool: Pool | None = None
_lock = threading.Lock()
_asked: dict[int, float] = {}
_resumed = False


def render_later(task: Task, file: StoredFile) -> None:
    """Queue the film unless it is there or already asked for."""
    if not needs_rendering(task, file):
        return
    with _lock:
        if time.monotonic() - _asked.get(file.id, -PATIENCE) < PATIENCE:
            return
        _asked[file.id] = time.monotonic()
        arguments = (task.film, str(store.folder("inputs")), str(store.file_path(file.id)))
        done = partial(_forget, file.id)
        _started().apply_async(render, arguments, callback=done, error_callback=done)


async def resume_once() -> None:
    """After a restart: whatever was not finished is rendered again. Does nothing from the second call on."""
    global _resumed
    if _resumed:
        return
    _resumed = True
    await sync_to_async(_resume)()


def _resume() -> None:
    yesterday = time.time() - 86_400
    for file in StoredFile.objects.filter(task__isnull=False, created_at__gt=yesterday).select_related("task"):
        if file.task is not None:
            render_later(file.task, file)


def _forget(file_id: int, _outcome: object) -> None:
    _asked.pop(file_id, None)


def _started() -> Pool:
    """The pool. multiprocessing's own ends with the interpreter, daemon workers and all."""
    global _pool
    if _pool is None:
        limit = max(1, (os.cpu_count() or 2) - 1)
        workers = min(max(1, int(getattr(settings, "SANDBOX_WORKERS", 1))), limit)
        context = multiprocessing.get_context("spawn")
        _pool = context.Pool(workers, prepare, (os.getpid(), NICE), maxtasksperchild=200)
    return _pool


def stop() -> None:
    """End all workers now; unfinished films are rendered after the next start."""
    SPEAKERS.stop()
    MAKERS.stop()
    if _pool is not None:
        _pool.terminate()

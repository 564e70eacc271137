"""Copies that are not there yet are made when a stranger asks: one at a time, each once, never too many in a row."""

import asyncio
import logging
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic

from asgiref.sync import sync_to_async

from studio.library import storage
from studio.library.exporting import origin_of
from studio.library.models import AUDIO, Asset
from studio.library.pool import in_child
from studio.library.stamps import Origin
from studio.sharing.copies import Served, put
from studio.web.connections import let_go

log = logging.getLogger(__name__)
# One at a time, in a thread of its own: a gallery that is opened first keeps nobody waiting but its reader.
DRAWERS = ThreadPoolExecutor(1, thread_name_prefix="share")
# Of all strangers together: four galleries that nobody has opened yet.
MOST_WAITING = 200
# In seconds: when to ask again for what has to wait, and for how long what failed is not tried again.
SOON, A_WHILE = 10, 300.0
MOST_FAILED = 1000
_drawing: dict[Path, Future[bool]] = {}
_failed: dict[Path, float] = {}


class Later(Exception):
    """Not now: too many wait, or the disk is almost full."""


async def is_there(served: Served, asset: Asset) -> bool:
    """Draw what is not there yet; False when there is nothing to draw it from. Raises Later."""
    if served.draw is None or served.path.is_file():
        return served.path.is_file()
    if _failed.get(served.path, 0.0) > monotonic():
        return False
    drawing = _drawing.get(served.path) or begin(served, await told_of(asset), asset.bytes)
    # A reader who leaves does not undo it.
    return await asyncio.shield(asyncio.wrap_future(drawing))


async def told_of(asset: Asset) -> dict[str, Origin | None]:
    """What the drawer has to know besides. Of what cannot be seen: where it comes from."""
    return {"origin": await sync_to_async(find_origin)(asset)} if asset.medium == AUDIO else {}


def find_origin(asset: Asset) -> Origin | None:
    """Its recipe tells, which no stranger's page loads."""
    try:
        rows = Asset.objects.only("origin", "sandbox", "model", "created_at", "public_id", "recipe")
        whole = rows.filter(pk=asset.pk).first()
        return origin_of(whole) if whole else None
    finally:
        let_go()


def begin(served: Served, told: dict[str, Origin | None], size: int) -> "Future[bool]":
    """Whoever asks for the same meanwhile waits for the same. Raises Later."""
    if served.path in _drawing:
        return _drawing[served.path]
    if len(_drawing) >= MOST_WAITING:
        raise Later
    drawing = DRAWERS.submit(draw, served, told, size)
    _drawing[served.path] = drawing
    drawing.add_done_callback(lambda _done: _drawing.pop(served.path, None))
    return drawing


def draw(served: Served, told: dict[str, Origin | None], size: int) -> bool:
    """Blocking. Raises Later."""
    if served.path.is_file() or served.draw is None:
        return served.path.is_file()
    if not storage.has_room(size):
        raise Later
    draft = storage.draft(uuid.UUID(served.path.parent.parent.name), uuid.uuid4().hex)
    try:
        in_child(partial(served.draw, target=str(draft), **told))
        put(draft, served.path)
    except Exception:
        log.warning("a copy beside %s could not be made", served.path.parent.name, exc_info=True)
        draft.unlink(missing_ok=True)
        note_failure(served.path)
        return False
    return True


def note_failure(path: Path) -> None:
    if len(_failed) >= MOST_FAILED:
        _failed.clear()
    _failed[path] = monotonic() + A_WHILE

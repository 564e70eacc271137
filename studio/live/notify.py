"""The one way to say that something changed.

Messages are thin: ids and revisions, never HTML, never anything personal. They may come from any thread:
a group_send outside the main loop would leave the waiting consumer asleep, so everything is posted there.
"""

import asyncio
from typing import Any

from channels.layers import get_channel_layer

_loop: asyncio.AbstractEventLoop | None = None


def bind(loop: asyncio.AbstractEventLoop) -> None:
    """Name the loop that sockets live in."""
    global _loop
    _loop = loop


def notify(group: str, message: dict[str, Any]) -> None:
    """Send to everybody who listens to the group; silently nobody when no socket was ever open here."""
    loop = _loop
    if loop is None or loop.is_closed():
        return
    loop.call_soon_threadsafe(_send, group, message)


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        task = asyncio.ensure_future(layer.group_send(group, message))
        _sending.add(task)
        task.add_done_callback(_sending.discard)


# The loop keeps only weak references to tasks.
_sending: set[asyncio.Future[None]] = set()

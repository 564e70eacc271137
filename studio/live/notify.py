"""The one way to say that something changed.

Messages are thin: ids and revisions, never HTML, never anything personal. They may come from any thread:
a group_send outside the main loop would leave the waiting consumer asleep, so everything is posted there.
"""

import asyncio
from typing import Any

from channels.layers import get_channel_layer

GATHER = 1.0
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


def notify_soon(group: str, message: dict[str, Any]) -> None:
    """The same, within a second and once, however often it is said until then."""
    loop = _loop
    if loop is not None and not loop.is_closed():
        loop.call_soon_threadsafe(_gather, loop, group, message)


def _gather(loop: asyncio.AbstractEventLoop, group: str, message: dict[str, Any]) -> None:
    name = (group, *sorted(message.items()))
    if name not in _gathered:
        _gathered.add(name)
        loop.call_later(GATHER, _send_gathered, name, group, message)


def _send_gathered(name: tuple[Any, ...], group: str, message: dict[str, Any]) -> None:
    _gathered.discard(name)
    _send(group, message)


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        task = asyncio.ensure_future(layer.group_send(group, message))
        _sending.add(task)
        task.add_done_callback(_sending.discard)


_gathered: set[tuple[Any, ...]] = set()
# The loop keeps only weak references to tasks.
_sending: set[asyncio.Future[None]] = set()

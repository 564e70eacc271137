"""The sandbox alone as an ASGI app; it refuses oversized bodies before Django stores them."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from .facts import FILE_BYTES

MOST = FILE_BYTES + 1024 * 1024
App = Callable[..., Awaitable[None]]


def build_application() -> App:
    django = get_asgi_application()

    from .sockets import sockets  # its consumers need Django's apps

    async def http(scope: dict[str, Any], receive: App, send: App) -> None:
        if _announced(scope) > MOST:
            await _refuse(send)
            return
        await django(scope, receive, send)  # type: ignore[arg-type]

    return ProtocolTypeRouter({"http": http, "websocket": sockets})  # type: ignore[return-value]


def _announced(scope: dict[str, Any]) -> int:
    """The body's length as announced. A body sent in chunks announces none; Django stores it on disk."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else MOST + 1


async def _refuse(send: App) -> None:
    body = b'{"base_resp": {"status_code": 2013, "status_msg": "invalid params, the body is larger than 512 MB"}}'
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})

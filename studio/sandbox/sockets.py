"""The sandbox's sockets, below the studio's `/sandbox/` and below `/` when it is served alone."""

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path

from . import speech_socket

consumers: dict[str, Any] = {
    "ws/v1/t2a_v2": speech_socket.native,
    "v1/tts/stream": speech_socket.reference,
}

sockets = URLRouter(
    [path(folder + address, consumer) for address, consumer in consumers.items() for folder in ("sandbox/", "")]
    + [path("<path:anything>", WebsocketDenier.as_asgi()), path("", WebsocketDenier.as_asgi())]
)


def beside(others: Any) -> Any:
    """The studio's sockets, with the sandbox's below `/sandbox/`: they know no session and any origin may call."""

    async def pick(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await (sockets if scope["path"].startswith("/sandbox/") else others)(scope, receive, send)

    return pick

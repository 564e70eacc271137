"""The sandbox's sockets, below the studio's `/sandbox/` and below `/` when it is served alone.

A socket of a browser cannot set headers, so the key may also come as `?token=` (mapping.md 5).
"""

from typing import Any
from urllib.parse import parse_qs

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path

from .auth import bearer

consumers: dict[str, Any] = {}

sockets = URLRouter(
    [path(folder + address, consumer) for address, consumer in consumers.items() for folder in ("sandbox/", "")]
    + [path("<path:anything>", WebsocketDenier.as_asgi()), path("", WebsocketDenier.as_asgi())]
)


def key_of(scope: dict[str, Any]) -> str:
    key = bearer(headers_of(scope).get("authorization", ""))
    return key or parse_qs(scope["query_string"].decode("latin1")).get("token", [""])[0]


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]}


def beside(others: Any) -> Any:
    """The studio's sockets, with the sandbox's below `/sandbox/`: they know no session and any origin may call."""

    async def pick(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await (sockets if scope["path"].startswith("/sandbox/") else others)(scope, receive, send)

    return pick

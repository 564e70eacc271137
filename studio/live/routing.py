"""The socket's address, and who may open it: our own origin, signed in."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.urls import path

from studio.live.consumers import LiveConsumer


class SameOrigin:
    """Let in only pages of the very host that was called, scheme and port included."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope.get("headers", []))
        host = headers.get(b"host", b"").decode("latin1")
        scheme = "https" if settings.PRODUCTION else scope.get("scheme", "ws").replace("ws", "http")
        return await OriginValidator(self.app, [f"{scheme}://{host}"])(scope, receive, send)


sockets = SameOrigin(AuthMiddlewareStack(URLRouter([path("ws/", LiveConsumer.as_asgi())])))

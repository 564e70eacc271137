"""One open socket: its caller, what comes in, what goes out (official.md 4.2, mapping.md 5).

Refusals are JSON frames with a `base_resp`; a caller who hangs up ends the conversation and the work for it.
"""

import asyncio
import io
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from channels.db import aclose_old_connections
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest

from . import clock, misfortune, rendering
from .auth import bearer, find_account
from .crew import Broken, Unfit
from .door import Call, parse_json
from .errors import Refused, base_resp

WAITING = 100  # messages that may wait for their turn
LOST = 1011  # how a connection closes that breaks off to order


class HungUp(Exception):
    """The caller has closed the socket, or it was cut to order."""


class Conversation:
    """`call`: who calls, as for a request over HTTP; there once `enter` is through."""

    call: Call

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.headers = headers_of(scope)
        self.trace = secrets.token_hex(16)
        self._coming: asyncio.Queue[bytes] = asyncio.Queue(WAITING)

    async def enter(self) -> None:
        """Find the account behind the key. Raises `Refused`."""
        now = clock.moved_by(self.headers.get("sandbox-clock", ""))
        account = await find_account(key_of(self.scope))
        self.call = Call(_request(self.scope), account, now, self.trace)
        await rendering.resume_once()

    async def hear(self, seconds: float) -> dict[str, Any]:
        """The next message. Refuses with 2201 when none comes, with 2013 what is no JSON object."""
        try:
            async with asyncio.timeout(seconds):
                raw = await self._coming.get()
        except TimeoutError:
            raise Refused(2201) from None
        return parse_json(raw)

    async def say(self, body: dict[str, Any]) -> None:
        text = await asyncio.to_thread(json.dumps, body, ensure_ascii=False, separators=(",", ":"))
        await self._tell({"type": "websocket.send", "text": text})

    async def play(self, data: bytes) -> None:
        await self._tell({"type": "websocket.send", "bytes": data})

    async def end(self, code: int = 1000) -> None:
        await self._tell({"type": "websocket.close", "code": code})

    async def _tell(self, message: dict[str, Any]) -> None:
        try:
            await self._send(message)
        except OSError as gone:  # how a server says that nobody is there any more
            raise HungUp from gone

    async def trouble(self, text: str) -> str:
        """What is ordered by the header or the text. Refusals are raised, `hang` hangs, `slow` waits."""
        what = misfortune.told(self.headers.get("sandbox-misfortune", ""), text)
        code = misfortune.HTTP_STATUSES.get(what) or misfortune.CODES.get(what) or (int(what) if what.isdigit() else 0)
        if code:
            raise Refused(code)
        if what == "hang":
            await asyncio.sleep(misfortune.HANG_SECONDS)
        if what in ("half", "reset", "lost"):
            await self.end(LOST)
            raise HungUp
        await misfortune.before(what)
        return what

    async def listen(self) -> None:
        """Take in what comes until the caller hangs up."""
        while (message := await self._receive())["type"] == "websocket.receive":
            data = message.get("bytes")
            await self._coming.put((message.get("text") or "").encode() if data is None else data)


Talk = Callable[[Conversation], Awaitable[None]]


def conversation(talk: Talk) -> Callable[..., Awaitable[None]]:
    """An ASGI socket that holds this conversation once the caller is connected."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        if status := _refused_with(scope):
            await _refuse_handshake(scope, send, status)
            return
        await send({"type": "websocket.accept"})
        with_caller = Conversation(scope, receive, send)
        talking = asyncio.ensure_future(_talk(talk, with_caller))
        listening = asyncio.ensure_future(with_caller.listen())
        try:
            await asyncio.wait((talking, listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            talking.cancel()
            listening.cancel()
            await asyncio.gather(talking, listening, return_exceptions=True)
            await aclose_old_connections()
        if not talking.cancelled() and (problem := talking.exception()):
            raise problem

    return app


def key_of(scope: dict[str, Any]) -> str:
    """The key of the Authorization header or of `?token=`: a browser's socket cannot set headers (mapping.md 5)."""
    key = bearer(headers_of(scope).get("authorization", ""))
    return key or parse_qs(scope["query_string"].decode("latin1")).get("token", [""])[0]


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]}


def resp_of(problem: Refused | Unfit | Broken) -> dict[str, Any]:
    """`base_resp` of a refusal, or of work that did not come to its end."""
    if isinstance(problem, Unfit):
        return base_resp(2013, f"invalid params, {problem}")
    refused = problem if isinstance(problem, Refused) else Refused(1013)
    return base_resp(refused.code, refused.text)


async def _talk(talk: Talk, caller: Conversation) -> None:
    try:
        await talk(caller)
    except HungUp:
        return


def _request(scope: dict[str, Any]) -> ASGIRequest:
    """The handshake as a request, so that links are made as over HTTP."""
    path = scope["path"].replace("/ws/v1/", "/v1/", 1)
    scheme = "https" if scope.get("scheme") == "wss" else "http"
    return ASGIRequest({**scope, "type": "http", "method": "GET", "path": path, "scheme": scheme}, io.BytesIO())


def _refused_with(scope: dict[str, Any]) -> int:
    """The HTTP status that refuses the handshake, because the host is not ours or by order; else 0."""
    try:
        _request(scope).get_host()
    except DisallowedHost:
        return 400
    what = headers_of(scope).get("sandbox-misfortune", "")
    return int(what) if what in misfortune.HTTP_STATUSES else 0


async def _refuse_handshake(scope: dict[str, Any], send: Any, status: int) -> None:
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close"})
        return
    problem = Refused(misfortune.HTTP_STATUSES.get(str(status), 2013))
    body = json.dumps({"base_resp": resp_of(problem)}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})

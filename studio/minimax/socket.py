"""A WebSocket to MiniMax: JSON out, JSON or bytes in, and the errors of `errors.py` only.

Opening it costs nothing, so a failed handshake is `NotConnected` or a refusal; what breaks later is `Unclear`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.protocol import State

from studio.minimax import errors, faults
from studio.minimax.errors import MiniMaxError
from studio.minimax.readers import read_object
from studio.minimax.verdict import build_error, clean, find_problem, trace_of

OPEN_SECONDS = 10.0
RECEIVE_SECONDS = 60.0
FRAME_BYTES = 64 * 1024 * 1024


class _Connect(connect):
    """Follows no redirect: the host is one that the installation allows, and no other (threats.md 5)."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Socket:
    """`secret`: the key's bytes, cut out of whatever comes; empty for one too short to be recognised."""

    def __init__(self, connection: ClientConnection, secret: bytes = b"") -> None:
        self._connection, self._secret = connection, secret
        self.trace_id = ""

    async def send(self, fields: Mapping[str, Any]) -> None:
        """One JSON message without the fields that are None. A line that is closed already takes nothing."""
        if self._connection.state is not State.OPEN:
            raise errors.NotConnected(said="the line was closed already")
        given = {name: value for name, value in fields.items() if value is not None}
        problem: MiniMaxError | None = None
        try:
            await self._connection.send(json.dumps(given, ensure_ascii=False))
        except ConnectionClosed as closed:
            problem = _closed(closed)
        if problem:
            raise problem

    async def receive(self) -> dict[str, Any] | bytes | None:
        """The next message, judged: a JSON object, or the bytes of a binary frame; None after a normal close."""
        problem: MiniMaxError | None = None
        message: str | bytes = b""
        try:
            async with asyncio.timeout(RECEIVE_SECONDS):
                message = await self._connection.recv()
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code in (1000, 1001):
                return None
            problem = _closed(closed)
        except TimeoutError:
            problem = errors.Unclear(said="nothing came for a minute")
        if problem:
            raise problem
        return message if isinstance(message, bytes) else self._judge(message)

    def _judge(self, message: str) -> dict[str, Any]:
        raw = message.encode()
        body = read_object(raw.replace(self._secret, b"...") if self._secret else raw)
        self.trace_id = trace_of(body, {}) or self.trace_id
        problem = find_problem(body, 200, {})
        if problem is not None:
            problem.trace_id = problem.trace_id or self.trace_id
            raise problem
        return body


@asynccontextmanager
async def open_socket(root: str, path: str, headers: Mapping[str, str], secret: bytes = b"") -> AsyncIterator[Socket]:
    """`root` begins with http or https; the socket is closed on leaving."""
    problem: MiniMaxError | None = None
    connection: ClientConnection | None = None
    try:
        connection = await _Connect(
            "ws" + root.removeprefix("http") + path,
            additional_headers=dict(headers),
            user_agent_header="minimax-studio",
            open_timeout=OPEN_SECONDS,
            close_timeout=2.0,
            max_size=FRAME_BYTES,
            proxy=None,
        )
    except InvalidStatus as refused:
        fault = faults.find_fault_of_status(refused.response.status_code) or faults.UNKNOWN_CODE
        problem = build_error(fault, http_status=refused.response.status_code)
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI, EOFError) as failure:
        problem = errors.NotConnected(said=clean(f"{type(failure).__name__}: {failure}"))
    if problem:
        raise problem
    assert connection is not None
    try:
        yield Socket(connection, secret)
    finally:
        await connection.close()


def _closed(closed: ConnectionClosed) -> MiniMaxError:
    return errors.Unclear(said=clean(f"closed: {closed.rcvd.code if closed.rcvd else 'without a word'}"))

"""One connection to MiniMax: root, key and wires, and the only place that sends anything.

`submit` sends once, whatever happens. `ask` is for what may be repeated for free. Both raise the errors of
`errors.py` only; raising happens outside `except`, so that no traceback drags a request with its key along.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import httpx
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
from yarl import URL

from studio.minimax import errors, faults
from studio.minimax.bodies import LINE_FAILURES, Body, chunks_of, read_bounded, read_plain, translate
from studio.minimax.errors import Garbled, MiniMaxError
from studio.minimax.events import EventParser
from studio.minimax.readers import read_object
from studio.minimax.retry import build_pauses
from studio.minimax.verdict import build_error, find_problem, trace_of
from studio.minimax.wires import Wires

if TYPE_CHECKING:
    from studio.minimax.socket import Socket

SUBMIT_SECONDS = 180.0
ASK_SECONDS = 30.0
UPLOAD_SECONDS = 1800.0
REFUSAL_BYTES = 64 * 1024
STREAM_BYTES = 1024 * 1024 * 1024
# Without one of these an event is neither a refusal nor says its trace id: at thousands a second, judging each would be
# most of what it costs. A name may be written with escapes.
SIGNS_OF_REFUSAL = (b'"base_resp"', b'"error"', b'"trace_id"', b'"request_id"', b"\\u")
SECRET_LENGTH = 16  # shorter ones are the sandbox's, and words that a reply may hold innocently
SUBMIT_TIMEOUT = {"connect": 10.0, "pool": 10.0, "write": 60.0, "read": 150.0}
ASK_TIMEOUT = {"connect": 5.0, "pool": 15.0, "write": 15.0, "read": 20.0}
POOL_TIMEOUT = aiohttp.ClientTimeout(connect=15.0, sock_connect=5.0, sock_read=20.0)
FAILED_WORDS = {"fail", "failed", "expired", "cancelled", "canceled"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A multipart form: one file and its fields. `content`: the bytes, or where they lie."""

    name: str
    content: bytes | Path = field(repr=False)
    mime: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """What a dialect wants sent. `path` begins with / and holds the query string. `is_task`: a reply that
    names a failed status is an answer about a task, not a refusal of the call. `is_lookup`: it names one task
    or file by id, so that "invalid params" means that there is none (mapping.md 12). `seconds`: until it is answered;
    `lasts`: how long its stream may go on then, if not as long; `most`: of how many bytes."""

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    upload: Upload | None = None
    is_task: bool = False
    is_lookup: bool = False
    seconds: float = SUBMIT_SECONDS
    lasts: float = 0.0
    most: int = STREAM_BYTES


@dataclass(frozen=True, slots=True)
class Reply:
    """An accepted reply. `body` is the JSON object, bounded but otherwise unread."""

    body: dict[str, Any]
    status: int
    trace_id: str

    def read(self, reader: Callable[["Reply"], T]) -> T:
        """What `reader` makes of it; a reply that it cannot read is `Garbled`, with its trace id."""
        try:
            return reader(self)
        except Garbled as problem:
            problem.http_status, problem.trace_id = self.status, self.trace_id
            raise


def json_body(fields: Mapping[str, Any]) -> bytes:
    """The JSON of the fields that are not None."""
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(given, ensure_ascii=False).encode("utf-8", "replace")


class Line:
    def __init__(self, root: str, key: str, wires: Wires) -> None:
        self.root, self.wires = root, wires
        self._secret = key.encode() if len(key) >= SECRET_LENGTH else b""
        self.headers = {"authorization": f"Bearer {key}"}
        # Built once: at hundreds of polls a second, building headers is most of what a request costs.
        self._bare = httpx.Headers(
            {
                **self.headers,
                "host": httpx.URL(root).netloc.decode(),
                "accept": "application/json",
                "accept-encoding": "identity",
                "user-agent": "minimax-studio",
            }
        )

    async def submit(self, call: Call) -> Reply:
        """Send it exactly once on the submit wire. At most `call.seconds` long."""
        if call.upload is None or isinstance(call.upload.content, bytes):
            return await self._exchange(self.wires.submit, self._writing(call, None), call, call.seconds)
        file = await asyncio.to_thread(call.upload.content.open, "rb")
        try:
            return await self._exchange(self.wires.submit, self._writing(call, file), call, call.seconds)
        finally:
            file.close()

    async def ask(self, call: Call) -> Reply:
        """Send a free question on the poll wire; up to three times when the line fails."""
        for pause in build_pauses():
            try:
                return await self._ask_once(call)
            except errors.NotConnected:
                await asyncio.sleep(pause)
        return await self._ask_once(call)

    @asynccontextmanager
    async def submit_stream(self, call: Call) -> AsyncIterator["EventStream"]:
        """Send it exactly once; the reply's events as they come. Refusals are raised here.

        A server that answers in one JSON object, stream or no stream, makes a stream of one event.
        """
        problem: MiniMaxError | None = None
        answer: aiohttp.ClientResponse | None = None
        whole: Reply | None = None
        try:
            async with asyncio.timeout(call.seconds):
                answer = await self._send_streamed(call)
                # A long conversation need not be held for as long as it is answered.
                call = replace(call, body=None)
                response = httpx.Response(answer.status, headers=answer.raw_headers, stream=Body(answer))
                if answer.status >= 300 or "json" in response.headers.get("content-type", "json"):
                    whole = self.judge(await read_bounded(response), response, call)
        except (*LINE_FAILURES, TimeoutError) as failure:
            problem = translate(failure)
        except MiniMaxError as refused:
            problem = refused
        try:
            if problem:
                raise problem
            yield EventStream(self, response, whole, call)
        finally:
            if answer is not None:
                answer.close()

    async def _send_streamed(self, call: Call) -> aiohttp.ClientResponse:
        """On a connection of its own, which nobody tries again."""
        reading = max(SUBMIT_TIMEOUT["read"], call.seconds - 30.0)
        return await self.wires.stream.request(
            call.method,
            URL(self.root + call.path, encoded=True),
            data=call.body,
            headers={**self._bare, "content-type": "application/json"},
            timeout=aiohttp.ClientTimeout(sock_connect=SUBMIT_TIMEOUT["connect"], sock_read=reading),
            allow_redirects=False,
        )

    @asynccontextmanager
    async def socket(self, path: str) -> AsyncIterator["Socket"]:
        """A socket to MiniMax with the key in its handshake; see `socket.py`."""
        from studio.minimax.socket import open_socket  # not needed before somebody speaks live

        async with open_socket(self.root, path, self.headers, self._secret) as socket:
            yield socket

    @asynccontextmanager
    async def stream(self, call: Call) -> AsyncIterator[httpx.Response]:
        """The reply's head, its body still to be read with `chunks_of`; refusals are raised here."""
        problem: MiniMaxError | None = None
        response: httpx.Response | None = None
        try:
            response = await self.wires.poll.send(self._question(call), stream=True)
            problem = await self._find_streamed_problem(response, call)
        except (*LINE_FAILURES, TimeoutError) as failure:
            problem = translate(failure)
        try:
            if problem:
                raise problem
            assert response is not None
            yield response
        finally:
            if response is not None:
                await response.aclose()

    async def _ask_once(self, call: Call) -> Reply:
        """One question on the pool, past httpx's client."""
        problem: MiniMaxError
        url = URL(self.root + call.path, encoded=True)
        try:
            with map_aiohttp_exceptions():
                async with (
                    asyncio.timeout(ASK_SECONDS),
                    self.wires.pool.request(
                        call.method, url, headers=self._bare, timeout=POOL_TIMEOUT, allow_redirects=False
                    ) as answer,
                ):
                    response = httpx.Response(
                        answer.status, headers=answer.raw_headers, stream=AiohttpResponseStream(answer)
                    )
                    packed = "content-encoding" in response.headers
                    raw = await (read_bounded(response) if packed else read_plain(answer))
        except (*LINE_FAILURES, TimeoutError) as failure:
            problem = translate(failure)
        else:
            return self.judge(raw, response, call)
        raise problem

    async def _exchange(self, wire: httpx.AsyncClient, request: httpx.Request, call: Call, seconds: float) -> Reply:
        problem: MiniMaxError
        try:
            async with asyncio.timeout(seconds):
                response = await wire.send(request, stream=True)
                try:
                    raw = await read_bounded(response)
                finally:
                    await response.aclose()
        except (*LINE_FAILURES, TimeoutError) as failure:
            problem = translate(failure)
        else:
            return self.judge(raw, response, call)
        raise problem

    def judge(self, raw: bytes, response: httpx.Response, call: Call) -> Reply:
        """The reply, or its error."""
        status, headers = response.status_code, response.headers
        try:
            body = read_object(self.without_secret(raw))
            problem = find_problem(body, status, headers, call.is_lookup)
        except Garbled as garbled:
            body, problem = {}, _by_status_alone(garbled, response)
        if problem is not None and not (call.is_task and status == 200 and _names_failure(body)):
            raise problem
        return Reply(body, status, trace_of(body, headers))

    def without_secret(self, raw: bytes) -> bytes:
        """What MiniMax said, should it say our key."""
        return raw.replace(self._secret, b"...") if self._secret and self._secret in raw else raw

    async def _find_streamed_problem(self, response: httpx.Response, call: Call) -> MiniMaxError | None:
        """MiniMax refuses a download with JSON, even with HTTP 200; a JSON file has no `base_resp`."""
        length = response.headers.get("content-length", "0")
        small = length.isdecimal() and int(length) < REFUSAL_BYTES
        is_json = response.headers.get("content-type", "").startswith("application/json")
        if response.status_code == 200 and not (small and is_json):
            return None
        raw = await read_bounded(response)
        response.extensions["read"] = raw
        try:
            self.judge(raw, response, call)
        except Garbled as garbled:
            return None if response.status_code == 200 else garbled
        except MiniMaxError as problem:
            return problem
        return None

    def _question(self, call: Call) -> httpx.Request:
        return httpx.Request(
            call.method, self.root + call.path, headers=self._bare, extensions={"timeout": ASK_TIMEOUT}
        )

    def _writing(self, call: Call, file: Any) -> httpx.Request:
        headers = {**self._bare, "connection": "close"}
        more: dict[str, Any] = {"content": call.body} if call.upload is None else _form(call.upload, file)
        if call.body is not None:
            headers["content-type"] = "application/json"
        # A song's first byte may come as late as its last.
        extensions = {"timeout": {**SUBMIT_TIMEOUT, "read": max(SUBMIT_TIMEOUT["read"], call.seconds - 30.0)}}
        return httpx.Request(call.method, self.root + call.path, headers=headers, extensions=extensions, **more)


class EventStream:
    """`async for body in events`: each event's JSON object, judged: a refusal inside the stream is raised, and so is
    a stream that does not end in the time, or within the bytes, that its call allows.

    `every`: so many seconds apart it is read, all at once that has come meanwhile; 0: as it comes.
    """

    def __init__(self, line: Line, response: httpx.Response, whole: Reply | None, call: Call) -> None:
        self._line, self._response, self._whole, self._most = line, response, whole, call.most
        self.every = 0.0
        self._deadline = asyncio.get_running_loop().time() + (call.lasts or call.seconds)
        self.trace_id = whole.trace_id if whole else trace_of({}, response.headers)

    async def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        if self._whole:
            yield self._whole.body
            return
        parser, loop, size = EventParser(), asyncio.get_running_loop(), 0
        async for chunk in chunks_of(self._response):
            began = loop.time()
            for data in parser.feed(chunk):
                yield self._read(data)
            size += len(chunk)
            if loop.time() > self._deadline or size > self._most:
                raise errors.Unclear(said="the stream did not end", trace_id=self.trace_id)
            if parser.done:
                return
            if self.every:
                # The line goes on: paused, uvloop's TLS loses what is not decrypted when the server closes, and a reset
                # loses what the system holds.
                await asyncio.sleep(began + self.every - loop.time())
        for data in parser.close():
            yield self._read(data)

    def _read(self, data: str) -> dict[str, Any]:
        raw = data.encode()
        if not any(sign in raw for sign in SIGNS_OF_REFUSAL):
            return read_object(self._line.without_secret(raw))
        reply = self._line.judge(raw, self._response, Call("POST", ""))
        self.trace_id = self.trace_id or reply.trace_id
        return reply.body


def _form(upload: Upload, file: Any) -> dict[str, Any]:
    content = upload.content if file is None else file
    return {"data": dict(upload.fields), "files": {"file": (upload.name, content, upload.mime)}}


def _by_status_alone(garbled: Garbled, response: httpx.Response) -> MiniMaxError:
    """An unreadable body: the status decides if it is not 2xx (gateways answer in HTML)."""
    trace_id = trace_of({}, response.headers)
    fault = faults.find_fault_of_status(response.status_code)
    if fault is not None:
        return build_error(fault, http_status=response.status_code, trace_id=trace_id)
    garbled.http_status, garbled.trace_id = response.status_code, trace_id
    return garbled


def _names_failure(body: Mapping[str, Any]) -> bool:
    status = body.get("status")
    return isinstance(status, str) and status.lower() in FAILED_WORDS

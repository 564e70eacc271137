"""Trouble to order: by `sandbox:<what>` in the prompt or the header `Sandbox-Misfortune: <what>`.

`docs/sandbox.md` lists the words. Some strike at once (here), some belong to the task and are kept in its plan
(`OF_TASKS`), some say what becomes of a call's images (`OF_IMAGES`), `short` waits for the download. What is made
while the caller waits passes `before` and `after` instead of having a plan, and its stream passes `cut_stream`.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator

from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .errors import InvalidParams, Refused, Style, base_resp, refusal

OF_TASKS = {"slow", "fail", "short", "poll-500", "poll-half"}
AFTER_ACCEPTING = {"lost", "reset"}
AT_ONCE = {"refuse", "throttle", "balance", "half", "hang"}
OF_IMAGES = {"one-refused", "none-made", "no-face"}
HTTP_STATUSES = {"401": 1004, "403": 2061, "404": 2013, "429": 1002, "500": 1000, "503": 1001}
CODES = {"refuse": 1026, "throttle": 1002, "balance": 1008}
HANG_SECONDS = 3600
POLL_SECONDS = 3.0
SLOW_SECONDS = 10.0
PIECES_BEFORE_CUT = 3
CUT = "cut on request (Sandbox-Misfortune)"
_WORD = re.compile(r"\bsandbox:([a-z0-9-]{1,20})", re.IGNORECASE)


def _is_fault(record: logging.LogRecord) -> bool:
    """A connection that was cut to order is no fault, so a server need not write down where."""
    return record.exc_info is None or str(record.exc_info[1]) != CUT


logging.getLogger("uvicorn.error").addFilter(_is_fault)


def ordered(request: HttpRequest, prompt: str = "") -> str:
    """The misfortune asked for, or "". The header wins over the prompt."""
    return told(request.headers.get("Sandbox-Misfortune", ""), prompt)


def told(header: str, prompt: str = "") -> str:
    match = _WORD.search(prompt)
    what = header.strip().lower() or (match[1].lower() if match else "")
    if what and what not in OF_TASKS | AFTER_ACCEPTING | AT_ONCE | OF_IMAGES and not re.fullmatch(r"\d{3,5}", what):
        raise InvalidParams(f"unknown misfortune '{what[:20]}'")
    return what


def without_orders(prompt: str) -> str:
    return _WORD.sub(" ", prompt)


async def strike(what: str, style: Style) -> HttpResponseBase | None:
    """The reply of a misfortune that strikes at once, or None when this one strikes later."""
    if what in HTTP_STATUSES:
        return refusal(Refused(HTTP_STATUSES[what]), style, force_status=int(what))
    if what in CODES or what.isdigit():
        return refusal(Refused(CODES.get(what) or int(what)), style)
    if what == "half":
        return half({"base_resp": base_resp(), "task_id": "100000000000000", "status": "Processing"})
    if what == "hang":
        await asyncio.sleep(HANG_SECONDS)
        return JsonResponse({"base_resp": base_resp(1001, "request timeout")}, status=503)
    return None


async def before(what: str) -> None:
    """`slow` and `fail` of a call whose result comes in its own reply."""
    if what == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    if what == "fail":
        raise Refused(1027)


def passed(what: str, count: int) -> int:
    """How many of `count` images are handed over. The only one of its call being refused, the call fails with 1027."""
    if what == "one-refused" and count == 1:
        raise Refused(1027)
    return {"one-refused": count - 1, "none-made": 0}.get(what, count)


def after(what: str, style: Style) -> HttpResponseBase | None:
    """`lost` and `reset` of such a call: the work is done, its answer does not arrive."""
    if what == "lost":
        return refusal(Refused(1000), style, force_status=500)
    return reset() if what == "reset" else None


async def cut_stream(pieces: AsyncIterator[bytes], what: str) -> AsyncGenerator[bytes, None]:
    """The stream, which `short` breaks off after three pieces; whatever ends it ends the work for it as well."""
    count = 0
    try:
        async for piece in pieces:
            if what == "short" and count == PIECES_BEFORE_CUT:
                raise ConnectionAbortedError(CUT)
            count += 1
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


def half(body: dict) -> StreamingHttpResponse:
    """Half of the JSON under the whole one's length; the server then closes the connection."""
    whole = JsonResponse(body).content
    return cut(whole[: len(whole) // 2], len(whole), "application/json")


def reset() -> StreamingHttpResponse:
    """A reply that ends before its first byte. An ASGI app cannot close a socket without headers."""
    return cut(b"", 100, "application/json")


def cut(start: bytes, length: int, mime: str) -> StreamingHttpResponse:
    async def body() -> AsyncIterator[bytes]:
        if start:
            yield start
        raise ConnectionAbortedError(CUT)

    reply = StreamingHttpResponse(body(), content_type=mime)
    reply["Content-Length"] = str(length)
    reply["Content-Encoding"] = "identity"  # or the main site's GZipMiddleware would drop the length
    return reply

"""What every call passes: trouble to order, the key, the style of refusals, the trace id, pages of other origins."""

import asyncio
import functools
import json
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from . import clock, misfortune, rendering
from .auth import bearer, find_account
from .crew import Broken, Unfit
from .errors import InvalidParams, Refused, Style, base_resp, refusal
from .facts import JSON_BYTES
from .models import Account

log = logging.getLogger(__name__)
JSON_DEPTH = 40
# Pages of any origin may call, without cookies: there is nothing here that a cookie would open.
ALLOWED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Trace-Id, Minimax-Request-Id, Retry-After",
}
PREFLIGHT = {"Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS", "Access-Control-Max-Age": "86400"}


@dataclass
class Call:
    """A call that was let in. `now`: seconds since 1970 by the call's own clock."""

    request: HttpRequest
    account: Account
    now: float
    trace: str
    style: Style = Style.NATIVE

    def address(self, path: str) -> str:
        """An absolute address of this sandbox on the host and below the folder that the caller used."""
        folder = _before(self.request.path, ("/v1/", "/v2/", "/anthropic/"))
        return self.request.build_absolute_uri(f"{folder}/{path}")


View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def call(style: Style) -> Callable[[View], View]:
    """Make an API view of `view(call, ...)` that refuses in this style."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        async def enter(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            trace = secrets.token_hex(16)
            try:
                account = await find_account(key_of(request, style))
                await rendering.resume_once()
                what = misfortune.ordered(request)
                reply = await misfortune.strike(what, style) if what else None
                reply = reply or await view(Call(request, account, clock.moment(request), trace, style), **parts)
            except Refused as problem:
                reply = refusal(problem, style)
            except Unfit as problem:
                reply = refusal(InvalidParams(str(problem)), style)
            except Broken:
                reply = refusal(Refused(1013), style)
            except Exception:
                log.exception("The sandbox failed at %s.", request.path[:200])
                reply = refusal(Refused(1013), style, force_status=500)
            if isinstance(reply, HttpResponse):
                reply["Content-Length"] = str(len(reply.content))
            reply["Trace-Id"] = reply["Minimax-Request-Id"] = trace
            reply["Cache-Control"] = "no-store"
            return reply

        return enter

    return wrap


def key_of(request: HttpRequest, style: Style) -> str:
    """The caller's key; the Anthropic surface takes it in `x-api-key` as well (official.md 1)."""
    key = bearer(request.headers.get("Authorization", ""))
    return key or (request.headers.get("X-Api-Key", "").strip() if style is Style.ANTHROPIC else "")


def by_method(
    **views: Callable[..., Coroutine[Any, Any, HttpResponseBase]],
) -> Callable[..., Coroutine[Any, Any, HttpResponseBase]]:
    """One address, several methods: `by_method(get=show, delete=remove)`; pages of other origins may call it."""

    @csrf_exempt
    async def pick(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _preflight(request)
        view = views.get((request.method or "").lower())
        if view is None:
            reply: HttpResponseBase = refusal(
                Refused(2013, "invalid params, method not allowed"), Style.REFERENCE, force_status=405
            )
            reply["Allow"] = ", ".join(name.upper() for name in views)
        else:
            reply = await view(request, **parts)
        reply.setdefault("Trace-Id", secrets.token_hex(16))
        for name, value in ALLOWED.items():
            reply[name] = value
        return reply

    return pick


def _preflight(request: HttpRequest) -> HttpResponse:
    # `*` does not cover Authorization, so the asked-for headers are named.
    asked = request.headers.get("Access-Control-Request-Headers", "Authorization, Content-Type")
    return HttpResponse(
        status=204,
        headers={
            **ALLOWED,
            **PREFLIGHT,
            "Trace-Id": secrets.token_hex(16),
            "Access-Control-Allow-Headers": asked[:500],
        },
    )


async def read_json(request: HttpRequest) -> dict[str, Any]:
    """The body as an object. Refuses what is larger than 64 MB, deeper than 40, not JSON or no object."""
    return await asyncio.to_thread(_read_json, request)


def _read_json(request: HttpRequest) -> dict[str, Any]:
    raw = request.read(JSON_BYTES + 1)
    if len(raw) > JSON_BYTES:
        raise Refused(2013, f"invalid params, body is larger than {JSON_BYTES} bytes", status=413)
    return parse_json(raw)


def parse_json(raw: bytes) -> dict[str, Any]:
    """The bytes as an object; refuses as `read_json` does."""
    try:
        body = json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise InvalidParams("body is not valid JSON") from None
    if not isinstance(body, dict) or _is_deep(body, JSON_DEPTH):
        raise InvalidParams("body must be a JSON object, at most 40 levels deep")
    if b"\\u" in raw and _holds_odd_text(body):
        raise InvalidParams("body holds NUL or half of a surrogate pair in a text")
    return body


def answer(body: dict[str, Any], **more: Any) -> JsonResponse:
    return JsonResponse({**body, "base_resp": base_resp()}, **more)


def data_line(body: dict[str, Any]) -> bytes:
    """One server-sent event: a `data:` line and nothing else; some clients read no other line."""
    return b"data: " + json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def events(lines: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """A stream of server-sent events; nobody between may gather or pack them."""
    reply = StreamingHttpResponse(lines, content_type="text/event-stream")
    reply["Content-Encoding"] = "identity"
    reply["X-Accel-Buffering"] = "no"
    return reply


def _before(path: str, marks: tuple[str, ...]) -> str:
    found = [path.index(mark) for mark in marks if mark in path]
    return path[: min(found)] if found else ""


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _is_deep(value: Any, left: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left < 0 or any(_is_deep(child, left - 1) for child in children)


def _holds_odd_text(value: Any) -> bool:
    if isinstance(value, str):
        return any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
    children = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds_odd_text(child) for child in children)

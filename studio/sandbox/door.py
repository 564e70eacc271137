"""What every call passes: trouble to order, the key, the style of refusals, the trace id."""

import asyncio
import functools
import json
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from . import clock, misfortune, rendering
from .auth import find_account
from .errors import InvalidParams, Refused, base_resp, refusal
from .facts import JSON_BYTES
from .models import Account

JSON_DEPTH = 16


@dataclass
class Call:
    """A call that was let in. `now`: seconds since 1970 by the call's own clock."""

    request: HttpRequest
    account: Account
    now: float
    trace: str

    def address(self, path: str) -> str:
        """An absolute address of this sandbox on the host and below the folder that the caller used."""
        folder = self.request.path.partition("/v1/")[0]
        return self.request.build_absolute_uri(f"{folder}/{path}")


View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def call(*, native: bool) -> Callable[[View], View]:
    """Make an API view of `view(call, ...)`. `native`: refusals come as HTTP 200 with `base_resp`."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        async def enter(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            trace = secrets.token_hex(16)
            try:
                account = await find_account(request)
                await rendering.resume_once()
                what = misfortune.ordered(request)
                reply = await misfortune.strike(what, native) if what else None
                reply = reply or await view(Call(request, account, clock.moment(request), trace), **parts)
            except Refused as problem:
                reply = refusal(problem, native)
            if isinstance(reply, HttpResponse):
                reply["Content-Length"] = str(len(reply.content))
            reply["Trace-Id"] = trace
            reply["Cache-Control"] = "no-store"
            return reply

        return enter

    return wrap


def by_method(
    **views: Callable[..., Coroutine[Any, Any, HttpResponseBase]],
) -> Callable[..., Coroutine[Any, Any, HttpResponseBase]]:
    """One address, several methods: `by_method(get=show, delete=remove)`."""

    @csrf_exempt
    async def pick(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        view = views.get((request.method or "").lower())
        if view is None:
            reply: HttpResponseBase = refusal(
                Refused(2013, "invalid params, method not allowed"), native=False, force_status=405
            )
            reply["Allow"] = ", ".join(name.upper() for name in views)
            reply["Trace-Id"] = secrets.token_hex(16)
            return reply
        return await view(request, **parts)

    return pick


async def read_json(request: HttpRequest) -> dict[str, Any]:
    """The body as an object. Refuses what is larger than 48 MB, deeper than 16, not JSON or no object."""
    return await asyncio.to_thread(_read_json, request)


def _read_json(request: HttpRequest) -> dict[str, Any]:
    raw = request.read(JSON_BYTES + 1)
    if len(raw) > JSON_BYTES:
        raise Refused(2013, f"invalid params, body is larger than {JSON_BYTES} bytes", status=413)
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidParams("body is not valid JSON") from None
    if not isinstance(body, dict) or _is_deep(body, JSON_DEPTH):
        raise InvalidParams("body must be a JSON object, at most 16 levels deep")
    return body


def answer(body: dict[str, Any], **more: Any) -> JsonResponse:
    return JsonResponse({**body, "base_resp": base_resp()}, **more)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _is_deep(value: Any, left: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left < 0 or any(_is_deep(child, left - 1) for child in children)

"""Callbacks: MiniMax challenges the given address first and tells it later how the task goes.

Only this machine is called, and in production nobody: anybody can make up a key. One coroutine
a task sleeps until the plan's next step; it ends with the process, and what was still due is then not told.
"""

import asyncio
import contextvars
import ipaddress
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from . import clock, tasks
from .door import Call
from .errors import InvalidParams
from .models import StoredFile, Task
from .plans import State, until_next_step

log = logging.getLogger(__name__)
Describe = Callable[[Call, Task, StoredFile | None, State], dict[str, Any]]

LOOPBACK = ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")
ANSWER_SECONDS = 3.0
LARGEST = 64 * 1024
PAUSES = (0.0, 1.0, 3.0)  # before each try
FIRST_LOOK = 0.1  # by then the create has its reply
GIVE_UP = 3600.0  # nobody waits longer than this for a film
WORDS = {"Processing": "processing", "Success": "success", "Fail": "failed", "Cancelled": "cancelled"}
_telling: set[asyncio.Task[None]] = set()  # the loop itself holds its tasks weakly


def read_address(body: dict[str, Any]) -> str:
    """The body's `callback_url`, or "" without one. Refuses every address that is not on this machine."""
    given = body.get("callback_url")
    if given in (None, ""):
        return ""
    if getattr(settings, "PRODUCTION", False):
        raise InvalidParams("callback_url: this sandbox serves strangers, so it calls nobody")
    if not isinstance(given, str) or not _is_here(given):
        raise InvalidParams(
            "callback_url must be http://localhost, http://127.0.0.1 or http://[::1], with any port and path: "
            "the sandbox calls this machine only"
        )
    return given


async def challenge(address: str) -> None:
    """Refuse the call unless the address echoes a challenge in time. Nothing to do without an address."""
    if not address:
        return
    word = secrets.token_urlsafe(24)
    reply = await _post(address, {"challenge": word})
    try:
        echo = json.loads(reply or "null")
    except (ValueError, RecursionError):
        echo = None
    if not isinstance(echo, dict) or echo.get("challenge") != word:
        raise InvalidParams('callback_url did not answer {"challenge": ...} with the same within 3 seconds')


def tell_later(call: Call, task: Task, address: str, describe: Describe) -> None:
    """Tell the address each state from Processing on, with the body that `describe` makes for a query."""
    if not address:
        return
    # A context of its own: the request's thread for the database is gone when the first state is told.
    telling = asyncio.create_task(_tell(call, task, address, describe), context=contextvars.Context())
    _telling.add(telling)
    telling.add_done_callback(_telling.discard)


async def _tell(call: Call, task: Task, address: str, describe: Describe) -> None:
    now, told = clock.moment(call.request), ""  # the task goes by the clock that it was created by
    wake = now + FIRST_LOOK
    while told in ("", "processing") and now < task.created_at + GIVE_UP:
        await asyncio.sleep(wake - clock.moment(call.request))
        now = clock.moment(call.request)
        if (looked := await _look(task.pk, now)) is None:
            return
        task, file, state = looked
        word = WORDS.get(state.status, "")
        if word not in ("", told):
            await _deliver(address, {**describe(replace(call, now=now), task, file, state), "status": word})
            told = word
        wake = now + until_next_step(task.plan, now - task.created_at)


@sync_to_async
def _look(task_id: int, now: float) -> tuple[Task, StoredFile | None, State] | None:
    """Where the task is; None when it was deleted."""
    close_old_connections()  # no request begins or ends in this thread
    try:
        task = Task.objects.filter(pk=task_id).first()
        return None if task is None else (task, *tasks.look(task, now))
    finally:
        close_old_connections()


async def _deliver(address: str, body: dict[str, Any]) -> None:
    for pause in PAUSES:
        await asyncio.sleep(pause)
        if await _post(address, body) is not None:
            return
    log.warning("Task %s: nobody took the callback that says %s.", body["task_id"], body["status"])


async def _post(address: str, body: dict[str, Any]) -> bytes | None:
    """What the address answers, or at least its beginning; None unless it says 2xx within 3 seconds."""
    import httpx  # not needed before somebody wants callbacks

    # All addresses are plain http; without `verify=False` httpx reads certificates for 70 ms.
    client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=ANSWER_SECONDS, verify=False)  # noqa: S501
    content = b""
    try:
        async with asyncio.timeout(ANSWER_SECONDS), client, client.stream("POST", address, json=body) as reply:
            async for piece in reply.aiter_raw():
                content += piece
                if len(content) > LARGEST:
                    break
            return content if reply.is_success else None
    except (httpx.HTTPError, TimeoutError):
        return None


def _is_here(address: str) -> bool:
    """Whether it is http on loopback, read by the very parser that will send the request."""
    import httpx

    try:
        url = httpx.URL(address)
        host = url.raw_host.decode()
        here = host == "localhost" or any(ipaddress.ip_address(host) in network for network in LOOPBACK)
    except (httpx.InvalidURL, ValueError):
        return False
    return here and url.scheme == "http" and not url.userinfo and (url.port is None or 0 < url.port < 65536)

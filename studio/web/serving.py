"""How a page is served: all its middleware and its view in one step, on a thread that is kept (docs/decisions/0029).

Django's own way gives each request under ASGI a thread, and a connection to the database, of its own; opening those
costs as much as most of what a short page does. An async view still goes that way, and so does a page for which no
kept thread is free: one that waits for a file's examination keeps nobody waiting.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from studio.web.connections import connected, let_go

KEPT_THREADS = 8
# Django would do these before each request, on a thread that has no connection: a way there and back for nothing. Old
# connections are closed where they are (`connections.py`); the log of queries, kept under DEBUG alone, is bounded.
AT_A_START = (close_old_connections, reset_queries)


class Pages(ASGIHandler):
    """The studio as an ASGI application for HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(KEPT_THREADS, thread_name_prefix="page")
        self._busy = 0
        self._chain = BaseHandler()
        self._chain.load_middleware()
        for receiver in AT_A_START:
            request_started.disconnect(receiver)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        if self._busy == KEPT_THREADS or is_async(request):
            try:
                return await super().get_response_async(request)
            finally:
                await sync_to_async(let_go)()
        self._busy += 1
        # What a request sets for itself, such as its language, stays its own.
        answer = partial(copy_context().run, self._chain.get_response, request)
        answering: Any = asyncio.get_running_loop().run_in_executor(self._threads, partial(connected, answer))
        answering.add_done_callback(self._ended)
        try:
            response: HttpResponseBase = await asyncio.shield(answering)
        except asyncio.CancelledError:
            # Its browser left: what was begun, such as sending a message, is ended before its body is closed.
            await asyncio.wait({answering})
            raise
        return response

    def _ended(self, answering: "asyncio.Future[HttpResponseBase]") -> None:
        self._busy -= 1


def is_async(request: HttpRequest) -> bool:
    try:
        return iscoroutinefunction(resolve(request.path_info).func)
    except Resolver404:
        return False

"""The way of a page to MiniMax: over the team's connection, with an answer in words when there is none."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from studio.files.actions import Caller
from studio.files.forms import UploadForm
from studio.generations.problems import Problem, problem_of
from studio.jobs.db import look
from studio.minimax import MiniMaxError, NotFound
from studio.teams.models import Team
from studio.web import errors
from studio.web.fragments import wants_fragment

LONGEST_ID = 128
View = Callable[..., Awaitable[HttpResponseBase]]


def over_connection(view: View) -> View:
    """Give `view` a caller in place of the team. What MiniMax refuses, or does not answer, is told as an error page."""

    @wraps(view)
    async def asking(request: HttpRequest, team: Team, **parts: Any) -> HttpResponseBase:
        if len(parts.get("file_id", "")) > LONGEST_ID:
            raise Http404
        connection = await look(lambda: team.connection)
        if connection is None:
            return await say(
                request, 409, _("This team has no connection to MiniMax yet."), _("Without one nothing lies there.")
            )
        try:
            return await view(request, Caller(request.user, team, connection, request), **parts)
        except NotFound as gone:
            if gone.code is not None:
                raise Http404 from None
            problem = problem_of(gone)
        except MiniMaxError as refused:
            problem = problem_of(refused)
        return await say(request, 502, problem.cause_here, step_of(problem))

    return asking


def step_of(problem: Problem) -> str:
    """What to do about it. Here nothing goes on by itself, and nothing is billed."""
    return _("Try again in a moment.") if problem.retryable else problem.next_step_here


async def say(request: HttpRequest, status: int, happened: str, then: str) -> HttpResponse:
    return await sync_to_async(errors.answer)(request, status, happened, then)


async def draw(request: HttpRequest, part: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A part of the page, and for a browser that asked for no part the whole page with it."""
    return await sync_to_async(draw_now)(request, part, status=status, **context)


def draw_now(request: HttpRequest, part: str, *, status: int = 200, **context: Any) -> HttpResponse:
    if wants_fragment(request):
        return render(request, part, context, status=status)
    whole = {"room": "files", "form": UploadForm(), "part": part, **context}
    return render(request, "files/index.html", whole, status=status)

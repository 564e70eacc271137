"""The pages for when something did not work: what happened, and where to go from here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from studio.web.connections import let_go
from studio.web.fragments import wants_fragment


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return answer(request, 400, _("This request could not be read"), _("Go back, reload the page and try again."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return answer(request, 403, _("Your role does not allow this"), _("Ask an owner of the team to change your role."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return answer(
        request,
        404,
        _("There is nothing here"),
        _("It may have moved, or belong to a team that you are not in."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        500,
        _("Something broke on our side"),
        _("Nothing was sent twice. Reload the page; what was asked for is kept."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request,
        403,
        _("This page was open for too long"),
        _("Reload it and press the button again; nothing was sent."),
    )


def answer(request: HttpRequest, status: int, happened: str, then: str) -> HttpResponse:
    """A page of its own, or for htmx a notice: the page stays, and what was typed with it."""
    context = {"status": status, "happened": happened, "then": then}
    template = "web/_notice.html" if wants_fragment(request) else "web/error.html"
    try:
        return render(request, template, context, status=status)
    finally:
        # Of an async view, Django draws it in a thread that no request ends in.
        let_go()

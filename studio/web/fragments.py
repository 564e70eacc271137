"""A page or a fragment of it: one template name apart."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme


def fragment(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, context, status=status)


def wants_fragment(request: HttpRequest) -> bool:
    """Asked by htmx for a part, not by a browser for a page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def redirect_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that the button stood on, if it is ours."""
    there = request.POST.get("next", "") or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    return redirect(there if ours else otherwise)

"""The door of a public link: who is let in, and what every answer says of itself."""

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from inspect import iscoroutinefunction
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from studio.library.models import Asset
from studio.sharing.models import Share, digest_of
from studio.sharing.works import find_work
from studio.web.connections import let_go

View = Callable[..., Any]
# In a session: of each link whose password was given, what that password was.
OPENED = "shares"
MOST_OPENED = 50


def public(view: View) -> View:
    """A view that strangers reach by a token: found by nobody else, kept by nobody, followed by no address."""
    if iscoroutinefunction(view):

        @wraps(view)
        async def dressed_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return dressed(await view(request, *args, **kwargs))

        return dressed_async

    @wraps(view)
    def dressed_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return dressed(view(request, *args, **kwargs))

    return dressed_sync


def dressed(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """Unknown, ended, revoked, forbidden, put away: a stranger is not told which."""
    return render(request, "sharing/gone.html", status=404)


def find_share(token: str) -> Share | None:
    """The link that a token opens now. One query finds it or does not, for whatever reason, in the same time."""
    return Share.objects.live().filter(token_hash=digest_of(token)).first()


def admit_to_work(request: HttpRequest, token: str, asset_id: UUID) -> tuple[Share, Asset] | None:
    """For a view that goes on to stream, and must not hold a connection meanwhile."""
    try:
        share = find_share(token)
        if share is None or not is_opened(request, share):
            return None
        asset = find_work(share, asset_id)
        return (share, asset) if asset else None
    finally:
        let_go()


# The password


def is_opened(request: HttpRequest, share: Share) -> bool:
    """Needs it no password, or was that given in this browser?"""
    if not share.password:
        return True
    return compare_digest(request.session.get(OPENED, {}).get(str(share.public_id), ""), seal_of(share))


def note_opened(request: HttpRequest, share: Share) -> None:
    """In this browser and for this link, until the password is another one."""
    opened = dict(list(request.session.get(OPENED, {}).items())[1 - MOST_OPENED :])
    if not request.user.is_authenticated:
        request.session.cycle_key()
    request.session[OPENED] = opened | {str(share.public_id): seal_of(share)}


def seal_of(share: Share) -> str:
    return salted_hmac("studio.sharing", share.password, algorithm="sha256").hexdigest()

"""What a stranger sees: a gallery of a project's works, or one work, large; behind a password where there is one."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from studio.library import storage
from studio.library.models import Asset
from studio.sharing.actions import count_view
from studio.sharing.door import find_share, gone, is_opened, note_opened, public
from studio.sharing.films import film_of
from studio.sharing.models import Share
from studio.sharing.names import given_names
from studio.sharing.origins import Source, say_origin, sources_of
from studio.sharing.tries import SECONDS, forget_tries, may_try
from studio.sharing.works import NEWEST, find_work, page_of, place_of, standing_of, works_of

PAGE = 48
MOST_SEEN = 10**7
# Of a document's text, in bytes: on its page, and on its tile.
SHOWN_TEXT, OPENING = 100_000, 1600


@public
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The front page; POST `password` opens it."""
    share = find_share(token)
    if share is None:
        return gone(request)
    if not is_opened(request, share):
        return unlock(request, share, token)
    if request.method == "POST":
        return redirect("share", token=token)
    if request.method == "GET" and "after" not in request.GET:
        count_view(share)
    asset = works_of(share).first() if share.asset_id else None
    return show_work(request, share, token, asset) if asset else gallery(request, share, token)


@public
@require_safe
def work(request: HttpRequest, token: str, asset_id: UUID) -> HttpResponse:
    """One work of a project, large."""
    share = find_share(token)
    if share is None:
        return gone(request)
    if not is_opened(request, share):
        return redirect("share", token=token)
    asset = find_work(share, asset_id)
    if asset is None:
        return gone(request)
    return show_work(request, share, token, asset)


def gallery(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """Newest first. `?after=`: on behind the last work that a page has shown; `seen`: so many were shown before."""
    asked, seen = request.GET.get("after", ""), request.GET.get("seen", "")
    after, before = place_of(share, asked), min(int(seen), MOST_SEEN) if seen.isdecimal() and len(seen) < 9 else 0
    works, last = ([], None) if asked and after is None else page_of(share, after, PAGE)
    dress(share, works)
    more = urlencode([("after", NEWEST.write_place(last)), ("seen", str(before + len(works)))]) if last else ""
    context = {"share": share, "token": token, "works": works, "origin": say_origin(sources_of(works_of(share)))}
    context |= {"more": more, "seen": before}
    return render(request, "sharing/gallery.html", context)


def dress(share: Share, works: list[Asset]) -> None:
    """With what a tile says besides: a document how it begins; each its name, where the link tells names."""
    names = given_names(works) if share.names else {}
    for one in works:
        one.called = names.get(one.pk, "")  # type: ignore[attr-defined]
        if one.kind == Asset.Kind.DOCUMENT:
            one.opening = storage.text_of(one.key, OPENING)  # type: ignore[attr-defined]


def show_work(request: HttpRequest, share: Share, token: str, asset: Asset) -> HttpResponse:
    origin = say_origin(Counter([Source.of(asset)]))
    context: dict[str, Any] = {"share": share, "token": token, "asset": asset, "origin": origin}
    if share.project_id:
        context["standing"] = standing_of(share, asset)
    if share.names:
        context["called"] = given_names([asset]).get(asset.pk, "")
    if asset.kind == Asset.Kind.DOCUMENT:
        text = storage.text_of(asset.key, SHOWN_TEXT)
        context |= {"text": text, "more_text": (asset.characters or 0) > len(text)}
    elif asset.kind == Asset.Kind.VIDEO:
        context["film"] = film_of(share, asset)
    return render(request, "sharing/work.html", context)


def unlock(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """Ask for the password. A wrong one takes as long as the right one."""
    status, said = 200, ""
    if request.method == "POST":
        if not may_try(request, share):
            status, said = 429, _("Too many tries. Wait a quarter of an hour, then try again.")
        elif check_password(request.POST.get("password", "")[:128], share.password):
            forget_tries(request, share)
            note_opened(request, share)
            return redirect("share", token=token)
        else:
            status, said = 422, _("This is not the password.")
    answer = render(request, "sharing/locked.html", {"said": said}, status=status)
    # Under `no-referrer` a browser names no origin with what it posts, and what names none is refused.
    answer.headers["Referrer-Policy"] = "same-origin"
    if status == 429:
        answer.headers["Retry-After"] = str(SECONDS)
    return answer

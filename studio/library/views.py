from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from studio.library.filters import Filters
from studio.library.models import Asset
from studio.library.present import render_tiles, starred_among, time_left, with_days
from studio.library.search import SORTS, TRASHED, Search, behind, page_of
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import fragment, wants_fragment

PAGE = 48


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """What the team has kept, as the address narrows and sorts it (`search.py`); `?after=`: on from that asset."""
    search = Search.read(request.GET)
    sort, asked = SORTS[search.sort], request.GET.get("after", "")
    after = sort.find_place(team, asked)
    if wants_fragment(request) and asked and after is None:
        return fragment(request, "library/_tiles.html", tiles=[])
    assets, more = search.page(search.rows(team, request.user), after, PAGE)
    tiles = render_tiles(assets, search.look, starred_among(assets, request.user))
    has_days = sort.key == "created_at"
    before = after.value if after else None
    context: dict[str, Any] = {
        "tiles": with_days(assets, tiles, before) if has_days else [("", tile) for tile in tiles],
        "more": behind(search.address(), sort, more),
        "search": search,
        "room": "library",
    }
    if wants_fragment(request) and after:
        return fragment(request, "library/_tiles.html", **context)
    context["filters"] = Filters(team, search, request.user, "filters" in request.GET)
    if wants_fragment(request):
        return narrowed(request, search, context)
    return render(request, "library/index.html", context)


def narrowed(request: HttpRequest, search: Search, context: dict[str, Any]) -> HttpResponse:
    """The part of the page that a choice changes; the form that asked for it stands as it is."""
    by_form = request.headers.get("HX-Trigger") == "find"
    answer = fragment(request, "library/_found.html", by_form=by_form, swapped=True, **context)
    there = reverse("library", args=[context["filters"].team.slug]) + search.address()
    shown: str = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    # Drawn anew, it is no step that one could go back from.
    if shown.partition("#")[0].rstrip("?") != there.rstrip("?"):
        answer.headers["HX-Push-Url"] = there
    return answer


@require_safe
@team_view()
def narrow(request: HttpRequest, team: Team) -> HttpResponse:
    """The fields that narrow a view, for the address of one."""
    search = Search.read(request.GET)
    filters = Filters(team, search, request.user)
    return fragment(request, "library/_narrow_fields.html", search=search, filters=filters)


@require_safe
@team_view()
def kinds(request: HttpRequest, team: Team) -> HttpResponse:
    """How many of each kind there are by now, for the address of a view."""
    search = Search.read(request.GET)
    return fragment(request, "library/_kinds.html", search=search, filters=Filters(team, search, request.user))


@require_safe
@team_view()
def trash(request: HttpRequest, team: Team) -> HttpResponse:
    """What was put away and can be taken back, what was put there last first."""
    asked = request.GET.get("after", "")
    after = TRASHED.find_place(team, asked)
    drawn_at = timezone.now()
    rows = Asset.objects.for_team(team).trashed().filter(trashed_at__lte=drawn_at)
    if wants_fragment(request) and asked and after is None:
        return fragment(request, "library/_tiles.html", tiles=[])
    assets, more = page_of(rows, TRASHED, after, PAGE)
    tiles = with_days(assets, render_tiles(assets), after.value if after else None, TRASHED.key, time_left)
    context: dict[str, Any] = {"tiles": tiles, "more": behind("?", TRASHED, more), "room": "library"}
    if wants_fragment(request) and asked:
        return fragment(request, "library/_tiles.html", **context)
    context |= {"days": settings.TRASH_DAYS, "lying": rows.count() if more else len(tiles), "drawn_at": drawn_at}
    return render(request, "library/trash.html", context)


@require_safe
@team_view()
def pick(request: HttpRequest, team: Team) -> HttpResponse:
    """Pictures of the library to choose from, for a field of another page: `?q=` words, else the newest."""
    search = Search(q=request.GET.get("q", "").replace("\0", "")[:200], kind=Asset.Kind.IMAGE)
    assets = search.rows(team, request.user).newest_before(None)[:24]
    return fragment(request, "library/_pick.html", assets=assets, words=search.q, slug=team.slug)

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from studio.notices.actions import read_notice, read_notices
from studio.notices.models import Notice, NoticeQuerySet
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import fragment, redirect_back, wants_fragment

PAGE = 30


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The person's notices, newest first; scrolls on by keyset from the last one shown. Looking marks nothing."""
    after = find_notice(request, team, request.GET.get("after", ""))
    rows = list(mine(request, team).newest_before(after)[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    context: dict[str, Any] = {"notices": rows[:PAGE], "more": more, "later": after is not None, "room": "notices"}
    if wants_fragment(request) and after:
        return fragment(request, "notices/_notices.html", **context)
    return render(request, "notices/index.html", context)


@require_POST
@team_view()
def read(request: HttpRequest, team: Team, notice_id: UUID) -> HttpResponse:
    notice = get_notice(request, team, notice_id)
    read_notice(notice=notice)
    if wants_fragment(request):
        return fragment(request, "notices/_read.html", notice=notice)
    return redirect_back(request, reverse("notices", args=[team.slug]))


@require_POST
@team_view()
def read_to_here(request: HttpRequest, team: Team, notice_id: UUID) -> HttpResponse:
    """Mark all that a page showed: the address names the newest of them."""
    read_notices(newest=get_notice(request, team, notice_id), team=team)
    return redirect("notices", slug=team.slug)


def mine(request: HttpRequest, team: Team) -> NoticeQuerySet:
    return Notice.objects.on_pages_of(request.user, team)  # type: ignore[arg-type]


def get_notice(request: HttpRequest, team: Team, notice_id: UUID) -> Notice:
    return get_object_or_404(mine(request, team).select_related("person", "team"), public_id=notice_id)


def find_notice(request: HttpRequest, team: Team, notice_id: str) -> Notice | None:
    """The notice that an address names; a strange or foreign id is as good as none."""
    try:
        return mine(request, team).filter(public_id=UUID(notice_id)).first()
    except ValueError:
        return None

"""A person's conversations: the list beside each, and search through all of them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from studio.chat.models import Conversation, Folder, Message
from studio.search.index import matching
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

PAGE, FOUND = 40, 40


def talks_of(request: HttpRequest, team: Team, current: Conversation | None = None) -> dict[str, Any]:
    """The list: pinned ones first, then by day; behind `?talks=`, the last one shown, those that follow."""
    rows = Conversation.objects.of(team, request.user).kept().exclude(tip=None).select_related("folder")
    chosen = Folder.objects.filter(team=team, author=request.user.pk, public_id=as_uuid(request.GET.get("folder", "")))
    folder = chosen.first()
    if folder:
        rows = rows.filter(folder=folder)
    pinned = list(rows.exclude(pinned_at=None).order_by("-pinned_at")[:20])
    others = rows.filter(pinned_at=None).order_by("-spoken_at", "-id")
    last = Conversation.objects.of(team, request.user).filter(public_id=as_uuid(request.GET.get("talks", ""))).first()
    if last:
        same_moment = Q(spoken_at=last.spoken_at, id__lt=last.pk)
        others = others.filter(Q(spoken_at__lt=last.spoken_at) | same_moment)
        pinned = []
    found = list(others[: PAGE + 1])
    return {
        "pinned": pinned,
        "days": by_day(found[:PAGE]),
        "more_talks": found[PAGE - 1] if len(found) > PAGE else None,
        "folders": Folder.objects.filter(team=team, author=request.user.pk),
        "folder": folder,
        "current": current,
    }


def by_day(conversations: Iterable[Conversation]) -> list[tuple[str, list[Conversation]]]:
    groups: dict[str, list[Conversation]] = {}
    today = timezone.localdate()
    for one in conversations:
        groups.setdefault(day_of(timezone.localtime(one.spoken_at).date(), today), []).append(one)
    return list(groups.items())


def day_of(day: date, today: date) -> str:
    """Today, yesterday, a weekday of the last week, else the month."""
    if day >= today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if day > today - timedelta(days=7):
        return date_format(day, "l")
    return date_format(day, "YEAR_MONTH_FORMAT")


@require_safe
@team_view()
def search(request: HttpRequest, team: Team) -> HttpResponse:
    """Full text through one's own conversations: `?q=` words; titles and messages, the newest first."""
    words = request.GET.get("q", "").replace("\0", "")[:200]
    mine = Conversation.objects.of(team, request.user).kept()
    rows = Message.objects.filter(conversation__in=mine)
    found = matching(rows, "words", words).select_related("conversation").defer("html", "reasoning", "words")
    context: dict[str, Any] = {
        "found": list(found.order_by("-id")[:FOUND]),
        "named": list(mine.filter(title__icontains=words).order_by("-spoken_at")[:10]) if words.strip() else [],
        "q": words,
        "slug": team.slug,
        "room": "chat",
    }
    if wants_fragment(request):
        return fragment(request, "chat/_found.html", **context)
    return render(request, "chat/search.html", context | talks_of(request, team))

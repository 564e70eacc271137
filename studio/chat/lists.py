"""A person's conversations: the list beside each."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from studio.chat.models import Conversation, ConversationQuerySet, Folder
from studio.teams.models import Team
from studio.web.ids import as_uuid

PAGE = 40


def talks_of(request: HttpRequest, team: Team, current: Conversation | None = None) -> dict[str, Any]:
    """The list: all pinned ones first, then by day; behind `?talks=`, the last one shown, those that follow."""
    rows = Conversation.objects.of(team, request.user).kept().exclude(tip=None).select_related("folder").with_asking()
    folders = list(folders_of(request, team))
    folder = next((one for one in folders if one.public_id == as_uuid(request.GET.get("folder", ""))), None)
    if folder:
        rows = rows.filter(folder=folder)
    pinned = list(rows.exclude(pinned_at=None).order_by("-pinned_at"))
    others = rows.filter(pinned_at=None).order_by("-spoken_at", "-id")
    last = Conversation.objects.of(team, request.user).filter(public_id=as_uuid(request.GET.get("talks", ""))).first()
    if last:
        others, pinned = behind(others, last), []
    found = list(others[: PAGE + 1])
    return {
        "pinned": pinned,
        "days": by_day(found[:PAGE]),
        "more_talks": found[PAGE - 1] if len(found) > PAGE else None,
        "folders": folders,
        "folder": folder,
        "current": current,
    }


def folders_of(request: HttpRequest, team: Team) -> QuerySet[Folder]:
    """Each with the number of conversations that its list shows."""
    listed = Q(conversations__deleted_at=None, conversations__tip__isnull=False)
    return Folder.objects.filter(team=team, author=request.user.pk).annotate(size=Count("conversations", filter=listed))


def behind(rows: ConversationQuerySet, last: Conversation) -> ConversationQuerySet:
    """Those that follow one in the order of when something was said last."""
    return rows.filter(Q(spoken_at__lt=last.spoken_at) | Q(spoken_at=last.spoken_at, id__lt=last.pk))


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

"""What every workroom does with its list: a page of cards by keyset, earlier ones as one scrolls, new ones by id."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.generations.feed import render_cards
from studio.generations.models import Generation, GenerationQuerySet
from studio.teams.models import Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

PAGE, MOST_FRESH = 12, 50


def works_of(team: Team, kinds: list[str]) -> GenerationQuerySet:
    """What a room lists, newest first."""
    return Generation.objects.for_team(team).of_kinds(kinds).shown().for_card().order_by("-id")


def part_of_list(request: HttpRequest, team: Team, rows: GenerationQuerySet) -> HttpResponse | None:
    """The cards that htmx asked for: `?fresh=` by their ids, or `?before=` one; None when the page itself is wanted."""
    if not wants_fragment(request):
        return None
    if "fresh" in request.GET:
        ids = [as_uuid(name) for name in request.GET["fresh"].split(",")[:MOST_FRESH]]
        return fragment(request, "generations/_cards.html", cards=render_cards(rows.filter(public_id__in=ids)))
    if "before" in request.GET:
        return fragment(request, "generations/_cards.html", **page_of(team, rows, request.GET["before"]))
    return None


def page_of(team: Team, rows: GenerationQuerySet, before: str = "") -> dict[str, Any]:
    """`cards`, and `more`: the last one shown, when others follow."""
    if before:
        rows = rows.filter(id__lt=Generation.objects.for_team(team).filter(public_id=as_uuid(before)).values("id")[:1])
    generations = list(rows[: PAGE + 1])
    more = generations[PAGE - 1] if len(generations) > PAGE else None
    return {"cards": render_cards(generations[:PAGE]), "more": more}

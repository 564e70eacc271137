"""What is not safe yet: made and not fetched, fetched and damaged, or lost for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from studio.generations.feed import render_cards
from studio.generations.models import Generation, GenerationQuerySet, State
from studio.generations.recipes import shared_kinds
from studio.library.models import Asset, AssetQuerySet
from studio.library.present import render_tiles
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import fragment

MOST = 100
# What is lost stays told for so long.
TOLD = timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """A result that is still at MiniMax; `dies_at`: when its link does, as far as it is known."""

    card: str
    dies_at: datetime | None


@require_safe
@team_view()
def show(request: HttpRequest, team: Team) -> HttpResponse:
    """`?mark`: only how many there are, for the library's page."""
    unfetched, damaged = unfetched_of(team), damaged_of(team)
    if "mark" in request.GET:
        return fragment(request, "generations/_safety_mark.html", count=unfetched.count() + damaged.count())
    waiting = list(unfetched.for_card()[:MOST])
    cards = render_cards(waiting)
    context = {
        "waiting": [Waiting(card, dies_of(gen)) for gen, card in zip(waiting, cards, strict=True)],
        "damaged": render_tiles(list(damaged.for_list()[:MOST])),
        "lost": render_cards(lost_of(team).for_card()[:MOST]),
        "room": "library",
    }
    return render(request, "generations/safety.html", context)


def dies_of(gen: Generation) -> datetime | None:
    moments = (one.source_expires_at for one in gen.results.all() if one.asset_id is None)
    return min(filter(None, moments), default=None)


def unfetched_of(team: Team) -> GenerationQuerySet:
    """Made, and still on its way here; whose link dies first stands first."""
    rows = Generation.objects.for_team(team).of_kinds(shared_kinds()).filter(state=State.FETCHING)
    dies_at = Min("results__source_expires_at", filter=Q(results__asset=None))
    return rows.annotate(dies_at=dies_at).order_by(F("dies_at").asc(nulls_last=True), "id")


def damaged_of(team: Team) -> AssetQuerySet:
    return Asset.objects.for_team(team).kept().exclude(damage="").newest_before(None)


def lost_of(team: Team) -> GenerationQuerySet:
    """MiniMax made it, or a part of it, and it could never be fetched."""
    since = timezone.now() - TOLD
    rows = Generation.objects.for_team(team).of_kinds(shared_kinds()).filter(finished_at__gt=since)
    gone = Q(results__isnull=False, results__asset=None, results__source_url__gt="") | Q(
        results__isnull=False, results__asset=None, results__file_id__gt=""
    )
    return rows.filter(gone, state__in=[State.FAILED, State.DONE], hidden_at=None).distinct().order_by("-id")

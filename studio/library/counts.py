"""How many assets of each kind a team's library shows: counted when something has changed."""

from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count

from studio.library.models import SHOWN, Asset
from studio.teams.models import Team

# Another process does not hear of a change; it counts anew after so many seconds.
FRESH = 20


def counts_of(team: Team) -> dict[str, int]:
    name = name_of(team.pk)
    counts: dict[str, int] | None = cache.get(name)
    if counts is None:
        rows = Asset.objects.for_team(team).filter(SHOWN).order_by()
        counts = dict(rows.values_list("kind").annotate(count=Count("pk")))
        cache.set(name, counts, FRESH)
    return counts


def forget_counts(team_id: int) -> None:
    """Inside the transaction that changes what is shown."""
    transaction.on_commit(partial(cache.delete, name_of(team_id)))


def name_of(team_id: int) -> str:
    return f"library-counts:{team_id}"

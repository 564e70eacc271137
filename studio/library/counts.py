"""How many assets of each kind a view of the library shows."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count

from studio.library.models import SHOWN, Asset, AssetQuerySet
from studio.teams.models import Team

# Another process does not hear of a change; it counts anew after so many seconds.
FRESH = 20
# A view that is narrowed is counted so far at most, each time it is drawn.
MOST = 1000


@dataclass(frozen=True)
class Counts:
    """`kinds`: how many of each; `is_whole`: False where counting stopped at MOST."""

    kinds: dict[str, int]
    is_whole: bool = True

    @property
    def every(self) -> int:
        return sum(self.kinds.values())


def count(rows: AssetQuerySet) -> Counts:
    kinds = Counter(rows.order_by().values_list("kind", flat=True)[: MOST + 1])
    return Counts(kinds, kinds.total() <= MOST)


def counts_of(team: Team) -> dict[str, int]:
    """Of everything that is shown: counted when something has changed."""
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

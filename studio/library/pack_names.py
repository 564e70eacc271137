"""What a zip is called: after what it holds, and the day it was asked for."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from studio.library.models import Asset, AssetQuerySet
from studio.library.names import joined
from studio.library.projects import find_project
from studio.library.search import PLACES, Search
from studio.teams.models import Team

LONGEST = 109  # bytes: with a day behind no more than a Pack's name takes, and any disk


def pack_name(team: Team, view: str, assets: AssetQuerySet, day: date) -> str:
    """`view`: the address of the list that they were picked from. Letters, digits and `-`, at most 120 bytes."""
    words = words_of_view(team, Search.read(QueryDict(view.lstrip("?")))) or [team.name, *words_of_kinds(assets)]
    stem = joined(" ".join(words)).lower().encode()[:LONGEST].decode(errors="ignore").strip("-")
    return f"{stem or 'library'}-{day}"


def words_of_view(team: Team, search: Search) -> list[str]:
    """Of its project, and of what else narrows it; none of the whole library."""
    project = find_project(team, str(search.project)) if search.project else None
    kind = str(Asset.Kind(search.kind).label) if search.kind else ""
    starred = _("Favourites") if search.favourite else ""
    said: list[Any] = [project, kind, search.q, *search.tag, search.model, PLACES.get(search.place), starred]
    return [str(one) for one in said if one]


def words_of_kinds(assets: AssetQuerySet) -> list[str]:
    """What they all are, where that is one thing."""
    kinds = list(assets.order_by().values_list("kind", flat=True).distinct()[:2])
    return [str(Asset.Kind(kinds[0]).label) if len(kinds) == 1 else _("Library")]

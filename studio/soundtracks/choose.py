"""What of the library may be chosen: its clips and its sounds, newest first, on by keyset."""

from dataclasses import dataclass

from studio.library.models import Asset, AssetQuerySet
from studio.teams.models import Team
from studio.web.ids import as_uuid

PAGE = 18


@dataclass(frozen=True)
class Picks:
    """Some of what may be chosen. `more`: the last one, when others follow."""

    assets: list[Asset]
    more: Asset | None


def find(team: Team, medium: str, named: str) -> Asset | None:
    """A kept asset of the team and of this medium; anything else is as good as missing."""
    return choosable(team, medium).filter(public_id=as_uuid(named)).first()


def list_picks(team: Team, medium: str, after: str = "") -> Picks:
    """Those before the one that is named, or the newest."""
    last = Asset.objects.for_team(team).filter(public_id=as_uuid(after)).first()
    rows = list(choosable(team, medium).listed().newest_before(last)[: PAGE + 1])
    return Picks(rows[:PAGE], rows[PAGE - 1] if len(rows) > PAGE else None)


def choosable(team: Team, medium: str) -> AssetQuerySet:
    return Asset.objects.for_team(team).kept().of_medium(medium).select_related("team")

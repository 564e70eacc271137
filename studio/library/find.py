"""Assets by the id that an address names."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from studio.library.models import Asset
from studio.teams.models import Team
from studio.web.ids import as_uuid


def get_asset(team: Team, asset_id: UUID) -> Asset:
    return get_object_or_404(Asset.objects.for_team(team).select_related("team", "author"), public_id=asset_id)


def find_asset(team: Team, asset_id: str) -> Asset | None:
    """A strange or foreign id is as good as none."""
    return Asset.objects.for_team(team).filter(public_id=as_uuid(asset_id)).first() if asset_id else None

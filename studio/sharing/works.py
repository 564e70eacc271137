"""What a link shows: its asset, or what is kept and listed in its project; nothing that lies in the trash."""

from uuid import UUID

from django.db.models import Q

from studio.library.models import Asset, AssetQuerySet
from studio.sharing.copies import FILM, beside
from studio.sharing.models import MarkedFilm, Share
from studio.web.ids import as_uuid

# What people wrote, of which no stranger is told anything.
UNTOLD = ("title", "name", "words", "notes", "recipe", "sections")


def works_of(share: Share) -> AssetQuerySet:
    rows = Asset.objects.filter(team=share.team_id).kept().defer(*UNTOLD)
    if share.asset_id:
        return rows.filter(pk=share.asset_id)
    return rows.listed().filter(projects=share.project_id)


def find_work(share: Share, asset_id: UUID | str) -> Asset | None:
    """A strange or foreign id is as good as none."""
    return works_of(share).filter(public_id=as_uuid(str(asset_id))).first()


def page_of(share: Share, after: Asset | None, size: int) -> tuple[list[Asset], Asset | None]:
    """So many of its works behind `after`, and the last of them when others follow."""
    found = list(works_of(share).newest_before(after)[: size + 1])
    return found[:size], found[size - 1] if len(found) > size else None


def neighbours(share: Share, asset: Asset) -> tuple[Asset | None, Asset | None]:
    """The work before and the one behind, in the order of the page."""
    newer = Q(created_at__gt=asset.created_at) | Q(created_at=asset.created_at, id__gt=asset.pk)
    rows = works_of(share)
    return rows.filter(newer).order_by("created_at", "id").first(), rows.newest_before(asset).first()


def is_shown(share: int, asset: int, password: str) -> bool:
    """May whoever was let in go on looking at this work?"""
    row = Share.objects.live().filter(pk=share, password=password).first()
    return row is not None and works_of(row).filter(pk=asset).exists()


def film_of(share: Share, asset: Asset) -> str:
    """How a film stands for a stranger: `ready`, `waiting` for its mark, or `lost`."""
    if not share.watermark:
        return "ready"
    marked = MarkedFilm.objects.filter(asset=asset).first()
    if marked and marked.made_at:
        if beside(asset, FILM).is_file():
            return "ready"
        # Somebody tidied up: the sweep makes it anew.
        MarkedFilm.objects.filter(pk=marked.pk).update(made_at=None)
    return "lost" if marked and marked.problem else "waiting"

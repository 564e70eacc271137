"""What a link shows: its asset, or what is kept and listed in its project; nothing that lies in the trash."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from studio.library.marks import Project
from studio.library.models import Asset, AssetQuerySet
from studio.library.search import SORTS, Place, read_moment
from studio.sharing.models import Share
from studio.web.ids import as_uuid

# What people wrote, of which no stranger is told anything.
UNTOLD = ("title", "name", "words", "notes", "recipe", "sections")
NEWEST = SORTS["newest"]


def works_of(share: Share) -> AssetQuerySet:
    rows = Asset.objects.filter(team=share.team_id).kept().defer(*UNTOLD)
    return rows.filter(pk=share.asset_id) if share.asset_id else standing_in(rows, share.project_id)


def standing_in(rows: AssetQuerySet, project: Project | int | None) -> AssetQuerySet:
    """Those of these kept works that a link to the project shows."""
    return rows.listed().filter(projects=project)


def count_in(project: Project) -> int:
    """How many a link to the project would show at this moment."""
    return standing_in(Asset.objects.for_team(project.team).kept(), project).count()


def find_work(share: Share, asset_id: UUID | str) -> Asset | None:
    """A strange or foreign id is as good as none."""
    return works_of(share).filter(public_id=as_uuid(str(asset_id))).first()


def place_of(share: Share, text: str) -> Place | None:
    """Where a page goes on, as `NEWEST` wrote it: by the moment, whatever became of the work. None for a strange one.

    Of works of one moment the id tells which is the last; it counts for whoever knows both, and so was shown it.
    """
    name, _tilde, said = text.partition("~")
    moment = read_moment(said)
    if moment is None:
        return None
    rows = Asset.objects.filter(team=share.team_id, public_id=as_uuid(name), created_at=moment)
    return Place(moment, rows.values_list("pk", flat=True).first())


def page_of(share: Share, after: Place | None, size: int) -> tuple[list[Asset], Asset | None]:
    """So many of its works behind `after`, and the last of them when others follow."""
    found = list(NEWEST.arrange(works_of(share), after)[: size + 1])
    return found[:size], found[size - 1] if len(found) > size else None


@dataclass(frozen=True)
class Standing:
    """Where a work stands among those of its link, from 1 on, of how many; and the one before it and behind it."""

    number: int
    total: int
    newer: Asset | None
    older: Asset | None


def standing_of(share: Share, asset: Asset) -> Standing:
    """In the order of the page. Three queries, however many there are."""
    newer = Q(created_at__gt=asset.created_at) | Q(created_at=asset.created_at, id__gt=asset.pk)
    rows = works_of(share)
    counts = rows.aggregate(total=Count("pk"), before=Count("pk", filter=newer))
    before, behind = rows.filter(newer).order_by("created_at", "id").first(), rows.newest_before(asset).first()
    return Standing(counts["before"] + 1, counts["total"], before, behind)


def is_shown(share: int, asset: int, password: str) -> bool:
    """May whoever was let in go on looking at this work?"""
    row = Share.objects.live().filter(pk=share, password=password).first()
    return row is not None and works_of(row).filter(pk=asset).exists()


def marked_among(keys: Iterable[int]) -> set[int]:
    """Those of these assets that an open link shows with its mark."""
    live = Share.objects.live().filter(watermark=True)
    alone, among = live.filter(asset=OuterRef("pk")), live.filter(project__assets=OuterRef("pk"))
    rows = Asset.objects.kept().filter(Exists(alone) | Q(listed=True) & Exists(among), pk__in=list(keys))
    return set(rows.values_list("pk", flat=True))

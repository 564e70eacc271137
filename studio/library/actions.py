"""Stories about assets: named, noted, tagged, liked, put into projects; trashed, taken back, gone for good."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.library import storage
from studio.library.counts import forget_counts
from studio.library.holding import held_among
from studio.library.marks import Project, Tag, fold
from studio.library.models import LONGEST_NOTES, LONGEST_TITLE, Asset, AssetQuerySet
from studio.library.names import clean_line
from studio.library.words import index_anew
from studio.teams.models import Team

log = logging.getLogger(__name__)
AT_ONCE, TAGGED_AT_ONCE = 500, 50
# Rooms above that show assets, told which of them went to the trash or came back.
_hearers: list[Callable[[list[int]], object]] = []


def hear(hearer: Callable[[list[int]], object]) -> None:
    """Register who wants to know, inside the transaction, the keys of assets that were trashed or restored."""
    _hearers.append(hearer)


# Names, notes, tags, likes


@transaction.atomic
def describe_asset(*, asset: Asset, title: str | None = None, notes: str | None = None) -> bool:
    """Give it another title, other notes; what is None stays. False when nothing was new."""
    given = {
        "title": None if title is None else clean_line(title, LONGEST_TITLE),
        "notes": None if notes is None else notes.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_NOTES],
    }
    changes = {name: value for name, value in given.items() if value is not None and value != getattr(asset, name)}
    if not changes:
        return False
    Asset.objects.filter(pk=asset.pk).update(rev=F("rev") + 1, **changes)
    index_anew([asset.pk])
    asset.refresh_from_db()
    return True


def tag_assets(*, team: Team, assets: AssetQuerySet, names: Iterable[str]) -> list[Tag]:
    """Put tags on all of them; what a team has in another case is the same tag. The tags, as they are written.

    A portion is a transaction: long documents are read again, and nobody is to wait for all of them.
    """
    names, tags = list(dict.fromkeys(names)), []
    for portion in keys_of(assets, TAGGED_AT_ONCE):
        with transaction.atomic():
            tags = [get_tag(team, name) for name in names]
            ids = held_fast(portion)
            link = Asset.tags.through
            rows = [link(asset_id=pk, tag_id=tag.pk) for pk in ids for tag in tags]
            link.objects.bulk_create(rows, ignore_conflicts=True)
            note_change(ids)
    return tags


def untag_assets(*, team: Team, assets: AssetQuerySet, name: str) -> None:
    """Take a tag off; with its last asset it is gone."""
    links = Asset.tags.through.objects.filter(tag__team=team, tag__folded=fold(name))
    for portion in keys_of(assets, TAGGED_AT_ONCE):
        with transaction.atomic():
            ids = held_fast(portion)
            links.filter(asset_id__in=ids).delete()
            note_change(ids)
    drop_lonely_tags(team.pk)


def get_tag(team: Team, name: str) -> Tag:
    """The tag of this name, whatever its case, held until the transaction ends: nobody drops it meanwhile."""
    rows = Tag.objects.filter(team=team, folded=fold(name)).select_for_update()
    if found := rows.first():
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(team=team, name=name, folded=fold(name))
    except IntegrityError:
        return rows.get()


@transaction.atomic
def drop_lonely_tags(team_id: int) -> None:
    """Those that no asset has; one that is being put on an asset at this moment is held, and looked at afterwards."""
    lonely = Tag.objects.filter(team=team_id).exclude(pk__in=Asset.tags.through.objects.values("tag_id"))
    held = list(lonely.select_for_update().values_list("pk", flat=True))
    lonely.filter(pk__in=held).delete()


def note_change(ids: list[int]) -> None:
    """Their tiles are drawn anew, and their words are found as they are now."""
    Asset.objects.filter(pk__in=ids).update(rev=F("rev") + 1)
    index_anew(ids)


@transaction.atomic
def favour_assets(*, assets: AssetQuerySet, who: User, yes: bool = True) -> None:
    """Each person has favourites of their own."""
    link = Asset.favoured_by.through
    for portion in keys_of(assets):
        ids = held_fast(portion)
        if yes:
            link.objects.bulk_create([link(asset_id=pk, user_id=who.pk) for pk in ids], ignore_conflicts=True)
        else:
            link.objects.filter(asset_id__in=ids, user_id=who.pk).delete()


# Projects


@transaction.atomic
def put_into(*, project: Project, assets: AssetQuerySet) -> None:
    link = Asset.projects.through
    for portion in keys_of(assets):
        ids = held_fast(portion)
        link.objects.bulk_create([link(asset_id=pk, project_id=project.pk) for pk in ids], ignore_conflicts=True)


@transaction.atomic
def take_out_of(*, project: Project, assets: AssetQuerySet) -> None:
    for ids in keys_of(assets):
        Asset.projects.through.objects.filter(asset_id__in=ids, project=project).delete()


@transaction.atomic
def move_to(*, project: Project, source: Project, assets: AssetQuerySet) -> None:
    """Put them into one project instead of another; the same one leaves them where they are."""
    put_into(project=project, assets=assets)
    if source != project:
        take_out_of(project=source, assets=assets)


# The trash


@transaction.atomic
def trash_assets(*, assets: AssetQuerySet, who: User) -> tuple[list[int], datetime]:
    """Put them into the trash, all at one moment, by which undo finds them; the keys of those that were not there."""
    moment, gone = timezone.now(), []
    for portion in keys_of(assets.kept()):
        ids = held_fast(portion, trashed_at=None)
        Asset.objects.filter(pk__in=ids).update(trashed_at=moment, rev=F("rev") + 1)
        gone += ids
        tell(ids, who, "asset.trashed")
    return gone, moment


@transaction.atomic
def restore_assets(*, assets: AssetQuerySet, who: User) -> list[int]:
    back = []
    for portion in keys_of(assets.trashed()):
        ids = held_fast(portion, trashed_at__isnull=False)
        Asset.objects.filter(pk__in=ids).update(trashed_at=None, rev=F("rev") + 1)
        back += ids
        tell(ids, who, "asset.restored")
    return back


def trash_asset(*, asset: Asset, who: User) -> bool:
    """Put one into the trash; undo is one press away. False when it lies there."""
    gone, _moment = trash_assets(assets=Asset.objects.filter(pk=asset.pk), who=who)
    asset.refresh_from_db()
    return bool(gone)


def restore_asset(*, asset: Asset, who: User) -> bool:
    back = restore_assets(assets=Asset.objects.filter(pk=asset.pk), who=who)
    asset.refresh_from_db()
    return bool(back)


def tell(ids: list[int], who: User, what: str) -> None:
    rows = Asset.objects.filter(pk__in=ids)
    audit.record_each(who, what, rows)
    for team_id in rows.order_by().values_list("team_id", flat=True).distinct():
        forget_counts(team_id)
    for hearer in _hearers:
        hearer(ids)


def purge_assets(*, assets: AssetQuerySet, before: datetime, who: User | None = None) -> int:
    """Delete for good, with their bytes, what of them lies in the trash since `before` and nobody needs; how many.

    The rows go first, so that nobody takes them back; what a crash leaves behind is bytes without a row, which
    `verify` tells.
    """
    gone = 0
    for portion in keys_of(assets.filter(trashed_at__lt=before)):
        with transaction.atomic():
            held = held_among(portion)
            keys = [key for key in held_fast(portion, trashed_at__lt=before) if key not in held]
            rows = Asset.objects.filter(pk__in=keys)
            files, teams = list(rows.values_list("key", flat=True)), set(rows.values_list("team_id", flat=True))
            audit.record_each(who, "asset.purged", rows)
            rows.delete()
        for key in files:
            _delete_bytes(key)
        for team in teams:
            drop_lonely_tags(team)
        gone += len(keys)
    return gone


def _delete_bytes(key: str) -> None:
    try:
        storage.delete(key)
    except OSError:
        log.exception("the bytes of %s could not be deleted", key)


def purge_now(*, assets: AssetQuerySet, who: User) -> int:
    """Delete what of them lies in the trash for good; how many."""
    return purge_assets(assets=assets, before=timezone.now(), who=who)


def held_fast(keys: list[int], **guard: Any) -> list[int]:
    """Those of them that are so at this moment, and stay so until the transaction ends: of two who act, one does."""
    rows = Asset.objects.filter(pk__in=keys, **guard).order_by("pk").select_for_update()
    return list(rows.values_list("pk", flat=True))


def keys_of(assets: AssetQuerySet, at_once: int = AT_ONCE) -> list[list[int]]:
    """In portions that a statement takes."""
    found = list(assets.order_by("pk").values_list("pk", flat=True))
    return [found[at : at + at_once] for at in range(0, len(found), at_once)]

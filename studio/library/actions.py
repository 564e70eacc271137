"""Stories about assets: kept from a draft, uploaded by a person, trashed and taken back."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop as _

from studio import audit
from studio.accounts.models import User
from studio.library import storage
from studio.library.examine import (
    Facts,
    Unreadable,
    draw_poster,
    draw_thumbnail,
    examine_image,
    examine_video,
)
from studio.library.models import Asset
from studio.library.pool import in_child
from studio.teams.models import Team

UPLOAD_BYTES = 20 * 1024 * 1024
# Rooms above that show assets, told when one goes to the trash or comes back.
_hearers: list[Callable[[Asset], object]] = []
EXAMINE = {Asset.Kind.VIDEO: examine_video, Asset.Kind.IMAGE: examine_image}


def keep_draft(draft: Path, *, asset_id: uuid.UUID, team: Team, kind: str, sha256: str, **about: Any) -> Asset:
    """Check that a complete draft opens, move it to its place, write its row; again is harmless.

    `asset_id` makes it so: after a crash between file and row the same id finds the same place.
    Raises Unreadable, leaving the draft, when the file is not what `kind` says.
    """
    facts: Facts = in_child(EXAMINE[Asset.Kind(kind)], str(draft))
    size = draft.stat().st_size
    key = storage.key_for(team.public_id, asset_id, facts.suffix)
    storage.keep(draft, key)
    asset, _made = Asset.objects.get_or_create(
        public_id=asset_id,
        defaults={
            "team": team,
            "kind": kind,
            "key": key,
            "sha256": sha256,
            "bytes": size,
            "mime": facts.mime,
            "width": facts.width,
            "height": facts.height,
            "duration_ms": facts.duration_ms,
            **about,
        },
    )
    return asset


def derive(asset: Asset) -> None:
    """Draw the poster and, of a video, the last frame. May be called again."""
    draw(asset)
    note_drawn(asset)


def draw(asset: Asset) -> None:
    """The part that takes its time, and no database."""
    original, poster = str(storage.path_of(asset.key)), str(storage.path_of(asset.sibling("poster.jpg")))
    if asset.kind == Asset.Kind.VIDEO:
        in_child(draw_poster, original, poster, str(storage.path_of(asset.sibling("last.jpg"))))
    else:
        in_child(draw_thumbnail, original, poster)


def note_drawn(asset: Asset) -> None:
    Asset.objects.filter(pk=asset.pk).update(
        has_poster=True, has_last_frame=asset.kind == Asset.Kind.VIDEO, rev=asset.rev + 1
    )


def upload_image(*, team: Team, author: User | None, file: UploadedFile) -> Asset:
    """Keep a picture that a person chose, once: the same bytes again are the asset that is there already.

    The content decides what it is; the name is only words.

    Raises Unreadable with the reason when it is no JPG, PNG or WebP, too large, cut short or a bomb.
    """
    if not file.size:
        raise Unreadable(_("The file is empty."))
    if file.size > UPLOAD_BYTES:
        raise Unreadable(_("It is larger than 20 MB."))
    if not storage.has_room(file.size):
        raise Unreadable(_("The studio's disk is almost full. Its administrator has to make room."))
    asset_id = uuid.uuid4()
    draft = storage.draft(team.public_id, str(asset_id))
    digest = hashlib.sha256()
    try:
        with draft.open("wb") as target:
            for chunk in file.chunks():
                digest.update(chunk)
                target.write(chunk)
        if known := Asset.objects.for_team(team).uploaded_before(digest.hexdigest()):
            return known
        name = clean_name(file.name or "")
        asset = keep_draft(
            draft,
            asset_id=asset_id,
            team=team,
            kind=Asset.Kind.IMAGE,
            sha256=digest.hexdigest(),
            author=author,
            origin=Asset.Origin.UPLOADED,
            name=name,
        )
        derive(asset)
    finally:
        draft.unlink(missing_ok=True)
    asset.refresh_from_db()
    return asset


@transaction.atomic
def trash_asset(*, asset: Asset, who: User) -> bool:
    """Put an asset into the trash; undo is one press away."""
    trashed = asset.trash()
    if trashed:
        audit.record(who, "asset.trashed", asset)
        tell(asset)
    return trashed


@transaction.atomic
def restore_asset(*, asset: Asset, who: User) -> bool:
    restored = asset.restore()
    if restored:
        audit.record(who, "asset.restored", asset)
        tell(asset)
    return restored


def hear(hearer: Callable[[Asset], object]) -> None:
    """Register who wants to know, inside the transaction, that an asset was trashed or restored."""
    _hearers.append(hearer)


def tell(asset: Asset) -> None:
    for hearer in _hearers:
        hearer(asset)


def purge_asset(*, asset: Asset, before: datetime) -> bool:
    """Delete a trashed asset and its bytes for good; False when it was taken back meanwhile.

    The row goes first inside the transaction, so that nobody takes it back; killed before the commit it still
    lies in the trash, and the next turn goes on.
    """
    with transaction.atomic():
        gone, _rows = Asset.objects.filter(pk=asset.pk, trashed_at__lt=before).delete()
        if gone:
            storage.delete(asset.key)
            audit.record(None, "asset.purged", asset)
    return bool(gone)


def clean_name(name: str) -> str:
    """A file's name as words: no path, no control or direction-changing characters, at most 255 bytes."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable())
    return plain.strip(". ").encode()[:255].decode(errors="ignore")

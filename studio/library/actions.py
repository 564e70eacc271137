"""Stories about assets: kept from a draft, uploaded by a person, trashed and taken back."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop as _

from studio import audit
from studio.accounts.models import User
from studio.library import storage
from studio.library.audio import draw_peaks, examine_audio
from studio.library.examine import (
    Unreadable,
    draw_poster,
    draw_thumbnail,
    examine_image,
    examine_video,
)
from studio.library.models import RAW, Asset, Descent
from studio.library.pool import in_child
from studio.teams.models import Team

UPLOAD_BYTES = 20 * 1024 * 1024
# Rooms above that show assets, told when one goes to the trash or comes back.
_hearers: list[Callable[[Asset], object]] = []


def keep_draft(
    draft: Path,
    *,
    asset_id: uuid.UUID,
    team: Team,
    kind: str,
    sha256: str,
    raw_rate: int | None = None,
    whole: bool = True,
    parents: Mapping[str, uuid.UUID] | None = None,
    **about: Any,
) -> Asset:
    """Check that a complete draft opens, move it to its place, write its row; again is harmless.

    `asset_id` makes it so: after a crash between file and row the same id finds the same place. Of audio, `raw_rate`
    says that it is bare PCM at so many Hz, and `whole=False` that its end may be missing. `parents`: by role the assets
    that it was made from; one that is gone for good is left out.
    Raises Unreadable, leaving the draft, when the file is not what `kind` says.
    """
    facts = examine(str(draft), kind, raw_rate, whole)
    size = draft.stat().st_size
    key = storage.key_for(team.public_id, asset_id, facts.pop("suffix"))
    storage.keep(draft, key)
    with transaction.atomic():
        asset, _made = Asset.objects.get_or_create(
            public_id=asset_id,
            defaults={
                "team": team,
                "kind": kind,
                "key": key,
                "sha256": sha256,
                "bytes": size,
                **facts,
                **about,
            },
        )
        note_parents(asset, parents or {})
    return asset


def note_parents(asset: Asset, parents: Mapping[str, uuid.UUID]) -> None:
    """Write down what an asset was made from; again is harmless."""
    known = Asset.objects.filter(team=asset.team_id, public_id__in=parents.values()).values_list("public_id", "pk")
    ids = dict(known)
    Descent.objects.bulk_create(
        [Descent(child=asset, parent_id=ids[one], role=role) for role, one in parents.items() if one in ids],
        ignore_conflicts=True,
    )


def examine(path: str, kind: str, raw_rate: int | None, whole: bool) -> dict[str, Any]:
    """What the file holds, as columns of its row and the `suffix` of its name."""
    if kind == Asset.Kind.AUDIO:
        facts = vars(in_child(examine_audio, path, raw_rate, whole))
        return {name: facts[name] for name in ("mime", "suffix", "duration_ms", "sample_rate")}
    return dict(vars(in_child(examine_video if kind == Asset.Kind.VIDEO else examine_image, path)))


def derive(asset: Asset) -> None:
    """Draw the poster and, of a video, the last frame; of audio, the peaks. May be called again."""
    note_drawn(asset, draw(asset))


def draw(asset: Asset) -> dict[str, Any]:
    """The part that takes its time, and no database; what it found, as columns."""
    original, poster = str(storage.path_of(asset.key)), str(storage.path_of(asset.sibling("poster.jpg")))
    if asset.kind == Asset.Kind.AUDIO:
        raw_rate = asset.sample_rate if asset.mime == RAW else None
        return {"peaks": in_child(draw_peaks, original, raw_rate)}
    if asset.kind == Asset.Kind.VIDEO:
        in_child(draw_poster, original, poster, str(storage.path_of(asset.sibling("last.jpg"))))
        return {"has_poster": True, "has_last_frame": True}
    in_child(draw_thumbnail, original, poster)
    return {"has_poster": True}


def note_drawn(asset: Asset, drawn: dict[str, Any]) -> None:
    Asset.objects.filter(pk=asset.pk).update(rev=asset.rev + 1, **drawn)


def upload_image(*, team: Team, author: User | None, file: UploadedFile) -> Asset:
    """Keep a picture that a person chose.

    Raises Unreadable with the reason when it is no JPG, PNG or WebP, too large, cut short or a bomb.
    """
    return upload(team=team, author=author, file=file, kind=Asset.Kind.IMAGE)


def upload(
    *,
    team: Team,
    author: User | None,
    file: UploadedFile,
    kind: str,
    mend: Callable[[Path], dict[str, Any]] | None = None,
) -> Asset:
    """Keep what a person chose, once: the same bytes again are the asset that is there already.

    The content decides what it is; the name is only words. `mend` may change the draft in place, and answers columns.
    Raises Unreadable with the reason.
    """
    asset_id = uuid.uuid4()
    draft = storage.draft(team.public_id, str(asset_id))
    try:
        _receive(file, draft)
        about = mend(draft) if mend else {}
        with draft.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        if known := Asset.objects.for_team(team).uploaded_before(sha256):
            return known
        asset = keep_draft(
            draft,
            asset_id=asset_id,
            team=team,
            kind=kind,
            sha256=sha256,
            author=author,
            origin=Asset.Origin.UPLOADED,
            name=clean_name(file.name or ""),
            **about,
        )
        derive(asset)
    finally:
        draft.unlink(missing_ok=True)
    asset.refresh_from_db()
    return asset


def _receive(file: UploadedFile, draft: Path) -> None:
    """Write what was sent to its draft; Unreadable when it is nothing, too much, or has no room."""
    if not file.size:
        raise Unreadable(_("The file is empty."))
    if file.size > UPLOAD_BYTES:
        raise Unreadable(_("It is larger than 20 MB."))
    if not storage.has_room(file.size):
        raise Unreadable(_("The studio's disk is almost full. Its administrator has to make room."))
    with draft.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)


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

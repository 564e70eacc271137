"""From a complete draft to an asset: looked into, moved to its place, then written down; and what is drawn from it."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from studio.library import storage
from studio.library.audio import draw_peaks, examine_audio
from studio.library.counts import forget_counts
from studio.library.documents import examine_document
from studio.library.examine import draw_poster, draw_thumbnail, examine_image, examine_video
from studio.library.marks import Project
from studio.library.models import AUDIO, RAW, Asset, Descent, medium_of
from studio.library.pool import in_child
from studio.library.storage import Digest
from studio.library.words import words_of
from studio.teams.models import Team


def keep_draft(
    draft: Path,
    *,
    asset_id: uuid.UUID,
    team: Team,
    kind: str,
    digest: Digest | None = None,
    raw_rate: int | None = None,
    whole: bool = True,
    parents: Mapping[str, uuid.UUID] | None = None,
    project: Project | None = None,
    **about: Any,
) -> Asset:
    """Check that a complete draft opens, move it to its place, write its row; again is harmless.

    `asset_id` makes it so: after a crash between file and row the same id finds the same place. Of audio, `raw_rate`
    says that it is bare PCM at so many Hz, and `whole=False` that its end may be missing. `parents`: by role the assets
    that it was made from; one that is gone for good is left out. `digest`: where it was taken already.
    Raises Unreadable, leaving the draft, when the file is not what `kind` says.
    """
    text = storage.draft(team.public_id, f"{asset_id}.text")
    try:
        facts = examine(draft, text, kind, raw_rate, whole, about.get("name", ""))
        digest = digest or storage.digest(draft)
        key = storage.key_for(team.public_id, asset_id, facts.pop("suffix"))
        storage.keep(draft, key)
        if text.exists():
            storage.keep(text, storage.beside(key, storage.TEXT))
    finally:
        text.unlink(missing_ok=True)
    columns: dict[str, Any] = {"team": team, "kind": kind, "key": key, **vars(digest), **facts, **about}
    columns["words"] = words_of(Asset(**columns), storage.text_of(key))
    with transaction.atomic():
        asset, _made = Asset.objects.get_or_create(public_id=asset_id, defaults=columns)
        note_parents(asset, parents or {})
        forget_counts(team.pk)
        if project:
            asset.projects.add(project)
    return asset


def note_parents(asset: Asset, parents: Mapping[str, uuid.UUID]) -> None:
    """Write down what an asset was made from; again is harmless."""
    known = Asset.objects.filter(team=asset.team_id, public_id__in=parents.values()).values_list("public_id", "pk")
    ids = dict(known)
    Descent.objects.bulk_create(
        [Descent(child=asset, parent_id=ids[one], role=role) for role, one in parents.items() if one in ids],
        ignore_conflicts=True,
    )


def examine(draft: Path, text: Path, kind: str, raw_rate: int | None, whole: bool, name: str) -> dict[str, Any]:
    """What the file holds, as columns of its row and the `suffix` of its name; a document's words go to `text`."""
    medium, path = medium_of(kind), str(draft)
    if medium == AUDIO:
        facts = vars(in_child(examine_audio, path, raw_rate, whole))
        return {column: facts[column] for column in ("mime", "suffix", "duration_ms", "sample_rate")}
    if kind == Asset.Kind.DOCUMENT:
        return dict(vars(in_child(examine_document, path, name, str(text))))
    return dict(vars(in_child(examine_video if medium == "video" else examine_image, path)))


def derive(asset: Asset) -> None:
    """Draw a poster, a video's last frame, the peaks of audio; write the text of a document. May be done again."""
    note_drawn(asset, draw(asset))


def draw(asset: Asset) -> dict[str, Any]:
    """The part that takes its time, and no database; what it found, as columns."""
    original, poster = str(storage.path_of(asset.key)), str(storage.path_of(asset.sibling("poster.jpg")))
    if asset.medium == AUDIO:
        raw_rate = asset.sample_rate if asset.mime == RAW else None
        return {"peaks": in_child(draw_peaks, original, raw_rate)}
    if asset.kind == Asset.Kind.VIDEO:
        in_child(draw_poster, original, poster, str(storage.path_of(asset.sibling("last.jpg"))))
        return {"has_poster": True, "has_last_frame": True}
    if asset.kind == Asset.Kind.IMAGE:
        in_child(draw_thumbnail, original, poster)
        return {"has_poster": True}
    text = storage.path_of(asset.sibling(storage.TEXT))
    if asset.characters and not text.is_file():
        draft = storage.draft(asset.team.public_id, f"{asset.public_id}.text")
        in_child(examine_document, original, asset.name, str(draft))
        storage.keep(draft, asset.sibling(storage.TEXT))
    return {}


def note_drawn(asset: Asset, drawn: dict[str, Any]) -> None:
    Asset.objects.filter(pk=asset.pk).update(rev=F("rev") + 1, **drawn)

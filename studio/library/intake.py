"""What people bring: received, recognised by its content, kept once."""

import errno
import logging
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_noop as _

from studio.accounts.models import User
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.keeping import derive, keep_draft
from studio.library.marks import Project
from studio.library.models import Asset, medium_of
from studio.library.names import clean_name, sent_name
from studio.library.recognise import recognise
from studio.library.storage import FULL
from studio.library.verifying import is_whole, put_back
from studio.teams.models import Team

log = logging.getLogger(__name__)
MB = 1024 * 1024
# What a field of a room takes, and what the library does (reference.md, File Management: one document).
FIELD_BYTES, LIBRARY_BYTES = 20 * MB, 512 * MB
EMPTY = _("The file is empty.")


def upload(
    *,
    team: Team,
    author: User | None,
    file: UploadedFile,
    kind: str = "",
    most: int = FIELD_BYTES,
    mend: Callable[[Path], dict[str, Any]] | None = None,
    project: Project | None = None,
) -> Asset:
    """Keep what a person chose, once: the same bytes again are the asset that is there already.

    `kind`: what it has to be; without one its content says. `most` bytes of it are taken. `mend` may change the draft
    in place, and answers columns. Raises Unreadable with the reason, also where the disk is full in the middle.
    """
    draft = storage.draft(team.public_id, str(uuid.uuid4()))
    try:
        _receive(file, draft, most)
        about = mend(draft) if mend else {}
        name = sent_name(file.name or "")
        return take_in(team=team, author=author, draft=draft, name=name, kind=kind, project=project, **about)
    except OSError as error:
        raise _told(error) from error
    finally:
        draft.unlink(missing_ok=True)


def upload_image(*, team: Team, author: User | None, file: UploadedFile) -> Asset:
    """Keep a picture. Raises Unreadable when it is no JPG, PNG or WebP, too large, cut short or a bomb."""
    return upload(team=team, author=author, file=file, kind=Asset.Kind.IMAGE)


def keep_text(*, team: Team, author: User | None, text: str, name: str, **about: Any) -> Asset:
    """Keep words that were written here as a document. Raises Unreadable."""
    draft = storage.draft(team.public_id, str(uuid.uuid4()))
    try:
        draft.write_text(text, encoding="utf-8")
        kind, origin = Asset.Kind.DOCUMENT, Asset.Origin.MADE
        return take_in(team=team, author=author, draft=draft, name=name, kind=kind, origin=origin, **about)
    except OSError as error:
        raise _told(error) from error
    finally:
        draft.unlink(missing_ok=True)


def take_in(
    *,
    team: Team,
    author: User | None,
    draft: Path,
    name: str,
    kind: str = "",
    origin: str = Asset.Origin.UPLOADED,
    project: Project | None = None,
    **about: Any,
) -> Asset:
    """Keep a complete draft: what it is, its content says, unless `kind` is named. Raises Unreadable, leaving it."""
    kind = kind or recognise(draft)
    digest = storage.digest(draft)
    known = Asset.objects.for_team(team).uploaded_before(digest.sha256)
    if known and medium_of(known.kind) == medium_of(kind):
        return _welcome(known, draft, project, about.get("recipe"))
    asset = keep_draft(
        draft,
        asset_id=uuid.uuid4(),
        team=team,
        kind=kind,
        digest=digest,
        author=author,
        origin=origin,
        name=clean_name(name),
        project=project,
        **about,
    )
    try:
        derive(asset)
    except (Unreadable, OSError):
        # It is kept; `verify` draws it.
        log.exception("nothing could be drawn from %s", asset.public_id)
    asset.refresh_from_db()
    return asset


def _welcome(known: Asset, draft: Path, project: Project | None, facts: dict[str, Any] | None) -> Asset:
    """What is there already: its file is mended if it was lost, and what was measured of it now is noted."""
    if known.damage or not storage.path_of(known.key).is_file() or not is_whole(known):
        put_back(known, draft)
    if facts:
        known.recipe = {**known.recipe, **facts}
        Asset.objects.filter(pk=known.pk).update(recipe=known.recipe)
    if project:
        known.projects.add(project)
    return known


def _told(error: OSError) -> Exception:
    """A full disk is told to whoever brings something; anything else is a fault of ours."""
    return Unreadable(FULL) if error.errno == errno.ENOSPC else error


def _receive(file: UploadedFile, draft: Path, most: int) -> None:
    """Put what was sent into its draft; Unreadable when it is nothing, too much, or has no room."""
    if not file.size:
        raise Unreadable(EMPTY)
    if file.size > most:
        raise Unreadable(TOO_LARGE[most])
    if not storage.has_room(file.size):
        raise Unreadable(FULL)
    if _adopt(file, draft):
        return
    with draft.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)


def _adopt(file: UploadedFile, draft: Path) -> bool:
    """What lies on the same disk already is given a second name instead of being copied."""
    there = getattr(file, "temporary_file_path", None)
    if there is None:
        return False
    try:
        os.link(there(), draft)
    except OSError:
        return False
    draft.chmod(0o600)
    return True


TOO_LARGE = {
    FIELD_BYTES: _("It is larger than 20 MB."),
    LIBRARY_BYTES: _("It is larger than 512 MB."),
}

"""Putting a song under a clip: asked for once, made in a child process beside everything else, kept in the library."""

import json
import logging
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from studio.accounts.models import User
from studio.jobs.db import at_length, db
from studio.jobs.work import work
from studio.library import storage
from studio.library.actions import hear
from studio.library.examine import Unreadable
from studio.library.holding import hold
from studio.library.keeping import derive, keep_draft
from studio.library.marks import Project
from studio.library.models import RAW, Asset
from studio.library.pool import in_child, in_own_child
from studio.soundtracks.clips import Clip, look_at
from studio.soundtracks.mixing import Cut
from studio.soundtracks.models import Soundtrack
from studio.soundtracks.mux import put_under
from studio.teams.models import Team

log = logging.getLogger(__name__)
BROKE = _("The studio could not put it together; its log says why.")
GONE = _("The clip or the song was deleted meanwhile.")
FOR_A_DAY = 24 * 3600


def facts_of(clip: Asset) -> Clip:
    """What a clip of the library holds, looked up once a day. Raises Unreadable."""
    name = f"soundtrack-clip:{clip.pk}:{clip.sha256}"
    facts: Clip | None = cache.get(name)
    if facts is None:
        facts = in_child(look_at, str(storage.path_of(clip.key)))
        cache.set(name, facts, FOR_A_DAY)
    return facts


def begin_soundtrack(
    *,
    team: Team,
    author: User,
    clip: Asset,
    song: Asset,
    cut: dict[str, Any],
    client_key: uuid.UUID | None = None,
    project: Project | None = None,
) -> Soundtrack:
    """Ask for a clip with this song. The same `client_key` with the same wish is one press: the first's row."""
    if client_key:
        wish = json.dumps([str(clip.public_id), str(song.public_id), cut], sort_keys=True)
        client_key = uuid.uuid5(client_key, wish)
    rows = Soundtrack.objects.for_team(team)
    if client_key and (first := rows.filter(client_key=client_key).first()):
        return first
    try:
        with transaction.atomic():
            made = rows.create(
                team=team, author=author, clip=clip, song=song, cut=cut, client_key=client_key, project=project
            )
            made.announce()
            return made
    except IntegrityError:
        if client_key is None:
            raise
        return rows.get(client_key=client_key)


@work.sweep(timedelta(seconds=3))
async def make_soundtracks() -> None:
    """Make what waits, one after the other. What an earlier process left half done is begun anew."""
    while (soundtrack := await db(take_next)) is not None:
        try:
            ended = await at_length(make, soundtrack)
        except Unreadable as error:
            ended = {"state": Soundtrack.State.FAILED, "problem": str(error)[:300]}
        except Exception:
            log.exception("soundtrack %s broke", soundtrack.public_id)
            ended = {"state": Soundtrack.State.FAILED, "problem": BROKE}
        await db(soundtrack.change, guard=Q(state=Soundtrack.State.MAKING), **ended)


def take_next() -> Soundtrack | None:
    rows = Soundtrack.objects.unmade().select_related("team", "author", "clip", "song", "project")
    soundtrack = rows.order_by("id").first()
    if soundtrack is not None:
        soundtrack.change(state=Soundtrack.State.MAKING)
    return soundtrack


def make(soundtrack: Soundtrack) -> dict[str, Any]:
    """Blocking, and perhaps long; how it ended, as columns. Raises Unreadable."""
    clip, song = soundtrack.clip, soundtrack.song
    if clip is None or song is None:
        raise Unreadable(GONE)
    if not storage.has_room(clip.bytes):
        raise Unreadable(storage.FULL)
    draft = storage.draft(soundtrack.team.public_id, str(soundtrack.public_id))
    cut = Cut(**soundtrack.cut, raw_rate=song.sample_rate if song.mime == RAW else None)
    picture, sound = (str(storage.path_of(asset.key)) for asset in (clip, song))
    in_own_child(put_under, picture, sound, str(draft), cut)
    return {"state": Soundtrack.State.DONE, "asset": keep(soundtrack, clip, song, draft)}


def keep(soundtrack: Soundtrack, clip: Asset, song: Asset, draft: Path) -> Asset:
    """An asset of its own, under the soundtrack's id."""
    request = {"clip": clip.headline, "song": song.headline, **soundtrack.cut}
    asset = keep_draft(
        draft,
        asset_id=soundtrack.public_id,
        team=soundtrack.team,
        kind=Asset.Kind.VIDEO,
        parents={"clip": clip.public_id, "song": song.public_id},
        author=soundtrack.author,
        origin=Asset.Origin.MADE,
        title=f"{clip.headline[:1000]} ♪ {song.headline[:900]}",
        project=soundtrack.project,
        sandbox=clip.sandbox or song.sandbox,
        recipe={"kind": "soundtrack", "request": request},
    )
    derive(asset)
    return asset


def follow(assets: list[int]) -> None:
    """What was made was put away, or taken back: its row shows it."""
    for soundtrack in Soundtrack.objects.filter(asset__in=assets):
        soundtrack.change()


hear(follow)


def needed(assets: list[int]) -> list[int]:
    """What waits to be put together."""
    rows = Soundtrack.objects.unmade().values_list("clip_id", "song_id")
    return [key for pair in rows for key in pair if key in assets]


hold(needed)

"""Films with their mark: made one after the other beside everything else, for as long as a link shows them.

Only this file writes MarkedFilm.
"""

import asyncio
import logging
from datetime import timedelta
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.jobs.db import at_length, persist
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.library.pool import in_own_child
from studio.sharing.copies import FILM, beside, mark_of, put
from studio.sharing.marking import NO_FILM, mark_film
from studio.sharing.models import MarkedFilm, Share, ShareQuerySet
from studio.sharing.works import marked_among

log = logging.getLogger(__name__)
BROKE = _("The studio could not mark it; its log says why.")
# Who makes a film says so again and again; when it is silent for so long, another takes it up.
BEAT, HELD = 30.0, timedelta(minutes=2)
# After a failure: at first so soon, then after as long as it has failed already, at last once a day.
SOON, SELDOM = timedelta(minutes=10), timedelta(days=1)
AT_ONCE = 500


class NoRoom(Exception):
    """The disk is almost full."""


class Hopeless(Unreadable):
    """It is what was kept, and does not open: no other try helps."""


def film_of(share: Share, asset: Asset) -> str:
    """How a film stands for a stranger: `ready`, `waiting` for its mark, or `lost`."""
    if not share.watermark:
        return "ready"
    film = MarkedFilm.objects.filter(asset=asset).first()
    if film and film.made_at and beside(asset, FILM).is_file():
        return "ready"
    return "lost" if film and film.is_hopeless else "waiting"


def ask_for(links: ShareQuerySet) -> None:
    """What these links show and nobody asked for yet is to be made."""
    film: dict[str, Any] = {"kind": Asset.Kind.VIDEO, "marked": None, "trashed_at": None}
    live = links.live().filter(watermark=True).order_by("id")
    alone = live.filter(**{f"asset__{name}": value for name, value in film.items()})
    among = live.filter(project__assets__listed=True, **{f"project__assets__{name}": film[name] for name in film})
    keys = chain(alone.values_list("asset", flat=True), among.values_list("project__assets", flat=True))
    rows = [MarkedFilm(asset_id=key) for key in dict.fromkeys(keys)]
    MarkedFilm.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def take_next() -> MarkedFilm | None:
    """The next film that is to be made, held so that no other process makes it; what no link shows is forgotten.

    What a link shows by itself does not wait behind a project.
    """
    alone = Share.objects.live().filter(watermark=True, asset=OuterRef("asset"))
    rows = MarkedFilm.objects.with_assets()
    while due := list(rows.due().annotate(alone=Exists(alone)).order_by("-alone", "id")[:AT_ONCE]):
        shown = marked_among(film.asset_id for film in due)
        MarkedFilm.objects.filter(pk__in=[film.pk for film in due if film.asset_id not in shown]).delete()
        for film in due:
            if film.asset_id in shown and hold(film, due=True):
                return film
    return None


def hold(film: MarkedFilm, *, due: bool = False) -> bool:
    """Nobody else takes it up for a while; `due`: if nobody has done so before, else False."""
    rows = MarkedFilm.objects.due() if due else MarkedFilm.objects.all()
    return bool(rows.filter(pk=film.pk).update(retry_at=timezone.now() + HELD))


async def mark(film: MarkedFilm) -> None:
    """Make it, and write down how that ended."""
    problem, pause = "", None
    try:
        await making(film)
    except NoRoom:
        problem, pause = storage.FULL, SOON
    except Hopeless as error:
        problem = str(error)
    except Unreadable as error:
        problem, pause = str(error), pause_after(film)
    except Exception:
        log.exception("film %s could not be marked", film.asset.public_id)
        problem, pause = BROKE, pause_after(film)
    await persist(end, film, problem, pause)


async def making(film: MarkedFilm) -> None:
    made = asyncio.ensure_future(at_length(make, film.asset))
    try:
        while not (await asyncio.wait([made], timeout=BEAT))[0]:
            await persist(hold, film)
        made.result()
    finally:
        made.cancel()


def make(asset: Asset) -> None:
    """Blocking, and perhaps long. Raises NoRoom, Hopeless, Unreadable."""
    if not storage.has_room(asset.bytes):
        raise NoRoom
    path, draft = storage.path_of(asset.key), storage.draft(asset.team.public_id, f"{asset.public_id}-marked")
    try:
        in_own_child(mark_film, str(path), str(draft), mark_of(asset))
    except Unreadable as error:
        if str(error) == NO_FILM and storage.digest(path).sha256 == asset.sha256:
            raise Hopeless(NO_FILM) from error
        raise
    put(draft, beside(asset, FILM))


def pause_after(film: MarkedFilm) -> timedelta:
    return max(SOON, min(SELDOM, timezone.now() - film.begun_at))


def end(film: MarkedFilm, problem: str = "", pause: timedelta | None = None) -> None:
    """`pause`: it is tried again after it."""
    now = timezone.now()
    ends = {"made_at": None if problem else now, "problem": problem[:300], "retry_at": now + pause if pause else None}
    MarkedFilm.objects.filter(pk=film.pk).update(**ends)


def tidy() -> None:
    """Rows of what no link shows go; what was made and has no file any more is to be made anew."""
    last = 0
    rows = MarkedFilm.objects.with_assets().order_by("pk")
    while films := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        shown, last = marked_among(film.asset_id for film in films), films[-1].pk
        MarkedFilm.objects.filter(pk__in=[film.pk for film in films if film.asset_id not in shown]).delete()
        lost = [film.pk for film in films if film.made_at and not beside(film.asset, FILM).is_file()]
        MarkedFilm.objects.filter(pk__in=lost).update(made_at=None, begun_at=timezone.now())

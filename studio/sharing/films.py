"""Films with their mark: made one after the other beside everything else, for as long as a link shows them."""

import logging
from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.jobs.db import at_length, db, look
from studio.jobs.work import work
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.library.pool import in_own_child
from studio.sharing.copies import FILM, beside, mark_of, put
from studio.sharing.marking import mark_film
from studio.sharing.models import MarkedFilm, Share

log = logging.getLogger(__name__)
BROKE = _("The studio could not mark it; its log says why.")
FULL = _("The studio's disk is almost full. Its administrator has to make room.")


@work.sweep(timedelta(seconds=5))
async def mark_films() -> None:
    """Mark what links show. What an earlier process left half done is begun anew, what failed is not."""
    while (asset := await look(next_film)) is not None:
        film = await db(begin, asset)
        if film is None:
            continue
        problem = ""
        try:
            await at_length(make, asset)
        except Unreadable as error:
            problem = str(error)
        except Exception:
            log.exception("film %s could not be marked", asset.public_id)
            problem = BROKE
        await db(end, film, problem)


def next_film() -> Asset | None:
    """First what was begun, then what a link shows by itself, then what stands in a project that one shows."""
    begun = MarkedFilm.objects.filter(made_at=None, problem="").order_by("id").values_list("asset", flat=True)
    live = Share.objects.live().filter(watermark=True).order_by("id")
    film = {"kind": Asset.Kind.VIDEO, "marked": None}
    alone = live.filter(**{f"asset__{name}": value for name, value in film.items()}).values_list("asset", flat=True)
    placed = film | {"trashed_at": None, "listed": True}
    among = live.filter(**{f"project__assets__{name}": value for name, value in placed.items()})
    for keys in (begun, alone, among.values_list("project__assets", flat=True)):
        if key := keys.first():
            return Asset.objects.select_related("team").filter(pk=key).first()
    return None


def begin(asset: Asset) -> MarkedFilm | None:
    """None when the asset has gone meanwhile."""
    try:
        return MarkedFilm.objects.get_or_create(asset_id=asset.pk)[0]
    except IntegrityError:
        return None


def make(asset: Asset) -> None:
    """Blocking, and perhaps long. Raises Unreadable."""
    if not storage.has_room(asset.bytes):
        raise Unreadable(FULL)
    draft: Path = storage.draft(asset.team.public_id, f"{asset.public_id}-marked")
    in_own_child(mark_film, str(storage.path_of(asset.key)), str(draft), mark_of(asset))
    put(draft, beside(asset, FILM))


def end(film: MarkedFilm, problem: str) -> None:
    made_at = None if problem else timezone.now()
    MarkedFilm.objects.filter(pk=film.pk).update(made_at=made_at, problem=problem[:300])

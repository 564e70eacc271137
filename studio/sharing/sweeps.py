"""What happens to links by the clock."""

import logging
from datetime import timedelta
from itertools import islice
from pathlib import Path

from studio.jobs.db import db
from studio.jobs.work import work
from studio.library.models import Asset
from studio.sharing import films
from studio.sharing.copies import all_copies
from studio.sharing.models import Share
from studio.sharing.works import marked_among
from studio.web.ids import as_uuid

log = logging.getLogger(__name__)
AT_ONCE = 500


@work.sweep(timedelta(seconds=5))
async def mark_films() -> None:
    """One after the other. What an earlier process left half done is begun anew."""
    while (film := await db(films.take_next)) is not None:
        await films.mark(film)


@work.sweep(timedelta(minutes=1), aside=True)
def ask_for_films() -> None:
    """A new link asks for its films by itself; here is seen what came to stand behind one since."""
    films.ask_for(Share.objects.all())


@work.sweep(timedelta(hours=1), aside=True)
def forget_copies() -> None:
    """What no link shows with its mark any more has no copy."""
    copies = all_copies()
    while portion := list(islice(copies, AT_ONCE)):
        forget_among(portion)
    films.tidy()


def forget_among(copies: list[Path]) -> None:
    named = [as_uuid(copy.parent.name) for copy in copies]
    keys = dict(Asset.objects.filter(public_id__in=named).values_list("pk", "public_id"))
    shown = {str(keys[key]) for key in marked_among(keys)}
    for copy in copies:
        if copy.parent.name not in shown:
            try:
                copy.unlink(missing_ok=True)
            except OSError:
                log.exception("a copy of %s could not be deleted", copy.parent.name)

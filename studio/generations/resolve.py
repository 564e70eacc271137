"""Looking for what became of a paid request whose answer was lost (engine.md section 6)."""

from datetime import timedelta

from django.utils import timezone

from studio.generations.models import Generation, State
from studio.generations.recipes import Candidate, get_recipe
from studio.generations.transition import move, touch
from studio.generations.wires import api_for
from studio.jobs.db import db
from studio.jobs.runner import get_runner

MATCHED = "matched_by_time"
NOT_FOUND = "not_found"
EARLY, LATE = timedelta(seconds=5), timedelta(seconds=120)
LOOK_FOR = timedelta(minutes=15)


async def look_for(gen: Generation) -> bool:
    """Ask MiniMax what the request became; True when it was found and adopted.

    Adopted only when exactly one thing upstream and exactly one lost request fit each other. An empty list
    is no proof, so nothing is ever sent again here.
    """
    found = await get_recipe(gen.kind).find_lost(api_for(gen.connection), gen)
    if found is None:
        return False
    return await db(adopt, gen, found)


def adopt(gen: Generation, found: list[Candidate]) -> bool:
    fitting = [candidate for candidate in unclaimed(gen, found) if fits(gen, candidate)]
    if not fitting:
        started = gen.submit_started_at or gen.created_at
        if timezone.now() - started > timedelta(minutes=5) and gen.note != NOT_FOUND:
            touch(gen.pk, note=NOT_FOUND)
        return False
    rivals = Generation.objects.filter(connection=gen.connection, model=gen.model, state=State.UNCERTAIN)
    lost = [row for row in rivals if any(fits(row, candidate) for candidate in fitting)]
    if len(fitting) != 1 or len(lost) != 1:
        return False
    return take_up(gen, fitting[0].upstream_id, by="resolver", note=MATCHED)


def unclaimed(gen: Generation, found: list[Candidate]) -> list[Candidate]:
    ids = [candidate.upstream_id for candidate in found]
    rows = Generation.objects.filter(connection=gen.connection, upstream_id__in=ids)
    taken = set(rows.values_list("upstream_id", flat=True))
    return [candidate for candidate in found if candidate.upstream_id not in taken]


def fits(gen: Generation, candidate: Candidate) -> bool:
    if gen.submit_started_at is None:
        return False
    return gen.submit_started_at - EARLY <= candidate.created_at <= gen.submit_started_at + LATE


def take_up(gen: Generation, upstream_id: str, *, by: str, note: str = "") -> bool:
    """The request is known again: watch it like any other."""
    now = timezone.now()
    moved = move(
        gen.pk,
        (State.UNCERTAIN, State.SUBMITTING),
        State.RUNNING,
        token=gen.submit_token,
        by=by,
        upstream_id=upstream_id,
        note=note,
        accepted_at=now,
        error=None,
        deadline_at=now + get_recipe(gen.kind).deadline,
    )
    if moved:
        get_runner().launch(gen.pk, gen.kind)
    return moved

"""The one transition. Nothing else writes `state`; a test reads the tree for it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from studio.generations.models import MADE, NEXT, TERMINAL, Generation, GenerationEvent, State
from studio.generations.recipes import get_recipe
from studio.jobs.runner import get_runner
from studio.live.notify import notify
from studio.spend import actions as spend

# Reaching one of these makes room for nobody.
FREES_NOTHING = (State.ADMITTED, State.SUBMITTING, State.FINISHING)


def move(
    gen_id: int,
    frm: str | tuple[str, ...],
    to: str,
    *,
    epoch: int | None = None,
    token: UUID | None = None,
    by: str = "driver",
    why: str = "",
    also: Callable[[], None] | None = None,
    spent: Decimal | None = None,
    **changes: Any,
) -> bool:
    """Take the step and return True; False when another was first or the step is not allowed.

    The UPDATE is filtered by the state that was seen, and by the driver's `epoch` or the attempt's `token`, so that
    one of two racing callers is let through. In the same transaction: money (`spent`, else the whole price), the event
    with its `why`, what `also` does and what `hear` registered. `changes` are further columns.
    """
    origins = [state for state in ([frm] if isinstance(frm, str) else frm) if to in NEXT[state]]
    guard = {name: value for name, value in {"epoch": epoch, "submit_token": token}.items() if value is not None}
    now = timezone.now()
    if to in TERMINAL:
        changes.setdefault("finished_at", now)
    if spent is not None:
        changes["spent"] = spent
    with transaction.atomic():
        row = Generation.objects.filter(pk=gen_id).values("state", "public_id", "team_id", "rev", "kind").first()
        if row is None or row["state"] not in origins:
            return False
        rows = Generation.objects.filter(pk=gen_id, state=row["state"], **guard)
        if not rows.update(state=to, rev=F("rev") + 1, updated_at=now, **changes):
            return False
        GenerationEvent.objects.create(generation_id=gen_id, frm=row["state"], to=to, by=by, at=now, note=why[:300])
        if also is not None:
            also()
        _account(row["public_id"], row["state"], to, spent)
        for hearer in _hearers:
            hearer(gen_id, row["kind"], to)
        transaction.on_commit(partial(announce, row["kind"], row["team_id"], row["public_id"], row["rev"] + 1, to))
    return True


def stands(gen: Generation, state: str, **guard: Any) -> bool:
    """Is this very attempt in the state already? What is repeated may have been done, and only the word of it lost."""
    return Generation.objects.filter(pk=gen.pk, state=state, submit_token=gen.submit_token, **guard).exists()


# Rooms above that follow generations, told inside the transaction: the row's key, its kind, and the state reached.
_hearers: list[Callable[[int, str, str], object]] = []


def hear(hearer: Callable[[int, str, str], object]) -> None:
    _hearers.append(hearer)


def touch(gen_id: int, *, epoch: int | None = None, **changes: Any) -> bool:
    """Change what people see of a generation without a step: progress, a wish to cancel, a note."""
    assert "state" not in changes
    guard = {} if epoch is None else {"epoch": epoch}
    with transaction.atomic():
        rows = Generation.objects.filter(pk=gen_id, **guard)
        if not rows.update(rev=F("rev") + 1, updated_at=timezone.now(), **changes):
            return False
        row = Generation.objects.values("state", "public_id", "team_id", "rev", "kind").get(pk=gen_id)
        transaction.on_commit(
            partial(announce, row["kind"], row["team_id"], row["public_id"], row["rev"], row["state"])
        )
    return True


def touch_all(gen_ids: list[int], **changes: Any) -> None:
    """The same of several, with as many statements as of one."""
    with transaction.atomic():
        Generation.objects.filter(pk__in=gen_ids).update(rev=F("rev") + 1, updated_at=timezone.now(), **changes)
        rows = Generation.objects.filter(pk__in=gen_ids).values_list("kind", "team_id", "public_id", "rev", "state")
        for row in rows:
            transaction.on_commit(partial(announce, *row))


def announce(kind: str, team_id: int, public_id: UUID, rev: int, state: str) -> None:
    if get_recipe(kind).tells_team:
        notify(f"t.{team_id}", {"type": "gen.changed", "id": str(public_id), "rev": rev, "last": state in TERMINAL})
    if state not in FREES_NOTHING:
        get_runner().admit_soon()


def _account(public_id: UUID, frm: str, to: str, spent: Decimal | None) -> None:
    """Done settles for what was made, failed and cancelled release, uncertain keeps the hold.

    What fails after MiniMax made it is billed there all the same, so it settles too.
    """
    if to == State.DONE or (to in TERMINAL and frm in MADE):
        spend.settle(public_id, spent=spent)
    elif to in (State.FAILED, State.CANCELLED):
        spend.release(public_id)

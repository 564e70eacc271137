"""Kinds whose result comes with the answer: sent once, heard and written while it comes, then kept (decision 0018).

The promise of `submit.py` holds: marked durably before it leaves, sent once. Its first piece is the acceptance. What
breaks after that, on the line or in this process, keeps what has come and ends done, with the note `interrupted`:
MiniMax bills the text, not the listening.
"""

import asyncio
import uuid
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations import growing
from studio.generations.collect import INTERRUPTED
from studio.generations.growing import Growing
from studio.generations.models import Generation, Result, State
from studio.generations.problems import Problem, problem_of
from studio.generations.recipes import StreamedRecipe
from studio.generations.submit import mark, prepare, refuse, sort_break
from studio.generations.transition import move, stands
from studio.jobs.crash import point
from studio.jobs.db import db, persist
from studio.jobs.runner import get_runner
from studio.library import storage
from studio.library.examine import Unreadable
from studio.minimax import Garbled, MiniMax

LOST = _("What had arrived was lost when the studio stopped.")


async def listen(gen: Generation, recipe: StreamedRecipe) -> bool:
    """From admitted to fetching, that is: all has come; True when there is something to keep."""
    ready = await prepare(gen, recipe)
    if ready is None:
        return False
    try:
        with get_runner().on_the_wire(gen.pk):
            return await _listen(gen, recipe, *ready)
    finally:
        await recipe.put_down(ready[1])


async def _listen(gen: Generation, recipe: StreamedRecipe, api: MiniMax, prepared: Any) -> bool:
    if not await asyncio.to_thread(storage.has_room, 0):
        await db(refuse, gen, State.ADMITTED, Unreadable(storage.FULL))
        return False
    token = uuid.uuid4()
    point("before-mark")
    if not await db(mark, gen, token):
        return False
    point("after-mark")
    grown = growing.begin(gen.public_id, draft_of(gen, token))
    try:
        accepted, facts, problem = await _take_down(gen, recipe, api, prepared, grown)
    finally:
        grown.end()
        growing.forget(gen.public_id)
    if not accepted:
        return False
    return await persist(end, gen, recipe.told(facts), problem)


async def _take_down(
    gen: Generation, recipe: StreamedRecipe, api: MiniMax, prepared: Any, grown: Growing
) -> tuple[bool, Any, Problem | None]:
    """Was it accepted, what MiniMax said at its end, and what broke it off."""
    accepting: asyncio.Task[bool] | None = None
    facts, problem = None, None
    try:
        async with recipe.stream(api, prepared) as pieces:
            async for piece in pieces:
                # To the listeners first: the table's turn comes beside them.
                grown.feed(piece if accepting else recipe.opening(gen.request) + piece)
                accepting = accepting or asyncio.create_task(persist(accept, gen))
                await grown.keep()
            facts = pieces.facts
        if accepting is None:
            raise Garbled
    except Exception as error:
        problem = await sort_break(gen, error, accepted=accepting is not None)
        if problem is None:
            return False, None, None
    try:
        await grown.keep(least=0)
    except OSError as error:
        problem = problem or problem_of(error)
    point("answer-in-memory")
    return accepting is not None and await asyncio.shield(accepting), facts, problem


def draft_of(gen: Generation, token: uuid.UUID) -> Path:
    """Where it is written: told by the attempt's token alone, so that it is found after any crash."""
    return storage.draft(gen.team.public_id, str(asset_id_of(token)))


def asset_id_of(token: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(token, "0")


def accept(gen: Generation) -> bool:
    """The first piece is there: MiniMax has taken it, and bills it. Guarded by the token, not the epoch."""
    token = gen.submit_token
    assert token is not None
    accepted = move(
        gen.pk,
        (State.SUBMITTING, State.UNCERTAIN),
        State.RUNNING,
        token=token,
        accepted_at=timezone.now(),
        error=None,
        also=lambda: _expect(gen, asset_id_of(token)),
    ) or stands(gen, State.RUNNING)
    gen.reload()
    point("after-answer")
    return accepted


def _expect(gen: Generation, asset_id: uuid.UUID) -> None:
    # A second attempt writes to a draft of its own.
    attempt = {"asset_public_id": asset_id, "asset": None}
    Result.objects.update_or_create(generation=gen, index=0, defaults=attempt)


def end(gen: Generation, told: dict[str, Any] | None, problem: Problem | None) -> bool:
    """All that comes has come: what there is to keep lies in the draft. `told`: by MiniMax, at the very end."""
    broke = problem is not None or told is None
    reply = {**(told or {}), INTERRUPTED: broke, "broke": problem.as_dict() if problem else None}
    note = INTERRUPTED if broke else ""
    why = problem.cause if problem else ""
    ended = move(gen.pk, State.RUNNING, State.FETCHING, epoch=gen.epoch, upstream_reply=reply, note=note, why=why)
    ended = ended or stands(gen, State.FETCHING, epoch=gen.epoch)
    gen.reload()
    return ended


def take_up(gen: Generation) -> bool:
    """Found running with nobody listening: keep what had come; False when that is lost."""
    draft = draft_of(gen, gen.submit_token) if gen.submit_token else None
    if draft is None or not draft.exists() or not draft.stat().st_size:
        move(gen.pk, State.RUNNING, State.UNCERTAIN, epoch=gen.epoch, why=LOST)
        return False
    return end(gen, None, None)


def was_accepted(gen: Generation) -> bool:
    """Found in submitting: has a first piece come, which only the draft knows? Then that is written down."""
    draft = draft_of(gen, gen.submit_token) if gen.submit_token else None
    return draft is not None and draft.exists() and draft.stat().st_size > 0 and accept(gen)


def drafts_to_spare(kinds: list[str]) -> set[str]:
    """The names of the drafts that hold the only copy of what was streamed and is not kept yet."""
    rows = Generation.objects.driven().filter(kind__in=kinds, submit_token__isnull=False)
    return {str(asset_id_of(token)) for token in rows.values_list("submit_token", flat=True) if token}

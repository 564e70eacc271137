"""Kinds whose result is words: sent once, read while they come, kept in their room's row (docs/decisions/0026).

The promise of `submit.py` holds: marked durably before it leaves, sent once. Its first piece is the acceptance. What
breaks after that keeps what has come and ends done, with the note `interrupted`; a person who stops it ends it done,
with the note `stopped`. MiniMax bills what was written.
"""

import asyncio
import logging
import uuid
from contextlib import suppress
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations import collect
from studio.generations.collect import INTERRUPTED
from studio.generations.models import Generation, State
from studio.generations.problems import Problem, problem_of
from studio.generations.recipes import Paper, WrittenRecipe, get_recipe
from studio.generations.submit import UNPREPARED, mark, prepare, requeue, sort_break
from studio.generations.transition import move, stands
from studio.generations.wires import api_for
from studio.jobs.crash import point
from studio.jobs.db import db, look, persist
from studio.jobs.runner import get_runner
from studio.library.examine import Unreadable
from studio.minimax import Garbled, MiniMax

log = logging.getLogger(__name__)
STOPPED = "stopped"
FOUND = _("The studio stopped while it was written.")
LOOK_FOR_STOP = 60.0
# Seconds that a driver which is told to go still tries to save.
LAST_SAVE = 5.0


class Stopped(Exception):
    """A person has read enough."""


# Marked at their birth, in this process: what their driver sends is at hand.
_born: dict[int, tuple[Generation, Any]] = {}


def hand_over(gen: Generation, prepared: Any) -> None:
    """When the transaction that made and marked it is through, from any thread; its driver is launched next."""
    _born[gen.pk] = (gen, prepared)


def take_over(gen_id: int) -> tuple[Generation, Any] | None:
    return _born.pop(gen_id, None)


async def write_born(gen: Generation, prepared: Any) -> None:
    """From its birth, which marked it, to its end."""
    recipe = get_recipe(gen.kind)
    assert isinstance(recipe, WrittenRecipe)
    with get_runner().on_the_wire(gen.pk):
        point("after-mark")
        try:
            api, paper = api_for(gen.connection), recipe.open(gen, prepared)
        except Exception:
            # Nothing was sent: it waits, and is prepared like any other.
            log.exception("what %s is sent with could not be made", gen.public_id)
            await persist(requeue, gen, State.SUBMITTING, problem_of(Unreadable(UNPREPARED)), None)
            return
        kept, reply = await _write(gen, recipe, api, prepared, paper)
    await _go_on(gen, recipe, kept, reply)


async def write(gen: Generation, recipe: WrittenRecipe) -> None:
    """From admitted to its end."""
    ready = await prepare(gen, recipe)
    if ready is None:
        return
    api, prepared = ready
    try:
        with get_runner().on_the_wire(gen.pk):
            if not await db(mark_now, gen):
                return
            kept, reply = await _write(gen, recipe, api, prepared, recipe.open(gen, prepared))
    finally:
        await recipe.put_down(prepared)
    await _go_on(gen, recipe, kept, reply)


async def _go_on(gen: Generation, recipe: WrittenRecipe, kept: bool, reply: Any) -> None:
    if kept:
        point("done")
        await recipe.go_on(gen, reply)


def mark_now(gen: Generation) -> bool:
    """The durable mark, with the name of a new attempt."""
    point("before-mark")
    marked = mark(gen, uuid.uuid4())
    point("after-mark")
    return marked


async def _write(gen: Generation, recipe: WrittenRecipe, api: MiniMax, prepared: Any, paper: Paper) -> tuple[bool, Any]:
    """Marked, and sent now. Was something kept; and the whole reply, if it is whole."""
    taking = asyncio.create_task(_take_down(gen, recipe, api, prepared, paper))
    stopping = asyncio.create_task(_wait_for_stop(gen))
    try:
        await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            taking.cancel(STOPPED)
        accepted, reply, problem = await taking
    finally:
        # Also when this very driver is cancelled: then a later one keeps what has come.
        taking.cancel()
        stopping.cancel()
        await _close(paper)
    return accepted and await persist(end, gen, recipe, reply, problem), reply


async def _close(paper: Paper) -> None:
    """A driver that is told to go tries for a moment only."""
    driver = asyncio.current_task()
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_SAVE if driver and driver.cancelling() else None):
            await paper.close()


async def _take_down(
    gen: Generation, recipe: WrittenRecipe, api: MiniMax, prepared: Any, paper: Paper
) -> tuple[bool, Any, Problem | None]:
    """Was it accepted, the whole reply, and what broke it off."""
    accepting: asyncio.Task[bool] | None = None
    reply, problem = None, None
    try:
        async with recipe.stream(api, prepared) as pieces:
            async for piece in pieces:
                # Made first, so that nothing else can undo it; it begins when the piece is written.
                accepting = accepting or asyncio.create_task(persist(accept, gen))
                paper.write(piece)
            reply = pieces.reply
        if accepting is None and reply is None:
            raise Garbled
    except asyncio.CancelledError as stopped:
        if STOPPED not in stopped.args or accepting is None:
            raise
    except Exception as error:
        problem = await sort_break(gen, error, accepted=accepting is not None)
        if problem is None:
            return False, None, None
    # A reply of nothing but tool calls has no piece that is shown.
    accepting = accepting or asyncio.create_task(persist(accept, gen))
    try:
        return await asyncio.shield(accepting), reply, problem
    except asyncio.CancelledError as stopped:
        # Stopped when all had come already.
        if STOPPED not in stopped.args:
            raise
        return await asyncio.shield(accepting), reply, problem


async def _wait_for_stop(gen: Generation) -> None:
    """Until a person wants it to end, and a first piece has come: before that MiniMax may bill an answer that nobody
    has seen."""
    wish = Generation.objects.values_list("cancel_requested_at", "accepted_at")
    while True:
        await get_runner().nap(gen.pk, LOOK_FOR_STOP)
        try:
            asked, accepted = await look(wish.get, pk=gen.pk)
        except DatabaseError:
            log.exception("whether %s shall stop could not be read", gen.public_id)
            continue
        if asked and accepted:
            return


def accept(gen: Generation) -> bool:
    """The first piece is there: MiniMax has taken it, and bills it. Guarded by the token, not the epoch."""
    assert gen.submit_token is not None
    now = timezone.now()
    accepted = move(
        gen.pk,
        (State.SUBMITTING, State.UNCERTAIN),
        State.RUNNING,
        token=gen.submit_token,
        accepted_at=now,
        error=None,
    ) or stands(gen, State.RUNNING)
    gen.state, gen.accepted_at = State.RUNNING, now
    point("after-answer")
    with suppress(Generation.DoesNotExist):
        if Generation.objects.values_list("cancel_requested_at", flat=True).get(pk=gen.pk):
            get_runner().poke(gen.pk)  # asked before there was anything to stop
    return accepted


def end(gen: Generation, recipe: WrittenRecipe, reply: Any, problem: Problem | None) -> bool:
    """Say done: in one transaction what was written, what it cost, and what follows from it."""
    note = "" if reply is not None else INTERRUPTED if problem else STOPPED
    gen.upstream_reply = {
        **(recipe.told(reply) if reply is not None else {}),
        INTERRUPTED: note == INTERRUPTED,
        "broke": problem.as_dict() if problem else None,
    }
    return move(
        gen.pk,
        State.RUNNING,
        State.DONE,
        epoch=gen.epoch,
        also=lambda: recipe.end(gen, reply),
        upstream_reply=gen.upstream_reply,
        spent=collect.spent_on(gen),
        note=note,
        error=None,
        why=problem.cause if problem else "",
    ) or stands(gen, State.DONE, epoch=gen.epoch)


def take_up(gen: Generation, recipe: WrittenRecipe) -> bool:
    """Found running with nobody who reads: what its row holds is what there is."""
    return end(gen, recipe, None, Problem(cause=FOUND, next_step="", retryable=False))


def was_accepted(gen: Generation, recipe: WrittenRecipe) -> bool:
    """Found in submitting: has a first piece come, which only its row knows? Then that is written down."""
    return recipe.has_begun(gen) and accept(gen)

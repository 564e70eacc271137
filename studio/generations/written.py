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
from studio.generations.recipes import Paper, WrittenRecipe
from studio.generations.streaming import BROKE, surely
from studio.generations.submit import become_uncertain, mark, prepare, refuse
from studio.generations.transition import move
from studio.jobs.crash import point
from studio.jobs.db import db, look
from studio.jobs.runner import get_runner
from studio.minimax import Garbled, MiniMax, MiniMaxError

log = logging.getLogger(__name__)
STOPPED = "stopped"
FOUND = _("The studio stopped while it was written.")
LOOK_FOR_STOP = 60.0


class Stopped(Exception):
    """A person has read enough."""


async def write(gen: Generation, recipe: WrittenRecipe, marked: bool = False) -> None:
    """From admitted to its end; `marked`: this very driver has marked it already."""
    ready = await prepare(gen, recipe)
    if ready is None:
        return
    try:
        with get_runner().on_the_wire(gen.pk):
            done, reply = await _write(gen, recipe, *ready, marked)
    finally:
        await recipe.put_down(ready[1])
    if done:
        point("done")
        await recipe.go_on(gen, reply)


async def _write(gen: Generation, recipe: WrittenRecipe, api: MiniMax, prepared: Any, marked: bool) -> tuple[bool, Any]:
    """Is there something to keep; and the whole reply, if it is whole."""
    if not marked and not await db(mark_now, gen):
        return False, None
    paper = recipe.open(gen, prepared)
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
        await paper.close()
    return accepted and await db(end, gen, recipe, reply, problem), reply


def mark_now(gen: Generation) -> bool:
    """The durable mark, with the name of a new attempt."""
    point("before-mark")
    marked = mark(gen, uuid.uuid4())
    point("after-mark")
    return marked


async def _take_down(
    gen: Generation, recipe: WrittenRecipe, api: MiniMax, prepared: Any, paper: Paper
) -> tuple[bool, Any, Problem | None]:
    """Was it accepted, the whole reply, and what broke it off."""
    accepting: asyncio.Task[bool] | None = None
    reply, problem = None, None
    try:
        async with recipe.stream(api, prepared) as pieces:
            async for piece in pieces:
                paper.write(piece)
                if accepting is None:
                    accepting = asyncio.create_task(db(accept, gen))
            reply = pieces.reply
        if accepting is None and reply is None:
            raise Garbled
    except asyncio.CancelledError as stopped:
        if STOPPED not in stopped.args or accepting is None:
            raise
        problem = None
    except MiniMaxError as error:
        if accepting is None:
            await db(refuse, gen, State.SUBMITTING, error)
            return False, None, None
        problem = problem_of(error)
    except Exception as error:
        log.exception("the writing of %s broke", gen.public_id)
        if accepting is None:
            # Whatever broke on our side, the request may have left.
            await db(become_uncertain, gen, type(error).__name__)
            return False, None, None
        problem = Problem(cause=BROKE, next_step="", retryable=False, detail=type(error).__name__)
    # A reply of nothing but tool calls has no piece that is shown.
    accepting = accepting or asyncio.create_task(db(accept, gen))
    try:
        return await surely(accepting, gen, accept), reply, problem
    except asyncio.CancelledError as stopped:
        # Stopped when all had come already.
        if STOPPED not in stopped.args:
            raise
        return await surely(accepting, gen, accept), reply, problem


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
    )
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
    )


def take_up(gen: Generation, recipe: WrittenRecipe) -> bool:
    """Found running with nobody who reads: what its row holds is what there is."""
    return end(gen, recipe, None, Problem(cause=FOUND, next_step="", retryable=False))


def was_accepted(gen: Generation, recipe: WrittenRecipe) -> bool:
    """Found in submitting: has a first piece come, which only its row knows? Then that is written down."""
    return recipe.has_begun(gen) and accept(gen)

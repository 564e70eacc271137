"""The one step that costs money: marked durably, sent once, and its answer sorted (engine.md section 6).

After the mark only this driver may send, and only once. What provably was not accepted goes back into the
queue; what was refused has failed; everything else is unknown, and a person decides.
"""

import logging
import os
import random
import re
import socket
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations import collect
from studio.generations.admission import penalise
from studio.generations.models import Generation, State
from studio.generations.problems import Problem, problem_of
from studio.generations.recipes import Ready, Recipe, Waiting, get_recipe
from studio.generations.transition import move
from studio.generations.wires import api_for
from studio.jobs.crash import point, point_soon
from studio.jobs.db import db, persist
from studio.jobs.runner import get_runner
from studio.library.examine import Unreadable
from studio.minimax import Acceptance, MiniMax, MiniMaxError

log = logging.getLogger(__name__)
ME = f"{socket.gethostname()[:40]}:{os.getpid()}"
SUBMIT_TRIES = 6
LONGEST_BACKOFF = 60.0
ENOUGH = _("It was tried six times and never taken. Wait a while, then try again.")
BROKE = _("The studio stopped listening; its log says why.")
UNPREPARED = _("The studio could not put this request together; its log says why.")
HERE = re.compile(r"http://(localhost|127\.[\d.]+|\[::1\])(:|$)")


async def prepare(gen: Generation, recipe: Recipe) -> tuple[MiniMax, Any] | None:
    """The client and what the recipe prepared; None when that failed, which the row then says."""
    try:
        api = api_for(gen.connection)
        return api, await recipe.prepare(api, gen)
    except (MiniMaxError, Unreadable) as error:
        await db(refuse, gen, State.ADMITTED, error)
    except Exception:
        # Nothing was sent. Unanswered, it would hold one of the few places to send from for ever.
        log.exception("preparing %s broke", gen.public_id)
        await db(requeue, gen, State.ADMITTED, problem_of(Unreadable(UNPREPARED)), None)
    return None


async def submit(gen: Generation, recipe: Recipe) -> bool:
    """From admitted to running or fetching; True when there is more to drive."""
    ready = await prepare(gen, recipe)
    if ready is None:
        return False
    try:
        return await send(gen, recipe, *ready)
    finally:
        await recipe.put_down(ready[1])


async def send(gen: Generation, recipe: Recipe, api: MiniMax, prepared: Any) -> bool:
    token = uuid.uuid4()
    point("before-mark")
    with get_runner().on_the_wire(gen.pk):
        if not await db(mark, gen, token):
            return False
        point("after-mark")
        point_soon("during-submit", 0.05)
        try:
            answer = await recipe.submit(api, prepared, callback_url=callback_url(gen, token))
        except MiniMaxError as error:
            await db(refuse, gen, State.SUBMITTING, error)
            return False
        except Exception as error:
            # Whatever broke on our side, the request may have left.
            log.exception("submit of %s broke", gen.public_id)
            await db(become_uncertain, gen, type(error).__name__)
            return False
        point("answer-in-memory")
        saved = await db(accept, gen, token, answer)
    point("after-answer")
    return saved


def mark(gen: Generation, token: uuid.UUID) -> bool:
    """The durable mark. After it, only this driver may send, and only once."""
    now = timezone.now()
    marked = move(gen.pk, State.ADMITTED, State.SUBMITTING, epoch=gen.epoch, submit_token=token, submit_started_at=now)
    if marked:
        gen.state, gen.submit_token, gen.submit_started_at = State.SUBMITTING, token, now
    return marked


def accept(gen: Generation, token: uuid.UUID, answer: Waiting | Ready) -> bool:
    """Save MiniMax's answer. Guarded by the token, not the epoch: a late answer is always saved."""
    now = timezone.now()
    changes: dict[str, Any] = {
        "accepted_at": now,
        "error": None,
        "upstream_reply": answer.reply,
        "deadline_at": now + get_recipe(gen.kind).deadline,
    }
    if isinstance(answer, Waiting):
        to = State.RUNNING
        changes |= {"upstream_id": answer.upstream_id, "progress": answer.word}
    else:
        to = State.FETCHING
    outputs = answer.outputs if isinstance(answer, Ready) else []
    saved = move(
        gen.pk,
        (State.SUBMITTING, State.UNCERTAIN),
        to,
        token=token,
        also=lambda: collect.write_results(gen, outputs),
        **changes,
    )
    gen.reload()
    return saved


def refuse(gen: Generation, frm: str, error: MiniMaxError | Unreadable) -> None:
    """Sort a failed attempt: back into the queue if it was provably not accepted, failed, or uncertain."""
    problem = problem_of(error)
    if not isinstance(error, MiniMaxError) or error.acceptance is Acceptance.REFUSED:
        pause_if_account(gen, problem)
        move(gen.pk, frm, State.FAILED, epoch=gen.epoch, error=problem.as_dict(), why=problem.cause)
    elif error.acceptance is Acceptance.NOT_ACCEPTED or frm == State.ADMITTED:
        requeue(gen, frm, problem, getattr(error, "retry_after", None))
    else:
        become_uncertain(gen, problem.cause, problem)


async def sort_break(gen: Generation, error: Exception, *, accepted: bool) -> Problem | None:
    """What broke an answer off that came piece by piece. None when it was not accepted: then the row says what is known
    of it, and there is nothing to keep."""
    if isinstance(error, MiniMaxError):
        if accepted:
            return problem_of(error)
        await persist(refuse, gen, State.SUBMITTING, error)
        return None
    log.error("the answer of %s broke", gen.public_id, exc_info=error)
    if accepted:
        return Problem(cause=BROKE, next_step="", retryable=False, detail=type(error).__name__)
    # Whatever broke on our side, the request may have left.
    await persist(become_uncertain, gen, type(error).__name__)
    return None


def requeue(gen: Generation, frm: str, problem: Problem, retry_after: float | None) -> None:
    """Try again later, with full jitter; after six tries it is told to the person."""
    tries = gen.retry_count + 1
    if tries >= SUBMIT_TRIES:
        problem = replace(problem, next_step=ENOUGH)
        move(gen.pk, frm, State.FAILED, epoch=gen.epoch, error=problem.as_dict(), retry_count=tries)
        return
    wait = retry_after or random.uniform(0.5, 1) * min(2.0**tries, LONGEST_BACKOFF)  # noqa: S311
    if problem.throttled:
        penalise(gen.connection_id, gen.family, wait)
    move(
        gen.pk,
        frm,
        State.QUEUED,
        epoch=gen.epoch,
        retry_count=tries,
        why=problem.cause,
        not_before=timezone.now() + timedelta(seconds=wait),
        error=problem.as_dict(),
        submit_token=None,
    )
    if Generation.objects.filter(pk=gen.pk, cancel_requested_at__isnull=False).exists():
        move(gen.pk, State.QUEUED, State.CANCELLED, why=_("asked to stop while it was sent"))


def become_uncertain(gen: Generation, why: str, problem: Problem | None = None) -> None:
    error = problem.as_dict() if problem else None
    move(gen.pk, State.SUBMITTING, State.UNCERTAIN, epoch=gen.epoch, why=why, error=error)


def pause_if_account(gen: Generation, problem: Problem) -> None:
    """A wrong key or an empty balance will refuse the next one too: nothing more is sent until somebody looks."""
    if problem.account:
        gen.connection.pause(problem.cause, problem.code)


def callback_url(gen: Generation, token: uuid.UUID) -> str | None:
    """Where MiniMax may tell what became of the request. Our sandbox calls nobody but this machine."""
    root = settings.PUBLIC_URL
    if not root or (gen.connection.sandbox and (settings.PRODUCTION or not HERE.match(root))):
        return None
    return f"{root}/callbacks/{token}/"

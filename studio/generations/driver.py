"""One long driver per generation: submit once, watch, fetch, finish.

The promise: **a paid request leaves at most once per mark.** The row says `submitting`, durably, before the
request leaves; a row found in `submitting` by anybody else is never sent again by the machine: it is looked
up, or becomes `uncertain` and a person decides. Everything else may be repeated: a driver can be started
twice, killed anywhere and started again. Each driver raises `epoch`, and the step of an older one fails.
What nobody can close without an idempotency key at MiniMax is the moment between sending and saving the
answer; that is what `uncertain` is for (engine.md section 6).
"""

import logging
import random

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from studio.generations import collect, resolve, streaming, written
from studio.generations.collect import NOT_FETCHED, SLOW, TOO_LATE
from studio.generations.models import MADE, TERMINAL, Generation, State
from studio.generations.problems import Problem, is_of_account, problem_of
from studio.generations.recipes import Ready, Recipe, StreamedRecipe, TaskFailed, WrittenRecipe, get_recipe
from studio.generations.submit import LONGEST_BACKOFF, ME, pause_if_account, submit
from studio.generations.transition import move, touch
from studio.generations.wires import api_for
from studio.jobs.crash import point
from studio.jobs.db import db
from studio.jobs.runner import get_runner
from studio.jobs.work import work
from studio.library.examine import Unreadable
from studio.minimax import Acceptance, MiniMax, MiniMaxError, NotFound
from studio.web.safe_fetch import FetchFailed

log = logging.getLogger(__name__)
DOWNLOAD_TRIES = 8
NOT_KEPT = _("The studio could not keep it; its log says why.")


async def drive(gen_id: int) -> None:
    """Take a generation as far as it goes. Safe to start twice."""
    if born := written.take_over(gen_id):
        await written.write_born(*born)
        return
    gen = await db(claim, gen_id)
    if gen is None:
        return
    recipe = get_recipe(gen.kind)
    if gen.state == State.SUBMITTING and not await db(was_accepted, gen):
        await db(leave_uncertain, gen)
        return
    if gen.state == State.UNCERTAIN:
        await resolve.look_for(gen)
        return
    if isinstance(recipe, WrittenRecipe):
        await drive_written(gen, recipe)
        return
    if isinstance(recipe, StreamedRecipe):
        if gen.state == State.ADMITTED and not await streaming.listen(gen, recipe):
            return
        if gen.state == State.RUNNING and not await db(streaming.take_up, gen):
            return
    if gen.state == State.ADMITTED and not await submit(gen, recipe):
        return
    if gen.state == State.RUNNING and not await watch(gen, recipe):
        return
    if gen.state == State.FETCHING and not await fetch(gen, recipe):
        return
    if gen.state == State.FINISHING:
        await collect.derive(gen)
        await db(collect.finish, gen)
        point("done")


async def drive_written(gen: Generation, recipe: WrittenRecipe) -> None:
    if gen.state == State.ADMITTED:
        await written.write(gen, recipe)
    elif gen.state == State.RUNNING and await db(written.take_up, gen, recipe):
        await recipe.go_on(gen, None)


def was_accepted(gen: Generation) -> bool:
    """Found in submitting: does what has come say that MiniMax took it? Then that is written down.

    Of a row that cannot be read nobody knows: it must keep neither others nor the studio's start waiting.
    """
    recipe = get_recipe(gen.kind)
    try:
        if isinstance(recipe, WrittenRecipe):
            return written.was_accepted(gen, recipe)
        return isinstance(recipe, StreamedRecipe) and streaming.was_accepted(gen)
    except Exception:
        log.exception("whether %s was accepted could not be seen", gen.public_id)
        return False


work.drive = drive


def claim(gen_id: int) -> Generation | None:
    """Become the driver: raise the epoch, so that an older driver's next step fails. None when it has ended."""
    rows = Generation.objects.filter(pk=gen_id).exclude(state__in=[*TERMINAL, State.QUEUED])
    if not rows.update(epoch=F("epoch") + 1, driver=ME):
        return None
    return Generation.objects.select_related("team", "connection", "project").get(pk=gen_id)


def leave_uncertain(gen: Generation) -> None:
    """Found as `submitting`: the process that sent it is dead, and only MiniMax knows what became of it."""
    move(gen.pk, State.SUBMITTING, State.UNCERTAIN, epoch=gen.epoch, by="recovery", why=_("found in submitting"))


# Watch


async def watch(gen: Generation, recipe: Recipe) -> bool:
    """Ask until it is made; True when there is something to fetch. A poll writes only what changed."""
    api = api_for(gen.connection)
    slower = 1.0
    while True:
        if gen.cancel_requested_at and gen.note != TOO_LATE and await give_up(api, gen, recipe):
            return False
        try:
            answer = await recipe.check(api, gen)
            slower = 1.0
        except TaskFailed as error:
            await db(end_failed, gen, problem_of(error))
            return False
        except MiniMaxError as error:
            if says_no(error):
                await db(end_failed, gen, problem_of(error))
                return False
            # A gateway may send a bare 401 or 403 once; MiniMax's own code means it.
            if is_of_account(error) and error.code is not None:
                await db(pause_if_account, gen, problem_of(error))
            slower = min(slower * 2, 10.0)
        else:
            if isinstance(answer, Ready):
                point("poll-success")
                ready = await db(collect.expect, gen, answer)
                point("after-fetching")
                return ready
            if answer.word != gen.progress:
                gen.progress = answer.word
                await db(touch, gen.pk, epoch=gen.epoch, progress=answer.word)
        if gen.deadline_at and timezone.now() > gen.deadline_at:
            await db(leave_alone, gen)
            return False
        await pause(gen, recipe, slower)


def leave_alone(gen: Generation) -> None:
    """Beyond its deadline: a sweep asks on, rarely. When MiniMax has forgotten it, only its bill can tell."""
    if gen.is_forgotten:
        why = _("MiniMax said nothing for seven days")
        move(gen.pk, State.RUNNING, State.UNCERTAIN, epoch=gen.epoch, note="", why=why)
    else:
        touch(gen.pk, epoch=gen.epoch, note=SLOW)


def says_no(error: MiniMaxError) -> bool:
    """Is it MiniMax's word about this task? Not a fault of the key, and not some gateway's bare 404."""
    bare = isinstance(error, NotFound) and error.code is None
    return error.acceptance is Acceptance.REFUSED and not bare and not is_of_account(error)


async def pause(gen: Generation, recipe: Recipe, slower: float) -> None:
    """Wait for the next look; when poked, see whether somebody wants it stopped."""
    elapsed = (timezone.now() - (gen.accepted_at or gen.created_at)).total_seconds()
    seconds = min(recipe.poll_after(elapsed) * slower, 30.0) * random.uniform(0.8, 1.2)  # noqa: S311
    if await get_runner().nap(gen.pk, seconds):
        wish = Generation.objects.values_list("cancel_requested_at", flat=True)
        gen.cancel_requested_at = await db(wish.get, pk=gen.pk)


async def give_up(api: MiniMax, gen: Generation, recipe: Recipe) -> bool:
    """Ask MiniMax to stop; True when it did and bills nothing. If not, the result goes to the trash when it comes."""
    try:
        stopped = await recipe.cancel(api, gen)
    except MiniMaxError:
        stopped = False
    if stopped:
        return await db(move, gen.pk, State.RUNNING, State.CANCELLED, epoch=gen.epoch, why=_("stopped by MiniMax"))
    gen.note = TOO_LATE
    await db(touch, gen.pk, epoch=gen.epoch, note=TOO_LATE)
    return False


def end_failed(gen: Generation, problem: Problem) -> bool:
    """MiniMax said no; or it was made, and billed, and can no longer be had."""
    with transaction.atomic():
        spent = collect.spent_on(gen) if gen.state in MADE else None
        return move(
            gen.pk, gen.state, State.FAILED, epoch=gen.epoch, error=problem.as_dict(), why=problem.cause, spent=spent
        )


# Fetch


async def fetch(gen: Generation, recipe: Recipe) -> bool:
    """Download every result, each with a fresh link; True when all are kept.

    It is made and paid for: what may still be fetched is not given up. After eight tries a sweep tries once every
    ten minutes, for as long as MiniMax remembers the task.
    """
    stopped: Exception | None = None
    for tries in range(1 if gen.note == NOT_FETCHED else DOWNLOAD_TRIES):
        stopped = await try_to_fetch(gen, recipe)
        if stopped is None:
            return await db(collect.to_finishing, gen)
        await db(hold_up, gen, problem_of(stopped))
        if gen.note != NOT_FETCHED:
            # A refused key and a full disk are mended by a person, who needs more than a moment.
            mended = isinstance(stopped, OSError) or problem_of(stopped).account
            seconds = LONGEST_BACKOFF if mended else min(2.0**tries, LONGEST_BACKOFF)
            await get_runner().nap(gen.pk, random.uniform(0.5, 1) * seconds)  # noqa: S311
    assert stopped is not None
    if gen.is_forgotten or isinstance(stopped, collect.FOR_GOOD):
        # Of several, those that came are worth having.
        if await db(collect.has_some, gen):
            return await db(collect.to_finishing, gen)
        await db(end_failed, gen, problem_of(stopped))
    else:
        await db(touch, gen.pk, epoch=gen.epoch, note=NOT_FETCHED)
    return False


async def try_to_fetch(gen: Generation, recipe: Recipe) -> Exception | None:
    """None when everything is kept, else what stopped it."""
    try:
        await collect.fetch_all(api_for(gen.connection), gen, recipe)
    except (MiniMaxError, FetchFailed, Unreadable, OSError) as error:
        log.warning("fetching %s: %s", gen.public_id, error)
        return error
    except Exception:
        log.exception("fetching %s broke", gen.public_id)
        return OSError(NOT_KEPT)
    return None


def hold_up(gen: Generation, problem: Problem) -> None:
    """Show why it is not fetched yet, and when that was last seen; a fault of the account is shown on every page."""
    if problem.code is not None:
        pause_if_account(gen, problem)
    touch(gen.pk, epoch=gen.epoch, error=problem.as_dict())

"""From "it is made" to "it is kept": expected results, downloads, assets, the end.

Order is everything: the row of a result names its asset's id before a byte is fetched, the file is complete
and checked before the asset's row exists, and only then does anything say done.
"""

import asyncio
import errno
import logging
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from studio.generations.models import Generation, Result, State
from studio.generations.recipes import Output, Ready, Recipe, StreamedRecipe, get_recipe
from studio.generations.transition import move
from studio.generations.turns import downloads
from studio.jobs.crash import point
from studio.jobs.db import at_length, db
from studio.library import keeping, storage
from studio.library.counts import forget_counts
from studio.library.examine import Unreadable
from studio.library.models import LONGEST_TITLE, Asset
from studio.minimax import MiniMax, MiniMaxError
from studio.spend.pricing import price
from studio.web.ids import as_uuid
from studio.web.safe_fetch import FetchFailed, TooLarge, WrongType, safe_fetch

log = logging.getLogger(__name__)
SLOW, TOO_LATE, NOT_FETCHED, WRITTEN_OFF = "slow", "too_late", "not_fetched", "written_off"
INTERRUPTED, PARTLY = "interrupted", "partly_fetched"
# What no later try mends.
FOR_GOOD = (Unreadable, TooLarge, WrongType)
LARGEST_RESULT = 512 * 1024 * 1024


def expect(gen: Generation, answer: Ready) -> bool:
    """Write down what there is to fetch, and take the step to fetching."""
    moved = move(
        gen.pk,
        State.RUNNING,
        State.FETCHING,
        epoch=gen.epoch,
        also=lambda: write_results(gen, answer.outputs),
        upstream_reply=answer.reply or gen.upstream_reply,
    )
    if moved:
        gen.reload()
    return moved


def write_results(gen: Generation, outputs: list[Output]) -> None:
    for index, output in enumerate(outputs):
        Result.objects.get_or_create(
            generation=gen,
            index=index,
            defaults={
                "file_id": output.file_id,
                "source_url": output.url,
                "source_expires_at": output.expires_at,
            },
        )


async def fetch_all(api: MiniMax, gen: Generation, recipe: Recipe) -> None:
    """Fetch every result, whatever becomes of another; then raise what stopped one: first what time may mend."""
    stopped: list[Exception] = []
    for result in await db(lambda: list(gen.results.all())):
        try:
            await fetch_one(api, gen, recipe, result)
        except (MiniMaxError, FetchFailed, Unreadable, OSError) as error:
            stopped.append(error)
    if stopped:
        raise next((error for error in stopped if not isinstance(error, FOR_GOOD)), stopped[0])


async def fetch_one(api: MiniMax, gen: Generation, recipe: Recipe, result: Result) -> None:
    """Download one result with a fresh link, check it, keep it. An asset that is there already is adopted."""
    if await db(adopt, result):
        return
    if not await asyncio.to_thread(storage.has_room, 0):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    draft = storage.draft(gen.team.public_id, str(result.asset_public_id))
    # What was streamed lies there already.
    if isinstance(recipe, StreamedRecipe):
        await asyncio.to_thread(find_streamed, gen, result, draft)
    else:
        async with downloads.take(result.source_expires_at):
            await download(api, gen, recipe, result, draft)
    about = await db(describe, gen, result)
    await at_length(_keep, gen, result, draft, about)
    point("file-in-place")
    await db(adopt, result)


async def download(api: MiniMax, gen: Generation, recipe: Recipe, result: Result, draft: Path) -> None:
    output = Output(recipe.outputs, result.file_id, result.source_url, result.source_expires_at)
    source = await recipe.source(api, gen, output)
    await safe_fetch(
        source.url,
        to=draft,
        limit=LARGEST_RESULT,
        allow_origin=settings.SANDBOX_URL if gen.connection.sandbox else None,
        headers=source.headers,
        on_first_bytes=lambda: point("mid-download"),
    )


def find_streamed(gen: Generation, result: Result, draft: Path) -> None:
    """See that the draft of what was streamed is there; after a crash its file may lie in its place, without a row."""
    if not draft.exists() and not storage.take_back(draft, gen.team.public_id, result.asset_public_id):
        raise Unreadable(_("What had arrived was lost when the studio stopped."))


def _keep(gen: Generation, result: Result, draft: Path, about: dict[str, Any]) -> None:
    """Blocking. Again finds the same place."""
    recipe = get_recipe(gen.kind)
    beside = storage.folder_of(gen.team.public_id, result.asset_public_id)
    about |= recipe.unpack(gen, draft, beside)
    keeping.keep_draft(draft, asset_id=result.asset_public_id, team=gen.team, kind=recipe.outputs, **about)


def adopt(result: Result) -> bool:
    """Point the result at its kept asset; False when there is none yet."""
    asset = Asset.objects.filter(public_id=result.asset_public_id).first()
    if asset is None:
        return False
    Result.objects.filter(pk=result.pk).update(asset=asset)
    return True


def describe(gen: Generation, result: Result) -> dict[str, Any]:
    """What the asset says of itself: its words, its maker, and everything needed to make it again."""
    return {
        "author_id": gen.author_id,
        "origin": Asset.Origin.MADE,
        "title": gen.words[:LONGEST_TITLE],
        "model": gen.model,
        "project": gen.project,
        "sandbox": gen.connection.sandbox,
        "listed": get_recipe(gen.kind).is_listed(gen.request),
        "parents": {role: as_uuid(name[:36]) for role, name in get_recipe(gen.kind).parents(gen.request).items()},
        "recipe": {
            "generation": str(gen.public_id),
            "kind": gen.kind,
            "room": get_recipe(gen.kind).room,
            "model": gen.model,
            "label": get_recipe(gen.kind).label(gen.request),
            "request": gen.request,
            "price": None if gen.price is None else str(gen.price),
            "currency": gen.currency,
            "index": result.index,
            "asked_at": gen.created_at.isoformat(),
            "upstream_id": gen.upstream_id,
        },
    }


def to_finishing(gen: Generation) -> bool:
    moved = move(gen.pk, State.FETCHING, State.FINISHING, epoch=gen.epoch)
    if moved:
        gen.reload()
    return moved


async def derive(gen: Generation) -> None:
    """Posters and peaks may fail: it is logged, the work is not lost. Drawn beside the database's one thread."""
    for result in await db(lambda: list(gen.results.select_related("asset"))):
        if result.asset is None or result.asset.is_drawn:
            continue
        try:
            drawn = await asyncio.to_thread(keeping.draw, result.asset)
            await db(keeping.note_drawn, result.asset, drawn)
        except (Unreadable, OSError):
            log.exception("nothing could be drawn from %s", result.asset.public_id)
            gen.note = gen.note or "no poster"


@transaction.atomic
def finish(gen: Generation) -> bool:
    """Say done. Asked to stop and made all the same: it is kept, in the trash."""
    results = list(gen.results.select_related("asset"))
    kept = [result.asset for result in results if result.asset]
    note = "" if gen.note in (SLOW, NOT_FETCHED) else gen.note
    if (gen.upstream_reply or {}).get(INTERRUPTED):
        note = INTERRUPTED
    if len(kept) < len(results):
        note = PARTLY
    hidden = Generation.objects.values_list("cancel_requested_at", flat=True).get(pk=gen.pk)
    if hidden:
        for asset in kept:
            asset.trash()
        forget_counts(gen.team_id)
    return move(
        gen.pk,
        State.FINISHING,
        State.DONE,
        epoch=gen.epoch,
        spent=spent_on(gen),
        note=note,
        hidden_at=hidden,
        error=None,
    )


def spent_on(gen: Generation) -> Decimal | None:
    """What to charge, when it is not the reserved price: what MiniMax said it made, fetched or not."""
    if gen.price is None:
        return None
    measure = get_recipe(gen.kind).measure_made(gen)
    made = None if measure is None else price(measure).amount
    return None if made == gen.price else made


def has_some(gen: Generation) -> bool:
    """Is one of its results kept?"""
    return gen.results.filter(asset__isnull=False).exists()

"""Damaged assets whose bytes MiniMax still has are fetched again, and put back when they are the very same."""

import asyncio
import logging
from pathlib import Path

from studio.generations.collect import download
from studio.generations.models import Result
from studio.generations.recipes import StreamedRecipe, WrittenRecipe, get_recipe
from studio.generations.wires import api_for
from studio.jobs.db import at_length, db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.library.verifying import put_back
from studio.minimax import MiniMaxError
from studio.web.safe_fetch import FetchFailed

log = logging.getLogger(__name__)


async def mend(asset: Asset) -> bool:
    """True when its file is there again. Free: MiniMax is only asked for what it has made."""
    result = await db(find_source, asset)
    if result is None:
        return False
    draft = storage.draft(result.generation.team.public_id, f"mend-{asset.public_id}")
    try:
        return await fetch_again(asset, result, draft)
    except (MiniMaxError, FetchFailed, Unreadable, OSError) as error:
        log.info("%s cannot be fetched again: %s", asset.public_id, error)
        return False
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)


def find_source(asset: Asset) -> Result | None:
    """The result that it was, if its kind can be asked for again."""
    rows = Result.objects.select_related("generation__team", "generation__connection").filter(asset=asset)
    result = rows.first()
    if result is None or isinstance(get_recipe(result.generation.kind), StreamedRecipe | WrittenRecipe):
        return None
    return result


async def fetch_again(asset: Asset, result: Result, draft: Path) -> bool:
    gen, recipe = result.generation, get_recipe(result.generation.kind)
    await download(api_for(gen.connection), gen, recipe, result, draft)
    beside = storage.folder_of(gen.team.public_id, asset.public_id)
    await at_length(recipe.unpack, gen, draft, beside)
    return await at_length(put_back, asset, draft)

"""Damaged copies of files that MiniMax still has in its store are fetched again, if they are the very same."""

import asyncio
import logging

from studio.files.ids import read_id
from studio.files.sending import fetch_to
from studio.generations.wires import api_for
from studio.jobs.db import at_length, db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.library.verifying import put_back
from studio.minimax import MiniMaxError
from studio.teams.models import Connection

log = logging.getLogger(__name__)


async def mend_copy(asset: Asset) -> bool:
    """True when its file is there again. A team may have changed its account: each of its connections is asked."""
    if not asset.file_id:
        return False
    for connection in await db(connections_for, asset):
        if await fetch_again(asset, connection):
            return True
    return False


def connections_for(asset: Asset) -> list[Connection]:
    """The sandbox's or MiniMax's, as its id there is; the one in use first."""
    _id, sandbox = read_id(asset)
    return list(Connection.objects.filter(team=asset.team_id, sandbox=sandbox).order_by("-in_use", "-id"))


async def fetch_again(asset: Asset, connection: Connection) -> bool:
    draft = storage.draft(asset.team.public_id, f"mend-{asset.public_id}")
    try:
        await fetch_to(api_for(connection), read_id(asset)[0], draft)
        return await at_length(put_back, asset, draft)
    except (MiniMaxError, Unreadable, OSError) as error:
        log.info("%s cannot be fetched again: %s", asset.public_id, error)
        return False
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)

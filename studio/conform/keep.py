"""Runs that the admin starts: in a thread of their own, kept row by row."""

import asyncio
import logging
import threading

from asgiref.sync import sync_to_async
from channels.db import aclose_old_connections
from django.db import close_old_connections
from django.utils import timezone

from studio.conform.models import Run
from studio.conform.run import Outcome, Plan, run

log = logging.getLogger(__name__)


def start(run_id: int) -> None:
    """Go through the operations aside; the page shows the rows as they come. Ends with the process."""
    threading.Thread(target=_go, args=(run_id,), name=f"conform-{run_id}", daemon=True).start()


def _go(run_id: int) -> None:
    problem = ""
    try:
        asyncio.run(_record_and_let_go(run_id))
    except Exception as failure:
        log.exception("Conformance run %s ended early.", run_id)
        problem = f"{type(failure).__name__}: {failure}"[:500]
    finally:
        Run.objects.filter(pk=run_id).update(finished_at=timezone.now(), problem=problem)
        close_old_connections()


async def _record_and_let_go(run_id: int) -> None:
    try:
        await _record(run_id)
    finally:
        await aclose_old_connections()


async def _record(run_id: int) -> None:
    row = await Run.objects.select_related("connection__team").aget(pk=run_id)
    connection = row.connection
    if connection is None:
        return
    plan = Plan(
        root=connection.host_root,
        key=await sync_to_async(lambda: connection.key)(),
        live=not connection.sandbox,
        costly=row.costly,
        only=row.only,
    )
    known: list[Outcome] = []
    running = asyncio.create_task(run(plan, known.append))
    while not running.done():
        await asyncio.wait([running], timeout=1.0)
        await Run.objects.filter(pk=run_id).aupdate(outcomes=[outcome.as_dict() for outcome in known])
    await running

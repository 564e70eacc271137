"""The bytes that a link shows: seen and heard in its pages, never offered as a file, and no longer than it is open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from time import monotonic
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from studio.jobs.db import look
from studio.library.bytes import send_file
from studio.library.models import Asset
from studio.sharing.copies import served_for
from studio.sharing.door import admit_to_work, gone, public
from studio.sharing.drawing import SOON, Later, is_there
from studio.sharing.models import Share
from studio.sharing.works import is_shown

# While something is sent, whether it still may be is asked after so many seconds, and after so many bytes.
SECONDS, BYTES = 3.0, 8 * 1024 * 1024


class LinkEnded(asyncio.CancelledError):
    """A link that was open when a file was begun no longer is: Django ends it like one whose reader has left, and the
    server, to whom fewer bytes were given than promised, breaks the connection."""


@public
@require_safe
async def send(request: HttpRequest, token: str, asset_id: UUID, what: str) -> HttpResponseBase:
    """`what`: `poster`, `view`, `sound` or `text`. Async, because a slow reader must not hold a thread."""
    admitted = await sync_to_async(admit_to_work)(request, token, asset_id)
    if admitted is None:
        return await sync_to_async(gone)(request)
    share, asset = admitted
    served = served_for(asset, what, marked=share.watermark)
    try:
        if served is None or not await is_there(served, asset):
            return await sync_to_async(gone)(request)
    except Later:
        return HttpResponse(status=503, headers={"Retry-After": str(SOON)})
    # No digest of the file: that would tell whoever has it that the team has it too.
    etag = f"{asset.public_id.hex}-{served.path.stem}"
    response = send_file(request, served.path, mime=served.mime, etag=etag, before=served.before)
    if what == "text":
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return while_shown(response, share, asset)


def while_shown(response: Any, share: Share, asset: Asset) -> HttpResponseBase:
    if response.streaming:
        response.streaming_content = watched(response.streaming_content, share, asset)
    return response  # type: ignore[no-any-return]


async def watched(body: Any, share: Share, asset: Asset) -> AsyncIterator[bytes]:
    """The same bytes, as long as the link shows this work. Raises LinkEnded."""
    looked, sent = monotonic(), 0
    async with aclosing(body) as chunks:
        async for chunk in chunks:
            if sent >= BYTES or monotonic() - looked >= SECONDS:
                if not await look(is_shown, share.pk, asset.pk, share.password):
                    raise LinkEnded
                looked, sent = monotonic(), 0
            sent += len(chunk)
            yield chunk

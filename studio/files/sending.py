"""A file on its way from MiniMax: to a person, or into a draft. In pieces, so that no file is held in memory."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from studio.files.purposes import DOCUMENT_BYTES
from studio.library import storage
from studio.library.bytes import Response, inert
from studio.library.examine import Unreadable
from studio.library.intake import LIBRARY_BYTES, TOO_LARGE
from studio.library.names import clean_name
from studio.minimax import MiniMax, RemoteFile, Unclear

# What MiniMax sends slower than that is given up: a draft is not written for ever.
COPY_SECONDS = 1800


async def open_download(api: MiniMax, file: RemoteFile) -> Response:
    """The answer that passes the file on. Raises `MiniMaxError` while nothing has been sent to the person."""
    stack = AsyncExitStack()
    content = await stack.enter_async_context(api.files.content(file.file_id))
    response = StreamingHttpResponse(pass_on(stack, content.chunks, content.size))
    if content.size is not None:
        response.headers["Content-Length"] = str(content.size)
    return dressed(response, file)


def build_head(file: RemoteFile) -> Response:
    response = HttpResponse()
    if file.size is not None:
        response.headers["Content-Length"] = str(file.size)
    return dressed(response, file)


def dressed(response: Response, file: RemoteFile) -> Response:
    """Never shown in the page, whatever it says that it is."""
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = content_disposition_header(True, name_of(file)) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return inert(response)


def name_of(file: RemoteFile) -> str:
    return clean_name(file.name) or f"file-{file.file_id}"


async def pass_on(stack: AsyncExitStack, chunks: AsyncIterator[bytes], size: int | None) -> AsyncIterator[bytes]:
    """What breaks off breaks the person's download too: an end without an error would look like the whole file."""
    sent = 0
    async with stack, aclosing(chunks):  # type: ignore[type-var]
        async for chunk in chunks:
            sent += len(chunk)
            yield chunk
    if size is not None and sent != size:
        raise Unclear(said=f"{sent} of {size} bytes came")


async def fetch_to(api: MiniMax, file_id: str, draft: Path) -> str:
    """Write the file to a draft; its SHA-256. Raises `MiniMaxError`, `Unreadable` or `OSError`."""
    try:
        async with asyncio.timeout(COPY_SECONDS):
            return await _write(api, file_id, draft)
    except TimeoutError:
        raise Unclear(said=f"not there after {COPY_SECONDS} s") from None


async def _write(api: MiniMax, file_id: str, draft: Path) -> str:
    digest, size = hashlib.sha256(), 0
    async with api.files.content(file_id) as content:
        if not await asyncio.to_thread(storage.has_room, content.size or DOCUMENT_BYTES):
            raise Unreadable(storage.FULL)
        target = await asyncio.to_thread(draft.open, "wb")
        try:
            async for chunk in content.chunks:
                size += len(chunk)
                if size > LIBRARY_BYTES:
                    raise Unreadable(TOO_LARGE[LIBRARY_BYTES])
                digest.update(chunk)
                await asyncio.to_thread(target.write, chunk)
        finally:
            await asyncio.to_thread(target.close)
    if content.size is not None and size != content.size:
        raise Unclear(said=f"{size} of {content.size} bytes came")
    return digest.hexdigest()

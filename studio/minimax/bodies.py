"""A reply's bytes as they come, bounded, and what it means when the line fails."""

from collections.abc import AsyncIterator

import aiohttp
import httpx

from studio.minimax import errors
from studio.minimax.errors import Garbled, MiniMaxError
from studio.minimax.verdict import clean

REPLY_BYTES = 64 * 1024 * 1024
NOTHING_WRITTEN = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
)
# aiohttp's own, because its httpx transport lets some of them through.
LINE_FAILURES = (httpx.HTTPError, httpx.StreamError, aiohttp.ClientError, OSError)


class Body(httpx.AsyncByteStream):
    """An answer's bytes as they come, with aiohttp's own errors: its transport for httpx blurs them."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        try:
            async for chunk in content.iter_any():
                yield chunk
        except aiohttp.ClientError:
            # aiohttp raises before it hands out what came until then: the words before a line broke.
            if left := b"".join(content._buffer):
                yield left
            raise


async def chunks_of(response: httpx.Response) -> AsyncIterator[bytes]:
    """The streamed bytes; a line that breaks on the way is `Unclear`."""
    problem: MiniMaxError | None = None
    try:
        if "read" in response.extensions:
            yield response.extensions["read"]
        else:
            packed = "content-encoding" in response.headers
            async for chunk in response.aiter_bytes() if packed else response.aiter_raw():
                yield chunk
    except httpx.DecodingError as failure:
        problem = Garbled(said=clean(f"{type(failure).__name__}: {failure}"))
    except (*LINE_FAILURES, TimeoutError) as failure:
        problem = errors.Unclear(said=clean(f"{type(failure).__name__}: {failure}"))
    if problem:
        raise problem


async def read_bounded(response: httpx.Response) -> bytes:
    """The decoded body. Counted while it arrives: a small compressed reply may unpack to gigabytes."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > REPLY_BYTES:
            raise httpx.DecodingError(f"reply is larger than {REPLY_BYTES} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


async def read_plain(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in answer.content.iter_any():
        raw += chunk
        if len(raw) > REPLY_BYTES:
            raise httpx.DecodingError(f"reply is larger than {REPLY_BYTES} bytes")
    return bytes(raw)


def translate(failure: BaseException) -> MiniMaxError:
    """A failure of the line as ours. Exact on the submit wire only, where it decides about money."""
    said = clean(f"{type(failure).__name__}: {failure}")
    if isinstance(failure, NOTHING_WRITTEN):
        return errors.NotConnected(said=said)
    if isinstance(failure, httpx.DecodingError):
        return Garbled(said=said)
    return errors.Unclear(said=said)

"""An answer's bytes as they come."""

import asyncio
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol

from studio.minimax.bodies import Body
from tests.minimax import scripted as s


async def test_what_came_before_a_line_broke_is_read_first():
    loop = asyncio.get_running_loop()
    content = aiohttp.StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    content.feed_data(b"Storm ")
    content.feed_data(b"at sea.")
    content.set_exception(aiohttp.ClientPayloadError("the line broke"))
    chunks = aiter(Body(SimpleNamespace(content=content)))
    assert await anext(chunks) == b"Storm at sea."
    with pytest.raises(aiohttp.ClientPayloadError):
        await anext(chunks)


async def ten_words(reader, writer):
    """One after the other; then the line ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for number in range(10):
        writer.write(f"{number} ".encode())
        await writer.drain()
        await asyncio.sleep(0.02)


async def test_what_comes_while_it_rests_is_read_in_one_piece_and_nothing_is_lost():
    async with s.scripted(ten_words) as server, aiohttp.ClientSession() as session, session.get(server.root) as answer:
        body = Body(answer)
        chunks = aiter(body)
        read = await anext(chunks)
        line = answer.connection.transport
        resting = asyncio.create_task(body.rest(0.4))
        await asyncio.sleep(0.3)
        assert not line.is_reading()
        assert not answer.content._buffer
        await resting
        gathered = await anext(chunks)
        read += gathered + b"".join([chunk async for chunk in chunks])
        await body.rest(0.01)  # its line is gone
    assert len(gathered) > 10
    assert read == b"0 1 2 3 4 5 6 7 8 9 "

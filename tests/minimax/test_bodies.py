"""An answer's bytes as they come."""

import asyncio
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol

from studio.minimax.bodies import Body


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

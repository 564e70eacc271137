"""A wire between the studio and a server: it counts, and can be silent or cut."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit


class Relay:
    """`root`: what stands in the server's place. `connections`: how many have passed."""

    def __init__(self, to: str) -> None:
        self.to = urlsplit(to)
        self.root, self.connections = "", 0
        self.wires: list[asyncio.StreamWriter] = []
        self.hushed: set[asyncio.StreamWriter] = set()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = self.connections = self.connections + 1
        far_reader, far_writer = await asyncio.open_connection(self.to.hostname, self.to.port)
        self.wires += [writer, far_writer]
        asked, answered = partial(self.asked, number), partial(self.answered, number)
        await asyncio.gather(self.pass_on(reader, far_writer, asked), self.pass_on(far_reader, writer, answered))

    def asked(self, connection: int, data: bytes) -> None:
        """What passes, for who wants to know."""

    def answered(self, connection: int, data: bytes) -> None:
        pass

    async def pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, see: Callable[[bytes], None]
    ) -> None:
        try:
            while data := await reader.read(65536):
                see(data)
                if writer not in self.hushed:
                    writer.write(data)
                    await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    def hush(self) -> None:
        """Nothing passes any more on the connections that there are; so their ends wait for each other."""
        self.hushed.update(self.wires)

    def cut(self) -> None:
        """Every connection ends without a word."""
        for wire in self.wires:
            wire.transport.abort()


@asynccontextmanager
async def relaying(to: str, kind: type[Relay] = Relay) -> AsyncIterator[Any]:
    relay = kind(to)
    server = await asyncio.start_server(relay.meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    relay.root = f"http://127.0.0.1:{port}{relay.to.path}"
    yield relay
    relay.cut()
    server.close()

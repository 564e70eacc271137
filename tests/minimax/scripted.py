"""A server that answers scripted bytes: for what no well-behaved server does. Everything else: the sandbox."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ACCEPTED = {"task_id": "106916112212032", "base_resp": {"status_code": 0, "status_msg": "success"}}


@dataclass
class Scripted:
    root: str
    requests: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def scripted(*behaviours: Behaviour) -> AsyncIterator[Scripted]:
    """One behaviour per connection, the last one for all that follow."""
    server = Scripted("")
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        behaviour = behaviours[min(connections, len(behaviours) - 1)]
        connections += 1
        try:
            if behaviour not in (reset_unread, plain):
                server.requests.append(await read_request(reader))
            await behaviour(reader, writer)
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.root = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)


def answer(body: object, status: int = 200, headers: str = "", cut: int = 0) -> Behaviour:
    """`cut`: leave that many bytes of the promised body out."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n{headers}\r\n"

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + raw[: len(raw) - cut])
        await writer.drain()

    return behave


def refusal(code: int, text: str = "no", status: int = 200) -> Behaviour:
    return answer({"base_resp": {"status_code": code, "status_msg": text}}, status)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def reset_unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Speak plainly\r\n\r\n")
    await writer.drain()


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    for _ in range(300):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An acceptance and 96 MB of blanks behind it, packed into 93 KB."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    raw = (
        packer.compress(json.dumps(ACCEPTED).encode())
        + b"".join([packer.compress(b" " * 1024 * 1024) for _ in range(96)])
        + packer.flush()
    )
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(raw)}\r\n\r\n".encode() + raw)
    await writer.drain()

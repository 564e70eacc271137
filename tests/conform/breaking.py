"""A host that passes everything on to the sandbox and spoils one field of its answers on the way back."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

Spoil = Callable[[dict[str, Any]], object]
HOP_BY_HOP = {b"content-length", b"transfer-encoding", b"connection", b"content-encoding"}


@dataclass
class Breaking:
    """`spoil` changes the JSON of answers whose path matches `where`, events of a stream one by one."""

    sandbox: str
    where: str = "$."
    spoil: Spoil = lambda body: None
    root: str = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        query = scope["query_string"].decode()
        url = self.sandbox.removesuffix("/sandbox") + scope["path"] + (f"?{query}" if query else "")
        headers = [(name, value) for name, value in scope["headers"] if name not in HOP_BY_HOP]
        async with httpx.AsyncClient(timeout=120, trust_env=False) as client:
            reply = await client.request(scope["method"], url, content=body, headers=headers)
        content = reply.content
        if re.search(self.where, scope["path"]):
            content = self.spoiled(content, reply.headers.get("content-type", ""))
        kept = [(name, value) for name, value in reply.headers.raw if name.lower() not in HOP_BY_HOP]
        kept.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": reply.status_code, "headers": kept})
        await send({"type": "http.response.body", "body": content})

    def spoiled(self, content: bytes, kind: str) -> bytes:
        if kind.startswith("application/json"):
            return self.change(content)
        if kind.startswith("text/event-stream"):
            lines = content.split(b"\n")
            return b"\n".join(
                b"data: " + self.change(line[6:]) if line.startswith(b"data: {") else line for line in lines
            )
        return content

    def change(self, content: bytes) -> bytes:
        body = json.loads(content)
        self.spoil(body)
        return json.dumps(body).encode()


@contextmanager
def breaking(sandbox: str) -> Iterator[Breaking]:
    host = Breaking(sandbox)
    server = uvicorn.Server(uvicorn.Config(host, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host.root = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/sandbox"
    try:
        yield host
    finally:
        server.should_exit = True
        thread.join(10)

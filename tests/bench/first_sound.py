"""50 speeches at once: from MiniMax's first byte of audio to the first one at a listener, who waits for it already.
Studio, MiniMax and the listeners are processes of their own. The floor is a bare ASGI relay in the studio's place that
asks MiniMax and passes on what comes; it asks for all 50 in one moment, the studio as its table marks them as sent. In
the end the sandbox speaks, behind a wire that notes its first byte.
"""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import uvicorn

from tests.bench.browser import Browser
from tests.bench.table import Table, median, percentile
from tests.process import ROOT, Studio, running_studio
from tests.relay import Relay, relaying
from tests.sandbox_process import running_sandbox
from tests.upstream import Speech, Upstream, answer, running_upstream, tiny_sound

SPEECHES, WAVES, SPOKEN, PIECES = 50, 3, 10, 20
BOUND, BETWEEN = 0.060, 0.1  # seconds: of the bound, and between two pieces
LATER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from studio.generations.models import Generation
"""
HOLD = LATER + "Generation.objects.update(not_before=timezone.now() + timedelta(minutes=50))"
LET_GO = LATER + "Generation.objects.filter(id__in={}).update(not_before=None)"
TEXT = re.compile(rb'"text": ?"(speech \d+)"')
Firsts = Callable[[], dict[str, float]]
# Of each speech, when its first byte was written and when it was heard.
Moments = list[tuple[float, float]]


def main() -> None:
    table = Table("first_sound", (__doc__ or "").replace("\n", " ").strip())
    with running("far") as far:
        with running("bare", far) as bare:
            tell(table, f"Floor: a bare relay, {WAVES} times {SPEECHES} at once", hear_bare(bare, far))
        hear_studio(table, far)
    tell(table, f"The sandbox's own speech, {SPOKEN} at once", asyncio.run(hear_sandbox()))
    table.end()


def tell(table: Table, what: str, moments: Moments) -> None:
    seconds = waits(moments)
    figures = (1000 * median(seconds), 1000 * percentile(seconds, 0.95), 1000 * max(seconds))
    table.note(what, "median {:.1f} ms, p95 {:.1f} ms, worst {:.1f} ms".format(*figures))


def waits(moments: Moments) -> list[float]:
    return [heard - written for written, heard in moments]


# The studio


def hear_studio(table: Table, far: str) -> None:
    waves: list[Moments] = []
    with tempfile.TemporaryDirectory() as folder, waiting_studio(folder, far, 1 + WAVES * SPEECHES) as studio:
        asyncio.run(hear(studio, [0], lambda: firsts_of(far)))  # everything is imported
        for start in range(1, 1 + WAVES * SPEECHES, SPEECHES):
            numbers = list(range(start, start + SPEECHES))
            waves.append(asyncio.run(hear(studio, numbers, lambda: firsts_of(far))))
    moments = [moment for wave in waves for moment in wave]
    p95 = percentile(waits(moments), 0.95)
    tell(table, f"The studio, {WAVES} times {SPEECHES} at once", moments)
    table.bound("Of that, p95", f"{1000 * p95:.1f} ms", f"{1000 * BOUND:.0f} ms", p95 <= BOUND)
    spread = max(max(wave)[0] - min(wave)[0] for wave in waves)
    length = (PIECES - 1) * BETWEEN
    table.bound(
        "The 50th begins after the first one", f"{spread:.2f} s", f"{length:.1f} s, its length", spread < length
    )


@contextmanager
def waiting_studio(folder: str, root: str, count: int) -> Iterator[Studio]:
    """A studio with so many speeches, none of which is sent before it is let go."""
    with running_studio(Path(folder), STUDIO_SANDBOX_URL=root) as studio:
        studio.seed(count, kind="speech", rpm=60_000, concurrency=SPEECHES, submits=SPEECHES)  # type: ignore[arg-type]
        run(studio, HOLD)
        studio.start()
        studio.url = studio.url.replace("localhost", "127.0.0.1")
        yield studio


def run(studio: Studio, code: str) -> None:
    subprocess.run([sys.executable, "-c", code], env=studio.env, cwd=ROOT, check=True)


async def hear(studio: Studio, numbers: list[int], firsts: Firsts) -> Moments:
    """Let these speeches go; each has a listener, who waits before anything is sent."""
    rows = studio.rows("select id, public_id, request from generations_generation")
    asked = {json.loads(request)["text"]: (pk, UUID(name)) for pk, name, request in rows}
    texts = [f"speech {number}" for number in numbers]
    ids = [asked[text][0] for text in texts]
    cookies = await asyncio.to_thread(sign_in, studio)
    paths = [f"/studio/generations/{asked[text][1]}/audio" for text in texts]
    listening = asyncio.gather(*(listen(studio.url, path, cookies) for path in paths))
    await asyncio.sleep(1.5)
    await asyncio.to_thread(run, studio, LET_GO.format(ids))
    heard = await listening
    await asyncio.to_thread(wait_until_done, studio, ids)
    written = await asyncio.to_thread(firsts)
    return [(written[text], moment) for moment, text in zip(heard, texts, strict=True)]


def sign_in(studio: Studio) -> str:
    browser = Browser(studio.url)
    browser.sign_in()
    return "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())


async def listen(url: str, path: str, cookies: str = "") -> float:
    """When the first byte of the body came, by the clock that all processes of a machine share."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    head = [f"GET {path} HTTP/1.1", f"Host: {host.netloc}", f"Cookie: {cookies}", "Connection: close", "", ""]
    writer.write("\r\n".join(head).encode())
    status = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in status.splitlines()[0], status
    await reader.readline()  # the length of the first chunk
    await reader.readexactly(1)
    moment = time.monotonic()
    await reader.read()
    writer.close()
    return moment


def wait_until_done(studio: Studio, ids: list[int]) -> None:
    names = ", ".join(map(str, ids))
    end = time.monotonic() + 60
    while studio.rows(f"select 1 from generations_generation where id in ({names}) and state != 'done'"):
        assert time.monotonic() < end, studio.states()
        time.sleep(0.2)


# MiniMax and the floor, each in a process of its own


@contextmanager
def running(*words: str) -> Iterator[str]:
    """`far`, or `bare` and the root of that, in a process of its own; its root."""
    command = [sys.executable, "-m", "tests.bench.first_sound", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait(10)


class Telling(Upstream):
    """Says when it first wrote audio of each text."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path", "").endswith("/firsts"):
            await answer(send, self.speech.first)
        else:
            await super().__call__(scope, receive, send)


def firsts_of(far: str) -> dict[str, float]:
    return dict(httpx.get(f"{far}/firsts").json())


def be_far() -> None:
    with running_upstream(Telling(speech=Speech(pieces=tiny_sound(pieces=PIECES), pause=BETWEEN))) as upstream:
        print(upstream.root, flush=True)
        time.sleep(1e6)


def be_bare(far: str) -> None:
    client = httpx.AsyncClient(timeout=60)

    async def relay(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"audio/mpeg")]})
        async with client.stream("POST", f"{far}/v1/tts", json={"text": scope["path"]}) as reply:
            async for line in reply.aiter_lines():
                piece = bytes.fromhex(json.loads(line[6:])["data"]["audio"]) if line else b""
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    config = uvicorn.Config(relay, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    listener = config.bind_socket()
    listener.listen(2 * SPEECHES)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run([listener])


def hear_bare(bare: str, far: str) -> Moments:
    async def together(number: int) -> Moments:
        paths = [f"/{number}/{at}" for at in range(SPEECHES)]
        heard = await asyncio.gather(*(listen(bare, path) for path in paths))
        written = await asyncio.to_thread(firsts_of, far)
        return [(written[path], moment) for moment, path in zip(heard, paths, strict=True)]

    asyncio.run(together(0))  # everything is imported
    return [moment for number in range(1, 1 + WAVES) for moment in asyncio.run(together(number))]


# The sandbox


class Noting(Relay):
    """A wire that notes when the first audio of each text passes."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.texts: dict[int, str] = {}
        self.first: dict[str, float] = {}

    def asked(self, connection: int, data: bytes) -> None:
        if found := TEXT.search(data):
            self.texts[connection] = found[1].decode()

    def answered(self, connection: int, data: bytes) -> None:
        if b"data:" in data and connection in self.texts:
            self.first.setdefault(self.texts[connection], time.monotonic())


async def hear_sandbox() -> Moments:
    with tempfile.TemporaryDirectory() as folder, running_sandbox(folder, STUDIO_SANDBOX_SPEED="0") as root:
        async with relaying(root, Noting) as relay:
            with tempfile.TemporaryDirectory() as data, waiting_studio(data, relay.root, 1 + SPOKEN) as studio:
                await hear(studio, [0], lambda: relay.first)  # its workers start
                return await hear(studio, list(range(1, 1 + SPOKEN)), lambda: relay.first)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        {"far": be_far, "bare": be_bare}[sys.argv[1]](*sys.argv[2:])

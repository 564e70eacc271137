"""50 chats stream from the sandbox inside the studio while ten videos are rendered: no token may be lost, and the
studio still answers. The floor is the same probe with nothing else to do.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

import httpx

from studio.minimax import ChatRequest, Dialect, Message, MiniMax, Role, VideoRequest, open_wires
from tests.bench.table import Table, percentile
from tests.process import Studio

STREAMS, VIDEOS, WORDS, HEALTH_BOUND = 50, 10, 400, 50.0  # the bound in milliseconds
KEY = "sandbox-benchbench"
EVERY = 0.02


def main() -> None:
    table = Table("chat_streams", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        studio = Studio(Path(folder), STUDIO_SANDBOX_RPM="100000")
        studio.start()
        try:
            asyncio.run(measure(table, studio.url.replace("localhost", "127.0.0.1")))
        finally:
            studio.stop()
    table.end()


async def measure(table: Table, url: str) -> None:
    wires = open_wires()
    api = MiniMax(root=f"{url}/sandbox", key=KEY, dialect=Dialect.OFFICIAL, wires=wires)
    quiet = await probe(url, asyncio.sleep(5))
    table.note("/healthz, p95, nothing else to do", f"{percentile(quiet, 0.95):.1f} ms")
    asked = [VideoRequest("MiniMax-Hailuo-2.3", f"a storm over the harbour, take {number}") for number in range(VIDEOS)]
    videos = [(await api.video.create(request)).task_id for request in asked]
    whole = {number: (await api.chat.complete(ask(number))).text for number in range(STREAMS)}
    began = time.monotonic()
    streams = asyncio.gather(*(read(api, number) for number in range(STREAMS)))
    busy = await probe(url, streams)
    took = time.monotonic() - began
    texts = streams.result()
    lost = sum(text != whole[number] for number, text in enumerate(texts))
    left = [(await api.video.query(task_id)).status for task_id in videos]
    await wires.close()
    table.note(f"{STREAMS} streams of {WORDS} words", f"{took:.1f} s, {len(busy)} probes")
    table.note(
        "Videos still being rendered when the last stream ended", str(sum(not status.finished for status in left))
    )
    table.bound("Streams that differ from their reply in one piece", str(lost), "0", lost == 0)
    p95 = percentile(busy, 0.95)
    table.bound("/healthz, p95", f"{p95:.1f} ms", f"{HEALTH_BOUND:.0f} ms", p95 < HEALTH_BOUND)
    table.note("/healthz, worst", f"{max(busy):.1f} ms")


def ask(number: int) -> ChatRequest:
    """Cold, so that the reply in one piece and the stream are the same words."""
    text = f"Write a story of {WORDS} words about heron number {number}."
    return ChatRequest("MiniMax-M2.1", (Message(Role.USER, text),), temperature=0)


async def read(api: MiniMax, number: int) -> str:
    async with api.chat.stream(ask(number)) as stream:
        return "".join([piece.text async for piece in stream])


async def probe(url: str, until: Awaitable[object]) -> list[float]:
    """Milliseconds of each `/healthz` until the other ends, on a connection that stays open."""
    other = asyncio.ensure_future(until)
    times: list[float] = []
    async with httpx.AsyncClient(trust_env=False) as client:
        while not other.done():
            began = time.perf_counter()
            (await client.get(f"{url}/healthz")).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(EVERY)
    return times


if __name__ == "__main__":
    main()

"""200 conversations stream at once, each reply 40 tokens a second, each on a socket of its own. The upstream, the
studio and the readers are processes of their own. Added time: from the press to the first token at its reader, without
what the upstream itself waits. The floor is a bare Django view in the studio's place that relays what comes.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import websockets

from tests.bench.proc import cpu_seconds, forget_peak, peak_memory
from tests.bench.table import Table, median, percentile
from tests.process import ROOT, Studio, running_studio

STREAMS, TOKENS, WAIT = 200, 1600, 0.25  # of the upstream, in seconds before its first token
SPREAD = 15.0  # seconds over which people press
MEDIAN_BOUND, P95_BOUND, CPU_BOUND, MEMORY_BOUND = 0.015, 0.060, 0.10, 150.0
# The same where the machine is not the one of the bounds, on which a bare relay takes 6 ms and 0.09 s.
MEDIAN_BY_FLOOR, CPU_BY_FLOOR = 15 / 6, 0.10 / 0.09
EXPECTED = "".join(f" w{number}" for number in range(TOKENS))
MODEL = "MiniMax-M2.1"


def main() -> None:
    table = Table("chat_many", (__doc__ or "").replace("\n", " ").strip())
    with running("far") as far:
        with running("bare", far.root) as bare:
            floor = asyncio.run(read_bare(bare))
        tell(table, "Floor, a bare relay", floor)
        with tempfile.TemporaryDirectory() as folder, chatting(folder, far.root) as (studio, seats):
            run = asyncio.run(read_studio(studio, seats))
            tell(table, "The studio", run, bounds=True)
        compare(table, run, floor)
    table.end()


@dataclass
class Reading:
    """What one reader saw: seconds from the press to its first token, and the whole text."""

    first: float = 0.0
    text: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def added(self) -> float:
        return self.first - WAIT

    @property
    def is_whole(self) -> bool:
        return "".join(self.text) == EXPECTED


@dataclass
class Run:
    readings: list[Reading]
    cpu: float
    memory: float

    @property
    def added(self) -> list[float]:
        return [reading.added for reading in self.readings]

    @property
    def median(self) -> float:
        return median(self.added)

    @property
    def cost(self) -> float:
        """CPU seconds of 1,000 tokens."""
        return 1000 * self.cpu / (len(self.readings) * TOKENS)


def tell(table: Table, who: str, run: Run, bounds: bool = False) -> None:
    p50, p95, cost = run.median, percentile(run.added, 0.95), run.cost
    lost = sum(not reading.is_whole for reading in run.readings)
    rows = [
        ("replies with a token lost or doubled", str(lost), "0", lost == 0),
        (
            "added time to first token, median",
            f"{1000 * p50:.1f} ms",
            f"{1000 * MEDIAN_BOUND:.0f} ms",
            p50 <= MEDIAN_BOUND,
        ),
        ("added time to first token, p95", f"{1000 * p95:.1f} ms", f"{1000 * P95_BOUND:.0f} ms", p95 <= P95_BOUND),
        ("CPU for 1,000 tokens", f"{cost:.3f} s", f"{CPU_BOUND:.2f} s", cost <= CPU_BOUND),
        ("peak memory", f"{run.memory:.0f} MB", f"{MEMORY_BOUND:.0f} MB", run.memory <= MEMORY_BOUND),
    ]
    table.note(f"{who}: times that a reader had to ask for missing words", str(sum(one.asked for one in run.readings)))
    for what, measured, bound, kept in rows:
        if bounds:
            table.bound(f"{who}: {what}", measured, bound, kept)
        else:
            table.note(f"{who}: {what}", measured)


def compare(table: Table, run: Run, floor: Run) -> None:
    """On a machine as slow as it is at the moment: by what a bare relay takes on it."""
    for what, ours, theirs, bound in (
        ("first token, median", run.median, floor.median, MEDIAN_BY_FLOOR),
        ("CPU for 1,000 tokens", run.cost, floor.cost, CPU_BY_FLOOR),
    ):
        table.bound(f"The studio by the floor: {what}", f"{ours / theirs:.2f}", f"{bound:.2f}", ours / theirs <= bound)


async def measure(pid: int, readings: list[Any]) -> Run:
    """Let them press one after the other; the CPU of the process until all have read."""
    forget_peak(pid)
    before = cpu_seconds(pid)
    tasks = []
    for reading in readings:
        tasks.append(asyncio.create_task(reading))
        await asyncio.sleep(SPREAD / len(readings))
    found = list(await asyncio.gather(*tasks))
    return Run(found, cpu_seconds(pid) - before, peak_memory(pid))


# The studio


@dataclass
class Seat:
    """One reader's place: the cookies of a person, and a conversation of theirs."""

    cookies: str
    token: str
    conversation: str


@contextmanager
def chatting(folder: str, root: str) -> Iterator[tuple[Studio, list[Seat]]]:
    with running_studio(Path(folder), STUDIO_SANDBOX_URL=root) as studio:
        seating = [sys.executable, "-m", "tests.bench.seats", str(STREAMS)]
        told = subprocess.run(seating, env=studio.env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        studio.start()
        studio.url = studio.url.replace("localhost", "127.0.0.1")
        yield studio, [Seat(**row) for row in json.loads(told.splitlines()[-1])]


async def read_studio(studio: Studio, seats: list[Seat]) -> Run:
    assert studio.process
    readers = [Reader(studio.url, seat) for seat in seats]
    for reader in readers:
        await reader.open()
    await readers[0].press_and_read(Reading())  # everything is imported
    run = await measure(studio.process.pid, [reader.press_and_read(Reading()) for reader in readers[1:]])
    for reader in readers:
        await reader.socket.close()
    return run


class Reader:
    """A tab on a conversation, as chat-thread.js does it: words at their offsets."""

    def __init__(self, url: str, seat: Seat) -> None:
        self.url, self.seat = url, seat

    async def open(self) -> None:
        headers = {"Cookie": self.seat.cookies}
        address = f"{self.url.replace('http', 'ws', 1)}/ws/"
        self.socket = await websockets.connect(address, origin=self.url, additional_headers=headers)  # type: ignore[arg-type]
        await self.follow({})

    async def follow(self, have: dict[str, list[int]]) -> None:
        await self.socket.send(json.dumps({"topics": {f"chat:{self.seat.conversation}": have}}))

    async def press_and_read(self, reading: Reading) -> Reading:
        began = time.perf_counter()
        pressing = asyncio.create_task(self.press())
        length = 0
        async for frame in self.socket:
            told = json.loads(frame) if str(frame).startswith("{") else {}
            if "delta" not in told:
                continue
            at, words = told["text"]
            if at > length:  # as the page does
                reading.asked += 1
                await self.follow({told["delta"]: [length, 0]})
                continue
            words = words[length - at :]
            reading.first = reading.first or time.perf_counter() - began
            reading.text.append(words)
            length += len(words)
            if length >= len(EXPECTED):
                break
        await pressing
        return reading

    async def press(self) -> None:
        path = f"/studio/chat/{self.seat.conversation}/say/"
        body = f"text=go+on&model={MODEL}&csrfmiddlewaretoken={self.seat.token}"
        answer = await post(self.url, path, body, self.seat.cookies)
        assert b" 200 " in answer.splitlines()[0], answer[:300]


async def post(url: str, path: str, body: str, cookies: str = "") -> bytes:
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {host.netloc}",
        f"Origin: {url}",
        f"Cookie: {cookies}",
        "HX-Request: true",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    writer.write("\r\n".join([*head, "", body]).encode())
    answer = await reader.read()
    writer.close()
    return answer


# The floor


@dataclass
class Other:
    root: str
    pid: int


async def read_bare(bare: Other) -> Run:
    await read_relayed(bare.root)
    return await measure(bare.pid, [read_relayed(bare.root) for _ in range(STREAMS - 1)])


async def read_relayed(root: str) -> Reading:
    """The body of a stream of events, one token an event."""
    reading, began = Reading(), time.perf_counter()
    host = urlsplit(root)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "go on"}]})
    head = ["POST /relay HTTP/1.1", f"Host: {host.netloc}", "Connection: close", f"Content-Length: {len(body)}"]
    writer.write("\r\n".join([*head, "", body]).encode())
    await reader.readuntil(b"\r\n\r\n")
    while size := int((await reader.readline()).strip() or b"0", 16):
        reading.first = reading.first or time.perf_counter() - began
        reading.text.append((await reader.readexactly(size)).decode())
        await reader.readexactly(2)
    writer.close()
    return reading


# Processes of their own


@contextmanager
def running(*words: str) -> Iterator[Other]:
    """`far`, or `bare` and the root of that; where it serves."""
    command = [sys.executable, "-m", "tests.bench.chat_upstream", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Other(process.stdout.readline().strip(), process.pid)
    finally:
        process.kill()
        process.wait(10)


if __name__ == "__main__":
    main()

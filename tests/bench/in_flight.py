"""1,000 clips in flight, each asked after every 2 s: what it costs, and how soon ten open pages know of an end.

The studio is a real process on SQLite; MiniMax is another one, and the ten browsers live in a third.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from httpx import AsyncClient
from httpx_aiohttp import AiohttpTransport

from tests.bench.browser import Browser
from tests.bench.far import Far, running_far
from tests.bench.fast_poll import PERIOD
from tests.bench.proc import cpu_seconds, family, forget_peak, own_cpu, peak_memory
from tests.bench.table import Table, median, percentile
from tests.process import ROOT, Studio

CLIPS, BROWSERS, ENDS, WINDOW = 1000, 10, 20, 45.0
CPU, MEMORY, NOTICE = 20.0, 150.0, 0.1
READY = "Studio is ready on "


class FastStudio(Studio):
    """The studio with a poll period of 2 s."""

    launcher = "tests.bench.fast_poll"

    def start(self, **_: object) -> None:  # type: ignore[override]
        command = [sys.executable, "-m", self.launcher, "up", "--port", "0"]
        log = (self.data / "log.txt").open("a")
        self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(READY):
                # The host of the address must be the one that sockets name as their origin.
                self.url = line.removeprefix(READY).strip().rstrip("/").replace("localhost", "127.0.0.1")
                return
        raise RuntimeError((self.data / "log.txt").read_text()[-2000:])


def main() -> None:
    table = Table("in_flight", (__doc__ or "").replace("\n", " ").strip())
    with running_far() as far, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        studio = FastStudio(Path(folder), STUDIO_SANDBOX_URL=far.root)
        studio.seed(CLIPS, rpm=60_000, concurrency=2 * CLIPS, submits=50)
        studio.start()
        try:
            asyncio.run(measure(table, studio, far))
        finally:
            studio.stop()
        table.note("The same polls by httpx over aiohttp alone", f"{asyncio.run(floor(far)):.1f} CPU s per 45 s")
    table.end()


async def measure(table: Table, studio: FastStudio, far: Far) -> None:
    assert studio.process
    pid = studio.process.pid
    browsers = [Browser(studio.url) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.sign_in()
    table.note(f"Peak memory at the start, {BROWSERS} people signing in", f"{peak_memory(pid):.0f} MB")
    forget_peak(pid)
    table.note(f"{CLIPS} clips from queued to running", f"{wait_until_running(studio):.1f} s")
    shown = [browser.open_page(ENDS) for browser in browsers]
    before = dict(browsers[0].have)
    listening = [asyncio.create_task(browser.listen()) for browser in browsers]
    stalls: list[float] = []
    listening.append(asyncio.create_task(watch_machine(stalls)))
    await asyncio.sleep(3)

    used, own, polls, begin = cpu_seconds(pid), own_cpu(pid), far.count_polls(), time.monotonic()
    await end_clips(studio, far, shown[0][:ENDS])
    await asyncio.sleep(max(0.0, begin + WINDOW - time.monotonic()))
    used, own, polls = cpu_seconds(pid) - used, own_cpu(pid) - own, far.count_polls() - polls
    seconds = time.monotonic() - begin
    used, own = used * WINDOW / seconds, own * WINDOW / seconds

    table.bound("CPU of the studio, children included", f"{used:.1f} s per 45 s", f"{CPU:.0f} s", used <= CPU)
    table.note("of which its children, which open the films", f"{used - own:.1f} s")
    pace = polls / seconds
    table.bound("Polls", f"{pace:.0f} a second", f"{0.9 * CLIPS / PERIOD:.0f}", pace >= 0.9 * CLIPS / PERIOD)
    memory = peak_memory(pid)
    table.bound("Peak memory of the main process", f"{memory:.0f} MB", f"{MEMORY:.0f} MB", memory <= MEMORY)
    children = sum(peak_memory(child) for child in family(pid)[1:])
    table.note("and of its children", f"{children:.0f} MB")
    await report_notices(table, studio, browsers)
    table.note("The machine's own stalls, as an idle sleep feels them, p95 and worst", said(stalls))
    for task in listening:
        task.cancel()
    await resync(table, browsers[0], before, ended_at(studio))


def wait_until_running(studio: Studio) -> float:
    begin = time.monotonic()
    while studio.states() != {"running": CLIPS}:
        if time.monotonic() > begin + 180:
            raise AssertionError(f"not all running: {studio.states()}")
        time.sleep(0.25)
    return time.monotonic() - begin


async def end_clips(studio: Studio, far: Far, names: list[str]) -> None:
    """One after the other over the window, so that each is found by a poll of its own."""
    for name in names:
        [(task_id,)] = studio.rows("select upstream_id from generations_generation where public_id = ?", UUID(name).hex)
        await asyncio.to_thread(far.finish, task_id)
        await asyncio.sleep((WINDOW - 5) / ENDS)


async def report_notices(table: Table, studio: Studio, browsers: list[Browser]) -> None:
    """From the time of the row's last step to the frame's arrival, over all ends and browsers."""
    await asyncio.sleep(PERIOD)
    ends = ended_at(studio)
    assert len(ends) == ENDS, f"only {len(ends)} ended"
    delays = [
        browser.arrived[name] - at for browser in browsers for name, at in ends.items() if name in browser.arrived
    ]
    p95 = percentile(delays, 0.95)
    table.note("Notice, median", f"{1000 * median(delays):.0f} ms")
    table.bound("Notice, p95", f"{1000 * p95:.0f} ms", f"{1000 * NOTICE:.0f} ms", p95 <= NOTICE)
    table.note("Notices that arrived at once", f"{len(delays)} of {BROWSERS * ENDS}")


async def watch_machine(stalls: list[float]) -> None:
    """How much too late a sleep of 10 ms ends in this process: what no notice can be quicker than."""
    while True:
        begin = time.monotonic()
        await asyncio.sleep(0.01)
        stalls.append(time.monotonic() - begin - 0.01)


def said(stalls: list[float]) -> str:
    return f"{1000 * percentile(stalls, 0.95):.0f} ms, {1000 * max(stalls):.0f} ms"


async def resync(table: Table, old: Browser, before: dict[str, list[int | str]], ends: dict[str, float]) -> None:
    """A page that slept through everything comes back with the revisions of long ago."""
    old.have, old.arrived = before, {}
    listening = asyncio.create_task(old.listen())
    await asyncio.sleep(3)
    listening.cancel()
    lost = len(ends.keys() - old.arrived.keys())
    table.bound("Lost after a reconnect with old revisions", str(lost), "0", lost == 0)


def ended_at(studio: Studio) -> dict[str, float]:
    rows = studio.rows(
        "select g.public_id, e.at from generations_generationevent e join generations_generation g "
        "on g.id = e.generation_id where e.\"to\" = 'done'"
    )
    return {str(UUID(name)): datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() for name, at in rows}


async def floor(far: Far, seconds: float = 10.0) -> float:
    """CPU of the same number of bare requests at the same pace, for 45 s."""
    async with AsyncClient(transport=AiohttpTransport(), timeout=30) as client:

        async def ask(number: int) -> None:
            await asyncio.sleep(PERIOD * number / CLIPS)
            while True:
                (await client.get(f"{far.root}/v1/query/video_generation?task_id=100000000000900")).json()
                await asyncio.sleep(PERIOD)

        asking = [asyncio.create_task(ask(number)) for number in range(CLIPS)]
        await asyncio.sleep(PERIOD)
        begin, used = time.monotonic(), time.process_time()
        await asyncio.sleep(seconds)
        used = (time.process_time() - used) / (time.monotonic() - begin)
        for task in asking:
            task.cancel()
    return used * WINDOW


if __name__ == "__main__":
    main()

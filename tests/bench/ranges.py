"""A film of 500 MB in a real studio: from a Range request to its first byte, anywhere in it, on a line of its own; and
how long an ordinary page, the library of 48, takes while 20 readers pull the film at once, as fast as they can. The
floors are the same 256 KB read without a studio, and the page alone. All share the processors, the readers too.
"""

import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench.browser import Browser
from tests.bench.table import Table, median, percentile
from tests.process import ROOT, Studio, running_studio

SIZE, READERS, RUNS, PAGES = 500_000_000, 20, 60, 40
FIRST_MS, PAGE_MS, TIMES = 30.0, 100.0, 6.0
CHUNK = 256 * 1024
FILL = f"""
import os, django; django.setup()
from studio.library import storage
from studio.library.models import Asset
from studio.prepare import prepare
from studio.teams.models import Membership
from tests.bench.fill import draw_posters, fill
prepare()
owner = Membership.objects.select_related("team", "user").get()
fill(owner.team, owner.user, 60); draw_posters(owner.team)
asset = Asset.objects.order_by("id").first()
path = storage.path_of(asset.key)
with path.open("wb") as file:
    for _ in range({SIZE} // 1_000_000):
        file.write(os.urandom(1_000_000))
print(path, asset.public_id)
"""


def main() -> None:
    table = Table("ranges", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_studio(Path(folder)) as studio:
        film, asset = fill(studio)
        studio.start()
        browser = Browser(studio.url)
        browser.sign_in()
        cookies = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
        asked = f"GET /studio/assets/{asset}/original HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        address = urlsplit(studio.url)
        place = (str(address.hostname), int(address.port or 80))
        measure_first(table, film, place, asked)
        measure_page(table, lambda: timed(partial(open_page, browser)), place, asked)
    table.end()


def fill(studio: Studio) -> tuple[str, str]:
    """Where the film lies, and what it is called."""
    words = [sys.executable, "-c", FILL]
    said = subprocess.run(words, env=studio.env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    film, asset = said.split()[-2:]
    return film, asset


def measure_first(table: Table, film: str, place: tuple[str, int], asked: str) -> None:
    first, floor = [], []
    for _ in range(RUNS):
        start = random.randrange(SIZE - CHUNK)
        first.append(timed(partial(open_line, place, f"{asked}Range: bytes={start}-\r\n\r\n")))
        floor.append(timed(partial(read, film, start)))
    whole = f"First byte, median of {RUNS}"
    table.bound(whole, f"{median(first):.1f} ms", f"{FIRST_MS:.0f} ms", median(first) <= FIRST_MS)
    table.note("95 % of times", f"{percentile(first, 0.95):.1f} ms")
    table.note("Floor: the file alone", f"{median(floor):.2f} ms")


def measure_page(table: Table, page: Callable[[], float], place: tuple[str, int], asked: str) -> None:
    alone = [page() for _ in range(PAGES + 5)][5:]
    with reading(place, asked) as pulled:
        begin, before = time.perf_counter(), pulled.value
        beside = [page() for _ in range(PAGES)]
        speed = (pulled.value - before) / (time.perf_counter() - begin) / 1e6
    floor, mine = median(alone), median(beside)
    table.note(f"The page alone, median of {PAGES}", f"{floor:.1f} ms")
    kept = mine <= PAGE_MS or mine <= TIMES * floor
    table.bound(f"While {READERS} read", f"{mine:.1f} ms", f"{PAGE_MS:.0f} ms, or {TIMES:.0f} times", kept)
    table.note("95 % of times", f"{percentile(beside, 0.95):.1f} ms")
    table.note("The second by the first", f"{mine / floor:.2f}")
    table.note("What the readers got meanwhile", f"{speed:,.0f} MB/s")


def timed(act: Callable[[], Any]) -> float:
    """ms"""
    begin = time.perf_counter()
    got = act()
    taken = 1000 * (time.perf_counter() - begin)
    if isinstance(got, socket.socket):
        got.close()
    return taken


def open_page(browser: Browser) -> None:
    assert browser.http.get("/studio/library/").text.count('<li class="tile"') == 48


def read(film: str, start: int) -> bytes:
    with open(film, "rb", buffering=0) as file:
        file.seek(start)
        return file.read(CHUNK)


def open_line(place: tuple[str, int], asked: str) -> socket.socket:
    """A line on which the first byte of the film has come."""
    line = socket.create_connection(place, timeout=60)
    line.sendall(asked.encode())
    said = b""
    while not said.partition(b"\r\n\r\n")[2]:
        said += line.recv(CHUNK)
    assert said.startswith(b"HTTP/1.1 20"), said[:200]
    return line


@contextmanager
def reading(place: tuple[str, int], asked: str) -> Iterator["Synchronized[int]"]:
    """A process of readers; what they have got so far."""
    spawn = multiprocessing.get_context("spawn")
    pulled: Synchronized[int] = spawn.Value("Q", 0)
    process = spawn.Process(target=pull, args=(place, asked, pulled), daemon=True)
    process.start()
    try:
        while pulled.value < 100_000_000:
            time.sleep(0.05)
        yield pulled
    finally:
        process.kill()
        process.join(10)


def pull(place: tuple[str, int], asked: str, pulled: "Synchronized[int]") -> None:
    for _ in range(READERS):
        threading.Thread(target=pull_one, args=(place, asked, pulled)).start()


def pull_one(place: tuple[str, int], asked: str, pulled: "Synchronized[int]") -> None:
    buffer = bytearray(1 << 20)
    while True:
        with open_line(place, f"{asked}Connection: close\r\n\r\n") as line:
            while count := line.recv_into(buffer):
                with pulled.get_lock():
                    pulled.value += count


if __name__ == "__main__":
    main()

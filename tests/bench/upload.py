"""A file of 512 MB comes into the library of a real studio by one request: how much more memory its process takes, and
how long it takes, beside the floor: the same bytes copied once and hashed once in a bare process. The two take turns.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.browser import Browser
from tests.bench.proc import forget_peak, peak_memory
from tests.bench.table import Table, median
from tests.process import running_studio

SIZE, RUNS = 512 * 1024 * 1024 - 4096, 3
MEMORY_MB, TIMES = 40.0, 3.0
BLOCK = 1 << 20
EDGE = b"----bench"


def main() -> None:
    table = Table("upload", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_studio(Path(folder)) as studio:
        studio.start()
        browser = Browser(studio.url)
        browser.sign_in()
        page = browser.http.get(f"{studio.url}/studio/library/").text
        token = page.split('X-CSRFToken": "')[1].split('"')[0]
        send(browser, studio.url, token, 1 << 20, b"w")
        assert studio.process
        pid = studio.process.pid
        forget_peak(pid)
        idle = peak_memory(pid)
        ours, floors = [], []
        for run in range(RUNS):
            ours.append(timed(lambda run=run: send(browser, studio.url, token, SIZE, b"abc"[run : run + 1])))
            floors.append(timed(lambda: copy_and_hash(Path(folder))))
        grown = peak_memory(pid) - idle
    mine, floor = median(ours), median(floors)
    table.note("The process before", f"{idle:.0f} MB")
    table.bound("More while it takes 512 MB", f"{grown:.1f} MB", f"{MEMORY_MB:.0f} MB", grown <= MEMORY_MB)
    table.note(f"Sent, kept and hashed, median of {RUNS}", f"{mine:.2f} s")
    table.note("Floor: copied once, hashed once", f"{floor:.2f} s")
    table.bound("The first by the second", f"{mine / floor:.2f}", f"{TIMES}", mine / floor <= TIMES)
    table.end()


def send(browser: Browser, url: str, token: str, size: int, letter: bytes) -> None:
    """A long text, sent block by block as a browser would."""
    head = b"--" + EDGE + b'\r\nContent-Disposition: form-data; name="file"; filename="long.txt"\r\n\r\n'
    tail = b"\r\n--" + EDGE + b"--\r\n"

    def body() -> Iterator[bytes]:
        yield head
        block = (letter * 63 + b"\n") * (BLOCK // 64)
        for at in range(0, size, BLOCK):
            yield block[: min(BLOCK, size - at)]
        yield tail

    headers = {
        "Content-Type": f"multipart/form-data; boundary={EDGE.decode()}",
        "Content-Length": str(len(head) + size + len(tail)),
        "X-CSRFToken": token,
    }
    answer = browser.http.post(f"{url}/studio/library/upload/", content=body(), headers=headers, timeout=600)
    assert answer.status_code == 200, answer.text[:300]


COPY = """
import hashlib, sys, zlib
sha, crc = hashlib.sha256(), 0
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
    while block := source.read(1 << 20):
        sha.update(block); crc = zlib.crc32(block, crc); target.write(block)
"""


def copy_and_hash(folder: Path) -> None:
    source, target = folder / "source", folder / "target"
    if not source.exists():
        source.write_bytes(b"")
        with source.open("wb") as file:
            for _ in range(SIZE // BLOCK):
                file.write(bytes(BLOCK))
    subprocess.run([sys.executable, "-c", COPY, str(source), str(target)], check=True)
    target.unlink()


def timed(work: object) -> float:
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()

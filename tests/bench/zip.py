"""A zip of 1,000 files, 2 GB, computed while it is sent: through the studio's middleware, an async view and uvicorn, to
a reader that throws it away. The floor is a plain copy of the same bytes: a bare process that writes the files into a
socket. The two take turns. The files are holes, and in the system's cache.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from django.urls import path

from tests.bench.proc import forget_peak, peak_memory
from tests.bench.start import free_port
from tests.bench.table import Table, median
from tests.process import ROOT

FILES, SIZE, RUNS = 1_000, 2 << 20, 5
MEMORY_MB, TIMES = 30.0, 3.0
CHUNK = 256 * 1024
ASKED = b"GET /all.zip HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def main() -> None:
    table = Table("zip", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for number in range(FILES):
            with (Path(folder) / f"{number}.mp4").open("wb") as file:
                file.truncate(SIZE)
        with running("serve", folder) as (studio, port), running("copy", folder) as (_, bare):
            download(port)
            download(bare)
            forget_peak(studio.pid)
            idle = peak_memory(studio.pid)
            ours, theirs = zip(*((download(port), download(bare)) for _ in range(RUNS)), strict=True)
            grown = peak_memory(studio.pid) - idle
    tell(table, [*ours], [*theirs], idle, grown)
    table.end()


def tell(
    table: Table, ours: list[tuple[float, int]], theirs: list[tuple[float, int]], idle: float, grown: float
) -> None:
    assert {size for _, size in theirs} == {FILES * SIZE}
    assert all(size > FILES * SIZE for _, size in ours)
    mine, floor = (median([size / seconds / 1e6 for seconds, size in runs]) for runs in (ours, theirs))
    table.note("The process before", f"{idle:.0f} MB")
    table.bound("More while it sends", f"{grown:.1f} MB", f"{MEMORY_MB:.0f} MB", grown <= MEMORY_MB)
    table.note(f"Sent, median of {RUNS}", f"{mine:,.0f} MB/s")
    table.note("Floor: a plain copy", f"{floor:,.0f} MB/s")
    table.bound("The second by the first", f"{floor / mine:.2f}", f"{TIMES}", floor / mine <= TIMES)


def download(port: int) -> tuple[float, int]:
    """Seconds, and how many bytes came behind the head."""
    begin, size, buffer = time.perf_counter(), 0, bytearray(1 << 20)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(ASKED)
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(CHUNK)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        size += len(head.partition(b"\r\n\r\n")[2])
        while count := line.recv_into(buffer):
            size += count
    return time.perf_counter() - begin, size


@contextmanager
def running(what: str, folder: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """This module as a process of its own that listens."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.zip", what, folder, str(port)], cwd=ROOT)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process, port
    finally:
        process.kill()
        process.wait(10)


def copy(folder: str, port: int) -> None:
    """For each who asks, all files, one after the other."""
    with socket.create_server(("127.0.0.1", port)) as door:
        while True:
            line, _ = door.accept()
            with line:
                if not line.recv(CHUNK):
                    continue
                line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for number in range(FILES):
                    with open(f"{folder}/{number}.mp4", "rb", buffering=0) as file:
                        while chunk := file.read(CHUNK):
                            line.sendall(chunk)


def serve(folder: str, port: int) -> None:
    os.environ |= {"STUDIO_DATA": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    import django

    django.setup()
    import uvicorn
    from django.conf import settings

    from studio.server import run
    from studio.web.body import BodyLimits
    from studio.web.serving import Pages

    settings.ROOT_URLCONF, settings.MEDIA_ROOT = "tests.bench.zip", folder
    config = uvicorn.Config(BodyLimits(Pages()), port=port, lifespan="off", log_level="error")
    run(uvicorn.Server(config).serve())


async def send_all(request: Any) -> Any:
    from django.conf import settings

    from studio.library.bytes import send_parts
    from studio.library.parts import Slice
    from studio.library.zip_layout import Entry, layout

    crc, made_at = crc32(bytes(SIZE)), datetime(2026, 1, 1, tzinfo=UTC)
    names = [f"{number}.mp4" for number in range(FILES)]
    entries = [Entry(name, [Slice(f"{settings.MEDIA_ROOT}/{name}", 0, SIZE)], SIZE, crc, made_at) for name in names]
    return send_parts(request, layout(entries), mime="application/zip", etag="all", name="all.zip", attached=True)


urlpatterns = [path("all.zip", send_all)]

if __name__ == "__main__":
    if sys.argv[1:]:
        {"serve": serve, "copy": copy}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    else:
        main()

"""A zip of 1,000 pictures that a model made, 2 GB, from a real studio: asked for, laid out with what each says of its
origin, and sent to a reader that throws it away. The floor is a plain copy of the same bytes: a bare process that
writes the files into a socket. The two take turns. The files are mostly holes, and in the system's cache.
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.browser import Browser
from tests.bench.proc import forget_peak, peak_memory
from tests.bench.start import free_port
from tests.bench.table import Table, median
from tests.process import ROOT, Studio, running_studio

FILES, SIZE, RUNS = 1_000, 2 << 20, 5
MEMORY_MB, TIMES = 30.0, 3.0
CHUNK = 256 * 1024
FILL = f"""
import django; django.setup()
from studio.library import storage
from studio.library.models import Asset
from studio.prepare import prepare
from studio.teams.models import Membership
from tests.bench.fill import fill
from tests.make import png
prepare()
owner = Membership.objects.select_related("team", "user").get()
fill(owner.team, owner.user, {FILES})
digest = None
for asset in Asset.objects.all():
    key = storage.key_for(owner.team.public_id, asset.public_id, "png")
    path = storage.folder_of(owner.team.public_id, asset.public_id) / "original.png"
    with path.open("wb") as file:
        file.write(png())
        file.truncate({SIZE})
    digest = digest or storage.digest(path)
    Asset.objects.filter(pk=asset.pk).update(
        key=key, kind="image", origin="made", mime="image/png", bytes={SIZE}, sha256=digest.sha256, crc32=digest.crc32
    )
print(storage.root() / str(owner.team.public_id))
"""


def main() -> None:
    table = Table("zip", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_studio(Path(folder)) as studio:
        media = fill(studio)
        studio.start()
        assert studio.process
        browser = Browser(studio.url)
        browser.sign_in()
        browser.http.get("/studio/library/")
        with copying(media) as bare:
            forget_peak(studio.process.pid)
            idle = peak_memory(studio.process.pid)
            begin = time.perf_counter()
            place, asked = ask(browser, studio)
            taken = time.perf_counter() - begin
            download(place, asked)
            download(bare, PLAIN)
            runs = [(download(place, asked), download(bare, PLAIN)) for _ in range(RUNS)]
            grown = peak_memory(studio.process.pid) - idle
    ours, theirs = zip(*runs, strict=True)
    assert {size for _, size in theirs} == {FILES * SIZE}
    assert all(size > FILES * SIZE for _, size in ours)
    mine, floor = (median([size / seconds / 1e6 for seconds, size in some]) for some in (ours, theirs))
    table.note("The process before", f"{idle:.0f} MB")
    table.bound("More until it is sent", f"{grown:.1f} MB", f"{MEMORY_MB:.0f} MB", grown <= MEMORY_MB)
    table.note("From the press to its address", f"{1000 * taken:.0f} ms")
    table.note(f"Sent, median of {RUNS}", f"{mine:,.0f} MB/s")
    table.note("Floor: a plain copy", f"{floor:,.0f} MB/s")
    table.bound("The second by the first", f"{floor / mine:.2f}", f"{TIMES}", floor / mine <= TIMES)
    table.end()


def fill(studio: Studio) -> str:
    """The folder of the team's files."""
    words = [sys.executable, "-c", FILL]
    said = subprocess.run(words, env=studio.env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return said.split()[-1]


def ask(browser: Browser, studio: Studio) -> tuple[tuple[str, int], str]:
    """Press for a zip of everything: where it is, and the request that fetches it."""
    page = browser.http.get("/studio/library/").text
    token = page.split('X-CSRFToken": "')[1].split('"')[0]
    answer = browser.http.post(
        "/studio/library/picked/zip/",
        data={"all": "1", "view": ""},
        headers={"X-CSRFToken": token},
        follow_redirects=False,
    )
    assert answer.status_code == 302, answer.text[:300]
    cookies = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    head = f"GET {answer.headers['Location']} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
    address = urlsplit(studio.url)
    return (str(address.hostname), int(address.port or 80)), f"{head}Connection: close\r\n\r\n"


PLAIN = "GET / HTTP/1.1\r\n\r\n"


def download(place: tuple[str, int], asked: str) -> tuple[float, int]:
    """Seconds, and how many bytes came behind the head."""
    begin, size, buffer = time.perf_counter(), 0, bytearray(1 << 20)
    with socket.create_connection(place, timeout=60) as line:
        line.sendall(asked.encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(CHUNK)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        size += len(head.partition(b"\r\n\r\n")[2])
        while count := line.recv_into(buffer):
            size += count
    return time.perf_counter() - begin, size


@contextmanager
def copying(media: str) -> Iterator[tuple[str, int]]:
    """This module as a process of its own that sends all files of a folder to each who asks."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.zip", media, str(port)], cwd=ROOT)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield "127.0.0.1", port
    finally:
        process.kill()
        process.wait(10)


def copy(media: str, port: int) -> None:
    files = [str(path) for path in Path(media).glob("*/original.png")]
    with socket.create_server(("127.0.0.1", port)) as door:
        while True:
            line, _ = door.accept()
            with line:
                if not line.recv(CHUNK):
                    continue
                line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for path in files:
                    with open(path, "rb", buffering=0) as file:
                        while chunk := file.read(CHUNK):
                            line.sendall(chunk)


if __name__ == "__main__":
    if sys.argv[1:]:
        copy(sys.argv[1], int(sys.argv[2]))
    else:
        main()

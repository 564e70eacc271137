"""From `manage.py up` on an existing data folder to the first 200 on `/`, beside the bare stack's own start.

The bare stack is Django with admin, allauth and channels, one view and uvicorn (`tests/bench/bare/`); the two
take turns.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.bench.table import Table, median
from tests.process import ROOT, Studio

RUNS, SECONDS, TIMES, PATIENCE = 7, 1.5, 1.4, 60.0
HEAVY = ("av", "numpy", "PIL", "procrastinate", "psycopg", "channels_redis")
IMPORTED = re.compile(r"^import time:[^|]+\|[^|]+\|\s+([\w.]+)$", re.MULTILINE)
UP, BARE = ["manage.py", "up"], ["-m", "tests.bench.bare.launch"]


def main() -> None:
    table = Table("start", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        studio = Studio(Path(folder))
        studio.start()
        studio.stop()
        bare = {**os.environ, "BARE_DATA": folder}
        subprocess.run([sys.executable, *BARE, "migrate"], env=bare, cwd=ROOT, check=True)
        start(BARE, bare)
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(start(UP, studio.env)[0])
            theirs.append(start(BARE, bare)[0])
        seen = set(IMPORTED.findall(start(["-X", "importtime", *UP], studio.env)[1]))
    tell(table, ours, theirs, seen)
    table.end()


def start(words: list[str], env: Mapping[str, str]) -> tuple[float, str]:
    """Seconds until the first 200, and what was said on stderr until then."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as said:
        begin = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *words, "--port", str(port)], env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said
        )
        try:
            wait_until_200(port, process)
            seconds = time.monotonic() - begin
        finally:
            process.kill()
            process.wait(10)
        said.seek(0)
        return seconds, said.read()


def wait_until_200(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
            continue
        if httpx.get(f"http://127.0.0.1:{port}/", timeout=30).status_code == 200:
            return
    raise RuntimeError(f"no page on port {port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def tell(table: Table, ours: list[float], theirs: list[float], seen: set[str]) -> None:
    mine, floor = median(ours), median(theirs)
    kept = mine <= SECONDS or mine <= TIMES * floor
    bound = f"{SECONDS} s, or {TIMES} times the bare stack"
    table.bound(f"Start, median of {RUNS}", f"{mine:.2f} s", bound, kept)
    table.note("The bare stack", f"{floor:.2f} s")
    table.note("The first by the second", f"{mine / floor:.2f}")
    table.note("Fastest and slowest", f"{min(ours):.2f} s, {max(ours):.2f} s")
    table.note("Modules imported until then", f"{len(seen):,}")
    early = sorted(seen & set(HEAVY))
    assert "django" in seen, "the list of imports was not understood"
    table.bound(f"Of {', '.join(HEAVY)}", ", ".join(early) or "none", "none", not early)


if __name__ == "__main__":
    main()

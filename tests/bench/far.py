"""The fake MiniMax in a process of its own, whose tasks end when they are told to.

Run as `python -m tests.bench.far`; it prints its root. `POST /finish/<task>` ends a task, `GET /polls` counts.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.process import ROOT
from tests.upstream import Upstream, answer, running_upstream, tiny_film

NEVER = 1e6


class Told(Upstream):
    """An upstream whose tasks are at work until somebody says otherwise."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if "/finish/" in path:
            self.tasks[path.rsplit("/", 1)[-1]] = time.monotonic()
            await answer(send, {})
        elif path.endswith("/polls"):
            await answer(send, {"polls": self.polls})
        else:
            await super().__call__(scope, receive, send)


class Far:
    """The other process, as the bench speaks to it."""

    def __init__(self, root: str) -> None:
        self.root = root

    def finish(self, task_id: str) -> None:
        httpx.post(f"{self.root}/finish/{task_id}").raise_for_status()

    def count_polls(self) -> int:
        return int(httpx.get(f"{self.root}/polls").json()["polls"])


@contextmanager
def running_far() -> Iterator[Far]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.far"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Far(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait(10)


def main() -> None:
    tiny_film()
    with running_upstream(Told(made_after=NEVER)) as upstream:
        print(upstream.root, flush=True)
        time.sleep(NEVER)


if __name__ == "__main__":
    main()

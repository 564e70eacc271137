"""The studio as a real process, for tests that kill it, and its tables read from outside."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def without_settings() -> dict[str, str]:
    """The environment of a studio that has only the settings a test gives it, so its tables are a file of its own."""
    ours = ("STUDIO_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


class Studio:
    """One data folder, started and killed as often as a test wants."""

    def __init__(self, data: Path, **env: str) -> None:
        self.data = data
        self.env = {
            **without_settings(),
            "DJANGO_SETTINGS_MODULE": "studio.settings",
            "STUDIO_DATA": str(data),
            "STUDIO_TEST_HOOKS": "1",
            "STUDIO_SANDBOX_NICE": "0",
            "STUDIO_OWNER_EMAIL": "ada@example.org",
            "STUDIO_OWNER_PASSWORD": "a long enough phrase",
            **env,
        }
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        # The cookies of whoever signed in last, for tests that only want to be in.
        self.session: list[Any] = []

    def begin_as(self, begun: Path) -> None:
        """With the tables and the static files of a folder that was prepared once for many."""
        shutil.copytree(begun, self.data, dirs_exist_ok=True)

    def seed(self, count: int, **limits: int) -> None:
        """Prepare the folder and queue `count` clips, each with a prompt of its own."""
        words = [str(count), *(f"{name}={value}" for name, value in limits.items())]
        subprocess.run([sys.executable, "-m", "tests.seed", *words], env=self.env, cwd=ROOT, check=True)

    def start(self, *, wait: bool = True, port: str = "0", **env: str) -> None:
        command = [sys.executable, "manage.py", "up", "--port", port]
        with (self.data / "log.txt").open("a") as log:
            self.process = subprocess.Popen(
                command, env={**self.env, **env}, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
            )
        while wait:
            assert self.process.stdout
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"the studio did not start: {(self.data / 'log.txt').read_text()[-2000:]}")
            if line.startswith("Studio is ready on "):
                self.url = line.split()[-1].rstrip("/")
                return

    def stop(self, sign: int = signal.SIGTERM, timeout: float = 40) -> int:
        assert self.process
        self.process.send_signal(sign)
        return self.wait_for_death(timeout)

    def wait_for_death(self, timeout: float = 60) -> int:
        assert self.process
        code = self.process.wait(timeout)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def die_at(self, crash: str) -> None:
        """Run until it kills itself at a point ("point@count"), and start again."""
        self.start(wait=False, STUDIO_CRASH=crash)
        assert self.wait_for_death() == -signal.SIGKILL
        self.start()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.data / 'studio.sqlite3'}?mode=ro", uri=True, timeout=20) as tables:
            return tables.execute(query, values).fetchall()

    def write(self, statement: str, *values: Any) -> None:
        """Change the tables from outside, as nothing but a test would."""
        with sqlite3.connect(self.data / "studio.sqlite3", timeout=20) as tables:
            tables.execute(statement, values)

    def states(self) -> dict[str, int]:
        return dict(self.rows("select state, count(*) from generations_generation group by state"))

    def wait_until_settled(self, timeout: float = 90) -> dict[str, int]:
        """Until every generation has ended or is uncertain."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            states = self.states()
            if set(states) <= {"done", "failed", "cancelled", "uncertain"}:
                return states
            time.sleep(0.25)
        raise AssertionError(f"not settled: {self.states()}; {(self.data / 'log.txt').read_text()[-3000:]}")


@contextmanager
def running_studio(data: Path, **env: str) -> Iterator[Studio]:
    studio = Studio(data, **env)
    try:
        yield studio
    finally:
        if studio.process and studio.process.poll() is None:
            studio.stop(signal.SIGKILL)

"""Runs the sandbox as its users do: as a process of its own, on a free port."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY = "Sandbox ready on "


@contextmanager
def running_sandbox(data_dir: Path | str, **env: str) -> Iterator[str]:
    """Serve the sandbox with its data in `data_dir`; yields its root, `http://127.0.0.1:PORT/sandbox`.

    `env` is added to the environment, e.g. `STUDIO_SANDBOX_SPEED="0"`. The process is ended on leaving. Its renderers
    step behind nobody unless `env` says so: where many tests run at once they would hardly get a turn.
    """
    with sandbox_process(data_dir, **env) as (_process, root):
        yield root


@contextmanager
def sandbox_process(data_dir: Path | str, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The same with the process, for tests that kill it."""
    command = [sys.executable, str(ROOT / "manage.py"), "sandbox", "--port", "0", "--data", str(data_dir)]
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "studio.sandbox.settings", "STUDIO_SANDBOX_NICE": "0", **env}
    with (Path(data_dir) / "sandbox.log").open("a") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=around, cwd=ROOT)
    assert process.stdout
    try:
        line = process.stdout.readline().strip()
        if not line.startswith(READY):
            raise RuntimeError(f"the sandbox did not start; see {data_dir}/sandbox.log")
        yield process, line.removeprefix(READY)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        process.stdout.close()

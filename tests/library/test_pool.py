"""The child that opens foreign files: it goes when its parent goes, however that ends."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.library.examine import Unreadable
from studio.library.pool import in_child, in_own_child

CODE = """
import os, sys, time
from studio.library.pool import in_child

if __name__ == "__main__":
    print(in_child(os.getpid), flush=True)
    time.sleep(60)
"""


def test_a_file_that_breaks_the_shared_child_takes_no_long_work_along(tmp_path):
    with ThreadPoolExecutor(1) as beside:
        long = beside.submit(in_own_child, begin_and_wait, tmp_path)
        for _ in range(300):
            if (tmp_path / "begun").exists():
                break
            time.sleep(0.05)
        with pytest.raises(Unreadable):
            in_child(die)
        (tmp_path / "go").touch()
        assert long.result(timeout=30) == "done"


def begin_and_wait(folder: Path) -> str:
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.05)
    return "done"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_parent_takes_its_child_along(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(CODE)
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env) as parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not is_alive(child):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().split()[2] != "Z"

"""The sandbox as a process: its time, its death and its memory."""

import http.client
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.conftest import new_key
from tests.sandbox_process import sandbox_process


def asker(root: str, key: str) -> Asker:
    return Asker(httpx.Client(base_url=root, headers={"Authorization": f"Bearer {key}"}, timeout=30))


def test_it_goes_through_the_documented_states_and_survives_being_killed(data: Path) -> None:
    key = new_key()
    with sandbox_process(data) as (process, root):
        ask = asker(root, key)
        task_id = ask.create()["task_id"]
        states = [ask.state(task_id, clock)["status"] for clock in ("-60", "+0", "+1", "+2")]
        assert states == ["Preparing", "Preparing", "Queueing", "Processing"]
        upload = ask.upload(b"kept", "a.txt", "retrieval")["file_id"]
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait(5)
    assert workers
    wait_until(lambda: not any(alive(worker) for worker in workers))
    with sandbox_process(data, STUDIO_SANDBOX_SPEED="0") as (process, root):
        ask = asker(root, key)
        assert ask.finished(task_id)["status"] == "Success"
        assert ask.api.get(f"/v1/files/{upload}/content").content == b"kept"
        workers = children(process.pid)
        process.terminate()
        assert process.wait(10) == 0
    wait_until(lambda: not any(alive(worker) for worker in workers))


@pytest.mark.parametrize("nice", [0, 7])
def test_its_renderers_step_behind_as_far_as_it_is_told(data: Path, nice: int) -> None:
    with sandbox_process(data, STUDIO_SANDBOX_SPEED="0", STUDIO_SANDBOX_NICE=str(nice)) as (process, root):
        ask = asker(root, new_key())
        ask.finished(ask.create()["task_id"])
        ask.api.post("/v1/image_generation", json={"model": "image-01", "prompt": "a sea"}).raise_for_status()
        ours = os.getpriority(os.PRIO_PROCESS, process.pid)
        behind = {os.getpriority(os.PRIO_PROCESS, pid) - ours for pid in children(process.pid)}
        assert behind - {0} == ({nice, 5} if nice else set()), "films as far as they are told, pictures five at most"


def test_it_holds_an_account_to_its_requests_a_minute(data: Path) -> None:
    with sandbox_process(data, STUDIO_SANDBOX_RPM="3") as (_process, root):
        ask = asker(root, new_key())
        codes = [ask.api.get("/v1/files").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert asker(root, new_key()).api.get("/v1/files").status_code == 200


def test_it_refuses_an_announced_giant_before_reading_it(sandbox_root: str) -> None:
    address = urlsplit(sandbox_root)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    connection.putrequest("POST", "/sandbox/v1/files/upload")
    connection.putheader("Content-Length", str(600 * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413


def children(pid: int) -> list[int]:
    """The process's children that render; empty where /proc does not tell."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    if not path.exists():
        pytest.skip("needs /proc")
    return [int(child) for child in path.read_text().split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")")[-1].split()[0] != "Z"


def wait_until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)

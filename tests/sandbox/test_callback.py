"""Callbacks: the challenge, the states told afterwards, and whom the sandbox never calls."""

import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.process import running_studio
from tests.sandbox.asking import TEXT, Asker, decoded
from tests.sandbox.conftest import new_key

Reply = tuple[int, object]


def echo(message: dict[str, Any]) -> Reply:
    return 200, {"challenge": message["challenge"]} if "challenge" in message else {}


class Listener(ThreadingHTTPServer):
    """Somebody on this machine who is called: remembers every message and answers with `reply(message)`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Ear)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/heard?by=me"
        self.heard: list[dict[str, Any]] = []
        self.reply: Callable[[dict[str, Any]], Reply] = echo

    def told(self, end: str = "success") -> list[dict[str, Any]]:
        """What came after the challenge, once the end was told."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.heard and self.heard[-1].get("status") == end:
                return self.heard[1:]
            time.sleep(0.05)
        raise AssertionError(f"nobody told of a {end}: {self.heard}")


class Ear(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append({"path": self.path, **message})
        status, body = self.server.reply(message)
        self.send_response(status)
        if status == 307:
            self.send_header("Location", str(body))
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[Listener]:
    with Listener(host) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as server:
        yield server


def test_it_challenges_first_and_tells_the_states_in_order(ask: Asker, listener: Listener) -> None:
    task_id = ask.create(callback_url=listener.url)["task_id"]
    assert list(listener.heard[0]) == ["path", "challenge"]
    told = listener.told()
    assert [(message["task_id"], message["status"]) for message in told] == [
        (task_id, "processing"),
        (task_id, "success"),
    ]
    assert {message.pop("path") for message in told} == {"/heard?by=me"}
    assert told[-1] == {**ask.state(task_id), "status": "success"}


def test_it_tells_of_a_failure_and_its_reason(ask: Asker, listener: Listener) -> None:
    ask.create(callback_url=listener.url, prompt="a sea sandbox:fail")
    assert listener.told("failed")[-1]["base_resp"]["status_code"] == 1027


def test_it_tells_of_a_template_with_a_link_to_its_film(ask: Asker, listener: Listener) -> None:
    body = {"template_id": "394125185182695432", "text_inputs": ["a cook"], "callback_url": listener.url}
    task_id = ask.api.post("/v1/video_template_generation", json=body).json()["task_id"]
    told = listener.told()
    assert [message["status"] for message in told] == ["processing", "success"]
    assert told[-1]["task_id"] == task_id
    assert decoded(httpx.get(told[-1]["video_url"]).content)


def test_it_tells_even_when_the_reply_to_the_create_is_lost(ask: Asker, listener: Listener) -> None:
    reply = ask.create(callback_url=listener.url, prompt="a sea sandbox:lost")
    assert "task_id" not in reply
    assert ask.finished(listener.told()[0]["task_id"])["status"] == "Success"


def test_it_goes_by_the_clock_that_the_task_was_created_by(ask: Asker, listener: Listener) -> None:
    ask.create({"Sandbox-Clock": "+3600"}, callback_url=listener.url)
    assert [message["status"] for message in listener.told()] == ["processing", "success"]


def test_it_waits_as_long_as_the_plan_does(ask: Asker, listener: Listener) -> None:
    ask.create(callback_url=listener.url, prompt="a sea sandbox:slow")
    ask.finished(ask.create()["task_id"])  # the one worker has done both now
    assert [message["status"] for message in listener.heard[1:]] == ["processing"]


def test_it_tries_again_what_was_not_answered_with_2xx(ask: Asker, listener: Listener) -> None:
    listener.reply = lambda message: (503, {}) if len(listener.heard) == 2 else echo(message)
    ask.create(callback_url=listener.url)
    assert [message["status"] for message in listener.told()] == ["processing", "processing", "success"]


WRONG: list[Callable[[dict[str, Any]], Reply]] = [
    lambda message: (200, {"challenge": message["challenge"] + "x"}),
    lambda message: (404, message),
    lambda message: (200, [message["challenge"]]),
    lambda message: (200, {}),
    lambda message: (307, "/again") if "again" not in message else echo(message),
]


@pytest.mark.parametrize("reply", WRONG)
def test_it_refuses_a_wrong_echo_and_makes_no_task(
    ask: Asker, listener: Listener, reply: Callable[[dict[str, Any]], Reply]
) -> None:
    listener.reply = reply
    code, text = ask.code(callback_url=listener.url)
    assert (code, "callback_url" in text) == (2013, True)
    assert ask.finished(ask.create()["task_id"])["status"] == "Success"  # the one worker has done all now
    assert len(ask.api.get("/v1/files").json()["data"]) == 1
    assert len(listener.heard) == 1


def test_it_waits_three_seconds_for_the_echo(ask: Asker, listener: Listener) -> None:
    refused = threading.Event()

    def late(message: dict[str, Any]) -> Reply:
        refused.wait(30)
        return echo(message)

    listener.reply = late
    began = time.monotonic()
    code, text = ask.code(callback_url=listener.url)
    assert (code, "within 3 seconds" in text) == (2013, True)
    assert 2.9 < time.monotonic() - began < 15
    refused.set()


def test_it_refuses_an_address_where_nobody_listens(ask: Asker) -> None:
    assert ask.code(callback_url="http://127.0.0.1:9/")[0] == 2013


FOREIGN = [
    "http://192.0.2.1/", "http://example.com/", "http://localhost.example.com/", "http://127.0.0.1.example.com/",
    "http://0.0.0.0:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://169.254.169.254/",
    "https://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}",
    "http://me:secret@127.0.0.1:{port}/", "http://127.0.0.1:{port}\\@192.0.2.1/", "http://192.0.2.1#@127.0.0.1:{port}/",
    "http://2130706433:{port}/", "http://127.1:{port}/", "http://127.0.0.1:99999/", "http://[::1", "x" * 70_000, 7, {},
]  # fmt: skip


@pytest.mark.parametrize("address", FOREIGN)
def test_it_refuses_to_call_anybody_but_this_machine(ask: Asker, listener: Listener, address: object) -> None:
    if isinstance(address, str):
        address = address.replace("{port}", str(listener.server_address[1]))
    code, text = ask.code(callback_url=address)
    assert (code, "this machine only" in text) == (2013, True)
    assert listener.heard == []


@pytest.mark.parametrize(
    ("host", "written"), [("127.0.0.1", "LocalHost"), ("127.0.0.3", "127.0.0.3"), ("::1", "[::1]")]
)
def test_it_calls_every_name_of_this_machine(ask: Asker, host: str, written: str) -> None:
    try:
        with listening(host) as listener:
            address = f"http://{written}:{listener.server_address[1]}"
            assert ask.code(callback_url=address) == (0, "success")
    except OSError:
        pytest.skip(f"this machine does not have {host}")


@pytest.mark.parametrize("address", [None, ""])
def test_it_calls_nobody_without_an_address(ask: Asker, listener: Listener, address: str | None) -> None:
    reply = ask.api.post("/v1/video_generation", json={**TEXT, "callback_url": address}).json()
    assert ask.finished(reply["task_id"])["status"] == "Success"
    assert listener.heard == []


def test_it_can_call_the_studio_that_it_lives_in(tmp_path: Path, begun: Path, listener: Listener) -> None:
    with running_studio(tmp_path, STUDIO_SANDBOX_SPEED="0") as studio:
        studio.begin_as(begun)
        studio.start()
        key = {"Authorization": f"Bearer {new_key()}"}
        for address in (f"{studio.url}/callbacks/{uuid.uuid4()}/", listener.url):
            body = {**TEXT, "callback_url": address}
            reply = httpx.post(f"{studio.url}/sandbox/v1/video_generation", json=body, headers=key, timeout=10)
            assert reply.json()["base_resp"]["status_code"] == 0
        assert [message["status"] for message in listener.told()] == ["processing", "success"]
        assert studio.stop() == 0

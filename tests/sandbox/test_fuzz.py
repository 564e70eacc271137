"""Every address and both sockets, asked for nonsense: each answer is one that the manual knows, and it lives on.

`FUZZ_EXAMPLES` says how many calls each gets.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx
import pytest
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from studio.sandbox.sockets import consumers
from studio.sandbox.urls import urlpatterns
from tests.sandbox import fuzzing
from tests.sandbox.fuzzing import SOCKETS, Example, Sent, judge, judge_json
from tests.sandbox_process import sandbox_process

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
SECONDS = 10
KEY = {"Authorization": "Bearer sandbox-fuzzfuzzfuzz"}
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
PATTERNS = [one for one in urlpatterns if isinstance(one, URLPattern) and isinstance(one.pattern, RoutePattern)]
ADDRESSES = [str(one.pattern) for one in PATTERNS]
GOOD = (0, 1027)  # the tasks were ordered to fail
DESTROYED = ("v1/files/delete", "v1/delete_voice")  # what they name may be gone by then
fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a call is small enough to be read as it is
    suppress_health_check=list(HealthCheck),
)


class Target:
    """The running sandbox and a client of it. `methods`: what each address takes, as it says itself."""

    def __init__(self, root: str, api: httpx.Client, stranger: httpx.Client, process: Popen[str], log: Path) -> None:
        self.root, self.api, self.stranger, self.process, self.log = root, api, stranger, process, log
        self.examples = fuzzing.prepare(api)
        self.methods = {address: self._allowed(address) for address in ADDRESSES if address in self.examples}

    def _allowed(self, address: str) -> list[str]:
        path = path_of(address, self.examples[address].parts)
        return self.api.request("PATCH", f"{self.root}/{path}").headers["Allow"].split(", ")

    def send(self, method: str, address: str, path: str, **more: Any) -> httpx.Response:
        reply = self.api.send(self.api.build_request(method, f"{self.root}/{path}", **more))
        judge(address, method, reply)
        return reply

    def check_alive(self) -> None:
        """It runs, answers, and no exception of its own has reached the log."""
        assert self.process.poll() is None
        assert self.api.get("/v1/models").status_code == 200
        assert "Traceback" not in self.log.read_text()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("fuzzed")
    quick = {"STUDIO_SANDBOX_SPEED": "0", "STUDIO_SANDBOX_RPM": "10000000"}
    with (
        sandbox_process(folder, **quick) as (process, root),
        httpx.Client(base_url=root, headers=KEY, timeout=SECONDS) as api,
        httpx.Client(timeout=SECONDS) as stranger,
    ):
        target = Target(root, api, stranger, process, folder / "sandbox.log")
        yield target
        target.check_alive()


def path_of(address: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        address = address.replace(f"<{name}>", value).replace(f"<int:{name}>", value)
    return address


def test_it_knows_a_valid_call_of_every_address_and_socket(target: Target) -> None:
    assert sorted(target.examples) == sorted(ADDRESSES)
    assert sorted(SOCKETS) == sorted(consumers)
    assert all(target.methods.values())


@pytest.mark.parametrize("address", ADDRESSES)
def test_its_valid_call_is_good(target: Target, address: str) -> None:
    example = target.examples[address]
    for method in sorted(target.methods[address], reverse=True):  # DELETE last
        reply = _valid(target, method, address, example)
        if method != "HEAD" and address not in DESTROYED and reply.headers["Content-Type"] == "application/json":
            assert reply.json().get("base_resp", {"status_code": 0})["status_code"] in GOOD, reply.text[:300]
        assert reply.status_code in (200, 206) or method == "DELETE", reply.text[:300]


def _valid(target: Target, method: str, address: str, example: Example) -> httpx.Response:
    more: dict[str, Any] = {"headers": example.headers, "params": example.query}
    if example.form is not None:
        more |= {"data": example.form, "files": example.files}
    elif method == "POST":
        more["json"] = example.body
    return target.send(method, address, path_of(address, example.parts), **more)


@pytest.mark.parametrize("address", ADDRESSES)
@fuzzed
@given(st.data())
def test_it_answers_nonsense(target: Target, address: str, data: st.DataObject) -> None:
    example = target.examples[address]
    method = data.draw(st.sampled_from(target.methods[address]))
    parts = {name: data.draw(_part(value)) for name, value in example.parts.items()}
    headers = {**example.headers, **data.draw(fuzzing.odd_headers)}
    path = f"{path_of(address, parts)}?{data.draw(_query(example))}"
    if method != "POST":
        target.send(method, address, path, headers=_bytes(headers))
        return
    sent = data.draw(fuzzing.raw_bodies(example.body) if example.form is None else fuzzing.raw_forms(example))
    target.send(method, address, path, content=sent.raw, headers=_bytes({**headers, "Content-Type": sent.kind}))


@pytest.mark.parametrize("address", ADDRESSES)
@fuzzed
@given(key=fuzzing.keys, method=st.sampled_from(METHODS), query=fuzzing.odd_queries)
def test_it_answers_strangers_and_wrong_methods(
    target: Target, address: str, key: bytes | None, method: str, query: str
) -> None:
    path = f"{target.root}/{path_of(address, target.examples[address].parts)}?{query}"
    headers = [] if key is None else [(b"Authorization", key)]
    judge(address, method, target.stranger.request(method, path, headers=headers))


@fuzzed
@given(
    st.sampled_from(["v1/", "v2/", "anthropic/", "v1/files/", "downloads/", "", "ws/v1/"]),
    fuzzing.odd_parts,
    fuzzing.odd_parts,
    fuzzing.odd_queries,
    st.sampled_from(METHODS),
)
def test_it_answers_at_strange_addresses(
    target: Target, start: str, one: str, two: str, query: str, method: str
) -> None:
    for path in (f"{start}{one}", f"{start}{one}/{two}", f"{start}{one}/"):
        reply = target.api.request(method, f"{target.root}/{path}?{query}")
        assert reply.status_code < 500, reply.text[:300]
        if method != "HEAD" and reply.status_code != 204:
            judge_json("", reply.json(), reply.status_code, reply.text[:300])


@pytest.mark.parametrize("address", list(consumers))
@fuzzed
@given(st.data())
def test_its_sockets_answer_nonsense(target: Target, address: str, data: st.DataObject) -> None:
    """The last message is one that always ends the conversation."""
    url = f"{target.root.replace('http', 'ws', 1)}/{address}"
    messages = [data.draw(_message(message)) for message in SOCKETS[address]]
    with connect(url, additional_headers=KEY, open_timeout=SECONDS, close_timeout=SECONDS, max_size=None) as socket:
        for message in messages:
            _say(socket, message.raw)
        _say(socket, b"\xff")
        told = list(_heard(socket))
        assert socket.close_code == 1000, told[-1:]
        texts = [json.loads(one) for one in told if isinstance(one, str)]
        assert texts
        for body in texts:
            judge_json(address, body, 200, str(body)[:300])


@pytest.mark.parametrize("address", list(consumers))
@fuzzed
@given(key=fuzzing.keys, query=fuzzing.odd_queries)
def test_its_sockets_answer_strangers(target: Target, address: str, key: bytes | None, query: str) -> None:
    url = f"{target.root.replace('http', 'ws', 1)}/{address}?{query}"
    headers = {} if key is None else {"Authorization": key.decode("latin1")}
    with connect(url, additional_headers=headers, open_timeout=SECONDS, close_timeout=SECONDS) as socket:
        told = [json.loads(one) for one in _heard(socket)]
    assert told[-1]["base_resp"]["status_code"] in (1004, 2049)


def _say(socket: ClientConnection, message: str | bytes) -> None:
    try:
        socket.send(message)
    except ConnectionClosed:  # it has heard enough
        return


def _heard(socket: ClientConnection) -> Iterator[str | bytes]:
    while True:
        try:
            yield socket.recv(timeout=SECONDS)
        except ConnectionClosed:
            return


def _message(valid: dict[str, Any]) -> st.SearchStrategy[Sent]:
    return st.just(Sent(json.dumps(valid).encode(), "")) | fuzzing.raw_bodies(valid)


def _part(value: str) -> st.SearchStrategy[str]:
    return st.just(value) | fuzzing.odd_parts


def _query(example: Example) -> st.SearchStrategy[str]:
    return st.just(str(httpx.QueryParams(example.query))) | fuzzing.odd_queries


def _bytes(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin1")) for name, value in headers.items()]

"""Keys, refusals, and trouble to order."""

import time

import httpx
import pytest

from tests.sandbox.asking import Asker

LIST, NEWEST = "/v1/files/list", "/v1/files"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", 1004),
        ("hello", 1004),
        ("sandbox-short", 2049),
        ("sk-api-abcdefgh12345678", 2049),
        ("sandbox-bad key here", 1004),
    ],
)
def test_it_refuses_other_keys_in_each_paths_style(sandbox_root: str, key: str, code: int) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    native, reference = (httpx.get(sandbox_root + path, headers=headers) for path in (LIST, NEWEST))
    assert (native.status_code, native.json()["base_resp"]["status_code"]) == (200, code)
    assert (reference.status_code, reference.json()["base_resp"]["status_code"]) == (401, code)


def test_it_traces_every_reply(ask: Asker) -> None:
    traces = {ask.api.get(path).headers["Trace-Id"] for path in (LIST, NEWEST, "/v1/files/1", "/v1/files/1")}
    assert len(traces) == 4


def test_it_says_404_and_405_in_json(ask: Asker) -> None:
    assert ask.api.get("/v1/nothing/here").json()["base_resp"]["status_code"] == 2013
    assert ask.api.get("/v1/nothing/here").status_code == 404
    assert ask.api.get("/elsewhere").json()["base_resp"]["status_code"] == 2013
    assert ask.api.put("/v1/files").status_code == 405


def test_it_serves_clients_that_want_a_host_root(ask: Asker, sandbox_root: str) -> None:
    root = sandbox_root.removesuffix("/sandbox")
    reply = httpx.get(root + LIST, headers=dict(ask.api.headers))
    assert reply.json()["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(("what", "code"), [("refuse", 1026), ("throttle", 1002), ("balance", 1008), ("2061", 2061)])
def test_it_refuses_to_order_by_a_word_in_the_prompt(ask: Asker, what: str, code: int) -> None:
    assert ask.code(prompt=f"a sea sandbox:{what}")[0] == code


def test_it_throttles_reference_paths_with_429(ask: Asker) -> None:
    reply = ask.api.get(NEWEST, headers={"Sandbox-Misfortune": "throttle"})
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_it_answers_with_a_real_http_status_to_order(ask: Asker, status: int) -> None:
    reply = ask.api.get(LIST, headers={"Sandbox-Misfortune": str(status)})
    assert reply.status_code == status
    assert reply.json()["base_resp"]["status_code"] != 0


def test_it_refuses_a_misfortune_that_it_does_not_know(ask: Asker) -> None:
    assert ask.code(prompt="sandbox:earthquake")[0] == 2013


def test_it_fails_a_task_to_order(ask: Asker) -> None:
    task_id = ask.create(prompt="a sea sandbox:fail")["task_id"]
    state = ask.state(task_id)
    assert (state["status"], state["base_resp"]["status_code"]) == ("Fail", 1027)


def test_it_is_slow_to_order(ask: Asker) -> None:
    task_id = ask.create(prompt="a sea sandbox:slow")["task_id"]
    assert ask.state(task_id, "+58")["status"] == "Processing"
    assert ask.finished(ask.create()["task_id"])["status"] == "Success"  # the one worker has done both now
    assert ask.state(task_id, "+61")["status"] == "Success"


@pytest.mark.parametrize("what", ["half", "reset"])
def test_it_breaks_off_a_reply_to_order(ask: Asker, what: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask.create(prompt=f"a sea sandbox:{what}")


def test_it_hangs_to_order(ask: Asker) -> None:
    with pytest.raises(httpx.ReadTimeout):
        ask.api.get(LIST, headers={"Sandbox-Misfortune": "hang"}, timeout=0.4)


def test_it_loses_the_reply_but_not_the_task(ask: Asker) -> None:
    body = {"model": "MiniMax-Hailuo-2.3", "prompt": "a sea", "video_length": 1, "resolution": "512P"}
    assert ask.api.post("/v1/video_generation", json=body, headers={"Sandbox-Misfortune": "lost"}).status_code == 500
    deadline = time.monotonic() + 30
    while not ask.api.get(NEWEST).json()["data"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(ask.api.get(NEWEST).json()["data"]) == 1


def test_it_cuts_a_download_short(ask: Asker) -> None:
    done = ask.finished(ask.create(prompt="a sea sandbox:short")["task_id"])
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(done["video_url"])


@pytest.mark.parametrize("what", ["poll-500", "poll-half"])
def test_it_troubles_the_first_seconds_of_polling(ask: Asker, what: str) -> None:
    task_id = ask.create(prompt=f"a sea sandbox:{what}")["task_id"]
    url = f"/v1/query/video_generation?task_id={task_id}"
    if what == "poll-500":
        assert ask.api.get(url).status_code == 500
    else:
        with pytest.raises(httpx.RemoteProtocolError):
            ask.api.get(url)
    assert ask.state(task_id, "+4")["base_resp"]["status_code"] == 0


def test_it_refuses_a_clock_that_is_out_of_bounds(ask: Asker) -> None:
    assert ask.api.get(LIST, headers={"Sandbox-Clock": "+99999999"}).json()["base_resp"]["status_code"] == 2013

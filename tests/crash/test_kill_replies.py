"""Killed while a reply is written, started again: what had come is kept, nothing is sent or paid twice."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.crash.test_kill_streams import kinds_of_entries, wait_for
from tests.process import ROOT, Studio, running_studio
from tests.upstream import Chat, Upstream, running_upstream

pytestmark = pytest.mark.crash
JOBS = 8
WORDS = [f"word{number} " for number in range(60)]
REPLY = "select text, html != '' from chat_message where role = 'assistant'"


@pytest.fixture
def upstream():
    with running_upstream(Upstream(chat=Chat(deltas=[{"content": word} for word in WORDS], pause=0.05))) as fake:
        yield fake


@pytest.fixture
def studio(tmp_path: Path, upstream: Upstream, begun: Path):
    with running_studio(tmp_path, STUDIO_SANDBOX_URL=upstream.root) as studio:
        studio.begin_as(begun)
        yield studio


def texts(studio: Studio) -> list[str]:
    return [text for text, _shown in studio.rows(REPLY)]


def test_killed_in_the_middle_it_keeps_what_had_come(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="chat")
    upstream.chat.held_from = 40
    studio.start()
    wait_for(lambda: len(texts(studio)[0]) > 100)
    studio.stop(signal.SIGKILL)
    [before] = texts(studio)
    upstream.chat.go.set()
    studio.start()
    assert studio.wait_until_settled() == {"done": 1}
    assert studio.rows("select note from generations_generation") == [("interrupted",)]
    assert studio.rows(REPLY) == [(before, 1)]
    assert "".join(WORDS).startswith(before)
    assert kinds_of_entries(studio) == ["reserve", "settle"]
    assert len(upstream.chat.asked) == 1


def test_killed_before_the_first_word_it_is_unknown_and_held(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="chat")
    upstream.chat.held_from = 0
    studio.start()
    wait_for(lambda: upstream.chat.asked)
    studio.stop(signal.SIGKILL)
    upstream.chat.go.set()
    studio.start()
    assert studio.wait_until_settled() == {"uncertain": 1}
    assert kinds_of_entries(studio) == ["reserve"]
    assert len(upstream.chat.asked) == 1


@pytest.mark.parametrize("point", ["before-mark", "after-mark", "after-answer", "done"])
def test_killed_at_every_point_each_is_sent_at_most_once(studio: Studio, upstream: Upstream, point: str):
    studio.seed(JOBS, kind="chat", concurrency=JOBS, submits=JOBS)
    studio.die_at(f"{point}@3")
    states = studio.wait_until_settled()
    asked = [body["messages"][-1]["content"] for body in upstream.chat.asked]
    assert sum(states.values()) == JOBS
    assert set(states) <= {"done", "uncertain"}
    assert len(asked) == len(set(asked)) <= JOBS
    ends = kinds_of_entries(studio)
    assert (ends.count("reserve"), ends.count("settle")) == (JOBS, states.get("done", 0))


@pytest.mark.parametrize("point", ["before-mark", "after-mark", "after-answer"])
def test_killed_while_people_press_each_is_sent_at_most_once(studio: Studio, upstream: Upstream, point: str):
    upstream.chat.pause = 0.0
    seats = take_seats(studio, JOBS)
    studio.start(STUDIO_CRASH=f"{point}@3")
    pressed = [press(studio, seat) for seat in seats]
    assert not all(pressed)
    assert studio.wait_for_death() == -signal.SIGKILL
    studio.start()
    states = studio.wait_until_settled()
    # Who got no answer presses again, in the studio that is there now: what was not kept is said anew.
    again = [press(studio, seat) for seat, taken in zip(seats, pressed, strict=True) if not taken]
    assert any(again)
    states = studio.wait_until_settled()
    assert set(states) <= {"done", "uncertain"}
    assert states.get("uncertain", 0) == (point == "after-mark")
    ends = kinds_of_entries(studio)
    assert (ends.count("reserve"), ends.count("settle")) == (sum(states.values()), states["done"])
    assert len(upstream.chat.asked) == states["done"]


def take_seats(studio: Studio, count: int) -> list[dict[str, str]]:
    """So many conversations, each with what a request of its person carries."""
    command = [sys.executable, "-m", "tests.bench.seats", str(count)]
    told = subprocess.run(command, env=studio.env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    seats: list[dict[str, str]] = json.loads(told.splitlines()[-1])
    return seats


def press(studio: Studio, seat: dict[str, str]) -> bool:
    """Say something; was it taken?"""
    url = studio.url.replace("localhost", "127.0.0.1")
    data = {"text": "go on", "model": "MiniMax-M2.1", "csrfmiddlewaretoken": seat["token"]}
    headers = {"Cookie": seat["cookies"], "Origin": url, "HX-Request": "true"}
    try:
        answer = httpx.post(f"{url}/studio/chat/{seat['conversation']}/say/", data=data, headers=headers, timeout=20)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def test_stopped_in_order_it_ends_what_is_being_written(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="chat")
    studio.start()
    wait_for(lambda: texts(studio)[0])
    assert studio.stop() == 0
    studio.start()
    assert studio.wait_until_settled() == {"done": 1}
    assert texts(studio) == ["".join(WORDS)]


def test_a_second_signal_leaves_at_once(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="chat")
    upstream.chat.held_from = 10
    studio.start()
    wait_for(lambda: texts(studio)[0])
    assert studio.process
    studio.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    began = time.monotonic()
    studio.stop(timeout=20)
    assert time.monotonic() - began < 15

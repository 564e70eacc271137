"""Killed while MiniMax speaks, started again: what had come is kept, nothing is sent twice, nothing is paid twice."""

import random
import signal
import time
from pathlib import Path

import pytest

from tests.crash.test_kill_matrix import ON_THE_WIRE, assert_files, assert_money
from tests.process import Studio, running_studio
from tests.upstream import Speech, Upstream, running_upstream, tiny_sound

pytestmark = pytest.mark.crash
JOBS = 12
POINTS = ("before-mark", "after-mark", "after-answer", "answer-in-memory", "file-in-place", "done")
KEPT = (
    "select g.note, a.key from generations_generation g join generations_result r on r.generation_id = g.id "
    "join library_asset a on a.id = r.asset_id"
)


@pytest.fixture
def upstream():
    with running_upstream(Upstream(speech=Speech(pieces=tiny_sound(pieces=40), pause=0.05))) as fake:
        yield fake


@pytest.fixture
def studio(tmp_path: Path, upstream: Upstream, begun: Path):
    with running_studio(tmp_path, STUDIO_SANDBOX_URL=upstream.root) as studio:
        studio.begin_as(begun)
        yield studio


def wait_for(what) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def came(studio: Studio) -> int:
    """Bytes in the draft."""
    return sum(file.stat().st_size for file in studio.data.glob("media/*/.drafts/*.tmp"))


def kept(studio: Studio) -> tuple[str, bytes]:
    """The note of the one generation, and its file."""
    [(note, key)] = studio.rows(KEPT)
    return note, (studio.data / "media" / key).read_bytes()


def kinds_of_entries(studio: Studio) -> list[str]:
    return [kind for (kind,) in studio.rows("select kind from spend_entry order by id")]


def test_killed_in_the_middle_it_keeps_what_had_come(studio: Studio, upstream: Upstream):
    whole = b"".join(upstream.speech.pieces)
    studio.seed(1, kind="speech")
    upstream.speech.held_from = 35
    studio.start()
    wait_for(lambda: came(studio) > len(whole) / 4)
    studio.stop(signal.SIGKILL)
    before = came(studio)
    assert studio.states() == {"running": 1}
    upstream.speech.go.set()
    studio.start()
    assert studio.wait_until_settled() == {"done": 1}
    assert kept(studio) == ("interrupted", whole[:before])
    assert kinds_of_entries(studio) == ["reserve", "settle"]
    assert_nothing_lost(studio, upstream)


def test_killed_before_the_first_sound_it_is_unknown_and_held(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="speech")
    upstream.speech.held_from = 0
    studio.start()
    wait_for(lambda: upstream.creates)
    studio.stop(signal.SIGKILL)
    upstream.speech.go.set()
    studio.start()
    assert studio.wait_until_settled() == {"uncertain": 1}
    assert kinds_of_entries(studio) == ["reserve"]
    assert_nothing_lost(studio, upstream)


def test_killed_with_the_first_sound_on_disk_it_was_accepted(studio: Studio, upstream: Upstream):
    """Whether or not the table already says so."""
    studio.seed(1, kind="speech")
    upstream.speech.held_from = 1
    studio.start()
    wait_for(lambda: came(studio))
    studio.stop(signal.SIGKILL)
    upstream.speech.go.set()
    studio.start()
    assert studio.wait_until_settled() == {"done": 1}
    assert kept(studio) == ("interrupted", upstream.speech.pieces[0])
    assert kinds_of_entries(studio) == ["reserve", "settle"]
    assert_nothing_lost(studio, upstream)


@pytest.mark.parametrize("point", POINTS)
def test_it_survives_a_kill_at(studio: Studio, upstream: Upstream, point: str):
    upstream.speech.pause = 0.01
    studio.seed(JOBS, kind="speech", rpm=6000, concurrency=4, submits=ON_THE_WIRE)
    studio.die_at(f"{point}@5")
    states = studio.wait_until_settled()
    assert set(states) <= {"done", "uncertain"}
    assert states.get("uncertain", 0) <= ON_THE_WIRE
    assert_nothing_lost(studio, upstream)


def test_all_that_had_come_is_kept_though_nobody_saw_its_end(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="speech")
    studio.die_at("answer-in-memory@1")
    assert studio.wait_until_settled() == {"done": 1}
    assert kept(studio) == ("interrupted", b"".join(upstream.speech.pieces))
    assert_nothing_lost(studio, upstream)


def test_killed_with_its_file_in_place_it_is_whole_and_done(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="speech")
    studio.die_at("file-in-place@1")
    assert studio.wait_until_settled() == {"done": 1}
    assert kept(studio) == ("", b"".join(upstream.speech.pieces))
    assert kinds_of_entries(studio) == ["reserve", "settle"]
    assert_nothing_lost(studio, upstream)


def test_asked_to_stop_it_hears_everything_to_its_end(studio: Studio, upstream: Upstream):
    studio.seed(1, kind="speech")
    upstream.speech.pause = 0.1
    studio.start()
    wait_for(lambda: came(studio))
    began = time.monotonic()
    assert studio.stop(signal.SIGTERM) == 0
    assert time.monotonic() - began > 2
    assert studio.states().keys() <= {"fetching", "finishing", "done"}
    studio.start()
    assert studio.wait_until_settled() == {"done": 1}
    assert kept(studio) == ("", b"".join(upstream.speech.pieces))
    assert_nothing_lost(studio, upstream)


def test_it_survives_kills_at_random_times(studio: Studio, upstream: Upstream):
    dice = random.Random(11)
    upstream.speech.pause = 0.02
    studio.seed(60, kind="speech", rpm=60000, concurrency=8, submits=ON_THE_WIRE)
    for _ in range(10):
        studio.start()
        time.sleep(dice.uniform(0.1, 1.5))
        studio.stop(signal.SIGKILL)
    studio.start()
    states = studio.wait_until_settled(180)
    assert set(states) <= {"done", "uncertain"}
    # Those that were being sent, and those whose first sound was not yet on disk.
    assert states.get("uncertain", 0) <= 10 * 2 * ON_THE_WIRE
    assert_nothing_lost(studio, upstream)


def assert_nothing_lost(studio: Studio, upstream: Upstream) -> None:
    """What must be true after any crash: one POST each, money, files, and what is kept is what came."""
    assert max(upstream.creates.values()) == 1, "a text was sent twice"
    assert_money(studio)
    assert_files(studio)
    whole = b"".join(upstream.speech.pieces)
    for note, key in studio.rows(KEPT):
        content = (studio.data / "media" / key).read_bytes()
        assert whole.startswith(content)
        assert note == "interrupted" or content == whole

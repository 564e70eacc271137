"""Killed at each of the ten points (engine.md section 6), started again: nothing lost, nothing sent twice."""

import random
import signal
import time
from pathlib import Path

import pytest

from studio.generations.models import NEXT
from studio.jobs.crash import POINTS
from tests.process import Studio, running_studio
from tests.upstream import Upstream, running_upstream

pytestmark = pytest.mark.crash
JOBS = 20
# At most two requests are on the wire at once (catalogue limit `submits`): so many a crash may leave unknown.
ON_THE_WIRE = 2


@pytest.fixture
def upstream():
    with running_upstream(Upstream(answer_after=0.15, made_after=0.6, slow_download=0.005)) as fake:
        yield fake


@pytest.fixture
def studio(tmp_path: Path, upstream: Upstream, begun: Path):
    env = {"STUDIO_SANDBOX_URL": upstream.root, "STUDIO_PUBLIC_URL": "http://127.0.0.1:9"}
    with running_studio(tmp_path, **env) as studio:
        studio.begin_as(begun)
        studio.seed(JOBS, rpm=6000, concurrency=12)
        yield studio


@pytest.mark.parametrize("point", POINTS)
def test_it_survives_a_kill_at(point: str, studio: Studio, upstream: Upstream):
    studio.die_at(f"{point}@7")
    states = studio.wait_until_settled()
    assert set(states) <= {"done", "uncertain"}
    assert states.get("uncertain", 0) <= ON_THE_WIRE
    assert_nothing_lost(studio, upstream)


def test_it_survives_kills_at_random_times(tmp_path: Path, upstream: Upstream, begun: Path):
    env = {"STUDIO_SANDBOX_URL": upstream.root, "STUDIO_PUBLIC_URL": "http://127.0.0.1:9"}
    upstream.answer_after, upstream.made_after = 0.02, 0.2
    dice = random.Random(7)
    with running_studio(tmp_path, **env) as studio:
        studio.begin_as(begun)
        studio.seed(200, rpm=60000, concurrency=40)
        for _ in range(20):
            studio.start()
            time.sleep(dice.uniform(0.1, 1.5))
            studio.stop(signal.SIGKILL)
        studio.start()
        states = studio.wait_until_settled(180)
        assert states.get("uncertain", 0) <= 20 * ON_THE_WIRE
        assert_nothing_lost(studio, upstream)


def test_it_leaves_nothing_unknown_when_asked_to_stop(studio: Studio, upstream: Upstream):
    upstream.answer_after = 1.0
    studio.start()
    while not upstream.creates:
        time.sleep(0.02)
    assert studio.stop(signal.SIGTERM) == 0
    assert studio.states().get("uncertain", 0) == studio.states().get("submitting", 0) == 0
    upstream.answer_after = 0.1
    studio.start()
    assert studio.wait_until_settled() == {"done": JOBS}
    assert_nothing_lost(studio, upstream)


def assert_nothing_lost(studio: Studio, upstream: Upstream) -> None:
    """What must be true after any crash: money, files, trail."""
    assert upstream.creates
    assert max(upstream.creates.values()) == 1, "a request was sent twice"
    assert max(upstream.tokens.values()) == 1, "a token was used twice"
    assert_money(studio)
    assert_files(studio)
    for gen_id, frm, to in studio.rows("select generation_id, frm, 'x' || \"to\" from generations_generationevent"):
        assert not frm or to[1:] in NEXT[frm], f"{gen_id} went from {frm} to {to[1:]}"


def assert_money(studio: Studio) -> None:
    """One reserve each; one end exactly for what has ended; nothing held but what is unknown."""
    counts = dict(studio.rows("select kind, count(*) from spend_entry group by kind"))
    states = studio.states()
    assert counts["reserve"] == sum(states.values())
    assert counts.get("settle", 0) == states.get("done", 0)
    assert counts.get("release", 0) == states.get("failed", 0) + states.get("cancelled", 0)
    twice = "select generation from spend_entry where kind != 'reserve' group by generation having count(*) > 1"
    assert studio.rows(twice) == []


def assert_files(studio: Studio) -> None:
    """Each done has its file, whole; no draft is left."""
    rows = studio.rows(
        "select a.key, a.bytes from generations_generation g join generations_result r on r.generation_id = g.id "
        "join library_asset a on a.id = r.asset_id where g.state = 'done'"
    )
    assert len(rows) == studio.states().get("done", 0)
    for key, size in rows:
        assert (studio.data / "media" / key).stat().st_size == size
    assert list((studio.data / "media").glob("*/.drafts/*.tmp")) == []

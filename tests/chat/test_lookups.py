"""Tools that look something up: sums are worked out or refused, quickly, and nothing of another team is told."""

import json
import signal
import tracemalloc
from contextlib import contextmanager

import pytest

from studio.chat.tools.base import Seat, Trouble
from studio.chat.tools.lookups import Calculate, ListVoices, LookAt, SearchLibrary, TellTime
from tests import make
from tests.chat.building import talk
from tests.voices import building as voices

pytestmark = pytest.mark.django_db
SECONDS, MEMORY = 1.0, 16 * 1024 * 1024


class TooLong(BaseException):
    """No tool may catch it."""


@contextmanager
def quickly():
    """Fails what takes longer than a second, and what takes much memory: a call holds the one thread of the table."""

    def ring(*_args):
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def seat(team, ada):
    return Seat(team, ada, talk(team))


def reckon(text: str) -> str:
    """The result, or why there is none."""
    try:
        return Calculate().answer(None, {"sum": text}).text.rpartition(" = ")[2]
    except Trouble as trouble:
        return str(trouble)


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        ("2 + 3 * 4", "14"),
        ("17.5 / 100 * 2480", "434.0"),
        ("2^10", "1024"),
        ("6 × 7 ÷ 2", "21.0"),
        ("sqrt(2) ** 2 - 2 < 1e-9", "True"),
        ("factorial(20)", "2432902008176640000"),
        ("max(1, 2, abs(-3))", "3"),
        ("round(pi, 4)", "3.1416"),
        ("17 // 5 + 17 % 5", "5"),
    ],
)
def test_a_sum_is_worked_out(asked, result):
    assert reckon(asked) == result


@pytest.mark.parametrize(
    "asked",
    [
        "9**9**9**9",
        "3999999**3999999",
        "(2**4000000) * (2**4000000)",
        "gcd(2**1999999, 3**1250000)",
        "round(2**3999999, -900000)",
        "factorial(500)**2000",
        "factorial(10**9)",
        "1 << 10**9",
        "exp(1000)",
        "1/0",
        "'x'.ljust(30000000)",
        "'%30000000d' % 5",
        "(1).to_bytes(30000000, 'big')",
        "'a'.zfill(30000000)",
        "f'{1:>30000000}'",
        "'a' * 10**9",
        "(1).__class__.__mro__",
        "__import__('os').system('id')",
        "open('/etc/passwd')",
        "x + 1",
        "().__class__",
        "lambda: 1",
        "[1] * 10**9",
        "((((((((1",
        "(" * 120 + "1" + ")" * 120,
        "",
        "a = 1",
    ],
)
def test_a_nasty_sum_is_refused_or_answered_at_once(asked):
    with quickly():
        assert len(reckon(asked)) < 5000


def test_the_time_is_told_in_a_zone_and_no_file_is_read_for_it(seat):
    assert TellTime().answer(seat, {}).text.endswith("UTC")
    assert TellTime().answer(seat, {"zone": "Asia/Shanghai"}).text.endswith("CST")
    for zone in ("Mars/Olympus", "../../etc/passwd", "\0"):
        with pytest.raises(Trouble):
            TellTime().answer(seat, {"zone": zone})


def test_a_picture_of_the_team_is_shown_to_the_model(seat, team):
    asset = make.asset(team, title="A boat")
    answer = LookAt().answer(seat, {"id": str(asset.public_id)})
    assert answer.asset == asset
    assert json.loads(answer.text)["title"] == "A boat"


def test_what_is_being_made_says_how_far_it_is(seat, team):
    gen = make.generation(team)
    assert json.loads(LookAt().answer(seat, {"id": str(gen.public_id)}).text)["state"] == "Waiting for a place"


@pytest.mark.parametrize("make_thing", [make.asset, make.generation])
def test_nothing_of_another_team_is_looked_at(seat, team, cleo, make_thing):
    theirs = make_thing(cleo.memberships.get().team)
    assert LookAt().answer(seat, {"id": str(make_thing(team).public_id)})
    with pytest.raises(Trouble, match="nothing with this id"):
        LookAt().answer(seat, {"id": str(theirs.public_id)})


@pytest.mark.parametrize("name", ["", "x", "%", "\0", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_id_is_told(seat, name):
    with pytest.raises(Trouble):
        LookAt().answer(seat, {"id": name})


def test_the_library_is_searched_and_no_other_teams(seat, team, cleo):
    make.asset(team, title="A red boat")
    make.asset(team, make.png(colour="red"), title="A lamp")
    make.asset(cleo.memberships.get().team, title="Their red boat")
    found = json.loads(SearchLibrary().answer(seat, {"words": "boat red"}).text)
    assert [one["title"] for one in found] == ["A red boat"]
    assert len(json.loads(SearchLibrary().answer(seat, {"kind": "image"}).text)) == 2
    assert "Nothing" in SearchLibrary().answer(seat, {"words": "walrus"}).text


def test_voices_are_listed_the_teams_own_first(seat, team, cleo):
    voice = voices.voice(team, name="Captain")
    voices.voice(cleo.memberships.get().team, name="Captain of Cleo")
    found = json.loads(ListVoices().answer(seat, {}).text)
    assert found[0] == {"id": f"own:{voice.public_id}", "name": "Captain", "own": True}
    assert not any("Cleo" in one["name"] for one in found)
    assert len(found) > 10

"""Who draws what strangers ask for: each once, what fails not at once again, never too many, and not on a full disk."""

import asyncio
from concurrent.futures import Future

import pytest

from studio.library import storage
from studio.library.examine import Unreadable
from studio.sharing import drawing
from studio.sharing.copies import served_for
from tests import make
from tests.sharing.conftest import to


@pytest.fixture
def drawn(monkeypatch):
    """How often something was begun to be drawn; it never ends."""
    begun = []

    def submit(*_args) -> Future:
        begun.append(Future())
        return begun[-1]

    monkeypatch.setattr(drawing.DRAWERS, "submit", submit)
    yield begun
    for one in begun:
        one.set_result(True)


def ask(*wanted) -> list[object]:
    """What those get who ask for it all at once, and wait no longer than others need to come."""

    async def asking() -> list[object]:
        return await asyncio.gather(*(waiting(served, asset) for served, asset in wanted), return_exceptions=True)

    async def waiting(served, asset) -> bool:
        return await asyncio.wait_for(drawing.is_there(served, asset), 0.05)

    return asyncio.run(asking())


def wanted(asset, what: str = "view"):
    return served_for(asset, what, marked=True), asset


def test_who_asks_for_the_same_waits_for_the_same(picture, drawn):
    answers = ask(wanted(picture), wanted(picture), wanted(picture, "poster"))
    assert [type(one) for one in answers] == [TimeoutError] * 3
    assert len(drawn) == 2


def test_what_was_drawn_meanwhile_is_not_drawn_again(stranger, show, picture, monkeypatch):
    share = show(picture)
    assert stranger.get(to(share, picture, "view")).status_code == 200
    monkeypatch.setattr(drawing, "in_child", None)
    assert drawing.draw(served_for(picture, "view", marked=True), {}, 1)
    assert drawing._drawing == {}


def test_when_too_many_wait_one_is_asked_to_come_again(stranger, show, picture, team, drawn, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_WAITING", 1)
    ask(wanted(picture))
    other = make.asset(team, origin="made")
    assert [type(one) for one in ask(wanted(other))] == [drawing.Later]
    answer = stranger.get(to(show(other), other, "view"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(drawn) == 1


def test_on_a_full_disk_nothing_is_drawn(stranger, show, picture, monkeypatch):
    monkeypatch.setattr(storage, "has_room", lambda size: False)
    share = show(picture)
    assert stranger.get(to(share, picture, "view")).status_code == 503
    monkeypatch.undo()
    assert stranger.get(to(share, picture, "view")).status_code == 200


def test_what_failed_is_not_tried_again_for_a_while(stranger, show, picture, monkeypatch):
    tried = []

    def fail(work) -> None:
        tried.append(work)
        raise Unreadable("no")

    monkeypatch.setattr(drawing, "in_child", fail)
    share = show(picture)
    assert [stranger.get(to(share, picture, "view")).status_code for _ in range(3)] == [404] * 3
    assert len(tried) == 1
    monkeypatch.undo()
    now = drawing.monotonic()
    monkeypatch.setattr(drawing, "monotonic", lambda: now + drawing.A_WHILE)
    assert stranger.get(to(share, picture, "view")).status_code == 200


def test_the_memory_of_failures_has_an_end(monkeypatch, tmp_path):
    monkeypatch.setattr(drawing, "MOST_FAILED", 3)
    monkeypatch.setattr(drawing, "_failed", {})
    for number in range(10):
        drawing.note_failure(tmp_path / str(number))
    assert 1 <= len(drawing._failed) <= 3


def test_a_fault_of_ours_is_a_failure_too(stranger, show, picture, monkeypatch, caplog):
    def fail(work) -> None:
        raise RuntimeError

    monkeypatch.setattr(drawing, "in_child", fail)
    assert stranger.get(to(show(picture), picture, "view")).status_code == 404
    assert "could not be made" in caplog.text

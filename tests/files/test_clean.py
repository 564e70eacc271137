"""Orphans: exactly what the question named, looked at again at the press, each failure told."""

import asyncio
import re

import pytest

from studio.audit.models import Record
from studio.files import actions
from studio.generations.models import Result
from tests import make
from tests.files.building import PAGE, TEXT, ask, ask_in_loop, ended, text
from tests.relay import Relay, relaying

CLEAN = f"{PAGE}clean/"
pytestmark = pytest.mark.django_db(transaction=True)


def named(answer):
    return re.findall(r'name="file" value="(\w+)"', answer.body.decode())


def press(who, ids, show="unused"):
    return ask(who, CLEAN, {"show": show, "file": ids})


def test_it_names_what_nothing_uses_and_nothing_else(account, ada, team):
    lost, kept, waited_for = account.upload("lost.txt"), account.upload(), account.upload()
    ended(team, file_id=kept, asset=make.asset(team))
    Result.objects.create(generation=make.generation(team, state="fetching"), file_id=waited_for)
    question = ask(ada, f"{CLEAN}?show=unused")
    assert named(question) == [lost]
    assert f"Delete 1 file, {len(TEXT)} bytes, at MiniMax?" in text(question)
    assert "Another program of the same MiniMax account may" in text(question)
    assert len(account.ids()) == 3


def test_it_deletes_exactly_what_was_named(account, ada, team):
    lost, later = account.upload("lost.txt"), account.upload("later.txt")
    answer = press(ada, [lost])
    assert "1 file was deleted at MiniMax" in text(answer)
    assert account.ids() == {later}
    assert [record.detail["file_id"] for record in Record.objects.filter(what="files.deleted")] == [lost]


def test_what_came_into_use_meanwhile_is_spared(account, ada, team):
    lost, found = account.upload("lost.txt"), account.upload("found.txt")
    question = ask(ada, f"{CLEAN}?show=unused")
    assert set(named(question)) == {lost, found}
    Result.objects.create(generation=make.generation(team, state="fetching"), file_id=found)
    answer = press(ada, named(question))
    assert "Spared" in text(answer)
    assert "found.txt" in text(answer)
    assert account.ids() == {found}


def test_what_is_gone_meanwhile_is_told(account, ada):
    answer = press(ada, ["123456789012345"])
    assert "1 was no longer in MiniMax's list." in text(answer)
    assert "0 files were deleted" in text(answer)


def test_what_is_kept_here_can_go_as_well(account, ada, team):
    kept, lost = account.upload("kept.txt"), account.upload("lost.txt")
    asset = make.asset(team)
    ended(team, file_id=kept, asset=asset)
    question = ask(ada, f"{CLEAN}?show=kept")
    assert named(question) == [kept]
    assert "Should a copy here be lost or damaged, it cannot be fetched from there again." in text(question)
    asset.trash()
    assert "Spared" in text(press(ada, [kept], "kept"))
    asset.restore()
    press(ada, [kept, lost], "kept")
    assert account.ids() == {lost}


def test_a_press_has_a_bound(account, ada, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 2)
    ids = [account.upload() for _ in range(3)]
    press(ada, ids)
    assert account.ids() == {ids[2]}


class Breaking(Relay):
    """The line breaks when the second file is to be deleted."""

    deletions = 0

    def asked(self, connection, data):
        if data.startswith((b"DELETE", b"POST /sandbox/v1/files/delete")):
            self.deletions += 1
            if self.deletions == 2:
                self.cut()


def test_what_is_not_deleted_is_told_and_a_broken_line_ends_it(account, ada, settings, sandbox_root):
    ids = [account.upload(f"{number}.txt") for number in range(4)]

    async def run():
        async with relaying(sandbox_root, Breaking) as relay:
            settings.SANDBOX_URL = relay.root
            return await ask_in_loop(ada, CLEAN, {"show": "unused", "file": ids})

    answer = asyncio.run(run())
    assert "1 file was deleted at MiniMax" in text(answer)
    assert "Not deleted:" in text(answer)
    assert "1.txt" in text(answer)
    assert "2 more were not tried." in text(answer)
    assert account.ids() == set(ids[1:])
    outcomes = Record.objects.filter(what="files.deleted").order_by("id")
    assert [record.detail.get("outcome") for record in outcomes] == [None, "unknown"]


@pytest.mark.parametrize("query", ["", "?show=used", "?show=x"])
def test_it_cleans_nothing_else(account, ada, query):
    assert ask(ada, f"{CLEAN}{query}").status_code == 404


def test_nothing_is_deleted_when_minimax_does_not_answer(silent, ada):
    answer = press(ada, ["123456789012345"])
    assert answer.status_code == 502
    assert "MiniMax could not be reached" in text(answer)


@pytest.mark.parametrize("role", ["creator", "viewer"])
def test_only_an_admin_cleans(account, team, role):
    someone = make.member(team, "Dot", role)
    lost = account.upload()
    assert ask(someone, f"{CLEAN}?show=unused").status_code == 403
    assert press(someone, [lost]).status_code == 403
    assert account.ids() == {lost}

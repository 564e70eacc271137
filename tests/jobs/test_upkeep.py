"""The database's copies: whole, private, and only so many."""

import sqlite3

import pytest

from studio.accounts.models import User
from studio.jobs import upkeep
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def copies(settings):
    return sorted((settings.DATA / "backups").glob("*.sqlite3"))


def test_a_copy_holds_everything_and_is_for_its_owner_alone(settings):
    make.person("Ada")
    copy = upkeep.copy_database("daily")
    with sqlite3.connect(copy) as database:
        assert database.execute(f"select email from {User._meta.db_table}").fetchall() == [("ada@example.org",)]
    assert copy.stat().st_mode & 0o077 == 0


def test_only_the_newest_are_kept(settings):
    settings.BACKUPS = 2
    folder = settings.DATA / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"studio-daily-2026010{day}-000000.sqlite3").touch()
    (folder / "studio-before-upgrade-20260101-000000.sqlite3").touch()
    upkeep.back_up()
    names = [copy.name for copy in copies(settings)]
    assert len(names) == 3
    assert names[:2] == ["studio-before-upgrade-20260101-000000.sqlite3", "studio-daily-20260103-000000.sqlite3"]


def test_none_is_made_where_none_is_wanted(settings):
    settings.BACKUPS = 0
    upkeep.back_up()
    assert copies(settings) == []


def test_the_log_is_folded_in():
    upkeep.fold_log()

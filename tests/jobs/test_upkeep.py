"""The database's copies: whole, private, and only so many."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from studio.accounts.models import User
from studio.jobs import upkeep
from tests import make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies and log are SQLite's"),
]


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


def test_the_log_is_folded_in(settings):
    make.person("Ada")
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert log.stat().st_size > 0
    upkeep.fold_log()
    assert log.stat().st_size == 0


def test_a_full_disk_gets_no_copy(settings, monkeypatch):
    monkeypatch.setattr(upkeep.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000}))
    upkeep.back_up()
    assert copies(settings) == []


def test_what_a_killed_copy_left_is_thrown_away(settings):
    (settings.DATA / "backups").mkdir()
    (settings.DATA / "backups" / "studio-daily-20260101-000000.tmp").touch()
    upkeep.back_up()
    assert list((settings.DATA / "backups").glob("*.tmp")) == []

"""One studio on one database, whatever folder it is started in."""

import pytest
from django.db import connection

from studio import lock

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own lock")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_second_studio_on_a_server_is_refused_until_the_first_has_gone():
    with lock.take_database(), pytest.raises(lock.Locked):
        lock.take_database()
    with lock.take_database():
        pass


def test_a_file_elsewhere_is_locked_with_its_folder(settings, tmp_path, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's file")
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "elsewhere" / "studio.sqlite3")
    with lock.take_database(), pytest.raises(lock.Locked):
        lock.take_database()


def test_the_file_in_the_data_folder_is_locked_with_that(settings, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's file")
    monkeypatch.setitem(connection.settings_dict, "NAME", settings.DATA / "studio.sqlite3")
    with lock.take(settings.DATA), lock.take_database():
        pass

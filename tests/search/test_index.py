"""The migration's step: made, filled, taken back, and made again."""

import pytest
from django.db import NotSupportedError, connection, connections, models
from django.db.migrations.loader import MigrationLoader

from studio.search.index import FullText
from tests.search import papers
from tests.search.papers import STEP, Paper, Shelf, backwards, forwards, found, put

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone keeps the index in a table")


@pytest.fixture
def shelf(transactional_db):
    papers.make_tables()
    yield Shelf.objects.create(name="One")
    papers.drop_tables()


def test_it_is_filled_from_the_rows_there_are_and_can_be_taken_back(shelf):
    put(shelf, "storm")
    forwards()
    assert found("storm") == ["storm"]
    backwards()
    put(shelf, "storm again").delete()
    put(shelf, "storm at last")
    forwards()
    assert found("storm") == ["storm", "storm at last"]


def test_it_stands_again_behind_a_step_that_makes_the_table_anew(shelf):
    forwards()
    shorter = models.CharField(max_length=500)
    shorter.set_attributes_from_name("text")
    with connection.schema_editor() as editor:
        editor.alter_field(Paper, Paper._meta.get_field("text"), shorter)
    forwards()
    put(shelf, "storm").delete()
    put(shelf, "storm again")
    assert found("storm") == ["storm again"]


@on_sqlite
def test_it_says_that_a_key_is_no_number(transactional_db):
    with pytest.raises(NotSupportedError, match="whole number"):
        forwards(FullText("leaf", "words"))


def test_it_says_which_databases_it_knows(db, monkeypatch):
    monkeypatch.setattr(connections["default"], "vendor", "mysql")
    editor = connection.SchemaEditorClass(connection)
    with pytest.raises(NotSupportedError, match="SQLite and PostgreSQL, not by mysql"):
        STEP.database_forwards("search_tests", editor, papers.state(), papers.state())


def test_it_is_written_into_a_migration_as_it_was_called():
    assert FullText(model_name="paper", column="words").deconstruct() == (
        "FullText",
        (),
        {"model_name": "paper", "column": "words"},
    )
    assert STEP.describe() == "Full text of words on paper"
    assert STEP.migration_name_fragment == "paper_words_text"


@on_sqlite
def test_no_table_of_ours_has_lost_its_triggers(db):
    steps = [step for node in MigrationLoader(connection).disk_migrations.values() for step in node.operations]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [name for (name,) in cursor.fetchall()]
    for step in (step for step in steps if isinstance(step, FullText)):
        assert len([name for name in triggers if f"_{step.migration_name_fragment}_" in name]) == 3, step.describe()

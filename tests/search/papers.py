"""A small table with words to search, of no room: made and dropped by the tests that use it."""

from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from studio.search.index import FullText, matching
from studio.search.words import split


class Shelf(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "search_tests"

    def __str__(self):
        return self.name


class Paper(models.Model):
    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="papers")
    text = models.TextField()
    words = models.TextField(null=True)  # noqa: DJ001 (a column may hold nothing at all)

    class Meta:
        app_label = "search_tests"

    def __str__(self):
        return self.text


class Leaf(models.Model):
    id = models.UUIDField(primary_key=True)
    words = models.TextField()

    class Meta:
        app_label = "search_tests"

    def __str__(self):
        return self.words


STEP = FullText("paper", "words")


def state():
    every = ProjectState()
    for kind in (Shelf, Paper, Leaf):
        every.add_model(ModelState.from_model(kind))
    return every


def make_tables():
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
        editor.create_model(Paper)


def drop_tables():
    backwards()
    with connection.schema_editor() as editor:
        editor.delete_model(Paper)
        editor.delete_model(Shelf)


def forwards(step=STEP):
    with connection.schema_editor() as editor:
        step.database_forwards("search_tests", editor, state(), state())


def backwards(step=STEP):
    with connection.schema_editor() as editor:
        step.database_backwards("search_tests", editor, state(), state())


def put(shelf, text):
    return Paper.objects.create(shelf=shelf, text=text, words=split(text))


def found(query, rows=None):
    rows = Paper.objects.all() if rows is None else rows
    return list(matching(rows, "words", query).order_by("pk").values_list("text", flat=True))

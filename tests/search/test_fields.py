"""A column that is made of others when its row is saved."""

from django.db import models

from studio.search.fields import SearchedField
from studio.search.words import split


class Note(models.Model):
    name = models.CharField(max_length=20)
    text = models.TextField()
    words = SearchedField(of=["name", "text"])

    class Meta:
        app_label = "search_tests"

    def __str__(self):
        return self.name


def test_it_is_made_of_the_columns_that_it_names():
    note = Note(name="Tides.csv", text="High at 生成图")
    assert Note._meta.get_field("words").pre_save(note, True) == note.words == split("Tides.csv\nHigh at 生成图")


def test_it_is_written_into_a_migration_as_it_was_called():
    field = Note._meta.get_field("words")
    _name, path, args, options = field.deconstruct()
    assert (path, args) == ("studio.search.fields.SearchedField", [])
    again = SearchedField(**options)
    assert again.of == ["name", "text"]
    assert (again.blank, again.editable, again.default) == (True, False, "")

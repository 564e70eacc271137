from collections.abc import Sequence
from typing import Any

from django.db import models

from studio.search.words import split


class SearchedField(models.TextField):
    """What is searched of a row: `words.split` of its other columns `of`, made when the row is saved.

    Like every `pre_save` it is passed by where `update` writes those columns.
    """

    def __init__(self, *args: Any, of: Sequence[str], **options: Any) -> None:
        self.of = list(of)
        super().__init__(*args, **options | {"blank": True, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:
        words = split("\n".join(getattr(row, column) for column in self.of))
        setattr(row, self.attname, words)
        return words

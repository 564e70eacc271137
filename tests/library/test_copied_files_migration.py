"""What was copied from MiniMax's store before its id had a column is found by it."""

from importlib import import_module

from django.apps import apps

from studio.library.models import Asset
from studio.search.index import matching
from tests import make

STEP = import_module("studio.library.migrations.0010_copied_files")


def test_its_id_moves_out_of_the_recipe_and_back(team):
    copied = make.asset(team, origin="uploaded", recipe={"file_id": "7001", "purpose": "voice_clone"})
    made = make.asset(team, origin="made", recipe={"model": "image-01"})
    STEP.fill(apps, None)
    copied.refresh_from_db()
    assert (copied.file_id, copied.recipe) == ("7001", {"purpose": "voice_clone"})
    assert Asset.objects.get(pk=made.pk).file_id == ""
    STEP.back(apps, None)
    assert Asset.objects.get(pk=copied.pk).recipe == {"file_id": "7001", "purpose": "voice_clone"}


def test_words_are_still_found_once_the_table_was_made_anew(team):
    asset = make.asset(team, title="Kestrel")
    assert list(matching(Asset.objects.all(), "words", "kestrel")) == [asset]

"""What was copied from MiniMax's store is found by its id there, without its recipe being read."""

from typing import Any

from django.db import migrations, models

from studio.search.index import FullText


def fill(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("library", "Asset").objects.filter(origin="uploaded", recipe__has_key="file_id")
    for asset in list(rows.only("recipe")):
        recipe = dict(asset.recipe)
        rows.model.objects.filter(pk=asset.pk).update(file_id=str(recipe.pop("file_id"))[:128], recipe=recipe)


def back(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("library", "Asset").objects.exclude(file_id="")
    for asset in list(rows.only("recipe", "file_id")):
        rows.model.objects.filter(pk=asset.pk).update(recipe=asset.recipe | {"file_id": asset.file_id})


class Migration(migrations.Migration):
    dependencies = [("library", "0009_unreadable")]

    operations = [
        migrations.AddField(
            "asset",
            "file_id",
            models.CharField(
                blank=True, max_length=128, help_text="Of what was copied from MiniMax's store: its id there."
            ),
        ),
        # On SQLite the table was made anew.
        FullText("asset", "words"),
        migrations.AddIndex(
            "asset",
            models.Index(fields=["team", "file_id"], condition=~models.Q(file_id=""), name="copied_file"),
        ),
        migrations.RunPython(fill, back),
    ]

"""An id in MiniMax's store says whether the sandbox gave it (`files/ids.py`)."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat

SANDBOX = "sandbox:"


def mark(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("library", "Asset").objects.filter(sandbox=True).exclude(file_id="")
    rows.exclude(file_id__startswith=SANDBOX).update(file_id=Concat(Value(SANDBOX), F("file_id")))


def unmark(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("library", "Asset").objects.filter(file_id__startswith=SANDBOX)
    for pk, file_id in list(rows.values_list("pk", "file_id")):
        rows.model.objects.filter(pk=pk).update(file_id=file_id.removeprefix(SANDBOX))


class Migration(migrations.Migration):
    dependencies = [("library", "0010_copied_files")]

    operations = [
        # A text for people alone: no table is made anew, so what searches it stays.
        migrations.AlterField(
            "asset",
            "file_id",
            models.CharField(
                blank=True,
                max_length=128,
                help_text="Of what lies in MiniMax's store too: its id there (`files/ids.py`).",
            ),
        ),
        migrations.RunPython(mark, unmark),
    ]

"""What was made before descents were written down says in its recipe which pictures it was made from."""

import re
from uuid import UUID

from django.db import migrations

ROLES = ("first_frame", "last_frame", "subject", "photo")
ASSET = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(#last)?")
AT_ONCE = 500


def write_down(apps, schema_editor):
    asset_of = apps.get_model("library", "Asset")
    rows = asset_of.objects.filter(kind="video", origin="made").order_by("pk").values_list("pk", "team_id", "recipe")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = found[-1][0]
        write_some(apps, [named for pk, team, recipe in found for named in parents_of(pk, team, recipe)])


def parents_of(pk, team, recipe):
    """(child, team, role, parent's public id) of each picture that a recipe names."""
    asked = recipe.get("request") if isinstance(recipe, dict) else None
    for role in ROLES if isinstance(asked, dict) else ():
        if match := ASSET.fullmatch(str(asked.get(role) or "")):
            yield pk, team, role, UUID(match[1])


def write_some(apps, named):
    asset_of, descent_of = apps.get_model("library", "Asset"), apps.get_model("library", "Descent")
    ids = {public_id for _child, _team, _role, public_id in named}
    known = asset_of.objects.filter(public_id__in=ids).values_list("team_id", "public_id", "pk")
    parents = {(team, public_id): pk for team, public_id, pk in known}
    descent_of.objects.bulk_create(
        [
            descent_of(child_id=child, parent_id=parents[team, public_id], role=role)
            for child, team, role, public_id in named
            if (team, public_id) in parents
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("library", "0003_sections_and_descent")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]

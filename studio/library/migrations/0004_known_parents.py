"""What was made before descents were written down says in its recipe which pictures it was made from."""

import re

from django.db import migrations

ROLES = ("first_frame", "last_frame", "subject", "photo")
ASSET = re.compile(r"^([0-9a-f-]{36})(#last)?$")


def write_down(apps, schema_editor):
    asset_of, descent_of = apps.get_model("library", "Asset"), apps.get_model("library", "Descent")
    for child in asset_of.objects.filter(kind="video", origin="made").only("pk", "team_id", "recipe").iterator():
        asked = (child.recipe or {}).get("request") or {}
        for role in ROLES:
            found = ASSET.match(str(asked.get(role) or ""))
            parent = found and asset_of.objects.filter(team_id=child.team_id, public_id=found[1]).first()
            if parent:
                descent_of.objects.get_or_create(child=child, parent=parent, role=role)


class Migration(migrations.Migration):
    dependencies = [("library", "0003_sections_and_descent")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]

"""What sounds is speech, music or another sound now; each asset knows its model, and what is searched of it."""

from django.db import migrations

from studio.search.words import split

AT_ONCE = 500
SAID = ("prompt", "lyrics", "text", "heading", "title", "genre", "mood", "instruments", "avoid", "script", "voice_name")


def fill(apps, schema_editor):
    asset_of = apps.get_model("library", "Asset")
    last = 0
    while rows := list(asset_of.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1].pk
        for asset in rows:
            recipe = asset.recipe if isinstance(asset.recipe, dict) else {}
            asset.kind = kind_of(asset, recipe)
            asset.model = str(recipe.get("model") or "")[:60]
            asset.words = words_of(asset, recipe)
            # A person's recordings stand in the library, too.
            asset.listed = asset.listed or asset.origin == "uploaded"
        asset_of.objects.bulk_update(rows, ["kind", "model", "words", "listed"])


def kind_of(asset, recipe):
    if asset.kind != "audio":
        return asset.kind
    made_by = str(recipe.get("kind") or "")
    if made_by == "music":
        return "music"
    return "speech" if made_by == "script" or made_by.startswith(("speech", "voice")) else "sound"


def words_of(asset, recipe):
    asked = recipe.get("request") if isinstance(recipe.get("request"), dict) else {}
    said = [str(asked[name]) for name in SAID if asked.get(name)]
    return split("\n".join(filter(None, [asset.title, asset.name, *(one for one in said if one != asset.title)])))


def back(apps, schema_editor):
    """A sound is a sound again."""
    apps.get_model("library", "Asset").objects.filter(kind__in=["speech", "music", "sound"]).update(kind="audio")


class Migration(migrations.Migration):
    dependencies = [("library", "0005_library")]

    operations = [migrations.RunPython(fill, back)]

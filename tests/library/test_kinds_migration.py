"""What was kept before kinds were for people gets its own: by what made it; and it is found by its words."""

from importlib import import_module

import pytest
from django.apps import apps

from studio.library.models import Asset
from tests import make

STEP = import_module("studio.library.migrations.0006_kinds_and_words")


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [
        ({"kind": "music", "request": {"lyrics": "tide"}}, "music"),
        ({"kind": "speech", "request": {"text": "tide"}}, "speech"),
        ({"kind": "speech_long", "request": "nonsense"}, "speech"),
        ({"kind": "script"}, "speech"),
        ({"kind": "voice_preview"}, "speech"),
        ({"sample": {}}, "sound"),
        ([], "sound"),
    ],
)
def test_a_sound_is_what_made_it(team, recipe, kind):
    asset = make.asset(team, mime="audio/mpeg")
    Asset.objects.update(kind="audio", recipe=recipe, words="")
    STEP.fill(apps, None)
    asset.refresh_from_db()
    assert asset.kind == kind
    STEP.back(apps, None)
    asset.refresh_from_db()
    assert asset.kind == "audio"


def test_pictures_stay_and_everything_is_found(team):
    make.asset(team, title="Harbour", recipe={"model": "image-01", "request": {"prompt": "ferries at dawn"}})
    make.asset(team, kind="sound", title="Mine", listed=False, origin="uploaded")
    make.asset(team, kind="speech", title="A take", listed=False, origin="made")
    Asset.objects.update(words="", model="")
    STEP.fill(apps, None)
    told = {asset.title: (asset.kind, asset.model, asset.listed) for asset in Asset.objects.all()}
    assert told == {
        "Harbour": ("image", "image-01", True),
        "Mine": ("sound", "", True),
        "A take": ("speech", "", False),
    }
    assert Asset.objects.get(title="Harbour").words == "harbour ferries at dawn"

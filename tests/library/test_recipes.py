"""What made an asset: in words on its page, and in the file that lies in a zip."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.library import exporting
from studio.library.exporting import pack, recipes_of
from studio.library.marks import Project, Tag
from studio.library.models import Asset
from studio.library.recipes import recipe_facts
from tests import make


def made(team, index: int = 0, price: str | None = "0.056", **request):
    asked = {"mode": "text", "model": "image-01", "prompt": "Fog", "count": 4, "seed": None} | request
    recipe = {"generation": "x", "kind": "image", "model": "image-01", "request": asked, "price": price, "index": index}
    return make.asset(team, origin="made", title="Fog", model="image-01", recipe=recipe | {"currency": "USD"})


@pytest.fixture
def packed(team, bo):
    """The entries of the file, by title; and the asset is no part of them."""

    def ask() -> list[dict]:
        zipped = pack(team=team, author=bo, assets=Asset.objects.all(), name="x")
        return json.loads(recipes_of(zipped).read_text())

    return ask


def test_one_of_several_says_its_own_share_and_which_it_is(team):
    facts = dict(recipe_facts(made(team, index=1)))
    assert facts["Price"] == "$0.014 · one of 4 asked for together at $0.056"
    assert facts["Picture"] == "2 of 4"
    assert "does not tell" in facts["Seed"]


def test_a_seed_that_was_named_for_all_of_them_is_shown(team):
    assert dict(recipe_facts(made(team, seed=7)))["Seed"] == "7"


def test_one_alone_says_its_price_and_no_more(team):
    facts = dict(recipe_facts(made(team, count=1, price="0.0035")))
    assert facts["Price"] == "$0.0035"
    assert "Picture" not in facts


def test_where_no_price_is_known_none_is_told(team):
    assert "Price" not in dict(recipe_facts(made(team, price=None)))


def test_a_zip_tells_all_that_is_known_of_a_work(team, bo, packed):
    asset = made(team, seed=7)
    Asset.objects.filter(pk=asset.pk).update(author=bo, notes="For the cover")
    asset.tags.add(Tag.objects.create(team=team, name="sea", folded="sea"))
    asset.projects.add(Project.objects.create(team=team, name="Harbour"))
    (told,) = packed()
    assert told.pop("recipe") == asset.exported_recipe
    assert told == {
        "file": "Fog.png",
        "asset": str(asset.public_id),
        "title": "Fog",
        "kind": "image",
        "tags": ["sea"],
        "notes": "For the cover",
        "projects": ["Harbour"],
        "when": asset.created_at.isoformat(),
        "model": "image-01",
        "seed": 7,
    }


def test_an_upload_tells_its_name_and_that_nothing_made_it(team, packed):
    make.asset(team, title="", name="tone.png", recipe={"sample": {"seconds": 4}})
    (told,) = packed()
    assert (told["title"], told["file"]) == ("tone.png", "tone.png")
    assert [told[name] for name in ("recipe", "seed", "model")] == [None] * 3


def test_a_project_that_was_deleted_is_not_told(team, packed):
    project = Project.objects.create(team=team, name="Gone", deleted_at="2026-11-30T00:00:00Z")
    made(team).projects.add(project)
    assert packed()[0]["projects"] == []


def test_many_are_asked_for_in_portions(team, packed, monkeypatch):
    """A portion costs the same, however many are in it."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            packed()
        return len(asked)

    for _ in range(2):
        made(team).tags.add(Tag.objects.get_or_create(team=team, name="sea", folded="sea")[0])
    two = queries()
    for _ in range(4):
        made(team)
    assert queries() == two
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    assert queries() <= two + 4

"""The file with all recipes of a zip: one of them is chosen by its name; those of other rooms lead there."""

import html
import re

from django.urls import reverse

from studio.library.recipes import tell
from tests import make
from tests.workroom.conftest import ASKED, recipe


def many(*recipes: dict) -> list[dict]:
    """As the file in a zip tells them, with an upload among them, and one as an older studio wrote it."""
    told = [{"file": f"{one['title']}.png", "title": one["title"], "recipe": one} for one in recipes]
    upload = {"file": "tone.wav", "title": "tone.wav", "recipe": None}
    return [upload, *told, {"file": "old.png", **recipe(prompt="An owl"), "title": "An old one"}]


def test_of_a_file_with_many_recipes_one_is_chosen_by_its_name(bring, client, team):
    storm = {"kind": "video", "title": "A storm", "request": make.wish()}
    odd = {"kind": "soundtrack", "title": "A track", "request": {"clip": "x"}}
    shown = bring(many(storm, odd, recipe()), prompt="A hare").content.decode()
    assert "4 recipes in this file" in shown
    assert "tone.wav" not in shown
    rows = dict(re.findall(r'<li class="difference__offer">.*?dir="auto">([^<]+)<(.*?)</li>', shown, re.DOTALL))
    here, there = (reverse("recipe-bring", args=[team.slug, room]) for room in ("image", "video"))
    assert list(rows) == ["A fox", "An old one", "A storm", "A track"], "those of this room stand first"
    assert f'hx-post="{here}"' in rows["A fox"]
    assert f'formaction="{there}#compose"' in rows["A storm"]
    assert "Open it in Video" in rows["A storm"]
    assert "<button" not in rows["A track"]
    text = html.unescape(re.search(r' value="([^"]*)"', rows["An old one"])[1])
    compared = client.post(here, {"recipe_text": text, "prompt": "A hare"}, headers={"HX-Request": "true"})
    assert "An owl" in compared.content.decode()
    assert 'name="take" value="prompt"' in compared.content.decode()


def test_a_file_of_many_with_one_recipe_is_compared_at_once(bring):
    entries = many(recipe())[:2]
    assert 'name="take" value="prompt"' in bring(entries, prompt="A hare").content.decode()


def test_of_very_many_the_rest_is_counted(bring):
    shown = bring(many(*(recipe(prompt=str(number)) for number in range(201)))).content.decode()
    assert shown.count('class="difference__offer"') == 200
    assert "2 more are not shown" in shown


def test_what_would_make_the_page_too_large_is_counted_too(bring):
    book, page = recipe(prompt="a" * 200_000), recipe(prompt="b" * 150_000)
    shown = bring(many(book, *[page] * 8)).content.decode()
    assert shown.count('class="difference__offer"') == 6 + 1, "six pages, and the old one"
    assert "3 more are not shown" in shown


def test_where_all_of_them_are_too_large_that_is_said(bring):
    book = recipe(prompt="a" * 200_000)
    shown = bring([{"title": "One", "recipe": book}, {"title": "Two", "recipe": book}]).content.decode()
    assert "2 recipes in this file" in shown
    assert "2 more are not shown" in shown


def test_what_the_library_writes_into_a_zip_is_taken_back(bring, team, bo):
    facts = {"origin": "made", "recipe": {"kind": "image", "room": "image", "request": ASKED}}
    works = [make.asset(team, title=title, **facts) for title in ("A fox", "Another")]
    told = [{"file": f"{work.title}.png", **tell(work)} for work in works]
    assert "2 recipes in this file" in bring(told).content.decode()

"""A recipe beside the form: what it would change is shown before anything does, and only the ticked is taken."""

import html
import json
import re

import pytest
from django.urls import reverse

from studio.workroom.differences import compare, read
from studio.workroom.rooms import find_room
from tests import make
from tests.music import conftest as music
from tests.speech import conftest as speech
from tests.workroom.conftest import ASKED, recipe


@pytest.fixture
def take(client, team, bo):
    client.force_login(bo)

    def post(told: dict, names: list[str], **form):
        sent = form | {"recipe_text": json.dumps(told), "take": names}
        return client.post(reverse("recipe-take", args=[team.slug, "image"]), sent, headers={"HX-Request": "true"})

    return post


def test_each_field_that_differs_is_shown_with_both_sides(bring):
    shown = bring(recipe(), model="image-01", mode="text", prompt="A hare", ratio="1:1", count="2").content.decode()
    for words in ("A hare", "A fox", "1:1", "16:9"):
        assert words in shown
    assert 'value="prompt" checked' in shown
    assert 'value="count"' not in shown, "what is the same is not shown"


def test_what_the_form_shows_and_nobody_chose_is_no_difference(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team, recipe={"kind": "video", "room": "video", "request": make.wish()})
    page = client.get(f"/{team.slug}/video/?compare={asset.public_id}").content.decode()
    assert re.findall(r'name="take" value="(\w+)"', page) == ["prompt"]


def test_what_is_the_same_is_said(bring):
    form = {"mode": "text", "model": "image-01", "prompt": "A fox", "ratio": "16:9", "count": "2", "seed": "7"}
    assert "says the same already" in bring(recipe(), **form).content.decode()


def test_only_the_ticked_is_taken_and_the_rest_stays(take):
    drawn = take(
        recipe(), ["prompt"], model="image-01", mode="text", prompt="A hare", ratio="4:3", seed="99"
    ).content.decode()
    assert ">A fox</textarea>" in drawn
    assert 'value="99"' in drawn
    assert 'value="4:3" checked' in drawn
    assert 'value="16:9" checked' not in drawn


def test_all_of_it_gives_the_form_that_asked_for_it(take):
    drawn = take(recipe(), ["prompt", "ratio", "count", "seed"], model="image-01", mode="text").content.decode()
    assert 'value="16:9" checked' in drawn
    assert 'value="7"' in drawn


def test_a_work_of_the_library_is_compared_on_the_rooms_page(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team, recipe={"kind": "image", "room": "image", "request": ASKED}, title="A fox")
    page = client.get(f"/{team.slug}/image/?compare={asset.public_id}").content.decode()
    assert "What the recipe changes" in page
    assert 'value="prompt" checked' in page


def test_a_work_of_another_team_is_compared_with_nothing(client, team, bo, cleo):
    client.force_login(bo)
    theirs = make.asset(cleo.memberships.get().team, recipe={"kind": "image", "request": ASKED | {"prompt": "Secret"}})
    assert "Secret" not in client.get(f"/{team.slug}/image/?compare={theirs.public_id}").content.decode()
    sent = {"from": str(theirs.public_id)}
    answer = client.post(reverse("recipe-bring", args=[team.slug, "image"]), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, "no longer in your library" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00", "not text"),
        (b"<html>", "not JSON"),
        (b"[]", "no recipe in this file"),
        (b'[{"file": "a.png", "title": "A", "recipe": null}, 4, null]', "no recipe in this file"),
        (b'"words"', "does not say"),
        (b'{"kind": "image"}', "does not say"),
        (b'{"kind": "image", "request": []}', "does not say"),
        (b'{"kind": "video", "request": {}}', "another room"),
        (b'{"kind": "../../etc", "request": {}}', "No room takes"),
        (b'{"kind": ["image"], "request": {}}', "No room takes"),
        (b'{"format": "studio-recipe/9", "kind": "image", "request": {}}', "studio-recipe/9"),
        (b'{"format": {}, "kind": "image", "request": {}}', "does not know"),
        (b'{"kind": "image", "request": {}}', "lacks something"),
        (b"[" * 100_000, "not JSON"),
        (b'{"kind": "image", "title": "\\ud800", "request": {}}', "not JSON"),
        (b'{"kind": "image", "request": {"prompt": "%s"}}' % (b"a" * 2_000_000), "larger than 2 MB"),
        (b" " * 10_000_001, "larger than 10 MB. A zip of fewer works"),
    ],
)
def test_what_is_no_recipe_is_refused_in_words_and_the_form_stays(bring, told, words):
    answer = bring(told, prompt="Still here")
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_markup_and_strange_values_do_no_harm(bring, take):
    evil = recipe(prompt="<script>alert(1)</script>", seed={"a": 1}, count=[[]], ratio="1:1" * 9999, evil="x")
    shown = bring(evil).content.decode()
    assert "<script>alert" not in shown
    assert 'value="evil"' not in shown
    assert take(evil, ["prompt", "ratio", "count", "seed", "evil", "client_key"]).status_code == 200


def test_without_scripts_it_is_shown_on_the_whole_page(bring):
    page = bring(recipe(), htmx=False, prompt="A hare").content.decode()
    assert "<html" in page
    assert "What the recipe changes" in page
    assert ">A hare</textarea>" in page


def test_it_is_shown_where_one_looks_and_its_menu_is_closed(bring):
    shown = bring(recipe(), prompt="A hare").content.decode()
    assert re.search(r'<section [^>]*id="difference"[^>]*autofocus', shown)
    assert re.search(r'<details (?![^>]* open)[^>]*id="recipe-menu"[^>]*hx-swap-oob="true"', shown)


def test_a_recipe_of_another_room_goes_there_with_one_press(client, bring, team):
    drawn = bring({"kind": "video", "title": "Storm", "request": make.wish(prompt='A "storm"')}, prompt="A hare")
    (button,) = re.findall(r'<button [^>]*form="act"[^>]*>', drawn.content.decode())
    there = re.search(r'formaction="([^"]+)"', button)[1]
    assert there == reverse("recipe-bring", args=[team.slug, "video"]) + "#compose"
    text = html.unescape(re.search(r' value="([^"]*)"', button)[1])
    page = client.post(there, {"recipe_text": text}).content.decode()
    assert "What the recipe changes" in page
    assert "A &quot;storm&quot;" in page
    assert "A hare" not in page, "what stood in this room's form stays there"
    assert 'name="take" value="prompt_optimizer"' not in page, "the other room's form stands as it does when opened"


def test_the_address_that_it_came_to_leads_back_to_the_room(client, bring, team):
    bring(recipe())
    answer = client.get(reverse("recipe-bring", args=[team.slug, "image"]), {"before": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{team.slug}/image/?before=x")


def test_a_cell_of_a_matrix_comes_back_as_a_picture(bring):
    cell = recipe(mode="matrix") | {"kind": "image_cell"}
    assert 'name="take" value="prompt"' in bring(cell, prompt="A hare").content.decode()


def test_a_viewer_brings_none(client, team, vic):
    client.force_login(vic)
    assert client.post(reverse("recipe-bring", args=[team.slug, "image"]), {}).status_code == 403


@pytest.mark.parametrize(
    ("room", "asked"), [("image", ASKED), ("video", make.wish()), ("music", music.wish()), ("speech", speech.wish())]
)
def test_every_room_takes_back_what_it_asked_for(team, room, asked):
    workroom = find_room(room)
    brought = read(json.dumps({"kind": workroom.kinds[0], "request": asked}), workroom.form, workroom.kinds)
    assert len(brought.values) > 5
    form = workroom.form(initial=brought.values, team=team)
    assert compare(form, brought) == []
    untouched = workroom.form(initial=workroom.initial, team=team)
    assert compare(untouched, brought), "an empty form has no words yet"

"""A link to a project tells the names that its team has given the works, if its maker wants that, and nothing else."""

import pytest
from django.urls import reverse

from studio.library import actions as library
from studio.library.models import Asset
from studio.sharing.models import Share
from studio.sharing.names import given_names
from tests import make
from tests.sharing.conftest import FORM, SECRET, page, to

LONG = "A lighthouse in a storm, " * 10


def made(team, title: str, request: dict) -> Asset:
    return make.asset(team, origin="made", title=title, recipe={"request": request})


def rename(asset: Asset, title: str) -> None:
    library.describe_asset(asset=asset, title=title)


def test_a_name_stands_under_its_tile_and_beside_the_work(stranger, show, put, project, picture):
    rename(picture, "The <lamp>")
    put(picture)
    share = show(project, names=True)
    assert 'aria-label="Image 1: The &lt;lamp&gt;"' in page(stranger, to(share))
    text = page(stranger, to(share, picture))
    assert ('">The &lt;lamp&gt;</h2>' in text, 'alt="The &lt;lamp&gt;"' in text) == (True, True)


def test_a_link_that_tells_none_tells_none(stranger, show, put, project, picture):
    rename(picture, "The lamp")
    put(picture)
    for share in (show(project), show(picture, names=True)):
        assert "The lamp" not in page(stranger, to(share)) + page(stranger, to(share, picture))


@pytest.mark.parametrize("word", ["prompt", "heading", "text", "title"])
def test_what_the_studio_called_it_by_itself_is_no_name(team, word):
    work = made(team, SECRET, {word: SECRET})
    assert given_names([work]) == {}
    rename(work, "The lamp")
    assert given_names([work]) == {work.pk: "The lamp"}


def test_a_prompt_that_was_saved_as_it_stood_is_no_name(team):
    work = made(team, "A lamp\n\non  the shore", {"prompt": "A lamp\n\non  the shore"})
    rename(work, work.title)
    assert work.title == "A lamp on the shore"
    assert given_names([work]) == {}


@pytest.mark.parametrize("prompt", [LONG, f"{LONG}\u200b\n{LONG}"])
def test_a_long_prompt_is_no_name_either(team, prompt):
    assert given_names([made(team, prompt[:2000], {"prompt": prompt})]) == {}


def test_a_clip_with_a_song_is_called_after_both_until_somebody_names_it(team):
    work = made(team, f"{SECRET} ♪ Gulls", {"clip": SECRET, "song": "Gulls"})
    assert given_names([work]) == {}
    rename(work, "Ebb")
    assert given_names([work]) == {work.pk: "Ebb"}


def test_of_what_was_brought_no_file_name_is_told_and_of_documents_nothing(team):
    plain = make.asset(team, title="", name="IMG_2041 Jo at home.png")
    paper = make.asset(team, kind="document", title="salaries", name="salaries.md")
    assert given_names([plain, paper]) == {}
    rename(plain, "Harbour")
    assert given_names([plain, paper]) == {plain.pk: "Harbour"}


@pytest.mark.parametrize("name", ["🌊", "灯塔", "!!!"])
def test_names_of_any_script_are_names(team, name):
    work = made(team, name, {"prompt": SECRET})
    assert given_names([work]) == {work.pk: name}


def test_names_of_many_works_are_one_query(team, django_assert_num_queries):
    works = [made(team, f"Lamp {number}", {"prompt": SECRET}) for number in range(5)]
    with django_assert_num_queries(1):
        assert len(given_names(works)) == 5


@pytest.mark.parametrize(("sent", "told"), [({"names": "1"}, True), ({}, False)])
def test_who_makes_the_link_decides(client, allowed, bo, project, sent, told):
    client.force_login(bo)
    there = reverse("project-shares", args=[project.team.slug, project.public_id])
    assert 'name="names" value="1" aria' in client.get(there).content.decode()
    client.post(there, FORM | sent)
    assert Share.objects.get().names == told
    assert ("with the works' names" in client.get(there).content.decode()) == told

"""Many at once: the ticked or the whole view; told in words, undone by their moment, as quick for many as for few."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.audit.models import Record
from studio.library import picked, projects, storage
from studio.library.models import Asset
from studio.library.picked import ACTS, FOR_ALL
from tests import make


@pytest.fixture
def press(client, team, bo):
    client.force_login(bo)

    def post(what: str, **sent):
        return client.post(reverse("library-picked", args=[team.slug, what]), sent, headers={"HX-Request": "true"})

    return post


def ids(*assets: Asset) -> str:
    return ",".join(str(asset.public_id) for asset in assets)


def test_the_ticked_go_to_the_trash_and_one_press_takes_them_back(press, client, team):
    one, two, left = (make.asset(team) for _ in range(3))
    answer = press("trash", asset=ids(one, two))
    assert "2 things are in the trash" in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "picked-gone"
    assert list(Asset.objects.kept()) == [left]
    moment = Asset.objects.get(pk=one.pk).trashed_at.isoformat()
    client.post(reverse("library-undo", args=[team.slug]), {"moment": moment}, headers={"HX-Request": "true"})
    assert Asset.objects.kept().count() == 3
    assert Record.objects.filter(what="asset.trashed").count() == 2


def test_ticks_of_a_form_without_scripts_count_each(press, team):
    assets = [make.asset(team) for _ in range(3)]
    press("tag", asset=[str(asset.public_id) for asset in assets[:2]], tags="a, b")
    assert [asset.tags.count() for asset in assets] == [2, 2, 0]


def test_the_whole_view_is_what_its_address_says(press, team):
    for number in range(60):
        make.asset(team, title=f"{number}", kind="video" if number % 2 else "image")
    press("favour", all="1", view="?kind=video")
    assert Asset.objects.filter(favoured_by__isnull=False).count() == 30


def test_they_move_from_the_project_that_is_shown_to_another(press, team, bo):
    fog, sea = (projects.create_project(team=team, author=bo, name=name) for name in ("Fog", "Sea"))
    assets = [make.asset(team) for _ in range(2)]
    press("put-into", asset=ids(*assets), project=str(fog.public_id))
    answer = press("move", asset=ids(assets[0]), project=str(sea.public_id), source=str(fog.public_id))
    assert "1 thing has moved to “Sea”." in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "picked-gone"
    assert (list(fog.assets.all()), list(sea.assets.all())) == ([assets[1]], [assets[0]])
    answer = press("move", asset=ids(assets[1]), project=str(fog.public_id), source=str(fog.public_id))
    assert (answer.status_code, list(fog.assets.all())) == (422, [assets[1]])


def test_of_another_team_nothing_is_picked(press, team, cleo):
    theirs = make.asset(cleo.memberships.get().team)
    assert press("trash", asset=ids(theirs)).status_code == 422
    assert press("trash", all="1", view="").status_code == 422
    assert Asset.objects.kept().count() == 1


def test_they_are_put_into_a_project_and_taken_out(press, team, bo):
    project = projects.create_project(team=team, author=bo, name="Night")
    assets = [make.asset(team) for _ in range(3)]
    press("put-into", asset=ids(*assets), project=str(project.public_id))
    press("put-into", asset=ids(*assets), project=str(project.public_id))
    press("take-out", asset=ids(assets[0]), source=str(project.public_id))
    assert project.assets.count() == 2


@pytest.mark.parametrize("what", ["put-into", "move"])
def test_a_project_is_made_for_them_by_its_name(press, team, bo, what):
    fog, asset = projects.create_project(team=team, author=bo, name="Fog"), make.asset(team)
    press("put-into", asset=ids(asset), project=str(fog.public_id))
    answer = press(what, asset=ids(asset), project=str(fog.public_id), source=str(fog.public_id), new="Ebb")
    assert "“Ebb”" in answer.content.decode()
    assert {one.name for one in asset.projects.all()} == ({"Ebb"} if what == "move" else {"Ebb", "Fog"})
    answer = press(what, asset=ids(asset), source=str(fog.public_id), new="ebb")
    assert (answer.status_code, "of this name already" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("what", "sent", "told"),
    [("tag", {"tags": " , "}, "Write a tag"), ("put-into", {}, "Choose a project"), ("purge", {}, "Only an owner")],
)
def test_what_is_missing_is_said(press, team, what, sent, told):
    asset = make.asset(team)
    answer = press(what, asset=ids(asset), **sent)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_an_owner_purges_what_lies_in_the_trash_and_nothing_else(client, team, ada):
    client.force_login(ada)
    trashed, kept = make.asset(team), make.asset(team)
    trashed.trash()
    address = reverse("library-picked", args=[team.slug, "purge"])
    client.post(address, {"asset": ids(trashed, kept)}, headers={"HX-Request": "true"})
    assert list(Asset.objects.all()) == [kept]
    assert not storage.path_of(trashed.key).exists()
    assert Record.objects.get(what="asset.purged").who == ada


@pytest.mark.parametrize("what", ["trash", "tag", "favour"])
def test_many_take_no_more_queries_than_few(press, team, what):
    def queries(count: int) -> int:
        rows = [make.asset(team) for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            press(what, asset=ids(*rows), tags="t")
        return len(seen)

    queries(1)
    few = queries(2)
    extra = 40 if what == "tag" else 4
    assert queries(40) <= few + extra


def test_tags_and_stars_are_taken_off_many(press, team):
    assets = [make.asset(team) for _ in range(3)]
    press("tag", asset=ids(*assets), tags="fog")
    press("untag", asset=ids(*assets[:2]), tags="Fog")
    assert [asset.tags.count() for asset in assets] == [0, 0, 1]
    press("favour", asset=ids(*assets))
    press("favour", asset=ids(*assets[:2]), yes="0")
    assert Asset.objects.filter(favoured_by__isnull=False).count() == 1


def test_all_of_the_trash_is_picked_though_it_is_not_loaded(client, team, ada):
    client.force_login(ada)
    for _ in range(60):
        make.asset(team, trashed_at=timezone.now())
    kept = make.asset(team)
    address = reverse("library-picked", args=[team.slug, "purge"])
    assert "60 things" in client.post(address, {"all": "trash"}, headers={"HX-Request": "true"}).content.decode()
    assert list(Asset.objects.all()) == [kept]


def test_what_somebody_else_has_trashed_meanwhile_is_left_alone(press, team):
    gone, here = make.asset(team, trashed_at=timezone.now()), make.asset(team)
    assert "1 favourite more." in press("favour", asset=ids(gone, here)).content.decode()
    assert list(Asset.objects.filter(favoured_by__isnull=False)) == [here]
    for what in ("zip", "trash", "favour"):
        answer = press(what, asset=ids(gone))
        assert (answer.status_code, "no longer here" in answer.content.decode()) == (422, True), what
    assert "1 thing is back." in press("restore", asset=ids(gone)).content.decode()


def test_the_trash_is_emptied_of_what_its_page_showed_however_much_it_was(client, team, ada, monkeypatch):
    monkeypatch.setattr(picked, "MOST", 3)
    client.force_login(ada)
    for _ in range(5):
        make.asset(team, trashed_at=timezone.now())
    page = client.get(reverse("library-trash", args=[team.slug])).content.decode()
    until, again = re.findall(r'name="until" value="([^"]+)"', page)
    assert until == again
    unseen = make.asset(team, trashed_at=timezone.now())
    address = reverse("library-picked", args=[team.slug, "purge"])
    answer = client.post(address, {"all": "trash", "until": until}, headers={"HX-Request": "true"})
    assert "5 things are deleted for good." in answer.content.decode()
    assert list(Asset.objects.all()) == [unseen]


def test_more_than_may_be_picked_is_said_and_nothing_is_done(press, team, monkeypatch):
    monkeypatch.setattr(picked, "MOST", 5)
    for _ in range(7):
        make.asset(team)
    answer = press("trash", all="1", view="")
    assert (answer.status_code, "Narrow the view" in answer.content.decode()) == (422, True)
    assert Asset.objects.trashed().count() == 0


def test_a_viewer_stars_and_packs_many_and_does_nothing_else(client, team, vic):
    client.force_login(vic)
    asset = make.asset(team)
    for what in ACTS:
        answer = client.post(reverse("library-picked", args=[team.slug, what]), {"asset": ids(asset), "tags": "t"})
        assert answer.status_code == (302 if what in FOR_ALL else 403), what


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "2026-99-99T00:00", "2026-01-01T00:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_strange_moment_undoes_nothing(client, team, bo, moment):
    client.force_login(bo)
    make.asset(team).trash()
    assert client.post(reverse("library-undo", args=[team.slug]), {"moment": moment}).status_code == 400
    assert Asset.objects.kept().count() == 0

"""Names, notes, tags, stars and projects of one asset: as they are typed, for whom they are, and never for others."""

import pytest
from django.urls import reverse

from studio.audit.models import Record
from studio.library import actions, projects
from studio.library.marks import Project, Tag
from studio.library.models import Asset
from tests import make


@pytest.fixture
def asset(team, bo):
    return make.asset(team, author=bo, title="Harbour")


@pytest.fixture
def press(client, team, bo, asset):
    client.force_login(bo)

    def post(act: str, **sent):
        return client.post(
            reverse(f"asset-{act}", args=[team.slug, asset.public_id]), sent, headers={"HX-Request": "true"}
        )

    return post


def test_it_is_renamed_and_its_tile_is_drawn_anew(press, asset):
    before = asset.rev
    assert "A new name" in press("describe", title="  A new\n name ").content.decode()
    asset.refresh_from_db()
    assert (asset.title, asset.rev > before) == ("A new name", True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a/b\\c", "a/b\\c"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\x00\x07bell\u200b", "bell"),
        ("y" * 3000, "y" * 2000),
        (" . . ", ". ."),
        ("", ""),
    ],
)
def test_a_name_is_only_words(press, asset, typed, kept):
    assert press("describe", title=typed).status_code == 200
    asset.refresh_from_db()
    assert asset.title == kept


def test_notes_keep_their_lines(press, asset):
    press("describe", notes="first\r\n<b>second</b>\0")
    asset.refresh_from_db()
    assert (asset.notes, asset.title) == ("first\n<b>second</b>", "Harbour")
    assert "&lt;b&gt;" in press("describe", notes="<b>").content.decode()


def test_two_people_who_edit_at_once_keep_both(team, asset):
    mine, theirs = Asset.objects.get(pk=asset.pk), Asset.objects.get(pk=asset.pk)
    actions.describe_asset(asset=mine, title="Mine")
    actions.describe_asset(asset=theirs, notes="Theirs")
    asset.refresh_from_db()
    assert (asset.title, asset.notes) == ("Mine", "Theirs")


def test_notes_that_somebody_else_changed_meanwhile_are_not_overwritten(press, asset):
    seen = asset.notes_mark
    actions.describe_asset(asset=Asset.objects.get(), notes="Theirs")
    answer = press("describe", notes="Mine", seen=seen)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    assert ">Mine</textarea>" in answer.content.decode()
    assert press("describe", notes="Mine", seen=Asset.objects.get().notes_mark).status_code == 200
    assert Asset.objects.get().notes == "Mine"


@pytest.mark.parametrize(("one", "same"), [("istanbul", "ISTANBUL"), ("Straße", "STRASSE"), ("É", "é"), ("ΣΑΣ", "σας")])
def test_a_tag_is_the_same_in_every_script(press, team, one, same):
    press("tag", add=one)
    press("tag", add=same)
    assert Tag.objects.get().name == one


def test_tags_are_one_whatever_their_case_and_go_with_their_last(press, team, asset):
    other = make.asset(team)
    actions.tag_assets(team=team, assets=Asset.objects.filter(pk=other.pk), names=["Storm"])
    press("tag", add="storm, #fog ,, ")
    assert sorted(asset.tags.values_list("name", flat=True)) == ["Storm", "fog"]
    press("tag", remove="FOG")
    assert list(Tag.objects.filter(team=team).values_list("name", flat=True)) == ["Storm"]


def test_a_star_is_ones_own(press, client, team, ada, asset):
    press("favour", yes="1")
    client.force_login(ada)
    assert 'aria-pressed="false"' in client.get(f"/{team.slug}/library/").content.decode()
    assert asset.favoured_by.count() == 1


def test_a_viewer_stars_and_changes_nothing_else(client, team, vic, asset):
    client.force_login(vic)
    for act, status in {"favour": 302, "describe": 403, "tag": 403, "place": 403, "trash": 403, "purge": 403}.items():
        address = reverse(f"asset-{act}", args=[team.slug, asset.public_id])
        assert client.post(address, {"yes": "1", "title": "x"}).status_code == status, act


def test_it_stands_in_several_projects(press, team, bo, asset):
    one, two = (projects.create_project(team=team, author=bo, name=name) for name in ("One", "Two"))
    press("place", into=str(one.public_id))
    press("place", into=str(two.public_id))
    assert asset.projects.count() == 2
    press("place", out=str(one.public_id))
    assert list(asset.projects.all()) == [two]


def test_a_project_is_made_for_it_where_it_stands(press, team, asset):
    answer = press("place", new="Night ferry").content.decode()
    assert asset.projects.get().name == "Night ferry"
    assert "Night ferry" in answer
    answer = press("place", new="night FERRY")
    assert (answer.status_code, Project.objects.count()) == (422, 1)
    assert "There is a project of this name already." in answer.content.decode()
    assert 'name="new" value="night FERRY"' in answer.content.decode()


def test_a_project_of_another_team_takes_nothing(press, cleo, asset):
    theirs = projects.create_project(team=cleo.memberships.get().team, author=cleo, name="Theirs")
    press("place", into=str(theirs.public_id))
    assert asset.projects.count() == 0


def test_a_project_is_deleted_taken_back_and_holds_what_it_held(client, team, bo, asset):
    client.force_login(bo)
    project = projects.create_project(team=team, author=bo, name="Saltmarsh")
    actions.put_into(project=project, assets=Asset.objects.filter(pk=asset.pk))
    back = reverse("project-restore", args=[team.slug, project.public_id])
    after = client.post(reverse("project-delete", args=[team.slug, project.public_id]), follow=True).content.decode()
    assert f'formaction="{back}">Undo</button>' in after
    page = client.get(f"/{team.slug}/library/?project={project.public_id}").content.decode()
    assert "Nothing here is like this" in page
    assert Asset.objects.filter(pk=asset.pk).exists()
    client.post(back)
    assert "Harbour" in client.get(f"/{team.slug}/library/?project={project.public_id}").content.decode()
    assert Record.objects.filter(what="project.deleted").exists()


@pytest.mark.parametrize(("name", "told"), [("", "needs a name"), ("  ", "needs a name"), ("saltMARSH", "already")])
def test_a_project_needs_a_name_of_its_own(client, team, bo, name, told):
    client.force_login(bo)
    projects.create_project(team=team, author=bo, name="Saltmarsh")
    answer = client.post(reverse("projects", args=[team.slug]), {"name": name}, headers={"HX-Request": "true"})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert Project.objects.count() == 1


def test_a_name_that_was_taken_meanwhile_is_not_taken_back(client, team, bo):
    client.force_login(bo)
    old = projects.create_project(team=team, author=bo, name="One")
    projects.delete_project(project=old, who=bo)
    projects.create_project(team=team, author=bo, name="one")
    answer = client.post(reverse("project-restore", args=[team.slug, old.public_id]), headers={"HX-Request": "true"})
    assert answer.status_code == 422


def test_the_recipe_leaves_without_person_and_price(client, team, bo):
    client.force_login(bo)
    made = make.asset(
        team, author=bo, recipe={"kind": "image", "request": {"prompt": "fog"}, "price": "0.1", "model": "m"}
    )
    answer = client.get(reverse("asset-recipe", args=[team.slug, made.public_id]))
    told = answer.json()
    assert told["request"] == {"prompt": "fog"}
    assert "price" not in told
    assert "attachment" in answer.headers["Content-Disposition"]

"""What an asset was made from, what was made of it, and where it can go next."""

import uuid

import pytest

from studio.library.keeping import note_parents
from studio.library.uses import reuses_of, uses_of
from tests import make


@pytest.fixture
def page(client, ada, team):
    client.force_login(ada)
    return lambda asset, part="": client.get(f"/{team.slug}/assets/{asset.public_id}/{part}").content.decode()


def test_both_sides_know_it(team, page):
    parent, child = make.asset(team, title="A face"), make.asset(team, title="A film still")
    note_parents(child, {"reference": parent.public_id})
    note_parents(child, {"reference": parent.public_id})
    for part in ("", "uses/"):
        assert f'href="/{team.slug}/assets/{parent.public_id}/"' in page(child, part).split("Made from")[1]
        assert f'href="/{team.slug}/assets/{child.public_id}/"' in page(parent, part).split("Made of it")[1]


def test_one_that_is_gone_is_left_out(team):
    child = make.asset(team)
    note_parents(child, {"first_frame": uuid.uuid4()})
    assert not child.parents.exists()


def test_one_of_another_team_is_no_parent(team, cleo):
    theirs, child = make.asset(cleo.memberships.get().team), make.asset(team)
    note_parents(child, {"first_frame": theirs.public_id})
    assert not child.parents.exists()


def test_what_lies_in_the_trash_is_not_shown(team, page):
    parent, child = make.asset(team), make.asset(team)
    note_parents(child, {"reference": parent.public_id})
    parent.trash()
    assert "Made from" not in page(child)


@pytest.mark.parametrize(
    ("kind", "into"),
    [
        ("image", ["video/?mode=image&first_frame", "video/?mode=frames&last_frame", "video/?mode=subject&subject"]),
        ("image", ["image/?mode=person&reference", "chat/?picture"]),
        ("video", ["soundtracks/new/?clip"]),
        ("music", ["soundtracks/new/?song", "music/?mode=cover&source"]),
    ],
)
def test_it_can_go_where_it_is_taken(client, ada, team, kind, into):
    client.force_login(ada)
    mime = {"image": "image/png", "video": "video/mp4", "music": "audio/mpeg"}[kind]
    asset = make.asset(team, kind=kind, mime=mime, duration_ms=9000, has_poster=kind == "video")
    links = [use.href for use in uses_of(asset)]
    for wanted in into:
        assert any(link.startswith(f"/{team.slug}/{wanted}={asset.public_id}") for link in links), wanted
    assert all(client.get(link).status_code == 200 for link in links)


def test_of_its_recipe_each_part_can_be_used_again(team):
    request = {"prompt": "A fox", "seed": 0, "lyrics": ""}
    asset = make.asset(team, recipe={"room": "image", "generation": str(uuid.uuid4()), "request": request})
    found = {str(use.label): (use.fill, use.value) for use in reuses_of(asset)}
    assert found == {
        "Everything": ("", ""),
        "Compare with the form": ("", ""),
        "Everything but the seed": ("", ""),
        "Seed": ("seed", "0"),
        "Prompt": ("prompt", "A fox"),
    }


def test_an_upload_has_no_recipe_to_use(team):
    assert reuses_of(make.asset(team)) == []


def test_another_teams_asset_tells_nothing(client, cleo, team):
    client.force_login(cleo)
    assert client.get(f"/{team.slug}/assets/{make.asset(team).public_id}/uses/").status_code == 404

"""The door: strangers and guests stay outside, roles reach as far as they say."""

import pytest

from studio.generations.models import State
from tests import make


@pytest.fixture
def paths(team):
    gen = make.generation(team, state=State.RUNNING)
    asset = make.asset(team)
    return {
        "get": [
            f"/{team.slug}/",
            f"/{team.slug}/video/",
            f"/{team.slug}/library/",
            f"/{team.slug}/library/trash/",
            f"/{team.slug}/library/pick/",
            f"/{team.slug}/assets/{asset.public_id}/",
            f"/{team.slug}/assets/{asset.public_id}/original",
            f"/{team.slug}/generations/{gen.public_id}/",
            f"/{team.slug}/generations/{gen.public_id}/card/",
        ],
        "post": [
            f"/{team.slug}/video/form/",
            f"/{team.slug}/generations/{gen.public_id}/cancel/",
            f"/{team.slug}/assets/{asset.public_id}/trash/",
        ],
    }


def test_a_member_is_let_in(client, vic, paths):
    client.force_login(vic)
    assert {client.get(path).status_code for path in paths["get"]} == {200}


def test_a_stranger_sees_nothing_of_it(client, cleo, paths):
    client.force_login(cleo)
    assert client.get("/elsewhere/").status_code == 200
    assert {client.get(path).status_code for path in paths["get"]} == {404}
    assert {client.post(path).status_code for path in paths["post"]} == {404}


def test_a_foreign_object_under_ones_own_team_is_unknown(client, cleo, team, paths):
    client.force_login(cleo)
    foreign = [path.replace(f"/{team.slug}/", "/elsewhere/") for path in paths["get"] if "assets" in path]
    assert {client.get(path).status_code for path in foreign} == {404}


def test_a_guest_is_asked_to_sign_in(client, paths):
    for path in paths["get"]:
        assert client.get(path).url.startswith("/accounts/login/?next=")


def test_a_viewer_may_look_and_not_touch(client, vic, paths):
    client.force_login(vic)
    assert {client.post(path).status_code for path in paths["post"]} == {403}


def test_a_removed_member_is_out_at_once(client, bo, team, paths):
    client.force_login(bo)
    assert client.get(paths["get"][0]).status_code == 200
    team.memberships.filter(user=bo).delete()
    assert client.get(paths["get"][0]).status_code == 404

"""What its team is told of who sees a thing: through its own links, through its projects', and made by whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.library import actions as library
from studio.library.models import Asset
from studio.library.projects import create_project, delete_project
from studio.sharing.actions import revoke_share
from studio.teams.models import Membership
from tests import make

NOBODY = "No link shows it at the moment."
AROUND = "It is seen through links to its projects:"


@pytest.fixture
def page(client, ada, team):
    """Pages of the team's, as Ada sees them."""

    client.force_login(ada)

    def page(name: str, *ids) -> str:
        return client.get(reverse(name, args=[team.slug, *ids])).content.decode()

    return page


def test_an_asset_names_the_links_of_its_projects(page, show, put, project, picture):
    put(picture)
    share = show(project)
    text = page("asset-shares", picture.public_id)
    assert (AROUND in text, NOBODY in text, "Saltmarsh" in text, share.token in text) == (True, False, True, True)


def test_of_its_own_and_those_around_it_says_which(page, show, put, project, picture):
    put(picture)
    own, around = show(picture), show(project)
    text = page("asset-shares", picture.public_id)
    assert text.index(own.token) < text.index(AROUND) < text.index(around.token)


@pytest.mark.parametrize(
    "why", ["no link", "revoked", "taken out", "unlisted", "trashed", "project deleted", "another's"]
)
def test_what_no_link_shows_says_so(page, show, put, project, picture, team, ada, why):
    put(make.asset(team) if why == "another's" else picture)
    share = show(project) if why != "no link" else None
    if why == "revoked":
        revoke_share(share=share, who=ada)
    if why == "taken out":
        library.take_out_of(project=project, assets=Asset.objects.all())
    if why == "unlisted":
        Asset.objects.update(listed=False)
    if why == "trashed":
        library.trash_asset(asset=picture, who=ada)
    if why == "project deleted":
        delete_project(project=project, who=ada)
    text = page("asset-shares", picture.public_id)
    assert (AROUND in text, NOBODY in text, "Saltmarsh" in text) == (False, True, False)


def test_many_projects_cost_no_more_queries(page, show, put, project, picture, team, bo):
    put(picture)
    show(project)
    asked = []
    for count in (0, 6):
        for name in range(count):
            another = create_project(team=team, author=bo, name=f"Another {name}")
            library.put_into(project=another, assets=Asset.objects.all())
            show(another)
        with CaptureQueriesContext(connection) as seen:
            text = page("asset-shares", picture.public_id)
        asked.append(len(seen))
    assert (text.count('class="link-row"'), asked[0]) == (7, asked[1])


# Who made it


def test_a_link_whose_maker_left_the_team_says_so(page, show, picture, bo, team):
    show(picture)
    assert "no longer in the team" not in page("sharing")
    Membership.objects.filter(user=bo, team=team).delete()
    assert all("no longer in the team" in page(*where) for where in (("sharing",), ("asset-shares", picture.public_id)))
    bo.delete()
    assert "no longer in the team" in page("sharing")


def test_who_is_still_there_costs_no_query_each(page, show, picture, bo, team):
    asked = []
    for count in (1, 9):
        for _ in range(count):
            show(picture)
        with CaptureQueriesContext(connection) as seen:
            page("sharing")
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_list_loads_nothing_long(page, show, picture):
    show(picture)
    with CaptureQueriesContext(connection) as seen:
        assert "A prompt" in page("sharing")
    asked = " ".join(one["sql"] for one in seen)
    assert [
        name for name in ("words", "notes", "recipe", "sections", "peaks") if f'"library_asset"."{name}"' in asked
    ] == []

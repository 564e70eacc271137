"""At a project's name stands whether strangers see it: in the page itself, for one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.library.projects import create_project
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import Share

PUBLIC = "</svg>Public</a>"


@pytest.fixture
def library(client, bo, team, project):
    """The library as the address narrows it."""
    client.force_login(bo)

    def library(**said) -> str:
        return client.get(reverse("library", args=[team.slug]), said).content.decode()

    return library


@pytest.fixture
def head(library, project):
    return lambda: library(project=project.public_id)


def test_a_project_that_strangers_see_has_a_sign(head, show, project):
    there = reverse("project-shares", args=[project.team.slug, project.public_id])
    assert PUBLIC not in head()
    show(project)
    text = head()
    assert (PUBLIC in text, f'class="badge public-sign" href="{there}"' in text) == (True, True)


def test_what_none_sees_yet_has_a_key_to_share_it_in_the_same_place(head, allowed, project):
    there = reverse("project-shares", args=[project.team.slug, project.public_id])
    assert f'data-needs="creator" href="{there}"' in head()


@pytest.mark.parametrize("why", ["revoked", "ended", "forbidden", "another project's"])
def test_what_none_sees_any_more_has_no_sign(head, show, project, ada, bo, team, why):
    share = show(create_project(team=team, author=bo, name="Dunes") if why == "another project's" else project)
    if why == "revoked":
        revoke_share(share=share, who=ada)
    if why == "ended":
        Share.objects.update(expires_at=timezone.now())
    if why == "forbidden":
        allow_sharing(team=team, who=ada, yes=False)
    assert (project.name in head(), PUBLIC in head()) == (True, False)


def test_it_costs_one_query_where_a_project_stands_and_none_elsewhere(library, show, project):
    show(project)
    asked = []
    for said in ({}, {"project": project.public_id}):
        library(**said)
        with CaptureQueriesContext(connection) as seen:
            library(**said)
        asked.append([one["sql"] for one in seen if "sharing_share" in one["sql"]])
    assert [len(queries) for queries in asked] == [0, 1]
    assert len(seen) <= 12

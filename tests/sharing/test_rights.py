"""Who makes a link, who ends it, who allows any; and that another team is another world."""

import pytest
from django.urls import reverse

from studio.sharing import actions
from studio.sharing.models import Share, SharingSettings
from tests import make
from tests.sharing.conftest import FORM, said, to


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("bo", 200), ("vic", 403), ("cleo", 404)])
def test_who_looks_only_makes_none(request, press, allowed, who, status):
    assert press(request.getfixturevalue(who)).status_code == status
    assert Share.objects.count() == (status == 200)


@pytest.mark.parametrize(
    ("who", "ends"), [("ada", True), ("admin", True), ("bo", True), ("other", False), ("vic", False)]
)
def test_one_ends_ones_own_and_who_answers_for_the_team_ends_all(request, client, show, team, picture, who, ends):
    others = {"admin": "admin", "other": "creator"}
    person = make.member(team, who, others[who]) if who in others else request.getfixturevalue(who)
    share = show(picture)
    client.force_login(person)
    page = client.get(reverse("sharing", args=[team.slug])).content.decode()
    assert (share.token in page) == ends
    answer = client.post(reverse("share-revoke", args=[team.slug, share.public_id]))
    share.refresh_from_db()
    assert (answer.status_code, bool(share.revoked_at)) == ((302, True) if ends else (403, False))


def test_its_maker_ends_it_whatever_they_may_by_now(client, show, team, bo, picture):
    share = show(picture)
    team.memberships.filter(user=bo).update(role="viewer")
    client.force_login(bo)
    client.post(reverse("share-revoke", args=[team.slug, share.public_id]))
    share.refresh_from_db()
    assert share.revoked_at


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("admin", 403), ("bo", 403), ("vic", 403), ("cleo", 404)])
def test_only_an_owner_allows(request, client, team, who, status):
    person = make.member(team, who, "admin") if who == "admin" else request.getfixturevalue(who)
    client.force_login(person)
    assert client.post(reverse("sharing-allow", args=[team.slug]), {"yes": "1"}).status_code == status
    assert SharingSettings.of(team).allowed == (status == 302)
    assert said("sharing.allowed") == (status == 302)


def test_another_teams_things_and_links_are_not_there(client, show, cleo, picture, project):
    share, slug = show(picture), cleo.memberships.get().team.slug
    client.force_login(cleo)
    named = {"asset-shares": picture.public_id, "project-shares": project.public_id, "share-revoke": share.public_id}
    for name, thing in named.items():
        assert client.post(reverse(name, args=[slug, thing]), FORM).status_code == 404, name
    assert str(share.public_id) not in client.get(reverse("sharing", args=[slug])).content.decode()


def test_off_all_links_are_dead_and_on_again_those_that_had_not_ended(stranger, show, ada, team, picture):
    alive, over = show(picture), show(picture)
    actions.revoke_share(share=over, who=ada)
    for yes, status in ((False, 404), (True, 200)):
        actions.allow_sharing(team=team, who=ada, yes=yes)
        assert (stranger.get(to(alive)).status_code, stranger.get(to(over)).status_code) == (status, 404)
    actions.allow_sharing(team=team, who=ada, yes=True)
    assert (said("sharing.allowed"), said("sharing.forbidden")) == (2, 1)


def test_revoked_is_for_good_and_written_down_once(show, ada, picture):
    share = show(picture)
    assert [actions.revoke_share(share=share, who=ada) for _ in range(2)] == [True, False]
    assert said("share.revoked") == 1

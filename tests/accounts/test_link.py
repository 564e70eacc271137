"""One-time links: the first makes the owner, later ones let one person in, none works twice."""

from datetime import timedelta

import pytest

from studio.accounts.models import SignInLink, User
from studio.teams.models import Membership

OWNER = {"name": "Ada", "email": "ada@example.org", "password": "a long enough phrase", "team": "Salt Marsh"}


@pytest.fixture
def link(db):
    return f"/accounts/link/{SignInLink.issue()}/"


def test_it_makes_the_owner_with_a_team_and_signs_them_in(client, link):
    assert client.get(link).status_code == 200
    answer = client.post(link, OWNER, follow=True)
    assert answer.redirect_chain[-1][0] == "/salt-marsh/"
    member = Membership.objects.get()
    assert (member.user.email, member.role, member.user.is_superuser) == ("ada@example.org", "owner", True)


def test_it_works_once(client, link):
    client.post(link, OWNER)
    client.logout()
    assert client.get(link).status_code == 410
    assert client.post(link, OWNER | {"email": "eve@example.org"}).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("password", "short", "too short"), ("email", "nobody", "valid email"), ("team", "", "required")],
)
def test_it_says_what_is_wrong_and_can_still_be_used(client, link, field, value, told):
    answer = client.post(link, OWNER | {field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert client.post(link, OWNER).status_code == 302


def test_opening_it_spends_nothing(client, ada):
    link = f"/accounts/link/{SignInLink.issue(ada)}/"
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert client.post(link).status_code == 302
    assert client.get("/accounts/password/change/").status_code == 200


def test_a_newer_link_ends_the_older(client, ada):
    old, new = SignInLink.issue(ada), SignInLink.issue(ada)
    assert client.get(f"/accounts/link/{old}/").status_code == 410
    assert client.get(f"/accounts/link/{new}/").status_code == 200


def test_it_dies_after_a_day(client, ada):
    token = SignInLink.issue(ada)
    row = SignInLink.objects.get()
    SignInLink.objects.update(created_at=row.created_at - timedelta(hours=25))
    assert client.get(f"/accounts/link/{token}/").status_code == 410


def test_the_table_holds_no_token(ada):
    token = SignInLink.issue(ada)
    assert token not in str(SignInLink.objects.values().get())


def test_an_owners_link_is_dead_once_somebody_owns(client, link, ada):
    assert client.post(link, OWNER).status_code == 410

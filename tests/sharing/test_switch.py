"""Where links are off an owner finds the switch beside what they want to share, and comes back to its form."""

import re

import pytest
from django.urls import reverse

from studio.sharing.models import SharingSettings
from tests import make
from tests.sharing.conftest import FORM

SWITCH, ASK = "Allow public links", "an owner can allow them"


@pytest.fixture
def there(team, project) -> str:
    return reverse("project-shares", args=[team.slug, project.public_id])


@pytest.mark.parametrize(("who", "owns"), [("ada", True), ("admin", False), ("bo", False), ("vic", False)])
def test_an_owner_has_the_switch_and_others_read_who_has(request, client, team, there, who, owns):
    client.force_login(make.member(team, who, "admin") if who == "admin" else request.getfixturevalue(who))
    text = client.get(there).content.decode()
    assert (SWITCH in text, ASK in text) == (owns, not owns)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_pressed_it_leads_back_to_the_form_which_stands_open(client, team, ada, there, headers):
    client.force_login(ada)
    sent = {"yes": "1", "next": f"{there}?make"}
    text = client.get(there).content.decode()
    assert all(f'name="{name}" value="{value}"' in text for name, value in sent.items())
    answer = client.post(reverse("sharing-allow", args=[team.slug]), sent, headers=headers, follow=True)
    text = answer.content.decode()
    assert SharingSettings.of(team).allowed
    assert (answer.redirect_chain, '<details class="fold" data-needs="creator" open>' in text) == (
        [(f"{there}?make", 302)],
        True,
    )
    assert ("<!doctype html>" in text) == (not headers)
    assert re.search(r'<select [^>]*id="share-until" [^>]*autofocus>', text)


def test_whoever_made_a_link_by_keyboard_stands_where_that_is_said(client, allowed, bo, there):
    client.force_login(bo)
    text = client.post(there, FORM, headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'class="([^"]*)"[^>]* autofocus>', text) == ["links__said"]


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_to_no_strange_place(client, team, ada, next_):
    client.force_login(ada)
    answer = client.post(reverse("sharing-allow", args=[team.slug]), {"yes": "1", "next": next_})
    assert answer.headers["Location"] == reverse("sharing", args=[team.slug])


# The form


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Nothing stands in the project yet; whatever is added to it later is shown."),
        (1, "Shows 1 work, and whatever is added to the project later."),
        (3, "Shows 3 works, and whatever is added to the project later."),
    ],
)
def test_a_projects_form_counts_what_it_will_show(client, allowed, bo, there, put, team, count, words):
    put(make.asset(team, listed=False), make.asset(team, trashed_at="2026-01-01T00:00Z"))
    put(*(make.asset(team) for _ in range(count)))
    client.force_login(bo)
    assert words in client.get(there).content.decode()


def test_a_works_form_counts_nothing_and_asks_for_no_names(client, allowed, bo, team, picture):
    client.force_login(bo)
    text = client.get(reverse("asset-shares", args=[team.slug, picture.public_id])).content.decode()
    assert ('name="title"' in text, 'name="names"' in text, "link-count" in text) == (True, False, False)

"""What a team reads of each of its links: which it is of several, until when, and who can open it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.sharing.present import is_loopback
from tests.sharing.conftest import DAY, to

NEAR, REMEDY = "Only this computer can open these links.", "STUDIO_PUBLIC_URL"


@pytest.fixture
def listed(client, ada, team):
    """The team's list of links, as Ada sees it under this host."""
    client.force_login(ada)
    return lambda host="testserver": client.get(
        reverse("sharing", args=[team.slug]), headers={"Host": host}
    ).content.decode()


def test_two_links_to_one_work_are_told_apart(listed, show, picture, bo):
    show(picture, title="For the printer", password="open sesame")
    show(picture, expires_at=None)
    second, first = (
        " ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in listed().split('<li class="link-row"')[1:]
    )
    for words in ("Strangers read: For the printer", "with a password", f"made by {bo}", "not seen yet"):
        assert words in first
    for words in ("until it is revoked", "without a password", f"made by {bo}"):
        assert words in second
    assert "Strangers read" not in second


def test_each_moment_is_told_in_the_readers_own_zone(listed, show, picture):
    share = show(picture)
    for moment in (share.created_at, share.expires_at):
        told = f'<time-since show="exact"><time datetime="{moment.isoformat()}">'
        assert told in listed()
    assert len(re.findall(r"<time ", listed())) == len(re.findall(r"<time-since ", listed())) > 0


def test_an_end_that_is_years_away_is_told_with_its_year(listed, show, picture):
    share = show(picture, expires_at=timezone.now() + 900 * DAY)
    assert re.search(rf"until <time [^>]*>\d+ \w+ {share.expires_at.year}</time>", listed())


# Who can open it


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("http://localhost:8000", True),
        ("http://LOCALHOST", True),
        ("http://studio.localhost:8000", True),
        ("http://127.0.0.1", True),
        ("http://127.8.0.1:9", True),
        ("http://[::1]:8000", True),
        ("https://studio.example.org", False),
        ("https://localhost.example.org", False),
        ("http://192.168.1.7:8000", False),
        ("http://[2001:db8::1]", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_loopback_address_is_known_by_its_host(address, near):
    assert is_loopback(address) == near


def test_a_link_that_only_this_computer_can_open_says_so_and_what_helps(listed, show, picture, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    show(picture)
    assert [(NEAR in text, REMEDY in text) for text in (listed("localhost:8000"), listed())] == [
        (True, True),
        (False, False),
    ]


def test_the_public_address_counts_whatever_the_page_was_asked_under(listed, show, picture, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    show(picture)
    settings.PUBLIC_URL = "https://studio.example.org"
    assert NEAR not in listed("localhost")
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert NEAR in listed()


def test_beside_its_address_is_a_key_that_opens_it_in_a_new_tab(listed, show, picture):
    share = show(picture)
    assert f'href="http://testserver{to(share)}" target="_blank" rel="noopener"' in listed()

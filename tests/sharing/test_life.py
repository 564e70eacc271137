"""A link's life: off until an owner allows it, made, looked at, revoked; and what the team sees of it meanwhile."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.audit.models import Record
from studio.sharing import actions
from studio.sharing.forms import last_moment
from studio.sharing.models import Share, digest_of
from tests.sharing.conftest import FORM, said, to


def test_it_lives_from_the_owners_yes_to_its_end(client, stranger, press, team, ada, bo, picture):
    assert "Public links are off" in press(bo).content.decode()
    assert Share.objects.count() == 0
    client.force_login(ada)
    client.post(reverse("sharing-allow", args=[team.slug]), {"yes": "1"})
    address = re.search(r"http://testserver(/share/[\w-]{32}/)<", press(bo, title="For you").content.decode())[1]
    page = stranger.get(address)
    assert (page.status_code, "For you" in page.content.decode()) == (200, True)
    share = Share.objects.get()
    assert (share.views, share.author, share.watermark) == (1, bo, True)
    client.post(reverse("share-revoke", args=[team.slug, share.public_id]))
    assert stranger.get(address).status_code == 404
    assert [said(f"share.{what}") for what in ("made", "revoked")] == [1, 1]
    assert share.token not in str(list(Record.objects.values_list("detail", flat=True)))


def test_the_tables_hold_no_token_that_can_be_read(show, picture):
    share = show(picture)
    assert share.token_hash == digest_of(share.token)
    assert share.token not in {str(value) for value in Share.objects.values().get().values()}
    assert len(share.token) == 32


def test_a_link_whose_key_is_lost_still_leads_there_and_says_so(client, settings, stranger, show, picture, bo):
    share = show(picture)
    address = to(share)
    settings.ENCRYPTION_KEYS = ["another one"]
    assert stranger.get(address).status_code == 200
    client.force_login(bo)
    page = client.get(reverse("sharing", args=[picture.team.slug])).content.decode()
    assert "can no longer be read" in page


@pytest.mark.parametrize(("until", "days"), [("day", 1), ("week", 7), ("month", 30)])
def test_it_ends_after_its_time(press, allowed, bo, until, days):
    press(bo, until=until)
    left = Share.objects.get().expires_at - timezone.now()
    assert timedelta(days=days, minutes=-1) < left <= timedelta(days=days)


def test_it_ends_with_a_chosen_day_or_never_if_so_chosen(press, allowed, bo):
    day = timezone.localdate() + timedelta(days=3)
    press(bo, until="date", date=day.isoformat())
    press(bo, until="never")
    ends = list(Share.objects.order_by("pk").values_list("expires_at", flat=True))
    assert (ends[0].date(), ends[0].hour, ends[1]) == (day, 23, None)


@pytest.mark.parametrize(
    "sent",
    [
        {"until": "date"},
        {"until": "date", "date": "2020-01-01"},
        {"until": "date", "date": "9999-12-31"},
        {"until": "date", "date": "soon"},
        {"until": "always"},
        {"until": ""},
        {"password": "short"},
        {"password": "x" * 129},
        {"title": "y" * 121},
    ],
)
def test_what_cannot_be_is_told_and_makes_nothing(press, allowed, bo, sent):
    answer = press(bo, **sent)
    assert (answer.status_code, Share.objects.count()) == (422, 0)
    assert "field__error" in answer.content.decode()


def test_a_password_is_hashed_and_not_shown_again(press, allowed, bo):
    page = press(bo, password="open sesame").content.decode()
    assert "open sesame" not in page
    assert Share.objects.get().password.startswith("md5$")


def test_there_is_an_end_to_how_many(press, monkeypatch, allowed, bo):
    monkeypatch.setattr(actions, "MOST", 1)
    assert [press(bo).status_code for _ in range(2)] == [200, 422]


# What the team sees


def test_the_list_says_how_each_stands(client, show, ada, team, picture, project):
    for number, thing in enumerate([picture, project, picture]):
        share = show(thing, password="open sesame" if number == 1 else "")
    actions.count_view(share)
    actions.revoke_share(share=share, who=ada)
    client.force_login(ada)
    page = client.get(reverse("sharing", args=[team.slug])).content.decode()
    for words in ("Saltmarsh", "with a password", "seen 1 time", "not seen yet", "Revoked", "Turn public links off"):
        assert words in page
    assert "Allow public links" not in page


def test_the_list_goes_on_and_asks_no_more_for_more(client, show, ada, team, picture, django_assert_num_queries):
    client.force_login(ada)
    shares = [show(picture)]
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("sharing", args=[team.slug]))
    shares += [show(picture) for _ in range(34)]
    with django_assert_num_queries(len(few)):
        first = client.get(reverse("sharing", args=[team.slug])).content.decode()
    last = re.search(r"after=([\w-]+)", first)[1]
    rest = client.get(reverse("sharing", args=[team.slug]) + f"?after={last}").content.decode()
    seen = [share for share in shares if f"share-{share.public_id}" in rest]
    assert (first.count('class="link-row"'), seen) == (30, shares[:5])


def test_an_assets_page_loads_its_links_and_a_project_has_a_page(client, show, bo, team, picture, project):
    client.force_login(bo)
    there = reverse("asset-shares", args=[team.slug, picture.public_id])
    assert f'hx-get="{there}"' in client.get(reverse("asset", args=[team.slug, picture.public_id])).content.decode()
    answer = client.post(reverse("project-shares", args=[team.slug, project.public_id]), FORM)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Share “Saltmarsh”" in page
    assert Share.objects.get().token in page


def test_a_day_ends_at_midnight():
    assert last_moment(date(2026, 12, 31)).isoformat() == "2026-12-31T23:59:59.999999+00:00"

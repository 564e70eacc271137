"""Every public address, by everybody who should not get anything there: one answer for all of them."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.urls import get_resolver, reverse
from django.utils import timezone

from studio.library import actions as library
from studio.library.models import Asset
from studio.library.projects import delete_project
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import Share
from tests import make
from tests.house.test_routes import routes

GONE = "This link does not lead anywhere (any more)."


@pytest.fixture
def works(show, put, project, picture, team):
    """A link to a project with a picture in it, and its addresses."""
    put(picture)
    share = show(project)
    token, names = share.token, [share.token, picture.public_id]
    return share, {
        "page": reverse("share", args=[token]),
        "work": reverse("share-work", args=names),
        "poster": reverse("share-media", args=[*names, "poster"]),
        "view": reverse("share-media", args=[*names, "view"]),
    }


@async_to_sync
async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content]) if response.streaming else response.content


def answers(stranger, addresses):
    return {name: stranger.get(address) for name, address in addresses.items()}


def test_these_are_all_public_addresses_of_a_link():
    found = {path for path, _view in routes(get_resolver()) if path.startswith("share/")}
    rest = "share/<str:token>/"
    assert found == {rest, rest + "assets/<uuid:asset_id>/", rest + "assets/<uuid:asset_id>/<str:what>"}


def test_a_good_token_opens_all_and_each_answer_keeps_to_itself(stranger, works):
    for name, answer in answers(stranger, works[1]).items():
        assert answer.status_code == 200, name
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src" in answer.headers["Content-Security-Policy"]
        assert not answer.cookies


def end_by_time(share, **_):
    Share.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def end_by_hand(share, ada, **_):
    revoke_share(share=share, who=ada)


def forbid(share, ada, **_):
    allow_sharing(team=share.team, who=ada, yes=False)


def delete(project, ada, **_):
    delete_project(project=project, who=ada)


@pytest.mark.parametrize("ends", [end_by_time, end_by_hand, forbid, delete])
def test_what_has_ended_looks_like_what_never_was(stranger, works, ada, project, ends):
    share, addresses = works
    guessed = {name: address.replace(share.token, "A" * 32) for name, address in addresses.items()}
    never = answers(stranger, guessed)
    ends(share=share, ada=ada, project=project)
    for name, answer in answers(stranger, addresses).items():
        assert answer.status_code == never[name].status_code == 404, name
        assert answer.content == never[name].content, name
        assert GONE in answer.content.decode()
        same = [
            {k: v for k, v in one.headers.items() if k != "Content-Security-Policy"} for one in (answer, never[name])
        ]
        assert same[0] == same[1], name


def test_ended_and_unknown_cost_the_same_queries(stranger, works, ada, django_assert_num_queries):
    share, addresses = works
    revoke_share(share=share, who=ada)
    for token in (share.token, "A" * 32):
        for address in addresses.values():
            with django_assert_num_queries(1):
                stranger.get(address.replace(share.token, token))


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 4000, "..%5c..", "' OR 1=1 --", "%F0%9F%92%A9"])
def test_strange_tokens_are_nobodys(stranger, allowed, token):
    assert stranger.get(f"/share/{token}/").status_code == 404


def test_without_the_password_nothing_is_shown(stranger, show, project, put, picture):
    put(picture)
    share = show(project, password="open sesame")
    front = stranger.get(reverse("share", args=[share.token]))
    assert ("needs a password" in front.content.decode(), str(picture.public_id) in front.content.decode()) == (
        True,
        False,
    )
    names = [share.token, picture.public_id]
    assert stranger.get(reverse("share-work", args=names)).status_code == 302
    assert stranger.get(reverse("share-media", args=[*names, "view"])).status_code == 404


@pytest.mark.parametrize("whose", ["another link's", "another team's", "trashed", "unlisted", "purged", "unknown"])
def test_only_its_own_kept_works_are_there(stranger, works, team, ada, cleo, put, project, whose):
    addresses = works[1]
    asset = make.asset(team if whose != "another team's" else cleo.memberships.get().team)
    if whose in ("another team's", "trashed", "unlisted", "purged"):
        put(asset)
    if whose in ("trashed", "purged"):
        library.trash_asset(asset=asset, who=ada)
    if whose == "unlisted":
        Asset.objects.filter(pk=asset.pk).update(listed=False)
    if whose in ("purged", "unknown"):
        library.trash_asset(asset=asset, who=ada)
        library.purge_now(assets=Asset.objects.filter(pk=asset.pk), who=ada)
    for name in ("work", "poster", "view"):
        own = addresses[name]
        other = own.replace(own.split("/")[4], str(asset.public_id))
        assert (stranger.get(own).status_code, stranger.get(other).status_code) == (200, 404), name
    assert str(asset.public_id) not in stranger.get(addresses["page"]).content.decode()


def test_a_trashed_work_comes_back_with_its_restoration(stranger, show, picture, ada):
    share = show(picture)
    address, view = (
        reverse("share", args=[share.token]),
        reverse("share-media", args=[share.token, picture.public_id, "view"]),
    )
    for act, status in ((library.trash_asset, 404), (library.restore_asset, 200)):
        act(asset=picture, who=ada)
        assert [stranger.get(one).status_code for one in (address, view)] == [status, status]


@pytest.mark.parametrize("what", ["original", "sound", "text", "last", "recipe.json", "shared.jpg", "..", "view%00"])
def test_nothing_else_of_an_asset_has_an_address(stranger, works, what):
    view = works[1]["view"]
    assert stranger.get(view).status_code == 200
    assert stranger.get(view.removesuffix("view") + what).status_code in (404, 302)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_one_only_looks(stranger, works, method):
    for name, address in works[1].items():
        assert getattr(stranger, method)(address).status_code in ((405,) if name != "page" else (405, 302)), name


def test_bytes_come_in_ranges_and_not_to_whoever_asks_for_the_head(stranger, works):
    view = works[1]["view"]
    whole = body(stranger.get(view))
    part = stranger.get(view, headers={"Range": "bytes=10-19"})
    assert (part.status_code, body(part)) == (206, whole[10:20])
    head = stranger.head(view)
    assert (head.status_code, int(head.headers["Content-Length"]), list(head.streaming_content)) == (
        200,
        len(whole),
        [],
    )
    assert stranger.get(view, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_nobody_offers_it_as_a_file(stranger, works):
    answer = stranger.get(works[1]["view"])
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    pages = stranger.get(works[1]["page"]).content + stranger.get(works[1]["work"]).content
    assert b"download" not in pages.replace(b'controlslist="nodownload"', b"")

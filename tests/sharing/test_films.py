"""Films are marked by the clock: those that links show, each once, and no longer than they show them."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.library import actions as library
from studio.library import storage
from studio.library.models import Asset
from studio.sharing import films, sweeps
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import MarkedFilm, Share
from tests import make
from tests.sharing.conftest import sweep, to
from tests.soundtracks.films import film

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(monkeypatch):
    """What was made, without making it."""
    keys = []
    monkeypatch.setattr(films, "make", lambda asset: keys.append(asset.pk))
    return keys


def test_it_becomes_what_the_link_shows(stranger, show, team, tmp_path):
    content = film(tmp_path / "clip.mp4", 0.5).read_bytes()
    clip = make.asset(team, content, kind="video", mime="video/mp4", duration_ms=500, origin="made")
    share = show(clip)
    assert stranger.get(to(share, clip, "view")).status_code == 404
    sweep()
    answer = stranger.get(to(share, clip, "view"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "video/mp4")
    assert storage.path_of(clip.key).read_bytes() == content
    assert list(storage.root().glob("*/.drafts/*")) == []
    library.trash_asset(asset=clip, who=team.members.first())
    library.purge_now(assets=Asset.objects.filter(pk=clip.pk), who=team.members.first())
    assert not storage.path_of(clip.key).parent.exists()
    assert not MarkedFilm.objects.exists()


def test_each_is_made_once_alone_or_in_a_project(show, put, project, clip, made, team):
    other = make.asset(team, kind="video", mime="video/mp4")
    put(clip, other, make.asset(team))
    for thing in (clip, project, project):
        show(thing)
    sweep()
    sweep()
    assert sorted(made) == sorted([clip.pk, other.pk])
    assert MarkedFilm.objects.exclude(made_at=None).count() == 2


def test_a_new_link_asks_for_its_films_at_once(show, put, project, clip):
    put(clip)
    show(project)
    assert MarkedFilm.objects.get().asset == clip


def test_one_that_comes_to_stand_behind_a_link_is_seen_by_the_clock(show, put, project, clip, made):
    show(project)
    put(clip)
    sweep()
    assert made == [clip.pk]


def test_what_a_link_shows_by_itself_does_not_wait_behind_a_project(show, put, project, clip, made, team):
    others = [make.asset(team, kind="video", mime="video/mp4") for _ in range(3)]
    put(*others)
    for thing in (project, clip):
        show(thing)
    sweep()
    assert (made[0], sorted(made[1:])) == (clip.pk, [other.pk for other in others])


def end(why: str, share: Share, clip: Asset, ada) -> None:
    if why == "revoked":
        revoke_share(share=share, who=ada)
    if why == "ended":
        Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if why == "forbidden":
        allow_sharing(team=clip.team, who=ada, yes=False)
    if why == "trashed":
        library.trash_asset(asset=clip, who=ada)
    if why == "unlisted":
        Asset.objects.filter(pk=clip.pk).update(listed=False)


@pytest.mark.parametrize("why", ["no mark", "revoked", "ended", "forbidden", "trashed", "unlisted"])
def test_nothing_is_made_that_nobody_sees(show, put, project, clip, made, ada, team, why):
    put(clip, make.asset(team))
    share = show(project, watermark=why != "no mark")
    end(why, share, clip, ada)
    sweep()
    assert (made, MarkedFilm.objects.count()) == ([], 0)


def test_what_was_left_half_done_is_begun_anew(show, clip, made):
    show(clip)
    MarkedFilm.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    sweep()
    assert made == [clip.pk]


def test_what_was_left_half_done_is_not_finished_once_nobody_sees_it(show, clip, made, ada):
    share = show(clip)
    assert films.take_next().asset == clip
    MarkedFilm.objects.update(retry_at=timezone.now())
    revoke_share(share=share, who=ada)
    sweep()
    assert (made, MarkedFilm.objects.count()) == ([], 0)


def test_two_processes_never_make_the_same(show, clip, team):
    other = make.asset(team, kind="video", mime="video/mp4")
    for thing in (clip, other):
        show(thing)
    assert [films.take_next().asset_id, films.take_next().asset_id, films.take_next()] == [clip.pk, other.pk, None]


def test_of_two_processes_that_look_at_once_one_takes_it(show, clip, monkeypatch):
    def another_is_faster(keys) -> set[int]:
        assert MarkedFilm.objects.update(retry_at=timezone.now() + films.HELD)
        return set(keys)

    show(clip)
    monkeypatch.setattr(films, "marked_among", another_is_faster)
    assert films.take_next() is None


def test_what_takes_long_stays_held(show, clip, monkeypatch):
    show(clip)
    held, go_on = [], threading.Event()

    def hold(film) -> bool:
        held.append(film.pk)
        if len(held) == 3:
            go_on.set()
        return True

    monkeypatch.setattr(films, "BEAT", 0.01)
    monkeypatch.setattr(films, "make", lambda asset: go_on.wait(5))
    monkeypatch.setattr(films, "hold", hold)
    asyncio.run(films.mark(MarkedFilm.objects.select_related("asset").get()))
    assert len(held) >= 3
    assert MarkedFilm.objects.get().made_at


def test_one_that_is_deleted_meanwhile_is_nothing(show, clip, monkeypatch):
    show(clip)
    monkeypatch.setattr(films, "make", lambda asset: asset.delete())
    sweep()
    assert not MarkedFilm.objects.exists()


def test_when_nothing_is_to_be_done_one_small_query_tells(show, put, project, clip, made, team, monkeypatch):
    put(clip, *(make.asset(team, kind="video", mime="video/mp4") for _ in range(3)))
    show(project)
    sweep()
    with CaptureQueriesContext(connection) as seen:
        assert films.take_next() is None
    assert len(seen) == 1
    monkeypatch.setattr(films, "ask_for", None)
    asyncio.run(sweeps.mark_films())

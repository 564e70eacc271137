"""Films are marked by the clock: those that links show, each once, and a failure is the end of it."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.library import actions as library
from studio.library import storage
from studio.library.models import Asset
from studio.sharing import films
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import MarkedFilm, Share
from tests import make
from tests.sharing.conftest import to
from tests.soundtracks.films import film

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clip(team) -> Asset:
    return make.asset(team, b"a film", kind="video", mime="video/mp4", duration_ms=6000, origin="made")


@pytest.fixture
def made(monkeypatch):
    """What was made, without making it."""
    keys = []
    monkeypatch.setattr(films, "make", lambda asset: keys.append(asset.pk))
    return keys


def sweep() -> None:
    asyncio.run(films.mark_films())


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


@pytest.mark.parametrize("why", ["no mark", "revoked", "ended", "forbidden", "trashed", "unlisted", "nobody shows it"])
def test_nothing_is_made_that_nobody_sees(show, put, project, clip, made, ada, why):
    put(clip)
    if why != "nobody shows it":
        share = show(project, watermark=why != "no mark")
    if why == "revoked":
        revoke_share(share=share, who=ada)
    if why == "ended":
        Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if why == "forbidden":
        allow_sharing(team=clip.team, who=ada, yes=False)
    if why == "trashed":
        library.trash_asset(asset=clip, who=ada)
    if why == "unlisted":
        Asset.objects.update(listed=False)
    sweep()
    assert (made, MarkedFilm.objects.count()) == ([], 0)


def test_what_was_left_half_done_is_begun_anew(show, clip, made):
    show(clip)
    MarkedFilm.objects.create(asset=clip)
    sweep()
    assert made == [clip.pk]


def test_what_fails_says_why_and_is_not_tried_again(stranger, show, clip):
    share = show(clip)
    sweep()
    row = MarkedFilm.objects.get()
    assert (row.made_at, row.problem) == (None, "It does not open as a video.")
    assert "cannot be shown" in stranger.get(to(share)).content.decode()
    row.begun_at = timezone.now()
    sweep()
    assert MarkedFilm.objects.get().problem == row.problem


def test_one_that_breaks_stops_no_other(show, clip, team, monkeypatch, caplog):
    other = make.asset(team, kind="video", mime="video/mp4")
    for thing in (clip, other):
        show(thing)

    def make_or_break(asset: Asset) -> None:
        if asset.pk == clip.pk:
            raise RuntimeError

    monkeypatch.setattr(films, "make", make_or_break)
    sweep()
    ends = dict(MarkedFilm.objects.values_list("asset", "problem"))
    assert ends == {clip.pk: films.BROKE, other.pk: ""}
    assert "could not be marked" in caplog.text


def test_a_full_disk_is_said(show, clip, monkeypatch):
    show(clip)
    monkeypatch.setattr(storage, "has_room", lambda size: False)
    sweep()
    assert MarkedFilm.objects.get().problem == films.FULL


def test_one_that_is_deleted_meanwhile_is_nothing(clip):
    clip.team = clip.team
    ghost = Asset.objects.get(pk=clip.pk)
    clip.delete()
    assert films.begin(ghost) is None

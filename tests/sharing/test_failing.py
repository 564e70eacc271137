"""A film that cannot be marked: it is tried again unless that is no use, and its team reads why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.sharing import films
from studio.sharing.marking import NO_FILM
from studio.sharing.models import MarkedFilm
from tests import make
from tests.sharing.conftest import sweep, to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fails(monkeypatch):
    """Making one fails like this."""

    def fails(error: Exception) -> None:
        def make_not(asset: Asset) -> None:
            raise error

        monkeypatch.setattr(films, "make", make_not)

    return fails


def test_what_does_not_open_is_not_tried_again(stranger, show, clip):
    share = show(clip)
    sweep()
    row = MarkedFilm.objects.get()
    assert (row.made_at, row.problem, row.retry_at) == (None, NO_FILM, None)
    assert "cannot be shown" in stranger.get(to(share)).content.decode()
    MarkedFilm.objects.update(begun_at=timezone.now() - timedelta(days=9))
    assert films.take_next() is None


def test_what_does_not_open_and_is_not_what_was_kept_is_tried_again(show, clip):
    show(clip)
    Asset.objects.update(sha256="another")
    sweep()
    row = MarkedFilm.objects.get()
    assert (row.problem, row.retry_at is None) == (NO_FILM, False)


@pytest.mark.parametrize("error", [films.NoRoom(), Unreadable("It took too much memory or time to open."), OSError()])
def test_what_may_pass_is_tried_again_after_a_while(stranger, show, clip, fails, monkeypatch, error):
    share = show(clip)
    fails(error)
    sweep()
    assert "is being prepared" in stranger.get(to(share)).content.decode()
    assert films.take_next() is None
    MarkedFilm.objects.update(retry_at=timezone.now())
    monkeypatch.setattr(films, "make", lambda asset: None)
    sweep()
    row = MarkedFilm.objects.get()
    assert (row.made_at is None, row.problem, row.retry_at) == (False, "", None)


@pytest.mark.parametrize(("hours", "pause"), [(0, 1 / 6), (3, 3), (72, 24)])
def test_the_longer_it_fails_the_rarer_it_is_tried(clip, hours, pause):
    row = MarkedFilm(asset=clip, begun_at=timezone.now() - timedelta(hours=hours))
    assert abs(films.pause_after(row) - timedelta(hours=pause)) < timedelta(seconds=5)


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
    assert MarkedFilm.objects.get().problem == storage.FULL


def test_the_team_reads_why(client, show, put, project, clip, ada, team, fails):
    put(clip, make.asset(team, kind="video", mime="video/mp4"))
    fails(films.NoRoom())
    show(clip)
    show(project)
    sweep()
    client.force_login(ada)
    page = client.get(reverse("sharing", args=[team.slug])).content.decode()
    for words in ("1 video cannot be shown:", "2 videos cannot be shown:", storage.FULL[:20], "tried again by itself"):
        assert words in page
    MarkedFilm.objects.update(problem=NO_FILM, retry_at=None)
    page = client.get(reverse("sharing", args=[team.slug])).content.decode()
    assert (NO_FILM in page, "tried again by itself" in page) == (True, False)

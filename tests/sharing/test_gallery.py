"""What a stranger is shown: works and nothing that was written about them, counted once a visit."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.library import storage
from studio.library.models import Asset
from studio.sharing import actions
from studio.sharing.models import MarkedFilm, Share
from tests import make
from tests.sharing.conftest import SECRET, named, page, to


@pytest.fixture
def sound(team) -> Asset:
    return make.asset(
        team, origin="made", kind="speech", mime="audio/mpeg", duration_ms=4000, title=SECRET, peaks=b"\x99" * 240
    )


@pytest.fixture
def document(team) -> Asset:
    asset = make.asset(team, kind="document", mime="text/markdown", title=SECRET, name="salaries.md", characters=19)
    storage.path_of(asset.sibling(storage.TEXT)).write_text("灯塔 <b>The lamp</b>")
    return asset


def test_nothing_that_was_written_or_paid_is_told(stranger, show, put, project, bo, picture, sound, document):
    words = {"notes": SECRET, "recipe": {"request": {"prompt": SECRET}, "price": "0.17"}}
    Asset.objects.update(author=bo, **words)
    put(picture, sound, document)
    bo.name = "Boadicea"
    bo.save()
    share = show(project)
    pages = page(stranger, to(share)) + "".join(page(stranger, to(share, one)) for one in (picture, sound, document))
    told = [
        SECRET,
        "salaries",
        "0.17",
        "Saltmarsh",
        bo.name,
        bo.email,
        project.team.name,
        project.team.slug,
    ]
    assert [words for words in told if words in pages] == []
    assert [value for value in (picture.sha256, picture.key) if value in pages] == []
    assert len(named(pages)) == 3


def test_an_empty_project_says_that_there_is_nothing(stranger, show, project):
    assert "nothing to see here" in page(stranger, to(show(project)))


def test_each_kind_has_the_browsers_own_player(stranger, show, put, project, picture, sound, document):
    film = make.asset(project.team, kind="video", mime="video/mp4", duration_ms=6000, has_poster=True)
    put(picture, sound, document, film)
    share = show(project, watermark=False)
    for asset, tag in ((picture, "<img"), (sound, "<audio"), (document, "public__paper"), (film, "<video")):
        assert tag in page(stranger, to(share, asset))
    assert "&lt;b&gt;The lamp" in page(stranger, to(share, document))
    assert "<script" not in page(stranger, to(share, picture))


def test_a_document_is_text_and_its_file_has_no_address(stranger, show, document):
    share = show(document, watermark=False)
    answer = stranger.get(to(share, document, "text"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert stranger.get(to(share, document, "view")).status_code == 404


def test_a_film_is_being_prepared_then_shown_or_not(stranger, show, team):
    film = make.asset(team, kind="video", mime="video/mp4", duration_ms=6000)
    share = show(film)
    assert "is being prepared" in page(stranger, to(share))
    assert stranger.get(to(share, film, "view")).status_code == 404
    MarkedFilm.objects.create(asset=film, made_at=timezone.now())
    storage.path_of(film.sibling("shared.mp4")).write_bytes(b"a film")
    assert "<video" in page(stranger, to(share))
    MarkedFilm.objects.update(made_at=None, problem="broke", retry_at=timezone.now())
    assert "is being prepared" in page(stranger, to(share))
    MarkedFilm.objects.update(retry_at=None)
    assert "cannot be shown" in page(stranger, to(share))


def test_to_look_writes_nothing_but_the_count(stranger, show, put, project, team):
    film = make.asset(team, kind="video", mime="video/mp4", duration_ms=6000)
    MarkedFilm.objects.create(asset=film, made_at=timezone.now())
    put(film)
    alone, among = show(film), show(project)
    with CaptureQueriesContext(connection) as seen:
        pages = [page(stranger, address) for address in (to(alone), to(among), to(among, film))]
    assert ["is being prepared" in text for text in pages] == [True, False, True]
    written = [one["sql"] for one in seen if not one["sql"].startswith("SELECT")]
    assert ["sharing_share" in sql and "views" in sql for sql in written] == [True, True]


def test_no_stranger_costs_what_is_long_in_a_row(stranger, show, put, project, picture):
    put(picture)
    alone, among = show(picture), show(project)
    with CaptureQueriesContext(connection) as seen:
        for address in (to(alone), to(among), to(among, picture), to(alone, picture, "view")):
            stranger.get(address, headers={"Range": "bytes=0-9"})
    asked = " ".join(one["sql"] for one in seen)
    assert '"library_asset"."public_id"' in asked
    assert [name for name in ("words", "notes", "recipe", "sections") if f'"library_asset"."{name}"' in asked] == []


# Counted


def test_a_visit_counts_once_whatever_it_loads(stranger, show, put, project, picture, monkeypatch):
    monkeypatch.setattr(actions, "PAUSE", timedelta(0))
    put(picture)
    share = show(project)
    stranger.get(to(share))
    for address in (f"{to(share)}?after={picture.public_id}", to(share, picture), to(share, picture, "view")):
        stranger.get(address, headers={"Range": "bytes=0-9"})
    stranger.head(to(share))
    share.refresh_from_db()
    assert (share.views, share.last_seen_at is None) == (1, False)
    stranger.get(to(share))
    share.refresh_from_db()
    assert share.views == 2


def test_a_flood_of_visits_is_not_a_flood_of_writes(stranger, show, picture):
    share = show(picture)
    for _ in range(3):
        stranger.get(to(share))
    assert Share.objects.get().views == 1


def test_a_count_that_fails_is_logged_and_the_page_is_shown(stranger, show, picture, monkeypatch, caplog):
    def fail(share: Share) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(actions, "_count", fail)
    assert stranger.get(to(show(picture))).status_code == 200
    assert "was not counted" in caplog.text


def test_media_write_nothing(stranger, show, picture):
    share = show(picture)
    stranger.get(to(share, picture, "view"))
    with CaptureQueriesContext(connection) as seen:
        stranger.get(to(share, picture, "view"), headers={"Range": "bytes=0-9"})
    assert all(one["sql"].startswith("SELECT") for one in seen)
    assert len(seen) == 2

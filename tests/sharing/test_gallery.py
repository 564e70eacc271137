"""What a stranger is shown: works and nothing that was written about them, page by page, counted once a visit."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.library import storage
from studio.library.models import Asset
from studio.sharing import actions, public_views
from studio.sharing.models import MarkedFilm, Share
from tests import make
from tests.sharing.conftest import SECRET, to

NAMES = re.compile(r"/assets/([\w-]{36})/\"")


def many(team, put, count: int, **fields) -> list[Asset]:
    """Bare rows, the newest first; some of them of the same moment, as what was made together is."""
    now = timezone.now()
    rows = []
    for number in range(count):
        name = uuid.uuid4()
        facts = {"kind": "image", "origin": "made", "mime": "image/png", "width": 640, "height": 360, "bytes": 1}
        facts |= {"key": f"{team.public_id}/{name}/original.png", "created_at": now - timedelta(minutes=number // 3)}
        rows.append(Asset(team=team, public_id=name, title=SECRET, **(facts | fields)))
    Asset.objects.bulk_create(rows)
    put(*Asset.objects.filter(team=team, title=SECRET))
    return list(Asset.objects.filter(pk__in=[row.pk for row in rows]).order_by("-created_at", "-id"))


def page(stranger, address: str) -> str:
    return stranger.get(address).content.decode()


def named(text: str) -> list[str]:
    return list(dict.fromkeys(NAMES.findall(text)))


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
    words = {"notes": SECRET, "model": "image-01", "recipe": {"request": {"prompt": SECRET}, "price": "0.17"}}
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
        "image-01",
        "Saltmarsh",
        bo.name,
        bo.email,
        project.team.name,
        project.team.slug,
    ]
    assert [words for words in told if words in pages] == []
    assert [value for value in (picture.sha256, picture.key) if value in pages] == []
    assert len(named(pages)) == 3


@pytest.mark.parametrize(
    ("origin", "sandbox", "words"),
    [
        ("made", False, "Made with MiniMax in a self-hosted studio."),
        ("made", True, "Made in the sandbox of a self-hosted studio"),
        ("uploaded", False, "Uploaded to a self-hosted studio."),
    ],
)
def test_it_says_where_a_work_comes_from(stranger, show, picture, origin, sandbox, words):
    Asset.objects.update(origin=origin, sandbox=sandbox)
    assert words in page(stranger, to(show(picture)))


def test_of_a_mixed_gallery_it_says_so(stranger, show, put, project, team):
    put(make.asset(team, origin="made", sandbox=True), make.asset(team, origin="made"))
    assert "some of it in its sandbox" in page(stranger, to(show(project)))


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
    row = MarkedFilm.objects.create(asset=film, made_at=timezone.now())
    assert "is being prepared" in page(stranger, to(share))
    row.refresh_from_db()
    assert row.made_at is None, "a copy that is gone is made anew"
    storage.path_of(film.sibling("shared.mp4")).write_bytes(b"a film")
    MarkedFilm.objects.update(made_at=timezone.now())
    assert "<video" in page(stranger, to(share))
    MarkedFilm.objects.update(made_at=None, problem="broke")
    assert "cannot be shown" in page(stranger, to(share))


# Page by page


def test_pages_hold_each_work_once_newest_first(stranger, show, put, project, monkeypatch):
    monkeypatch.setattr(public_views, "PAGE", 10)
    works = many(project.team, put, 25)
    share, seen, address = show(project), [], ""
    while address is not None:
        text = page(stranger, to(share) + address)
        seen += named(text)
        more = re.search(r"\?after=[\w-]{36}", text)
        address = more and more[0]
    assert seen == [str(work.public_id) for work in works]


def test_a_strange_place_to_go_on_from_is_the_beginning(stranger, show, put, project):
    other = make.asset(project.team)
    put(*many(project.team, put, 2))
    share = show(project)
    for after in ("x", str(other.public_id), "0" * 36):
        assert len(named(page(stranger, f"{to(share)}?after={after}"))) == 2


def test_from_a_work_one_goes_on_to_its_neighbours(stranger, show, put, project):
    works = many(project.team, put, 4)
    share = show(project)
    for number, work in enumerate(works):
        text = page(stranger, to(share, work))
        ways = [re.search(rf'assets/([\w-]+)/" rel="{way}"', text) for way in ("prev", "next")]
        beside = [works[number - 1] if number else None, works[number + 1] if number < 3 else None]
        assert [way and way[1] for way in ways] == [one and str(one.public_id) for one in beside]


def test_queries_do_not_grow_with_the_project(stranger, show, put, project):
    share, asked = show(project), []
    for count in (1, 60):
        many(project.team, put, count)
        with CaptureQueriesContext(connection) as seen:
            page(stranger, f"{to(share)}?after=")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 3


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


def test_media_write_nothing(stranger, show, picture):
    share = show(picture)
    stranger.get(to(share, picture, "view"))
    with CaptureQueriesContext(connection) as seen:
        stranger.get(to(share, picture, "view"), headers={"Range": "bytes=0-9"})
    assert all(one["sql"].startswith("SELECT") for one in seen)
    assert len(seen) == 2

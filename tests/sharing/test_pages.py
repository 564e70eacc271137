"""A project, page by page: each work once, newest first, also when the one that a page ended with has gone."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.library import actions as library
from studio.library.models import Asset
from studio.sharing import public_views
from tests.sharing.conftest import SECRET, named, page, to

MORE = re.compile(r"\?after=[^\"]+")


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


def test_pages_hold_each_work_once_newest_first(stranger, show, put, project, monkeypatch):
    monkeypatch.setattr(public_views, "PAGE", 10)
    works = many(project.team, put, 25)
    share, seen, address = show(project), [], ""
    while address is not None:
        text = page(stranger, to(share) + address)
        seen += named(text)
        more = MORE.search(text)
        address = more and unescape(more[0])
    assert seen == [str(work.public_id) for work in works]


def test_each_work_has_a_number_of_its_own(stranger, show, put, project, monkeypatch):
    monkeypatch.setattr(public_views, "PAGE", 2)
    many(project.team, put, 4)
    share = show(project)
    first = page(stranger, to(share))
    both = first + page(stranger, to(share) + unescape(MORE.search(first)[0]))
    assert re.findall(r'aria-label="Image (\d+)"', both) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("fate", ["taken out", "trashed", "deleted"])
def test_it_goes_on_from_a_work_that_has_gone(stranger, show, put, project, ada, monkeypatch, fate):
    monkeypatch.setattr(public_views, "PAGE", 3)
    works = many(project.team, put, 6)
    share = show(project)
    more = unescape(MORE.search(page(stranger, to(share)))[0])
    last = Asset.objects.filter(pk=works[2].pk)
    if fate == "taken out":
        library.take_out_of(project=project, assets=last)
    else:
        library.trash_assets(assets=last, who=ada)
    if fate == "deleted":
        library.purge_now(assets=last, who=ada)
    assert named(page(stranger, to(share) + more)) == [str(work.public_id) for work in works[3:]]


def test_among_works_of_one_moment_it_goes_on_behind_one_that_was_put_away(
    stranger, show, put, project, ada, monkeypatch
):
    monkeypatch.setattr(public_views, "PAGE", 2)
    works = many(project.team, put, 3)
    share = show(project)
    more = unescape(MORE.search(page(stranger, to(share)))[0])
    library.trash_asset(asset=works[1], who=ada)
    assert named(page(stranger, to(share) + more)) == [str(works[2].public_id)]


@pytest.mark.parametrize(
    "after", ["x", "0" * 36, "~", "~yesterday", "{0}", "{0}~2026-13-01T00:00:00Z", "{0}~2026-01-01"]
)
def test_from_a_place_that_nobody_wrote_there_is_nothing(stranger, show, put, project, after):
    [work, _other] = many(project.team, put, 2)
    assert named(page(stranger, f"{to(show(project))}?after={after.format(work.public_id)}")) == []


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "²"])
def test_a_strange_count_does_no_harm(stranger, show, put, project, seen):
    many(project.team, put, 1)
    assert len(named(page(stranger, f"{to(show(project))}?seen={seen}"))) == 1


def test_from_a_work_one_goes_on_to_its_neighbours_and_reads_which_it_is(stranger, show, put, project):
    works = many(project.team, put, 4)
    share = show(project)
    for number, work in enumerate(works):
        text = page(stranger, to(share, work))
        ways = [re.search(rf'assets/([\w-]+)/" rel="{way}"', text) for way in ("prev", "next")]
        beside = [works[number - 1] if number else None, works[number + 1] if number < 3 else None]
        assert [way and way[1] for way in ways] == [one and str(one.public_id) for one in beside]
        assert f">{number + 1} of 4<" in text


def test_a_work_that_is_shown_alone_is_none_of_many(stranger, show, put, picture, project):
    put(picture)
    assert re.search(r"\d of \d", page(stranger, to(show(project), picture)))
    assert not re.search(r"\d of \d", page(stranger, to(show(picture))))


def test_queries_do_not_grow_with_the_project(stranger, show, put, project):
    share, asked = show(project), []
    for count in (1, 60):
        many(project.team, put, count)
        with CaptureQueriesContext(connection) as seen:
            page(stranger, f"{to(share)}?after=")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 3


def test_queries_of_one_work_do_not_grow_with_the_project(stranger, show, put, project):
    share, asked = show(project, names=True), []
    for count in (3, 60):
        work = many(project.team, put, count)[1]
        with CaptureQueriesContext(connection) as seen:
            page(stranger, to(share, work))
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 6

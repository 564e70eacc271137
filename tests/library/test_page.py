"""The library page: newest first, on by keyset, a constant number of queries; and one asset's page and trash."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.audit.models import Record
from studio.library.models import Asset, nearest_shape
from tests import make


@pytest.fixture
def page(client, team, bo):
    client.force_login(bo)
    return lambda address="": client.get(f"/{team.slug}/library/{address}")


def many(team, count: int) -> list[Asset]:
    asset = make.asset(team)
    rows = [
        Asset(team=team, kind="image", origin="made", title=f"Picture {n}", key=f"k{n}", sha256="0" * 64, bytes=1)
        for n in range(count - 1)
    ]
    return [asset, *Asset.objects.bulk_create(rows)]


def queries(page) -> int:
    page()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page()
    return len(seen)


def test_an_empty_one_teaches(page):
    assert "Make a first clip" in page().content.decode()


def test_it_shows_the_newest_first_and_scrolls_on_without_a_gap(page, team):
    assets = many(team, 100)
    first = page().content.decode()
    assert "Picture 98" in first
    assert first.count('class="tile"') == 48
    after = assets[-48].public_id
    second = page(f"?after={after}").content.decode()
    assert "Picture 50<" in second
    assert "Picture 51<" not in second


def test_the_number_of_queries_does_not_grow(page, team):
    many(team, 5)
    few = queries(page)
    many_more = [
        Asset(team=team, kind="image", origin="made", key=f"m{n}", sha256="0" * 64, bytes=1) for n in range(60)
    ]
    Asset.objects.bulk_create(many_more)
    assert queries(page) == few <= 12


@pytest.mark.parametrize("after", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00", "1' or 1=1"])
def test_a_strange_place_is_the_beginning(page, team, after):
    many(team, 2)
    assert page(f"?after={after}").status_code == 200


def test_only_one_kind_is_shown_when_asked(page, team):
    many(team, 3)
    assert page("?kind=video").content.decode().count('class="tile"') == 0


@pytest.mark.parametrize(
    ("shown", "asked", "is_step"),
    [("", "", False), ("#q", "", False), ("?kind=image", "?kind=image", False), ("", "?kind=image", True)],
)
def test_what_is_drawn_anew_is_no_step_to_go_back_from(client, team, bo, shown, asked, is_step):
    client.force_login(bo)
    page = f"/{team.slug}/library/"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}{shown}"}
    assert ("HX-Push-Url" in client.get(page + asked, headers=headers).headers) == is_step


def test_trashing_and_taking_back_are_recorded(client, team, bo, page):
    asset = make.asset(team)
    address = f"/{team.slug}/assets/{asset.public_id}"
    assert client.post(f"{address}/trash/").status_code == 302
    assert page().content.decode().count('class="tile"') == 0
    assert page("trash/").content.decode().count('class="tile"') == 1
    assert client.post(f"{address}/restore/").status_code == 302
    assert page().content.decode().count('class="tile"') == 1
    assert list(Record.objects.order_by("id").values_list("what", flat=True))[-2:] == [
        "asset.trashed",
        "asset.restored",
    ]


def test_a_title_cannot_carry_markup(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team, title="<script>alert(1)</script>")
    page = client.get(f"/{team.slug}/assets/{asset.public_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [(1366, 768, "16x9"), (768, 1366, "9x16"), (640, 640, "1x1"), (2100, 900, "21x9"), (None, None, "16x9")],
)
def test_a_frame_is_cut_in_the_nearest_shape(width, height, shape):
    assert nearest_shape(width, height) == shape

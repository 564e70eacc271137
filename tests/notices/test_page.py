"""The page of notices: one's own, newest first, on by keyset, and marked only by a press."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.notices.models import Notice
from tests import make


@pytest.fixture
def page(client, team, ada):
    client.force_login(ada)
    return lambda address="", **headers: client.get(f"/{team.slug}/notices/{address}", headers=headers).content.decode()


def many(person, team, count: int, before: int = 0) -> list[Notice]:
    numbers = range(before, before + count)
    rows = [Notice(person=person, team=team, name="x", key=f"k{n}", title=f"Thing {n}.") for n in numbers]
    return Notice.objects.bulk_create(rows)


def queries(page) -> int:
    page()
    with CaptureQueriesContext(connection) as seen:
        page()
    return len(seen)


def test_an_empty_one_says_what_it_is_for(page):
    assert "counted at the bell" in page()
    assert "Mark all as read" not in page()


def test_it_shows_what_is_of_this_team_and_of_none(page, ada, bo, told):
    told(ada, title="Of this team", params={})
    told(ada, "a", team=None, title="Of no team", params={})
    told(ada, "b", team=make.team("Far Shore", ada), title="Of another team", params={})
    told(bo, title="Of another person", params={})
    shown = page()
    assert [words in shown for words in ("Of this team", "Of no team", "Of another")] == [True, True, False]


def test_it_shows_the_newest_first_and_scrolls_on_without_a_gap(page, ada, team):
    notices = many(ada, team, 70)
    first = page()
    assert first.index("Thing 69.") < first.index("Thing 68.")
    assert first.count('class="notice"') == 30
    after = re.search(r'href="(\?after=.*?)"', first)[1]
    assert str(notices[-30].public_id) in after
    second = page(after, **{"HX-Request": "true"})
    assert "<html" not in second
    assert ("Thing 39." in second, "Thing 40." in second) == (True, False)
    assert second.count('class="notice"') == 30
    assert "Mark all as read" not in page(after)


@pytest.mark.parametrize("after", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00", "1' or 1=1"])
def test_a_strange_place_is_the_beginning(page, ada, team, after):
    many(ada, team, 2)
    assert page(f"?after={after}").count('class="notice"') == 2


def test_the_number_of_queries_does_not_grow(page, ada, team):
    many(ada, team, 3)
    few = queries(page)
    many(ada, team, 100, before=3)
    assert queries(page) == few <= 8


def test_the_bell_costs_every_page_one_query(client, ada, team):
    client.force_login(ada)
    many(ada, team, 100)
    client.get(f"/{team.slug}/library/")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/{team.slug}/library/")
    assert len([query for query in seen if "notices_notice" in query["sql"]]) == 1


def test_looking_marks_nothing_and_a_press_marks_one(client, page, team, ada, told):
    first, second = told(ada), told(ada, "two")
    assert page().count("data-unread") == 2
    answer = client.post(f"/{team.slug}/notices/{first.public_id}/read/", headers={"HX-Request": "true"})
    told_back = answer.content.decode()
    assert f'id="notice-{first.public_id}"' in told_back
    assert "data-unread" not in told_back
    assert 'aria-label="1 notice"' in told_back
    assert Notice.objects.unread().get() == second


def test_without_a_script_it_stays_where_one_was(client, page, team, ada, told):
    address = f"/{team.slug}/notices/{told(ada).public_id}/read/"
    assert client.post(address, {"next": f"/{team.slug}/library/"}).url == f"/{team.slug}/library/"
    assert client.post(address, {"next": "https://evil.example/"}).url == f"/{team.slug}/notices/"
    assert client.get(address).status_code == 405


def test_all_are_marked_but_those_that_came_after_the_page_was_drawn(client, page, team, ada, bo, told):
    here, of_none = told(ada), told(ada, "none", team=None)
    others = [told(bo), told(ada, "far", team=make.team("Far Shore", ada))]
    address = f"/{team.slug}/notices/{of_none.public_id}/read-to-here/"
    assert address in page()
    late = told(ada, "late")
    assert client.post(address).url == f"/{team.slug}/notices/"
    assert set(Notice.objects.unread()) == {*others, late}
    assert set(Notice.objects.exclude(read_at=None)) == {here, of_none}


@pytest.mark.parametrize("act", ["read", "read-to-here"])
def test_another_persons_notice_is_unknown(client, team, ada, bo, cleo, told, act):
    address = f"/{team.slug}/notices/{told(ada).public_id}/{act}/"
    client.force_login(bo)
    assert client.post(address).status_code == 404
    client.force_login(cleo)
    assert client.post(address).status_code == 404
    assert client.get(f"/{team.slug}/notices/").status_code == 404
    assert Notice.objects.unread().count() == 1


def test_a_notice_of_another_team_is_unknown_here(client, team, ada, told):
    client.force_login(ada)
    far = told(ada, team=make.team("Far Shore", ada))
    assert client.post(f"/{team.slug}/notices/{far.public_id}/read/").status_code == 404
    assert client.post(f"/far-shore/notices/{far.public_id}/read/").status_code == 302


def test_a_viewer_has_notices_too(client, team, vic, told):
    client.force_login(vic)
    assert client.post(f"/{team.slug}/notices/{told(vic).public_id}/read/").status_code == 302
    assert Notice.objects.unread().count() == 0


def test_weight_is_said_in_words(page, ada, told):
    told(ada, weight="danger")
    assert "Urgent" in page()
    assert "Important" not in page()


def test_it_speaks_the_language_of_the_page(page, ada, told):
    told(ada)
    assert "$0.28 held" in page()
    assert "冻结 $0.28" in page(**{"Accept-Language": "zh-hans"})


def test_a_parameter_cannot_carry_markup(page, ada, told):
    told(ada, params={"price": "<script>alert(1)</script>"})
    assert "<script>alert" not in page()
    assert "&lt;script&gt;alert" in page()

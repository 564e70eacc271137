"""Finding: what an address says is what is shown, and nothing strange in it does harm."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict

from studio.library import actions, projects
from studio.library.models import Asset
from studio.library.search import SORTS, Search
from studio.library.words import index_anew, words_of
from tests import make

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def kept(team, title: str, **columns) -> Asset:
    asset = make.asset(team, title=title, **columns)
    index_anew([asset.pk])
    return asset


def titles(team, user, address: str) -> list[str]:
    search = Search.read(QueryDict(address))
    found, _more = search.page(search.rows(team, user), None, 50)
    return [asset.title for asset in found]


@pytest.fixture
def lived_in(team, ada, bo):
    """Four works, one a day, the last one today."""
    kept(team, "A lighthouse", model="image-01", author=ada, created_at=NOW - timedelta(days=3), sandbox=True)
    kept(team, "A tram", kind="video", model="hailuo", author=bo, created_at=NOW - timedelta(days=2), duration_ms=6000)
    kept(team, "雨中的灯塔", kind="music", created_at=NOW - timedelta(days=1), duration_ms=90_000, origin="made")
    kept(team, "A letter", kind="document", created_at=NOW, bytes=9)
    return team


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ["A letter", "雨中的灯塔", "A tram", "A lighthouse"]),
        ("sort=oldest", ["A lighthouse", "A tram", "雨中的灯塔", "A letter"]),
        ("sort=longest", ["雨中的灯塔", "A tram", "A letter", "A lighthouse"]),
        ("q=lighthouse", ["A lighthouse"]),
        ("q=LIGHT", ["A lighthouse"]),
        ("q=灯塔", ["雨中的灯塔"]),
        ("q=nothing+of+it", []),
        ("kind=video", ["A tram"]),
        ("model=image-01", ["A lighthouse"]),
        ("since=2026-03-09", ["A letter", "雨中的灯塔"]),
        ("until=2026-03-08", ["A tram", "A lighthouse"]),
        ("since=2026-03-08&until=2026-03-08", ["A tram"]),
        ("place=sandbox", ["A lighthouse"]),
        ("place=live", ["雨中的灯塔"]),
        ("kind=image&q=tram", []),
    ],
)
def test_it_shows_what_the_address_says(lived_in, bo, address, found):
    assert titles(lived_in, bo, address) == found


def test_a_person_a_project_a_tag_and_stars_narrow_it(lived_in, ada, bo):
    tram = Asset.objects.get(title="A tram")
    one = Asset.objects.filter(pk=tram.pk)
    project = projects.create_project(team=lived_in, author=ada, name="Night")
    actions.put_into(project=project, assets=one)
    actions.tag_assets(team=lived_in, assets=one, names=["rain"])
    actions.favour_assets(assets=one, who=bo)
    for address in (f"person={bo.public_id}", f"project={project.public_id}", "tag=Rain", "favourite=1"):
        assert titles(lived_in, bo, address) == ["A tram"], address
    assert titles(lived_in, ada, "favourite=1") == []
    assert titles(lived_in, bo, "tag=rain&tag=storm") == []


def test_notes_tags_and_lyrics_are_searched(team, bo):
    song = kept(team, "Low tide", recipe={"request": {"lyrics": "[Verse]\nthe marsh is wide", "prompt": "slow shanty"}})
    one = Asset.objects.filter(pk=song.pk)
    actions.describe_asset(asset=song, notes="colder grade")
    actions.tag_assets(team=team, assets=one, names=["client a"])
    for words in ("marsh", "shanty", "colder", "client", "tide marsh grade"):
        assert titles(team, bo, f"q={words}") == ["Low tide"], words
    actions.untag_assets(team=team, assets=one, name="client a")
    assert titles(team, bo, "q=client") == []


def test_another_team_finds_nothing_of_it(lived_in, cleo):
    theirs = cleo.memberships.get().team
    kept(theirs, "A lighthouse of Cleo's")
    assert titles(theirs, cleo, "q=lighthouse") == ["A lighthouse of Cleo's"]
    project = projects.create_project(team=lived_in, author=None, name="Secret")
    actions.put_into(project=project, assets=Asset.objects.for_team(lived_in))
    assert titles(theirs, cleo, f"project={project.public_id}") == []


@pytest.mark.parametrize("sort", list(SORTS))
def test_it_scrolls_on_in_every_order_without_gap_or_twin(team, bo, sort):
    for number in range(23):
        same = {
            "created_at": NOW + timedelta(days=number // 4),
            "bytes": number // 3,
            "duration_ms": number // 5 or None,
        }
        make.asset(team, title=f"{number}", **same)
    search, seen, last = Search.read(QueryDict(f"sort={sort}")), [], None
    while True:
        found, more = search.page(search.rows(team, bo), last, 5)
        seen += [asset.title for asset in found]
        if more is None:
            break
        order = SORTS[sort]
        last = order.find_place(team, order.write_place(Asset.objects.get(pk=more.pk)))
    whole, _none = search.page(search.rows(team, bo), None, 100)
    assert seen == [asset.title for asset in whole]
    assert len(seen) == 23


@pytest.mark.parametrize(
    "address",
    [
        "kind=nonsense&sort=evil&look=x&place=%00",
        "since=2026-13-40&until=yesterday",
        "since=0001-01-01&until=9999-12-31",
        "person=1&project=../etc",
        "tag=%00&tag=&favourite=0",
        "q=%00",
        "after=1",
    ],
)
def test_what_is_strange_counts_as_not_said(lived_in, bo, address):
    assert len(titles(lived_in, bo, address)) == 4


@pytest.mark.parametrize("words", ["'", '"', "a OR b", "NEAR(", "*", "(((", "x" * 5000, "-", "lighthouse*"])
def test_no_words_are_syntax(client, lived_in, bo, words):
    client.force_login(bo)
    assert client.get(f"/{lived_in.slug}/library/", {"q": words}).status_code == 200


def test_an_address_is_written_as_it_is_read():
    said = "q=fog&kind=image&tag=a&tag=b%2Cc&since=2026-01-02&favourite=1&place=live&sort=oldest&look=list"
    search = Search.read(QueryDict(said))
    assert parse_qs(search.address().lstrip("?")) == parse_qs(said)
    assert Search.read(QueryDict(search.address().lstrip("?"))) == search
    assert Search().address() == "?"
    assert "kind" not in search.address(kind="")


def test_what_is_searched_is_what_a_person_wrote(team):
    asset = Asset(team=team, kind="image", title="Same words", recipe={"request": {"prompt": "Same words", "seed": 4}})
    assert words_of(asset) == "same words"


def test_it_goes_on_though_the_last_one_shown_is_gone(client, team, bo):
    client.force_login(bo)
    assets = [make.asset(team, title=f"{n}", created_at=NOW - timedelta(hours=n), has_poster=False) for n in range(60)]
    first = client.get(f"/{team.slug}/library/").content.decode()
    more = first.split('hx-get="?after=')[1].split('"')[0]
    Asset.objects.filter(pk=assets[47].pk).delete()
    rest = client.get(f"/{team.slug}/library/?after={more}", headers={"HX-Request": "true"}).content.decode()
    assert rest.count('class="tile"') == 12
    assert "<html" not in rest
    strange = client.get(f"/{team.slug}/library/?after=nonsense", headers={"HX-Request": "true"}).content.decode()
    assert 'class="tile"' not in strange


def test_the_trash_goes_on_though_the_last_one_shown_was_taken_back(client, team, bo):
    client.force_login(bo)
    for number in range(60):
        make.asset(team, title=f"{number}", trashed_at=NOW - timedelta(hours=number))
    first = client.get(f"/{team.slug}/library/trash/").content.decode()
    more = first.split('hx-get="?after=')[1].split('"')[0]
    Asset.objects.filter(public_id=more.split("~")[0].split("%7E")[0]).update(trashed_at=None)
    rest = client.get(f"/{team.slug}/library/trash/?after={more}", headers={"HX-Request": "true"}).content.decode()
    assert rest.count('class="tile"') == 12

"""The page: what is chosen and offered, who may press, what is refused next to its field, and what is drawn live."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.library import storage
from studio.library.actions import trash_asset
from studio.library.models import Asset
from studio.soundtracks.feed import render_row
from studio.soundtracks.forms import MOST_OPEN
from studio.soundtracks.models import Soundtrack
from tests import make
from tests.soundtracks.conftest import keep

HTMX = {"HX-Request": "true"}
PERSONAL = re.compile(r"csrf|\byour?\b", re.IGNORECASE)


@pytest.fixture
def desk(client, bo):
    client.force_login(bo)
    return client


def address(team, **chosen) -> str:
    query = "&".join(f"{name}={getattr(one, 'public_id', one)}" for name, one in chosen.items())
    return f"/{team.slug}/soundtracks/new/?{query}"


def wish(of_clip, of_song, **more) -> dict[str, str]:
    ids = {"clip": str(of_clip.public_id), "song": str(of_song.public_id)}
    return ids | {"start": "2", "fade_in": "0", "fade_out": "1.2", "volume": "1", "after": "silence"} | more


# What is shown


def test_both_are_chosen_from_the_library_when_neither_is_named(desk, team, clip, song):
    page = desk.get(address(team)).content.decode()
    assert f"?clip={clip.public_id}" in page
    assert f"?song={song.public_id}" in page
    assert "Save as a new clip" not in page


def test_choosing_one_keeps_the_other(desk, team, clip, song):
    assert f"clip={clip.public_id}&amp;song={song.public_id}" in desk.get(address(team, clip=clip)).content.decode()
    assert f"clip={clip.public_id}&amp;song={song.public_id}" in desk.get(address(team, song=song)).content.decode()


def test_both_stand_on_the_desk_with_what_one_begins_with(desk, team, clip, song):
    page = desk.get(address(team, clip=clip, song=song)).content.decode()
    assert 'data-seconds="6.000"' in page
    assert 'data-song="20.000"' in page
    assert value_of(page, "start") == "0"
    assert value_of(page, "fade_out") == "1.2", "a fifth of six seconds"
    assert 'name="own_volume"' not in page, "the clip has no sound of its own"
    assert "Save as a new clip" in page
    assert re.search(r'data-window x="0.00" width="72.00"', page)


def test_a_clip_with_a_sound_asks_how_loud_it_stays(desk, team, talking, song):
    page = desk.get(address(team, clip=talking, song=song)).content.decode()
    assert value_of(page, "own_volume") == "0"


def test_a_song_that_ends_before_the_clip_is_said(desk, team, clip, jingle, song):
    assert "data-short" in desk.get(address(team, clip=clip, song=jingle)).content.decode()
    assert "data-short" not in desk.get(address(team, clip=clip, song=song)).content.decode()


def test_an_address_may_name_the_cut_and_strange_values_break_nothing(desk, team, clip, song):
    page = desk.get(address(team, clip=clip, song=song, start="5")).content.decode()
    assert re.search(r'data-window x="60.00" width="72.00"', page)
    for strange in ("nan", "1e308", "-1e308", "abc", "1e999", "%00"):
        answer = desk.get(address(team, clip=clip, song=song, start=strange, volume=strange, fade_in=strange))
        assert answer.status_code == 200


def test_what_may_be_chosen_is_the_teams_kept_and_listed(desk, team, cleo, files, ada):
    elsewhere = keep(cleo.teams.get(), files["clip"], "video", title="Foreign")
    trashed = keep(team, files["clip"], "video", title="Trashed")
    trash_asset(asset=trashed, who=ada)
    keep(team, files["jingle"], "sound", title="A take", listed=False)
    assert elsewhere.title == "Foreign", "there is another team's"
    page = desk.get(address(team)).content.decode()
    assert not {"Foreign", "Trashed", "A take"} & set(re.findall(r">([^<]+)<", page))


def test_it_goes_on_by_keyset_without_a_gap(desk, team, clip):
    Asset.objects.bulk_create(
        Asset(team=team, kind="sound", origin="made", title=f"Song {n:02}", key=f"k{n}", sha256="0" * 64, bytes=1)
        for n in range(40)
    )
    seen: list[str] = []
    query = f"?clip={clip.public_id}"
    for _page in range(3):
        page = desk.get(f"/{team.slug}/soundtracks/new/{query}", headers=HTMX if seen else {}).content.decode()
        seen += re.findall(r'dir="auto">(Song \d\d)</a>', page)
        more = re.search(r'href="([^"]*songs_after=[^"]*)"', page)
        query = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"Song {n:02}" for n in reversed(range(40))]
    assert not query


def test_the_number_of_queries_does_not_grow(desk, team, clip, song, ada):
    def queries() -> int:
        desk.get(address(team, clip=clip, song=song))
        with CaptureQueriesContext(connection) as seen:
            desk.get(address(team, clip=clip, song=song))
        return len(seen)

    row(team, ada, clip, song)
    few = queries()
    for _more in range(5):
        row(team, ada, clip, song)
    assert queries() == few


# Who may


def test_a_viewer_looks_and_may_not_press(client, team, vic, clip, song):
    client.force_login(vic)
    assert client.get(address(team, clip=clip, song=song)).status_code == 200
    assert client.post(address(team), wish(clip, song)).status_code == 403
    assert not Soundtrack.objects.exists()


def test_a_stranger_finds_nothing_and_a_guest_is_asked_in(client, team, cleo, clip, song):
    assert client.get(address(team)).status_code == 302
    client.force_login(cleo)
    for answer in (client.get(address(team)), client.post(address(team), wish(clip, song))):
        assert answer.status_code == 404


# A press


def test_a_press_asks_for_it_and_goes_back_to_the_desk(desk, team, clip, song, bo):
    answer = desk.post(address(team), wish(clip, song, volume="0.5", after="loop", client_key=str(uuid.uuid4())))
    assert answer.url == f"{address(team, clip=clip, song=song)}#made"
    made = Soundtrack.objects.get()
    assert (made.team, made.author, made.clip, made.song, made.state) == (team, bo, clip, song, "waiting")
    assert made.cut == {
        "start": 2.0,
        "fade_in": 0.0,
        "fade_out": 1.2,
        "volume": 0.5,
        "own_volume": 0.0,
        "loops": True,
    }
    assert str(made.public_id) in desk.get(answer.url).content.decode()


def test_by_htmx_its_row_comes_with_a_key_for_the_next_press(desk, team, clip, song):
    key = str(uuid.uuid4())
    page = desk.post(address(team), wish(clip, song, client_key=key), headers=HTMX).content.decode()
    assert page.count("<article") == 1
    assert 'hx-swap-oob="true"' in page
    assert key not in page


def test_the_same_press_twice_makes_one(desk, team, clip, song):
    for _press in range(2):
        desk.post(address(team), wish(clip, song, client_key="2b3dbd0e-6f3c-4a33-8a14-0ad4ff0db4f1"))
    assert Soundtrack.objects.count() == 1


def test_what_is_left_empty_is_what_one_begins_with(desk, team, clip, song):
    desk.post(address(team), wish(clip, song, start="", fade_in="", fade_out="", volume="", after=""))
    cut = Soundtrack.objects.get().cut
    assert cut == {"start": 0, "fade_in": 0, "fade_out": 1.2, "volume": 1, "own_volume": 0, "loops": False}


def test_a_sound_that_the_clip_lacks_is_no_part_of_the_wish(desk, team, clip, talking, song):
    for one in (clip, talking):
        desk.post(address(team), wish(one, song, own_volume="0.5"))
    assert [made.cut["own_volume"] for made in Soundtrack.objects.order_by("id")] == [0, 0.5]


def test_one_team_does_not_fill_the_queue(desk, team, ada, cleo, clip, song):
    for number in range(MOST_OPEN):
        row(team, ada, clip, song)
        row(cleo.teams.get(), cleo, clip, song, state="done" if number else "waiting")
    answer = desk.post(address(team), wish(clip, song))
    assert answer.status_code == 422
    assert "20 clips of this team wait" in answer.content.decode()
    Soundtrack.objects.for_team(team).first().change(state="done")
    assert desk.post(address(team), wish(clip, song)).status_code == 302


REFUSED = [
    ("start", "-0.1", "before the song"),
    ("start", "20", "lasts 0:20"),
    ("start", "1e308", "lasts 0:20"),
    ("start", "nan", "number"),
    ("start", "1e999", "number"),
    ("start", "soon", "number"),
    ("fade_in", "-1", "0 or more"),
    ("fade_out", "-1e308", "0 or more"),
    ("fade_in", "inf", "number"),
    ("fade_out", "5.9", "longer than the clip, which lasts 6 s"),
    ("fade_in", "1e308", "longer than the clip"),
    ("volume", "1.01", "From 0 to 1"),
    ("volume", "-0.01", "From 0 to 1"),
    ("own_volume", "1e308", "From 0 to 1"),
]


@pytest.mark.parametrize(("field", "value", "told"), REFUSED)
def test_an_impossible_cut_is_told_at_its_field_and_nothing_is_lost(desk, team, talking, song, field, value, told):
    sent = wish(talking, song, **{"fade_in": "0.5", "volume": "0.35", field: value})
    for headers in ({}, HTMX):
        answer = desk.post(address(team), sent, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        at = "fade_out" if "longer" in told else field
        assert told in re.search(f'id="{at}-error">([^<]*)<', page)[1]
        assert value_of(page, field) == value
        assert f'value="{talking.public_id}"' in page
    assert not Soundtrack.objects.exists()


@pytest.mark.parametrize("role", ["clip", "song"])
@pytest.mark.parametrize("wrong", ["nobody", "not an id", "", "foreign", "trashed", "of another kind"])
def test_a_clip_or_song_that_is_not_there_is_told(desk, team, cleo, ada, clip, song, files, role, wrong):
    kind = {"clip": "video", "song": "sound"}[role]
    named = {"nobody": str(uuid.uuid4()), "not an id": "x" * 30, "": ""}.get(wrong)
    if wrong == "foreign":
        named = str(keep(cleo.teams.get(), files[role], kind).public_id)
    elif wrong == "trashed":
        gone = {"clip": clip, "song": song}[role]
        trash_asset(asset=gone, who=ada)
        named = str(gone.public_id)
    elif wrong == "of another kind":
        named = str({"clip": song, "song": clip}[role].public_id)
    answer = desk.post(address(team), wish(clip, song, **{role: named}))
    page = answer.content.decode()
    assert answer.status_code == 422
    told = f"Choose a {role}." if wrong == "" else f"This {role} is not in the library any more."
    assert told in re.search(f'id="{role}-error">([^<]*)<', page)[1]
    assert not Soundtrack.objects.exists()


def test_what_was_typed_outlives_the_choice_of_another_clip(desk, team, clip, song):
    sent = wish(clip, song, clip=str(uuid.uuid4()), start="3.5", after="loop")
    answer = desk.post(address(team), sent, headers=HTMX)
    assert answer.headers["HX-Retarget"] == answer.headers["HX-Reselect"] == "#main"
    link = re.search(rf'href="([^"]*clip={clip.public_id}[^"]*)"', answer.content.decode())[1].replace("&amp;", "&")
    page = desk.get(link).content.decode()
    assert (value_of(page, "start"), value_of(page, "fade_out")) == ("3.5", "1.2")
    assert re.search(r'value="loop" checked', page)


def test_an_address_that_names_what_is_not_there_says_so_and_offers_others(desk, team, clip, song):
    page = desk.get(address(team, clip=uuid.uuid4(), song=song)).content.decode()
    assert "This clip is not in the library any more." in page
    assert f"?clip={clip.public_id}" in page


def test_a_clip_that_does_not_open_is_told(desk, team, clip, song):
    storage.path_of(clip.key).write_bytes(b"nothing of a film")
    answer = desk.post(address(team), wish(clip, song))
    assert answer.status_code == 422
    assert "It does not open as a video." in re.search('id="clip-error">([^<]*)<', answer.content.decode())[1]


# Live


def row(team, author, clip, song, **columns) -> Soundtrack:
    facts = {"cut": {"start": 0.0}, "author": author, "clip": clip, "song": song}
    return Soundtrack.objects.create(team=team, **(facts | columns))


@pytest.mark.parametrize("state", Soundtrack.State.values)
def test_a_row_renders_alone_in_every_state(team, ada, clip, song, state):
    columns = {"asset": clip} if state == "done" else {"problem": "It broke."} if state == "failed" else {}
    soundtrack = row(team, ada, clip, song, state=state, **columns)
    html = render_row(soundtrack).strip().split("#}")[-1].strip()
    assert html.startswith(f'<article class="work" id="soundtrack-{soundtrack.public_id}"')
    assert str(soundtrack.get_state_display()) in html
    assert ("data-live" in html) == (state in ("waiting", "making"))
    assert ("download" in html) == (state == "done")
    assert not PERSONAL.search(html)


def test_a_row_outlives_its_clip(team, ada, clip, song):
    assert "put away" in render_row(row(team, ada, None, None, state="done"))


def test_new_rows_are_fetched_by_their_ids(desk, team, ada, cleo, clip, song):
    mine = row(team, ada, clip, song)
    foreign = row(cleo.teams.get(), cleo, clip, song)
    page = desk.get(address(team, fresh=f"{mine.public_id},{foreign.public_id},x"), headers=HTMX).content.decode()
    assert str(mine.public_id) in page
    assert str(foreign.public_id) not in page


def value_of(page: str, name: str) -> str:
    return re.search(f'name="{name}"[^>]*value="([^"]*)"', page)[1]


def test_an_asset_of_another_team_is_as_good_as_missing_in_the_list_of_choices(desk, team, cleo):
    foreign = make.asset(cleo.teams.get())
    assert desk.get(address(team, songs_after=foreign.public_id), headers=HTMX).status_code == 200

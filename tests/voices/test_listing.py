"""The list of voices: found by words in either language, narrowed, paged, in as many queries for 300 as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from studio.catalogue.models import SystemVoice
from studio.voices.actions import keep_voice, set_star
from studio.voices.listing import PAGE, Listing
from tests.voices.building import consented, sample, voice


@pytest.fixture
def listing(team, ada):
    return lambda **asked: Listing(team, ada, asked)


def names(listing: Listing) -> list[str]:
    return [card.voice.name for card in listing.own]


def every_system(listing, **asked) -> list[str]:
    """The ids of all pages."""
    found, after = [], ""
    while after is not None:
        page = listing(**asked, after=str(after))
        found += [card.voice.voice_id for card in page.system]
        after = page.more
    return found


def test_all_368_system_voices_are_paged_through_once_each(listing):
    ids = every_system(listing)
    assert (len(ids), len(set(ids))) == (368, 368)
    assert len(listing().system) == PAGE


def test_a_new_one_on_an_earlier_page_shifts_nothing(listing):
    first = listing()
    SystemVoice.objects.create(voice_id="New_voice_1", name="New", order=0)
    second = listing(after=str(first.more))
    assert not {card.voice.voice_id for card in first.system} & {card.voice.voice_id for card in second.system}


def test_a_retired_one_is_not_offered(listing):
    SystemVoice.objects.filter(voice_id="Arnold").update(retired=True)
    assert "Arnold" not in every_system(listing)


@pytest.mark.parametrize("after", ["", "-1", "x", "9" * 30, "1e3", "²"])
def test_a_strange_place_is_the_beginning(listing, after):
    assert listing(after=after).after == -1


@pytest.mark.parametrize(
    ("code", "q"),
    [("en", "japanese"), ("zh-hans", "日语"), ("zh-hans", "japanese"), ("en", "JAPAN")],
)
def test_a_language_is_found_in_the_readers_words_and_in_minimaxs(team, listing, code, q):
    voice(team, name="Kai", language="Japanese")
    voice(team, name="Other", language="German")
    with override(code):
        found = listing(q=q)
        assert names(found) == ["Kai"]
        languages = {card.voice.language for card in found.system}
        by_name = [card for card in found.system if card.voice.language != "Japanese"]
    assert "Japanese" in languages
    assert all(q.lower() in f"{card.voice.name} {card.voice.voice_id}".lower() for card in by_name)


@pytest.mark.parametrize("q", ["sailor", "SAILOR", "hoarse", "sailor-12"])
def test_ones_own_are_found_by_name_description_and_id(team, listing, q):
    voice(team, name="Old Sailor", description="a little hoarse", voice_id="sailor-1234")
    voice(team, name="Girl", voice_id="girl-12345")
    assert names(listing(q=q)) == ["Old Sailor"]


@pytest.mark.parametrize("q", ["narrator", "English_expressive", "%", "_", "'", "\\"])
def test_the_systems_are_found_by_what_stands_in_them(listing, q):
    for card in listing(q=q).system:
        assert q.lower() in f"{card.voice.name} {card.voice.voice_id}".lower()


def test_nothing_found_is_said(client, team, ada, listing):
    client.force_login(ada)
    assert listing(q="zzzz").is_empty
    page = client.get(f"/{team.slug}/voices/?q=zzzz", headers={"HX-Request": "true"}).content.decode()
    assert "No voice fits this" in page


def test_language_and_gender_narrow_both_lists(team, listing):
    voice(team, name="Kai", language="Japanese", gender="male")
    voice(team, name="Yui", language="Japanese", gender="female")
    voice(team, name="Uwe", language="German", gender="male")
    found = listing(language="Japanese", gender="female")
    assert names(found) == ["Yui"]
    assert {(card.voice.language, card.voice.gender) for card in found.system} == {("Japanese", "female")}
    assert {card.voice.gender for card in listing(gender="character").system} == {"character"}


@pytest.mark.parametrize(
    ("which", "own", "system"),
    [
        ("", {"Clone", "Design"}, True),
        ("own", {"Clone", "Design"}, False),
        ("cloned", {"Clone"}, False),
        ("designed", {"Design"}, False),
        ("system", set(), True),
        ("nonsense", {"Clone", "Design"}, True),
    ],
)
def test_which_narrows_by_origin(team, listing, which, own, system):
    voice(team, name="Clone")
    voice(team, name="Design", origin="designed")
    found = listing(which=which)
    assert (set(names(found)), bool(found.system)) == (own, system)


def test_only_what_was_made_chosen_and_not_deleted_is_listed(team, cleo, listing):
    voice(team, name="Here")
    voice(team, made_at=None)
    voice(team, is_candidate=True)
    voice(team, deleted_at=timezone.now())
    voice(cleo.teams.get())
    assert names(listing()) == ["Here"]


def test_it_sorts_by_what_needs_to_be_done(team, listing):
    rows = {"late": 90.0, "soon": 3.0, "gone": -1.0}
    for name, hours in rows.items():
        voice(team, name=name, hours_left=hours)
    voice(team, name="kept", used_at=timezone.now())
    voice(team, name="lost", used_at=timezone.now(), lost_at=timezone.now())
    found = listing()
    assert [card.voice.name for card in found.temporary] == ["soon", "late"]
    assert {card.voice.name for card in found.gone} == {"gone", "lost"}
    assert [card.voice.name for card in found.permanent] == ["kept"]


# Stars


def test_stars_are_each_persons_own(team, ada, bo, listing):
    row = voice(team, name="Clone")
    set_star(team=team, person=ada, ref=row.ref, on=True)
    set_star(team=team, person=ada, ref="Arnold", on=True)
    mine, theirs = listing(which="starred"), Listing(team, bo, {"which": "starred"})
    assert (names(mine), [card.voice.voice_id for card in mine.system]) == (["Clone"], ["Arnold"])
    assert theirs.is_empty
    assert [card.starred for card in Listing(team, bo, {}).own] == [False]


def test_a_star_is_given_and_taken_without_and_with_scripts(client, team, vic, listing):
    client.force_login(vic)
    path = f"/{team.slug}/voices/star/"
    assert client.post(f"{path}?on=1", {"ref": "Arnold"}).status_code == 302
    assert Listing(team, vic, {}).stars == {"Arnold"}
    client.post(f"{path}?on=1", {"ref": "Arnold"})
    page = client.post(f"{path}?on=0", {"ref": "Arnold"}, headers={"HX-Request": "true"}).content.decode()
    assert ('aria-pressed="false"' in page, "on=1" in page) == (True, True)
    assert Listing(team, vic, {}).stars == set()


@pytest.mark.parametrize("ref", ["Nobody", "", "own:nonsense"])
def test_what_is_no_voice_cannot_be_starred(client, team, ada, ref):
    client.force_login(ada)
    assert client.post(f"/{team.slug}/voices/star/?on=1", {"ref": ref}).status_code == 404


def test_another_teams_voice_cannot_be_starred(client, team, ada, cleo):
    client.force_login(ada)
    foreign = voice(cleo.teams.get()).ref
    assert client.post(f"/{team.slug}/voices/star/?on=1", {"ref": foreign}).status_code == 404


# A field of another page


def test_to_choose_from_are_those_that_can_speak_the_starred_first(team, ada, listing):
    voice(team, name="Clone")
    voice(team, name="Gone", hours_left=-1)
    last = every_system(listing)[-1]
    set_star(team=team, person=ada, ref=last, on=True)
    picks = listing().picks()
    assert [pick.voice.name for pick in picks[:1]] == ["Clone"]
    assert picks[1].voice.ref == last
    assert len(picks) == 2 + PAGE
    assert len({pick.voice.ref for pick in picks}) == len(picks)


def test_they_are_offered_and_searched(client, team, bo):
    client.force_login(bo)
    row = voice(team, name="Old Sailor")
    path = f"/{team.slug}/voices/pick/"
    assert f'data-voice="{row.ref}"' in client.get(path).content.decode()
    found = client.get(f"{path}?q=sailor").content.decode()
    assert (f'data-voice="{row.ref}"' in found, 'type="search"' in found) == (True, False)
    assert "No voice fits this." in client.get(f"{path}?q=zzzz").content.decode()


# The page


def some_of_each(team, ada, count: int) -> None:
    """Voices in every state that a card can show."""
    for number in range(count):
        row = voice(team, name=f"Temporary {number}")
        keep_voice(voice=row, who=ada)
        consented(team, sample(team), name=f"Gone {number}", hours_left=-1)
        voice(team, name=f"Lost {number}", origin="designed", used_at=timezone.now(), lost_at=timezone.now())
        voice(team, name=f"Kept {number}", used_at=timezone.now(), heard=sample(team))


def count_queries(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_300_voices_take_as_many_queries_as_four(client, team, ada):
    client.force_login(ada)
    some_of_each(team, ada, 1)
    client.get(f"/{team.slug}/voices/")
    few = count_queries(client, f"/{team.slug}/voices/")
    some_of_each(team, ada, 74)
    assert count_queries(client, f"/{team.slug}/voices/") == few
    assert few < 25


def test_a_further_page_of_the_systems_takes_few(client, team, ada):
    client.force_login(ada)
    set_star(team=team, person=ada, ref="Arnold", on=True)
    path = f"/{team.slug}/voices/?after=47"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert page.count('class="speaker"') == PAGE
    assert "<html" not in page
    assert len(queries) < 12


def test_scrolled_to_its_end_there_is_no_more(client, team, ada, listing):
    client.force_login(ada)
    page = client.get(f"/{team.slug}/voices/?q=arnold").content.decode()
    assert ("Arnold" in page, 'class="more"' in page) == (True, False)


def test_what_is_searched_for_stays_on_the_next_page(client, team, ada):
    client.force_login(ada)
    page = client.get(f"/{team.slug}/voices/?q=chinese&language=Chinese&gender=&which=system").content.decode()
    more = page.split('class="more"')[1].split("hx-trigger")[0]
    assert "q=chinese&amp;language=Chinese&amp;gender=&amp;which=system" in more


def test_markup_in_names_and_searches_stays_words(client, team, ada):
    client.force_login(ada)
    voice(team, name="<b>Bold</b>", description="<i>")
    page = client.get(f"/{team.slug}/voices/", {"q": "<b>"}).content.decode()
    assert ("<b>" in page, "&lt;b&gt;Bold" in page) == (False, True)

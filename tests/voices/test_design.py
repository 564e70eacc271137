"""Design: several candidates from the same words, priced together; one is chosen, the others stay unlisted."""

import uuid

import pytest

from studio.generations.feed import render_card
from studio.generations.models import Generation, State
from studio.minimax import DesignedVoice, Garbled
from studio.teams.models import Connection
from studio.voices import actions
from studio.voices.forms import DesignForm
from studio.voices.models import Voice
from studio.voices.recipe import Trial
from tests.voices.building import PROMPT, TEXT, design, drive, finish, made, money


@pytest.fixture
def typed():
    return lambda **changes: {"prompt": PROMPT, "text": TEXT, "count": "3", "client_key": str(uuid.uuid4())} | changes


@pytest.fixture
def send(client, team, bo, typed):
    client.force_login(bo)

    def post(htmx: bool = False, **changes):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/{team.slug}/voices/design/", typed(**changes), headers=headers)

    return post


@pytest.mark.django_db(transaction=True)
def test_each_candidate_is_a_voice_that_can_be_heard(team, minimax):
    both = [made(row) for row in design(team, 2)]
    assert all(row.heard.mime == "audio/mpeg" and not row.heard.listed for row in both)
    assert {minimax.speak(row.voice_id) for row in both} == {0}
    assert minimax.voices() == {row.voice_id for row in both}
    assert money() == ("0.00156", "0")


@pytest.mark.django_db(transaction=True)
def test_one_that_minimax_refuses_does_not_take_the_others_along(team, minimax):
    rows = design(team, 2, text="sandbox:1026 Good evening.")
    Generation.objects.filter(pk=rows[1].generation.pk).update(request=rows[1].generation.request | {"text": TEXT})
    assert [drive(row.generation).state for row in rows] == [State.FAILED, State.DONE]


async def test_an_answer_without_a_sound_is_no_end_without_a_word():
    with pytest.raises(Garbled):
        [piece async for piece in Trial(DesignedVoice("ttv-voice-1", None))]


@pytest.mark.parametrize(("count", "told"), [("1", "$0.00078"), ("3", "$0.00234"), ("4", "$0.00312"), ("", "$0.00234")])
def test_the_price_is_that_of_all(send, team, bo, typed, count, told):
    form = DesignForm(typed(count=count), team=team, author=bo)
    assert (form.is_valid(), str(form.price)) == (True, told)
    send(count=count)
    assert money() == ("0", told.removeprefix("$"))
    assert str(DesignForm(team=team).later_price) == "$3.00"


def test_it_tells_the_price_while_one_types(client, team, bo):
    client.force_login(bo)
    answer = client.get(f"/{team.slug}/voices/design/?price&letters=500&count=4")
    assert answer.json() == {"price": "$0.12"}


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"prompt": ""}, "prompt", "Describe"),
        ({"prompt": "x" * 2001}, "prompt", "2001 characters"),
        ({"text": " "}, "text", "say first"),
        ({"text": "x" * 501}, "text", "501 characters"),
        ({"count": "9"}, "count", "9"),
        ({"language": "Klingon"}, "language", "does not speak"),
        ({"name": "x" * 101}, "name", "100"),
    ],
)
def test_it_refuses_at_the_field(team, bo, typed, changes, field, told):
    form = DesignForm(typed(**changes), team=team, author=bo)
    assert not form.is_valid()
    assert told in " ".join(map(str, form.errors[field]))


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_press_keeps_everything_that_was_typed(send, htmx):
    answer = send(htmx=htmx, text="", name="Sailor", language="German", count="4")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers.get("HX-Retarget")) == (422, "#make" if htmx else None)
    for words in (PROMPT, 'value="Sailor"', '<option value="German" selected>', 'value="4" checked'):
        assert words in page
    assert not Generation.objects.exists()


def test_the_same_press_twice_is_made_once(team):
    key = uuid.uuid4()
    first, second = design(team, 3, client_key=key), design(team, 3, client_key=key)
    assert [row.pk for row in first] == [row.pk for row in second]
    assert (Voice.objects.count(), Generation.objects.count()) == (3, 3)


@pytest.mark.parametrize("changes", [{"prompt": "A young girl"}, {"text": "Other words"}, {"name": "Sailor"}])
def test_a_page_brought_back_with_another_wish_designs_anew(team, changes):
    key = uuid.uuid4()
    design(team, client_key=key)
    design(team, client_key=key, **changes)
    assert Generation.objects.count() == 2


def test_its_name_is_given_or_taken_from_the_description(team):
    named, unnamed = design(team, name="Sailor")[0], design(team, prompt="x" * 2000)[0]
    assert (named.name, unnamed.name) == ("Sailor", "x" * 60)
    assert named.voice_id.startswith("Sailor-")


# Choosing


def choose(client, team, row):
    return client.post(f"/{team.slug}/voices/{row.public_id}/choose/")


def test_the_one_that_is_chosen_is_listed_and_the_others_are_not(client, team, ada):
    client.force_login(ada)
    rows = design(team, 3, name="Sailor")
    for row in rows:
        finish(row.generation)
    index = f"/{team.slug}/voices/"
    assert not [row for row in rows if f"voice-{row.public_id}" in client.get(index).content.decode()]
    answer = choose(client, team, rows[1])
    assert answer.url == f"{index}#voice-{rows[1].public_id}"
    page = client.get(index).content.decode()
    assert [f'id="voice-{row.public_id}"' in page for row in rows] == [False, True, False]


def test_its_card_offers_the_choice_and_then_leads_to_the_voice(client, team, ada):
    client.force_login(ada)
    [row] = design(team)
    finish(row.generation)
    before = render_card(Generation.objects.for_card().get())
    choose(client, team, row)
    after = render_card(Generation.objects.for_card().get())
    assert (f"{row.public_id}/choose/" in before, f"{row.public_id}/choose/" in after) == (True, False)
    assert f"#voice-{row.public_id}" in after


def test_chosen_twice_it_is_chosen_once(team, ada):
    [row] = design(team)
    assert not actions.choose(voice=row, who=ada), "it is not made yet"
    finish(row.generation)
    row.refresh_from_db()
    assert actions.choose(voice=row, who=ada, name="Sailor")
    assert not actions.choose(voice=row, who=ada, name="Other")
    assert row.name == "Sailor"


def test_a_candidate_is_not_told_of_when_it_dies(team):
    [row] = design(team)
    finish(row.generation)
    row.refresh_from_db()
    assert (row.state, Voice.objects.made().count()) == (Voice.State.TEMPORARY, 0)


def test_without_a_connection_it_says_so(send):
    Connection.objects.update(in_use=False)
    answer = send()
    assert (answer.status_code, "no connection to MiniMax" in answer.content.decode()) == (422, True)

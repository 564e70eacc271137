"""How a team chats, and what each person wants of tools: who decides, what is taken, and where it holds."""

import re
from decimal import Decimal

import pytest

from studio.audit.models import Record
from studio.catalogue import ask as ask_catalogue
from studio.catalogue.models import Model
from studio.chat.actions import default_model
from studio.chat.asking import put_together
from studio.chat.models import Conversation
from studio.chat.rounds import limit_of
from studio.chat.team_models import ChatSettings, Preference
from studio.chat.tools.registry import BUILT_IN, tools_of
from tests.chat.building import BLIND, MODEL, ask, calling, own_tool, quiet, states, talk

pytestmark = pytest.mark.django_db
NAMES = [tool.name for tool in BUILT_IN]
GOOD = {
    "model": BLIND,
    "system": "Be terse.",
    "temperature": "0.5",
    "top_p": "0.9",
    "max_tokens": "1000",
    "titles": "on",
    "ask_above": "0.25",
    "rounds": "3",
    "allowed": NAMES,
}


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def save(client, team, **changes):
    return client.post(f"/{team.slug}/chat/settings/", GOOD | changes)


def save_mine(client, team, amount: str):
    return client.post(f"/{team.slug}/chat/settings/mine/", {"ask_above": amount})


def kept() -> list:
    return list(ChatSettings.objects.values_list("model", "system", "temperature", "top_p", "max_tokens", "rounds"))


def error_at(html: str, name: str) -> str:
    """The error that stands in the field with this name."""
    field = html[html.index(f'name="{name}"') :]
    found = re.search(r'class="field__error"[^>]*>([^<]+)<', field)
    others = re.search(rf'name="(?!{name}")\w+"', field)
    return found[1] if found and (others is None or found.start() < others.start()) else ""


# The team's


def test_before_anybody_decides_there_is_nothing_kept_and_a_page(client, team):
    answer = client.get(f"/{team.slug}/chat/settings/")
    assert answer.status_code == 200
    assert kept() == []
    assert all(f'value="{name}" checked' in answer.content.decode() for name in NAMES)


def test_the_usual_model_is_named(client, team):
    def option() -> str:
        html = client.get(f"/{team.slug}/chat/settings/").content.decode()
        return re.search(r'<option value="">([^<]+)<', html)[1]

    assert option() == "The usual one, at the moment M3"
    Model.objects.filter(name=MODEL).update(retired=True)
    assert option() == f"The usual one, at the moment {ask_catalogue.label_of(default_model())}"
    assert "M3<" not in option() + "<"


def test_an_owner_saves_them(client, team):
    assert save(client, team)["Location"] == f"/{team.slug}/chat/settings/"
    assert kept() == [(BLIND, "Be terse.", 0.5, 0.9, 1000, 3)]
    row = ChatSettings.objects.get()
    assert (row.titles, row.ask_above, row.barred, row.team) == (True, Decimal("0.25"), [], team)


def test_again_changes_the_same_row(client, team):
    save(client, team)
    save(client, team, system="Sing.", titles="", temperature="", ask_above="")
    row = ChatSettings.objects.get()
    assert (row.system, row.titles, row.temperature, row.ask_above) == ("Sing.", False, None, None)


def test_nobody_else_saves_them(client, team, bo, vic, cleo):
    save(client, team)
    for who, status in ((bo, 403), (vic, 403), (cleo, 404)):
        client.force_login(who)
        assert save(client, team, system="Mine now").status_code == status
    assert ChatSettings.objects.get().system == "Be terse."


def test_all_of_the_team_see_them_and_only_an_owner_the_tools(client, team, bo, vic, cleo):
    own_tool(team, url="https://tides.example/secret-path")
    assert "secret-path" in client.get(f"/{team.slug}/chat/settings/").content.decode()
    for who in (bo, vic):
        client.force_login(who)
        html = client.get(f"/{team.slug}/chat/settings/").content.decode()
        assert "An owner of the team decides these." in html
        assert "secret-path" not in html
    client.force_login(cleo)
    assert client.get(f"/{team.slug}/chat/settings/").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "gpt-4"),
        ("model", "image-01"),
        ("temperature", "-0.1"),
        ("temperature", "1.1"),
        ("temperature", "warm"),
        ("temperature", "nan"),
        ("temperature", "inf"),
        ("top_p", "1.01"),
        ("top_p", "-1"),
        ("max_tokens", "0"),
        ("max_tokens", "-5"),
        ("max_tokens", "99999999"),
        ("max_tokens", ""),
        ("ask_above", "-1"),
        ("ask_above", "1001"),
        ("ask_above", "0.00001"),
        ("ask_above", "NaN"),
        ("rounds", "0"),
        ("rounds", "26"),
        ("rounds", ""),
    ],
)
def test_a_bad_value_is_told_at_its_field_and_nothing_is_kept(client, team, name, value):
    answer = save(client, team, **{name: value})
    html = answer.content.decode()
    assert (answer.status_code, kept()) == (422, [])
    html = html[html.index('id="h-team"') : html.index('id="tools"')]
    assert error_at(html, name), html
    assert "Be terse." in html


@pytest.mark.parametrize(("model", "most"), [(MODEL, "2"), (BLIND, "1"), ("", "2")])
def test_as_hot_as_its_model_takes(client, team, model, most):
    assert save(client, team, model=model, temperature=most).status_code == 302
    assert save(client, team, model=model, temperature=f"{most}.01").status_code == 422


def test_with_no_model_chosen_the_usual_one_says_how_hot(client, team):
    html = save(client, team, model="", temperature="9").content.decode()
    assert "From 0 to 2." in html
    Model.objects.filter(name=MODEL).update(retired=True)
    assert "From 0 to 1." in save(client, team, model="", temperature="9").content.decode()


@pytest.mark.parametrize(("name", "told"), [("rounds", "From 1 to 25."), ("max_tokens", "From 1 to 524,288.")])
@pytest.mark.parametrize("value", ["-1", "0", "99999999999"])
def test_a_number_out_of_bounds_is_told_its_bounds(client, team, name, told, value):
    html = save(client, team, model=MODEL, **{name: value}).content.decode()
    assert error_at(html[html.index('id="h-team"') :], name) == told


def test_the_page_says_what_it_is(client, team):
    html = client.get(f"/{team.slug}/chat/settings/").content.decode()
    main = html[html.index("<main") :]
    assert re.search(r"<h2[^>]*>How we chat</h2>", main)


@pytest.mark.parametrize("allowed", [["no_such_tool"], [*NAMES, "<b>"]])
def test_a_tool_that_is_none_is_refused(client, team, allowed):
    assert (save(client, team, allowed=allowed).status_code, kept()) == (422, [])


# Where they hold


def test_new_conversations_begin_as_the_team_says_and_old_ones_stay(client, team):
    old = talk(team)
    save(client, team)
    new = talk(team, model=BLIND)
    assert (new.system, new.temperature, new.top_p, new.max_tokens) == ("Be terse.", 0.5, 0.9, 1000)
    old.refresh_from_db()
    assert (old.model, old.system, old.temperature) == (MODEL, "", None)


def test_the_page_of_a_new_conversation_offers_the_teams_model(client, team):
    save(client, team)
    html = client.get(f"/{team.slug}/chat/").content.decode()
    assert f'value="{BLIND}" selected' in html
    client.post(f"/{team.slug}/chat/", {"text": "Hello"} | {"model": BLIND})
    assert Conversation.objects.get().system == "Be terse."


def test_another_team_keeps_its_own(client, team, cleo):
    save(client, team)
    assert talk(cleo.memberships.get().team).system == ""


def test_a_barred_tool_is_not_offered_to_any_model(client, team):
    own_tool(team)
    save(client, team, allowed=[name for name in NAMES if name != "make_video"])
    assert ChatSettings.objects.get().barred == ["tide", "make_video"]
    offered = [tool.name for tool in put_together(ask(talk(team))).take_request().tools]
    assert offered == [name for name in NAMES if name != "make_video"]


def test_a_barred_tool_that_is_called_all_the_same_is_not_made(team):
    (call,) = calling(team, ("make_image", {"prompt": "A boat"}), barred=["make_image"])
    assert (call.state, call.result) == ("failed", "There is no tool named make_image here.")


def test_allowed_again_it_is_offered_again(client, team):
    save(client, team, allowed=[])
    assert tools_of(talk(team)) == {}
    save(client, team)
    assert list(tools_of(talk(team))) == NAMES


# One's own


def test_everybody_who_creates_saves_their_own_amount(client, team, ada, bo, vic, cleo):
    for who, status in ((ada, 302), (bo, 302), (vic, 403), (cleo, 404)):
        client.force_login(who)
        assert save_mine(client, team, "0.5").status_code == status
    assert set(Preference.objects.values_list("user", "ask_above")) == {(one.pk, Decimal("0.5")) for one in (ada, bo)}


def test_again_changes_ones_own_row_and_nothing_asks_as_the_team_says(client, team, ada):
    for amount, there in (("0.5", Decimal("0.5")), ("0", Decimal(0)), ("", None)):
        assert save_mine(client, team, amount).status_code == 302
        assert Preference.objects.get(user=ada).ask_above == there


def test_an_amount_stands_there_as_it_was_written(client, team):
    for amount in ("0.01", "100", "0"):
        save_mine(client, team, amount)
        page = client.get(f"/{team.slug}/chat/settings/").content.decode()
        assert re.search(r'id="mine-ask"[^>]*value="([^"]*)"', page)[1] == amount


@pytest.mark.parametrize("amount", ["-1", "1001", "much", "NaN", "Infinity", "0.00001", "1e9"])
def test_a_bad_amount_is_told_at_its_field(client, team, amount):
    answer = save_mine(client, team, amount)
    assert (answer.status_code, Preference.objects.count()) == (422, 0)
    assert error_at(answer.content.decode(), "ask_above")


@pytest.mark.parametrize(
    ("teams", "mine", "limit"),
    [("1", "0.5", "0.5"), ("0.5", "1", "0.5"), ("1", "", "1"), ("", "1", "1"), ("", "", "0")],
)
def test_the_lower_of_the_two_holds(client, team, teams, mine, limit):
    save(client, team, ask_above=teams)
    save_mine(client, team, mine)
    assert limit_of(talk(team)) == Decimal(limit)


def test_the_amount_of_another_person_is_not_mine(client, team, bo):
    quiet(team)
    save_mine(client, team, "5")
    assert limit_of(talk(team)) == 5
    assert limit_of(talk(team, bo)) == 0
    calls = calling(team, ("make_image", {"prompt": "A boat"}))
    assert states(calls) == ["ready"]


# On record


def test_what_an_owner_changes_is_on_record_without_its_words(client, team, ada):
    save(client, team, system="A secret manner")
    save(client, team, rounds="99")
    (row,) = Record.objects.filter(what="chat.settings_changed")
    assert (row.who, row.team_id, row.object_id) == (ada, team.pk, str(team.public_id))
    assert "secret" not in str(row.detail)


def test_tools_are_on_record(client, team):
    tool = own_tool(team)
    client.post(f"/{team.slug}/chat/settings/tools/{tool.public_id}/delete/")
    row = Record.objects.get(what="tool.deleted")
    assert (row.object_id, row.team_id) == (str(tool.public_id), team.pk)

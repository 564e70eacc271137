"""How a conversation is held, settled before its first word is said."""

from decimal import Decimal

import pytest

from studio.chat.models import Conversation
from studio.chat.prices import at_most
from studio.chat.team_models import ChatSettings
from studio.web.money import Money
from tests.chat.building import BLIND, MODEL, quiet, tip_of

pytestmark = pytest.mark.django_db
GIVEN = {"system": "Speak as a pilot. 潮", "temperature": "0.3", "top_p": "0.8", "max_tokens": "1234"}


@pytest.fixture(autouse=True)
def _signed_in(client, ada, team):
    client.force_login(ada)
    quiet(team)


def begin(client, team, *, fragment: bool = False, **sent):
    headers = {"HX-Request": "true"} if fragment else {}
    return client.post(f"/{team.slug}/chat/", {"text": "Hello", "model": MODEL} | sent, headers=headers)


def columns(conversation) -> dict[str, object]:
    return {name: getattr(conversation, name) for name in ("system", "temperature", "top_p", "max_tokens", "has_tools")}


def test_it_is_held_as_its_form_says(client, team):
    begin(client, team, **GIVEN)
    assert columns(Conversation.objects.get()) == {
        "system": "Speak as a pilot. 潮",
        "temperature": 0.3,
        "top_p": 0.8,
        "max_tokens": 1234,
        "has_tools": False,
    }


def test_the_form_shows_what_the_team_settled(client, team):
    ChatSettings.objects.update(system="Speak <plainly>", temperature=0.5, max_tokens=777)
    page = client.get(f"/{team.slug}/chat/").content.decode()
    assert "Speak &lt;plainly&gt;</textarea>" in page
    assert 'name="max_tokens" inputmode="numeric" value="777"' in page


def test_without_such_a_form_it_is_as_the_team_settled(client, team):
    ChatSettings.objects.update(system="Speak plainly", max_tokens=777)
    begin(client, team)
    held = columns(Conversation.objects.get())
    assert (held["system"], held["max_tokens"], held["has_tools"]) == ("Speak plainly", 777, True)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"temperature": "9"}, "Temperature: M2.7 takes 0 to 1."),
        ({"top_p": "2"}, "top_p: Ensure this value is less than or equal to 1."),
        ({"max_tokens": "9000000"}, "Most tokens of a reply: M2.7 writes at most"),
        ({"max_tokens": ""}, "Most tokens of a reply: This field is required."),
        ({"system": "x" * 20_001}, "System prompt: Ensure this value has at most 20000 characters"),
    ],
)
def test_what_the_model_does_not_take_is_told_with_its_field(client, team, wrong, told):
    for fragment in (False, True):
        answer = begin(client, team, fragment=fragment, **GIVEN | {"model": BLIND} | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        assert 'id="new-settings" open' in page
        assert "Speak as a pilot. 潮</textarea>" in page or "system" in wrong
    assert not Conversation.objects.exists()


def test_its_price_is_what_is_held(client, team):
    for system, most in [("Speak as a pilot. 潮" * 40, "1234"), ("", "90000")]:
        asked = {"letters": 5, "model": MODEL, "max_tokens": most}
        asked |= {"system_letters": system.count("") - 1 - system.count("潮"), "system_wide": system.count("潮")}
        price = client.get(f"/{team.slug}/chat/price/", asked).json()["price"]
        begin(client, team, system=system, max_tokens=most)
        reply = tip_of(Conversation.objects.latest("id"))
        assert price == at_most(Money(Decimal(reply.generation.price)))
    usual = client.get(f"/{team.slug}/chat/price/", {"letters": 5, "model": MODEL}).json()["price"]
    assert usual != price


@pytest.mark.parametrize("nonsense", ["-1", "x", "1e9", "99999999999", ""])
def test_nonsense_is_priced_without_a_fault(client, team, nonsense):
    asked = dict.fromkeys(("max_tokens", "system_letters", "system_wide"), nonsense)
    assert client.get(f"/{team.slug}/chat/price/", asked).status_code == 200

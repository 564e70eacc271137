"""A yes to a call is a yes to the price that stood there: to another one the person is asked again."""

from decimal import Decimal

import pytest

from studio.catalogue.models import Price
from studio.chat import rounds
from studio.chat.models import ToolCall
from studio.jobs import runner
from tests.chat.building import address, calling, get, own_tool, tip_of
from tests.jobs.test_sweeps import Listening

pytestmark = pytest.mark.django_db
BOAT = ("make_image", {"prompt": "A boat"})
HTMX = {"HX-Request": "true"}
MOVED = "It has another price by now."


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


@pytest.fixture
def call(team) -> ToolCall:
    """A picture at 0.0035, which waits for a yes."""
    return calling(team, BOAT)[0]


def yes(client, call: ToolCall, price: str | None, **headers):
    data = {} if price is None else {"price": price}
    there = address(call.message.conversation, f"calls/{call.public_id}/allow/")
    return client.post(there, data, headers=headers)


def now(call: ToolCall) -> tuple[str, Decimal | None]:
    call.refresh_from_db()
    return str(call.state), call.price


def dearer() -> None:
    assert Price.objects.filter(model="image-01").update(amount=Decimal("0.5"))


def button(client, call: ToolCall) -> str:
    """The key that says yes."""
    html = client.get(address(call.message.conversation)).content.decode()
    end = html.index("</button>", html.index(f"calls/{call.public_id}/allow/"))
    return html[html.rindex("<button", 0, end) : end]


def test_the_key_carries_the_price_that_it_shows(client, call):
    assert 'name="price" value="0.003500"' in button(client, call)
    assert "$0.0035" in button(client, call)


@pytest.mark.parametrize("price", ["0.003500", "0.0035"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_to_the_price_that_stands_it_is_made(client, call, price, headers):
    assert yes(client, call, price, **headers).status_code == (200 if headers else 302)
    assert now(call) == ("ready", Decimal("0.0035"))


def test_when_the_price_has_moved_the_person_is_asked_again(client, call):
    dearer()
    answer = yes(client, call, "0.003500", **HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (409, '{"thread-changed": {}}')
    assert MOVED in answer.content.decode()
    assert now(call) == ("asking", Decimal("0.5"))
    assert "$0.50" in button(client, call)
    assert yes(client, call, "0.500000", **HTMX).status_code == 200
    assert now(call) == ("ready", Decimal("0.5"))


def test_a_cheaper_one_is_asked_for_too(client, call):
    Price.objects.filter(model="image-01").update(amount=Decimal("0.001"))
    assert yes(client, call, "0.003500", **HTMX).status_code == 409
    assert now(call) == ("asking", Decimal("0.001"))


def test_one_that_nobody_knows_any_more_is_asked_for_too(client, call):
    Price.objects.filter(model="image-01").delete()
    assert yes(client, call, "0.003500", **HTMX).status_code == 409
    assert now(call) == ("asking", None)
    assert "price unknown" in button(client, call)
    assert yes(client, call, "", **HTMX).status_code == 200
    assert now(call)[0] == "ready"


@pytest.mark.parametrize("price", [None, "", "0", "nan", "much", "1e9", "-0.0035"])
def test_a_yes_to_no_price_or_another_is_none(client, call, price):
    assert yes(client, call, price, **HTMX).status_code == 409
    assert now(call) == ("asking", Decimal("0.0035"))


def test_a_browser_without_scripts_is_told_on_the_next_page(client, call):
    dearer()
    answer = yes(client, call, "0.003500")
    assert answer["Location"] == address(call.message.conversation)
    html = client.get(answer["Location"]).content.decode()
    assert MOVED in html
    assert "$0.50" in html


def test_nothing_begins_until_the_new_price_is_agreed(client, call, django_capture_on_commit_callbacks, monkeypatch):
    began = []
    listening = Listening()
    monkeypatch.setattr(listening, "run_soon", began.append, raising=False)
    runner.set_runner(listening)
    dearer()
    for price, count in (("0.003500", 0), ("0.500000", 1)):
        with django_capture_on_commit_callbacks(execute=True):
            yes(client, call, price, **HTMX)
        assert len(began) == count


def test_what_costs_nothing_needs_no_price(client, team):
    own_tool(team)
    (call,) = calling(team, ("tide", {"city": "Oslo"}))
    assert 'name="price" value=""' in button(client, call)
    assert yes(client, call, "", **HTMX).status_code == 200
    assert now(call) == ("ready", None)


def test_one_that_was_answered_is_not_priced_again(client, call):
    rounds.decline(call)
    dearer()
    assert yes(client, call, "0.003500", **HTMX).status_code == 200
    assert now(call) == ("refused", Decimal("0.0035"))
    assert tip_of(get(call.message).conversation)


def test_what_can_no_longer_be_made_goes_on_and_fails_by_itself(client, team):
    (call,) = calling(team, BOAT)
    call.message.conversation.team_settings.barred = ["make_image"]
    call.message.conversation.team_settings.save()
    assert yes(client, call, "0.003500", **HTMX).status_code == 200
    assert now(call)[0] == "ready"

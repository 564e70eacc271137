"""Calls as they are noted: what fits is made, what costs asks first, what is wrong is told to the model."""

from decimal import Decimal

import pytest

from studio.catalogue.models import Price
from studio.chat import rounds
from studio.chat.actions import Busy, Words, say, stop_reply
from studio.chat.rounds import MOST_CALLS
from studio.chat.team_models import Preference
from studio.chat.tools.registry import tools_of
from studio.spend.models import Entry
from tests.chat.building import (
    BLIND,
    MODEL,
    ask,
    calling,
    ended,
    exchange,
    get,
    make_end,
    own_tool,
    quiet,
    replies,
    states,
    talk,
    wants,
)

pytestmark = pytest.mark.django_db
BOAT = ("make_image", {"prompt": "A boat"})
NOON = ("tell_time", {})


def told(call) -> tuple[str, str]:
    return str(call.state), call.result


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("tell_time", {"zone": 5}, "not of type 'string'"),
        ("tell_time", {"place": "Oslo"}, "Additional properties"),
        ("calculate", {}, "'sum' is a required property"),
        ("make_image", {"prompt": "x", "count": 9}, "9 is greater than the maximum of 4"),
        ("make_image", {"prompt": "x", "model": "gpt"}, "is not one of"),
        ("make_image", {"prompt": ""}, "prompt"),
        ("make_video", {"prompt": "x", "first_frame": "nothing"}, "nothing with the id"),
        ("make_speech", {"text": "Hello", "voice": "nobody"}, "voice"),
        ("fly_to_moon", {}, "no tool named fly_to_moon"),
        ("tell_time", '{"zone": "UT', "not one whole JSON object"),
        ("tell_time", "[1]", "not one whole JSON object"),
        ("tell_time", "[" * 5000, "not one whole JSON object"),
        ("", {}, "no tool named"),
    ],
)
def test_what_is_wrong_is_told_to_the_model(team, name, given, words):
    (call,) = calling(team, (name, given))
    assert call.state == "failed"
    assert words in call.result
    assert call.settled_at


@pytest.mark.parametrize("given", ["", "{}", "null", " {} ", "{ }", "{\n}"])
def test_no_arguments_may_be_written_in_any_way(team, given):
    assert states(calling(team, ("tell_time", given))) == ["ready"]


def test_a_barred_tool_is_unknown(team):
    (call,) = calling(team, NOON, barred=["tell_time"])
    assert told(call) == ("failed", "There is no tool named tell_time here.")


def test_a_conversation_without_tools_has_none(team):
    quiet(team)
    reply = exchange(talk(team, has_tools=False))
    assert states(wants(reply, NOON)) == ["failed"]
    assert tools_of(reply.conversation) == {}


def test_a_tool_of_another_team_is_unknown(team, cleo):
    own_tool(team, name="tide")
    own_tool(cleo.memberships.get().team, name="wind")
    assert states(calling(team, ("tide", {"city": "Oslo"}), ("wind", {"city": "Oslo"}))) == ["asking", "failed"]


@pytest.mark.parametrize(
    ("teams", "persons", "state"),
    [
        (None, None, "asking"),
        ("0.01", None, "ready"),
        (None, "0.01", "ready"),
        ("0.01", "0.001", "asking"),
        ("0.001", "0.01", "asking"),
        ("0.0035", "0.0035", "ready"),
        ("0", "0", "asking"),
    ],
)
def test_what_costs_asks_above_the_lower_amount(team, ada, teams, persons, state):
    """A picture is 0.0035."""
    if persons:
        Preference.objects.create(team=team, user=ada, ask_above=persons)
    (call,) = calling(team, BOAT, ask_above=teams and Decimal(teams))
    assert (call.state, call.price) == (state, Decimal("0.0035"))


def test_another_persons_amount_does_not_count(team, bo):
    Preference.objects.create(team=team, user=bo, ask_above="1")
    assert states(calling(team, BOAT)) == ["asking"]


def test_what_costs_an_unknown_amount_asks(team):
    Price.objects.filter(model="image-01").delete()
    (call,) = calling(team, BOAT, ask_above=Decimal(100))
    assert (call.state, call.price) == ("asking", None)


def test_what_costs_nothing_does_not_ask(team):
    assert states(calling(team, NOON, ("calculate", {"sum": "1 + 1"}))) == ["ready", "ready"]


def test_more_than_so_many_at_once_are_not_made(team):
    calls = calling(team, *[NOON] * (MOST_CALLS + 2))
    assert states(calls) == ["ready"] * MOST_CALLS + ["failed"] * 2
    assert "at most 16 calls" in calls[-1].result


def test_beyond_the_rounds_of_a_turn_nothing_is_made(team):
    quiet(team, rounds=2)
    reply = exchange(talk(team))
    for _ in range(2):
        (call,) = wants(reply, NOON)
        call.step(["ready"], "done")
        reply = ended(rounds.actions.answer_calls(get(reply)))
    (call,) = wants(reply, NOON)
    assert call.state == "failed"
    assert "2 times in this turn" in call.result
    assert rounds.actions.answer_calls(get(reply)) is None


def test_nothing_is_said_while_calls_are_open(team):
    (call,) = calling(team, BOAT)
    conversation = call.message.conversation
    with pytest.raises(Busy):
        ask(conversation, "And?")
    assert stop_reply(message=get(call.message), who=conversation.author)
    assert ask(conversation, "And?").state == "waiting"


def test_nothing_is_said_while_calls_are_open_beside_another_model(team):
    quiet(team)
    conversation = talk(team)
    say(conversation=conversation, words=Words("Draw"), models=[MODEL, BLIND])
    first, _second = (ended(row) for row in replies(conversation))
    assert states(wants(first, BOAT)) == ["asking"]
    with pytest.raises(Busy):
        ask(conversation, "And?")


# A word from the person


def test_a_no_is_told_to_the_model_which_goes_on(team, django_capture_on_commit_callbacks):
    calls = calling(team, BOAT, NOON)
    conversation = calls[0].message.conversation
    calls[1].step(["ready"], "done", result="noon")
    with django_capture_on_commit_callbacks(execute=True):
        assert rounds.decline(calls[0])
        assert not rounds.decline(calls[0])
    assert not rounds.allow(calls[0], calls[0].price)
    calls[0].refresh_from_db()
    assert told(calls[0]) == ("refused", rounds.NO)
    assert len(replies(conversation)) == 2


def test_a_yes_counts_once(team):
    (call,) = calling(team, BOAT)
    assert [rounds.allow(call, call.price) for _ in range(3)] == [True, False, False]
    assert not rounds.decline(call)


def test_stopped_nothing_is_made_and_no_round_follows(team, django_capture_on_commit_callbacks):
    calls = calling(team, BOAT, NOON, BOAT)
    conversation = calls[0].message.conversation
    rounds.take(calls[1])
    rounds.take(calls[2])
    assert stop_reply(message=get(calls[0].message), who=conversation.author)
    for call in calls:
        call.refresh_from_db()
    assert states(calls) == ["refused"] * 3
    with django_capture_on_commit_callbacks(execute=True):
        assert not rounds.allow(calls[0], calls[0].price)
        rounds.begin_next_round(calls[0].message_id)
    assert [row.state for row in replies(conversation)] == ["stopped"]
    assert Entry.objects.filter(kind="reserve").count() == 1


def test_what_is_made_goes_on_when_its_turn_was_stopped(team, django_capture_on_commit_callbacks):
    (call,) = calling(team, BOAT, ask_above=Decimal(1))
    seat = rounds.seat_of(call.message.conversation)
    rounds.start(call, rounds.take(call), seat)
    call.refresh_from_db()
    assert stop_reply(message=get(call.message), who=seat.author)
    with django_capture_on_commit_callbacks(execute=True):
        make_end(call.generation, "done")
    call.refresh_from_db()
    assert told(call) == ("refused", rounds.actions.STOPPED_BY_PERSON)
    assert len(replies(call.message.conversation)) == 1

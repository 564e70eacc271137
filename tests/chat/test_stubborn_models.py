"""What models write that nobody expects, and turns that are stopped while they ask for tools: the page opens."""

import pytest
from django.utils import timezone

from studio.chat.actions import stop_reply
from studio.chat.models import ToolCall
from studio.chat.tools.arithmetic import work_out
from studio.chat.tools.base import Trouble
from studio.generations.models import Generation, State
from tests import make
from tests.chat.building import address, ask, calling, calls_of, ended, get, states, talk, wants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def test_half_an_emoji_in_a_call_leaves_the_page_open(client, team):
    (call,) = calling(team, ("make_image", r'{"prompt": "A boat \ud83d"}'))
    assert call.state == ToolCall.State.ASKING
    assert call.parsed == {"prompt": "A boat "}
    assert client.get(address(call.message.conversation)).status_code == 200


def test_a_picture_that_goes_while_a_call_asks_leaves_the_page_open(client, team):
    asset = make.asset(team)
    (call,) = calling(team, ("make_video", {"prompt": "It sails", "first_frame": str(asset.public_id)}))
    assert call.state == ToolCall.State.ASKING
    type(asset).objects.update(trashed_at=timezone.now())
    assert client.get(address(call.message.conversation)).status_code == 200


@pytest.mark.parametrize("depth", [20, 400, 4000])
def test_arguments_however_deep_are_told_to_the_model(team, depth):
    (call,) = calling(team, ("make_image", f'{{"prompt": {"[" * depth}{"]" * depth}}}'))
    assert (call.state, bool(call.result)) == (ToolCall.State.FAILED, True)


def test_a_tool_that_breaks_on_its_arguments_does_not_take_the_reply_along(team, monkeypatch):
    monkeypatch.setattr("studio.chat.tools.lookups.TellTime.check", lambda *_: 1 / 0)
    (call,) = calling(team, ("tell_time", {}))
    assert call.state == ToolCall.State.FAILED


def test_what_was_asked_to_stop_makes_no_call(conversation):
    reply = ended(ask(conversation, "Draw"), cancel_requested_at=timezone.now())
    assert states(wants(reply, ("make_image", {"prompt": "A boat"}), ("tell_time", {}))) == ["refused", "refused"]


def test_stop_that_comes_as_the_reply_ends_stops_its_calls(conversation, ada):
    seen = ask(conversation, "Draw")
    wants(ended(seen), ("make_image", {"prompt": "A boat"}))
    assert stop_reply(message=seen, who=ada)
    assert states(calls_of(seen)) == ["refused"]
    assert get(seen).state == "stopped"


def test_a_conversation_that_is_deleted_is_stopped(client, team):
    talking, drawing = ask(talk(team)), calling(team, ("make_image", {"prompt": "A boat"}))[0]
    for message in (talking, drawing.message):
        assert client.post(address(message.conversation, "delete/")).status_code == 302
    assert get(talking).generation.state == State.CANCELLED
    assert states(calls_of(drawing.message)) == ["refused"]


def test_what_another_writes_is_seen_and_stopped_by_nobody_else(client, team, bo, conversation):
    gen = ask(conversation, "A secret").generation
    there = f"/{team.slug}/generations/{gen.public_id}/"
    assert client.get(there).status_code == 200
    client.force_login(bo)
    for answer in (client.get(there), client.get(f"{there}card/"), client.post(f"{there}cancel/")):
        assert answer.status_code == 404
    assert not Generation.objects.visible_to(bo).filter(pk=gen.pk).exists()
    assert Generation.objects.get(pk=gen.pk).cancel_requested_at is None


@pytest.mark.parametrize("bits", [6_900, 19_000])
def test_a_number_too_long_to_write_is_a_trouble_and_no_break(bits):
    try:
        assert str(work_out(f"2 ** {bits}"))
    except Trouble:
        assert bits > 6_900

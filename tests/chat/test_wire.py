"""A conversation with all that can stand in one, as it goes over the wire: the format of the openai package."""

import json

import pytest

from studio.chat.history import messages_before
from studio.chat.models import Conversation, Message
from studio.generations.wires import api_for, close_wires
from studio.jobs.db import db
from tests import make
from tests.chat.building import BLIND, MODEL, THOUGHTLESS, ask, quiet, talk
from tests.chat.test_history import DIALECTS, SUM, asked, behind, told, turn_with_thoughts

pytestmark = pytest.mark.django_db


def everything(team, model: str) -> Conversation:
    """A conversation with all that can stand in one."""
    quiet(team, system="Be terse.", rounds=25)
    conversation = talk(team, model=model)
    ask(conversation, "Look", pictures=[make.asset(team)], files=[("tides.txt", "High at noon")])
    Message.objects.filter(role="assistant").update(note="stopped")
    turn_with_thoughts(conversation)
    row = behind(conversation, "Now I look", ("look_at_result", '{"id": "x"}', "a picture"), SUM, reasoning="Hm.")
    row.calls.filter(index=0).update(asset=make.asset(team))
    behind(conversation, "It is a boat, and", reasoning="A boat.", note="interrupted")
    return Conversation.objects.select_related("team", "tip").get(pk=conversation.pk)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("model", [MODEL, BLIND])
def test_a_message_has_the_shape_of_the_openai_package(team, dialect, model):
    for one in told(everything(team, model), dialect=dialect):
        allowed = {"role", "content", "tool_calls", "tool_call_id", "reasoning_content"}
        assert one.keys() <= allowed
        assert one["role"] in ("system", "user", "assistant", "tool")
        assert isinstance(one["content"], str) or all(is_part(part) for part in one["content"])
        assert ("tool_call_id" in one) == (one["role"] == "tool")
        assert all(is_call(call) for call in one.get("tool_calls", []))


def is_part(part: dict) -> bool:
    if part["type"] == "text":
        return part.keys() == {"type", "text"} and bool(part["text"])
    return part.keys() == {"type", "image_url"} and part["image_url"]["url"].startswith("data:image/")


def is_call(call: dict) -> bool:
    function = call["function"]
    whole = call.keys() == {"id", "type", "function"} and function.keys() == {"name", "arguments"}
    return (
        whole
        and call["type"] == "function"
        and bool(call["id"])
        and isinstance(json.loads(function["arguments"]), dict)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [MODEL, BLIND, THOUGHTLESS])
async def test_all_of_it_is_accepted(two_dialects, model):
    conversation = await db(everything, two_dialects, model)
    request = await db(asked, conversation)
    before = await db(messages_before, conversation.tip)
    try:
        reply = await api_for(two_dialects.connection).chat.complete(request)
    finally:
        await close_wires()
    assert len(before) > 8
    assert reply.text or reply.tool_calls

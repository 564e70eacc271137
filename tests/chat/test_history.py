"""What a model is told of a conversation: by roles, in order, and as the wires of both dialects carry it."""

import json

import pytest
from django.utils import timezone

from studio.chat.asking import put_together
from studio.chat.history import GO_ON, GONE, MANNER_OF_TOOLS
from studio.chat.models import Conversation, Message
from studio.library import storage
from studio.minimax import Dialect
from studio.minimax.dialects import tongue_of
from tests import make
from tests.chat.building import BLIND, MODEL, ask, exchange, get, own_tool, quiet

pytestmark = pytest.mark.django_db
DIALECTS = ("reference", "official")
SUM = ("calculate", '{"sum": "6*7"}', "6*7 = 42")


def behind(conversation: Conversation, text="", *calls, role="assistant", **columns) -> Message:
    """One more message behind the tip, with calls as (name, arguments, result)."""
    conversation.refresh_from_db()
    about = {"model": conversation.model if role == "assistant" else "", "text": text} | columns
    row = Message.objects.create(conversation=conversation, parent=conversation.tip, role=role, **about)
    for at, (name, arguments, result) in enumerate(calls):
        told = {"arguments": arguments, "result": result, "state": "done", "call_id": f"call_{row.pk}_{at}"}
        row.calls.create(index=at, name=name, **told)
    conversation.change(tip=row)
    return get(row)


def asked(conversation: Conversation, model: str = ""):
    """What would be sent for the next reply."""
    conversation.refresh_from_db()
    model = model or conversation.model
    return put_together(
        Message(conversation=conversation, parent=conversation.tip, role="assistant", model=model)
    ).take_request()


def told(conversation, model: str = "", dialect: str = "official") -> list[dict]:
    """The messages as they go over the wire."""
    return wire(asked(conversation, model), dialect)["messages"]


def wire(request, dialect: str) -> dict:
    return json.loads(tongue_of(Dialect(dialect)).chat.create(request, False).body)


def roles(messages: list[dict]) -> list[str]:
    return [one["role"] for one in messages]


@pytest.fixture
def bare(conversation):
    """A conversation without tools and system prompt."""
    conversation.change(has_tools=False)
    return conversation


# The system prompt


def test_nothing_is_said_before_the_first_words_unless_there_is_something(bare):
    exchange(bare)
    assert roles(told(bare))[0] == "user"
    bare.change(system="  \n")
    assert roles(told(bare))[0] == "user"


def test_the_system_prompt_and_the_manner_of_tools_stand_first_and_once(conversation):
    conversation.change(system="Be terse.")
    exchange(conversation)
    exchange(conversation, "And 7 times 8?", "56")
    first, *others = told(conversation)
    assert first == {"role": "system", "content": f"Be terse.\n\n{MANNER_OF_TOOLS}"}
    assert "system" not in roles(others)


def test_without_tools_there_is_no_manner_of_them(bare):
    bare.change(system="Be terse.")
    ask(bare)
    assert told(bare)[0]["content"] == "Be terse."
    assert "tools" not in wire(asked(bare), "official")


def test_when_every_tool_is_barred_there_is_no_manner_of_them(conversation):
    names = [tool.name for tool in asked(conversation).tools]
    quiet(conversation.team, barred=names)
    behind(conversation, "Hello", role="user")
    assert len(names) > 5
    assert roles(told(Conversation.objects.get())) == ["user"]


# The branch


def test_only_the_branch_is_told(bare):
    reply = exchange(bare, "First", "One")
    exchange(bare, "On the other branch", "Never mind")
    bare.change(tip=reply)
    behind(bare, "Second", role="user")
    assert [one["content"] for one in told(bare)] == ["First", "One", "Second"]


def test_the_replies_of_other_models_in_a_comparison_are_not_told(bare):
    first = ask(bare, models=[MODEL, BLIND])
    Message.objects.filter(pk=first.pk).update(text="Mine")
    Message.objects.filter(model=BLIND).update(text="Theirs")
    behind(bare, "Go on", role="user")
    assert [one["content"] for one in told(bare)][1:] == ["Mine", "Go on"]


def test_a_reply_that_failed_empty_is_left_out(bare):
    exchange(bare, "Hello", "")
    behind(bare, "Again", role="user")
    assert roles(told(bare)) == ["user", "user"]


# What stands beside words


def test_a_file_follows_the_words_by_its_name(bare):
    ask(bare, "Read this", files=[("tides.txt", "High at noon"), ("", "Nameless")])
    (said,) = told(Conversation.objects.get())[:1]
    assert said["content"] == "Read this\n\nThe file tides.txt:\n\nHigh at noon\n\nThe file without a name:\n\nNameless"


def test_a_model_that_sees_is_shown_a_picture(bare, team):
    ask(bare, "Look", pictures=[make.asset(team)])
    words, picture = told(bare)[0]["content"]
    assert words == {"type": "text", "text": "Look"}
    assert picture["type"] == "image_url"
    assert picture["image_url"]["url"].startswith("data:image/png;base64,")


def test_a_picture_without_words_has_no_empty_text_beside_it(bare, team):
    ask(bare, "", pictures=[make.asset(team)])
    assert [part["type"] for part in told(bare)[0]["content"]] == ["image_url"]


def test_to_a_model_that_does_not_see_a_picture_is_named(bare, team):
    ask(bare, "Look", pictures=[make.asset(team, title="A boat")])
    said = told(bare, BLIND)[0]["content"]
    assert said == "Look\n\n[A picture is attached that this model cannot see: A boat]"


def test_a_picture_in_the_trash_is_still_shown_and_one_that_is_gone_is_named_so(bare, team):
    asset = make.asset(team, trashed_at=timezone.now())
    ask(bare, "Look", pictures=[asset])
    assert len(told(bare)[0]["content"]) == 2
    asset.delete()
    assert told(bare)[0]["content"] == f"Look\n\n{GONE}"


# Thinking


def turn_with_thoughts(conversation) -> None:
    """Two turns, each with a call; all replies thought."""
    for word in ("old", "new"):
        behind(conversation, f"{word} words", role="user")
        behind(conversation, "", SUM, reasoning=f"{word} thought")
        behind(conversation, "42", reasoning=f"{word} conclusion")


def test_thinking_goes_back_only_with_calls_behind_the_last_words_of_a_person(conversation):
    turn_with_thoughts(conversation)
    thoughts = [one.get("reasoning_content") for one in told(conversation) if one["role"] == "assistant"]
    assert thoughts == [None, None, "new thought", None]


def test_the_reference_has_thinking_before_the_text(conversation):
    turn_with_thoughts(conversation)
    said = [one["content"] for one in told(conversation, dialect="reference") if one["role"] == "assistant"]
    assert said == ["", "42", "<think>\nnew thought\n</think>\n\n", "42"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_when_a_person_has_spoken_no_thinking_is_left(conversation, dialect):
    turn_with_thoughts(conversation)
    behind(conversation, "Thank you", role="user")
    assert "thought" not in json.dumps(told(conversation, dialect=dialect))


# Tools


def test_results_stand_in_order_behind_the_reply_that_wanted_them(conversation):
    exchange(conversation, "Work", "First")
    behind(conversation, "Let me see", *[("calculate", "{}", f"result {at}") for at in range(12)])
    said, *results = told(conversation)[3:]
    assert roles(results) == ["tool"] * 12
    assert [one["content"] for one in results] == [f"result {at}" for at in range(12)]
    assert [one["tool_call_id"] for one in results] == [call["id"] for call in said["tool_calls"]]


def test_a_call_without_a_result_is_answered_all_the_same(conversation):
    exchange(conversation)
    behind(conversation, "", ("calculate", "{}", ""))
    assert told(conversation)[-1]["content"] == "no result"


def test_what_was_looked_at_is_shown_behind_all_results(conversation, team):
    exchange(conversation)
    row = behind(conversation, "", ("look_at_result", "{}", "a picture"), SUM)
    row.calls.filter(index=0).update(asset=make.asset(team))
    *_before, first, second, shown = told(conversation)
    assert roles([first, second, shown]) == ["tool", "tool", "user"]
    assert [part["type"] for part in shown["content"]] == ["text", "image_url"]
    assert roles(told(conversation, BLIND))[-1] == "tool"


def test_models_that_are_compared_have_no_tools(conversation):
    first = ask(conversation, models=[MODEL, BLIND])
    assert put_together(first).take_request().tools == ()
    assert roles(wire(put_together(first).take_request(), "official")["messages"]) == ["user"]


def test_after_so_many_rounds_a_model_has_to_answer(conversation):
    quiet(conversation.team, rounds=2)
    behind(conversation, "Work", role="user")
    choices = []
    for _ in range(3):
        choices.append(asked(Conversation.objects.get()).tool_choice)
        behind(conversation, "", SUM)
    assert choices == ["auto", "auto", "none"]
    behind(conversation, "Once more", role="user")
    assert asked(Conversation.objects.get()).tool_choice == "auto"


def test_a_models_own_tools_are_offered_with_their_schema(conversation, team):
    tool = own_tool(team)
    ask(conversation)
    offered = {one["function"]["name"]: one for one in wire(asked(conversation), "official")["tools"]}
    assert offered["tide"]["type"] == "function"
    assert offered["tide"]["function"]["parameters"] == tool.parameters


# Going on


def test_a_reply_that_broke_off_is_asked_to_go_on(bare):
    exchange(bare, "Tell me", "Once upon a", note="interrupted")
    assert told(bare)[-2:] == [
        {"role": "assistant", "content": "Once upon a"},
        {"role": "user", "content": GO_ON},
    ]


def test_a_reply_that_called_tools_goes_on_by_itself(conversation):
    exchange(conversation)
    behind(conversation, "", SUM)
    assert GO_ON not in json.dumps(told(conversation))


# What would be refused


@pytest.mark.parametrize("arguments", ["{", "", "null", "[1]", '{"city": "Os'])
def test_what_is_sent_back_of_broken_arguments_is_an_object(conversation, arguments):
    exchange(conversation)
    behind(conversation, "", ("tell_time", arguments, "Write them again."))
    (sent,) = [one for one in told(conversation) if one.get("tool_calls")]
    assert json.loads(sent["tool_calls"][0]["function"]["arguments"]) == {}


@pytest.mark.parametrize(("name", "sent_as"), [("", "unnamed"), ("two words", "two_words"), ("x" * 90, "x" * 64)])
def test_a_call_goes_back_under_a_name_that_is_one(conversation, name, sent_as):
    exchange(conversation)
    behind(conversation, "", (name, "{}", "There is no such tool."))
    (sent,) = [one for one in told(conversation) if one.get("tool_calls")]
    assert sent["tool_calls"][0]["function"]["name"] == sent_as


def test_a_message_whose_only_picture_is_gone_still_says_something(conversation, team):
    asset = make.asset(team)
    ask(conversation, "", pictures=[asset])
    asset.delete()
    assert told(conversation)[1]["content"] == GONE


def test_a_picture_whose_file_is_lost_is_told_as_gone(conversation, team):
    asset = make.asset(team)
    ask(conversation, "What is it?", pictures=[asset])
    storage.path_of(asset.key).unlink(missing_ok=True)
    assert told(conversation)[1]["content"] == f"What is it?\n\n{GONE}"

"""What one may do at the end of a turn, and what is said there."""

import pytest

from studio.chat.actions import answer_calls, stop_reply
from studio.chat.models import Message, ToolCall
from tests.chat.building import BLIND, MODEL, address, ask, ended, exchange, quiet, tip_of, wants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def page(client, conversation) -> str:
    answer = client.get(address(conversation))
    assert answer.status_code == 200
    return answer.content.decode()


def test_another_answer_is_asked_for_at_the_end_of_a_turn(client, conversation, team):
    first = ended(ask(conversation, "What is 6 times 7?"))
    wants(first, ("calculate", {"expression": "6*7"}))
    ToolCall.objects.update(state="done", result="42")
    last = exchange(conversation, "unused", "It is 42.")
    Message.objects.filter(pk=last.pk).update(parent=first)
    html = page(client, conversation)
    assert html.count("/again/") == 2  # the two addresses of one button
    assert address(conversation, f"messages/{last.public_id}/again/") in html


def test_another_answer_is_that_of_the_model_in_the_box(client, conversation):
    first = exchange(conversation)
    for chosen, answers in ((BLIND, BLIND), ("no-such-model", BLIND), (MODEL, MODEL)):
        client.post(address(conversation, f"messages/{first.public_id}/again/"), {"model": chosen})
        assert ended(tip_of(conversation)).model == answers


def test_what_called_tools_in_the_middle_of_a_turn_is_no_place_to_fork_at(client, conversation):
    first = ended(ask(conversation))
    wants(first, ("calculate", {"expression": "6*7"}))
    ToolCall.objects.update(state="done", result="42")
    last = exchange(conversation, "unused", "It is 42.")
    Message.objects.filter(pk=last.pk).update(parent=first)
    html = page(client, conversation)
    assert address(conversation, f"messages/{last.public_id}/fork/") in html
    assert address(conversation, f"messages/{first.public_id}/fork/") not in html


def test_stopped_before_a_yes_or_a_no_it_can_be_answered_again_at_once(client, conversation):
    (call,) = wants(ended(ask(conversation, "Draw a boat")), ("make_image", {"prompt": "A boat"}))
    assert stop_reply(message=call.message, who=conversation.author)
    assert "/again/" in page(client, conversation)


def test_a_turn_that_used_tools_as_often_as_it_may_says_so(client, conversation, team):
    quiet(team, rounds=1)
    first = exchange(conversation)
    (call,) = wants(first, ("tell_time", {}))
    call.step(["ready"], "done")
    assert "as often as one turn may" not in page(client, conversation)
    wants(ended(answer_calls(first)), ("tell_time", {}))
    assert page(client, conversation).count("as often as one turn may") == 1


def test_what_waits_for_a_paused_connection_says_why(client, conversation, team):
    team.connection.paused_reason = "The balance is used up."
    team.connection.save()
    ask(conversation)
    assert "Waits for the connection: The balance is used up." in page(client, conversation)


def test_no_other_answer_is_asked_for_while_a_question_waits(client, conversation):
    wants(ended(ask(conversation, "Draw a boat")), ("make_image", {"prompt": "A boat"}))
    assert "/again/" not in page(client, conversation)

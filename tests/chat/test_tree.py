"""The tree: said differently, answered again, another branch shown, forked."""

import pytest

from studio.chat import actions, desk
from studio.chat.actions import Busy, WentOn, Words
from studio.chat.models import Attachment, Conversation, Message, ToolCall
from studio.chat.present import show
from studio.chat.thread import Thread, spent_in
from studio.generations.models import Generation
from tests import make
from tests.chat.building import (
    BLIND,
    MODEL,
    address,
    ask,
    ended,
    exchange,
    get,
    replies,
    talk,
    tip_of,
    wants,
)

pytestmark = pytest.mark.django_db


def shown(conversation) -> list[str]:
    conversation.refresh_from_db()
    return [row.text for row in Thread(conversation).messages]


@pytest.fixture
def three(conversation):
    """Three exchanges; their replies."""
    return [exchange(conversation, f"Question {at}", f"Answer {at}") for at in range(3)]


def test_said_differently_it_is_another_branch_from_the_same_place(client, ada, conversation, three):
    client.force_login(ada)
    there = address(conversation, f"messages/{three[1].parent.public_id}/edit/")
    assert client.post(there, {"text": "Another question", "model": MODEL}).status_code == 302
    said = tip_of(conversation).parent
    assert (said.text, said.parent) == ("Another question", three[0])
    assert shown(conversation) == ["Question 0", "Answer 0", "Another question", ""]
    assert conversation.messages.count() == 8


def test_the_form_has_the_words_that_are_edited(client, ada, conversation, three):
    client.force_login(ada)
    there = address(conversation, f"messages/{three[1].parent.public_id}/edit/")
    for headers in ({}, {"HX-Request": "true"}):
        html = client.get(there, headers=headers).content.decode()
        assert ">Question 1</textarea>" in html
        assert f'action="{there}"' in html


def test_the_page_of_an_edited_one_has_its_thread_and_an_empty_form(client, ada, conversation, three):
    client.force_login(ada)
    there = address(conversation, f"messages/{three[1].parent.public_id}/edit/")
    html = client.post(there, {"text": "Anew", "model": MODEL}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="thread"' in html
    assert "Question 2" not in html
    assert "></textarea>" in html
    assert f'action="{address(conversation, "say/")}"' in html


def test_the_first_words_can_be_said_differently(conversation, three):
    first = get(three[0].parent)
    actions.edit_message(message=first, words=Words("Anew"))
    assert shown(conversation) == ["Anew", ""]
    assert show(tip_of(conversation).parent).count == 2


def test_a_reply_is_not_edited(client, ada, conversation, three):
    client.force_login(ada)
    there = address(conversation, f"messages/{three[1].public_id}/edit/")
    assert client.post(there, {"text": "Put into its mouth", "model": MODEL})["Location"] == address(conversation)
    assert conversation.messages.count() == 6


def test_what_stood_beside_it_stands_beside_the_other_too(conversation, team):
    picture = make.asset(team)
    said = ended(ask(conversation, "Look", pictures=[picture], files=[("a.txt", "Tides")])).parent
    actions.edit_message(message=said, words=Words("Look again", files=[("b.txt", "Winds")]))
    beside = tip_of(conversation).parent.attachments.all()
    assert [(one.asset, one.name, one.text) for one in beside] == [
        (picture, "A picture", ""),
        (None, "a.txt", "Tides"),
        (None, "b.txt", "Winds"),
    ]


def test_the_same_edit_twice_is_one_branch(conversation, three):
    press = three[0].public_id
    for _ in range(2):
        actions.edit_message(message=get(three[1].parent), words=Words("Anew"), press=press)
    assert conversation.messages.count() == 8


def test_answered_again_it_is_another_reply_to_the_same_words(conversation, three):
    actions.answer_again(message=three[1])
    tip = tip_of(conversation)
    assert (tip.parent, tip.state) == (three[1].parent, "waiting")
    assert show(tip).place == show(tip).count == 2
    assert show(tip).before == three[1].public_id


def test_a_whole_turn_of_tools_is_answered_again_from_the_words(conversation):
    reply = exchange(conversation)
    wants(reply, ("tell_time", {}))
    ToolCall.objects.update(state="done", result="noon")
    second = actions.answer_calls(reply)
    ended(second)
    actions.answer_again(message=get(second))
    assert tip_of(conversation).parent == reply.parent


def test_another_model_may_answer_again(client, ada, conversation, three):
    conversation.change(model=BLIND)
    actions.answer_again(message=three[2])
    assert tip_of(conversation).model == BLIND


def test_a_branch_is_shown_to_its_end(client, ada, conversation, three):
    client.force_login(ada)
    ended(actions.answer_again(message=three[0]))
    exchange(conversation, "After the other", "Indeed")
    there = address(conversation, f"messages/{three[0].public_id}/show/")
    assert client.post(there)["Location"] == address(conversation)
    assert shown(conversation)[-1] == "Answer 2"
    first = show(get(three[0]))
    assert (first.place, first.count, first.before) == (1, 2, None)
    client.post(address(conversation, f"messages/{first.after}/show/"))
    assert shown(conversation)[-1] == "Indeed"


@pytest.mark.parametrize("act", [actions.answer_again, actions.choose_branch, actions.go_on])
def test_nothing_else_begins_while_a_reply_is_written(conversation, three, act):
    waiting = ask(conversation)
    with pytest.raises((Busy, WentOn)):
        act(message=get(three[0]))
    assert tip_of(conversation) == waiting
    with pytest.raises(Busy):
        actions.edit_message(message=get(three[0].parent), words=Words("Anew"))
    assert Generation.objects.count() == 1


@pytest.mark.parametrize("path", ["again", "show"])
def test_why_not_is_told(client, ada, conversation, three, path):
    client.force_login(ada)
    ask(conversation)
    there = address(conversation, f"messages/{three[0].public_id}/{path}/")
    answer = client.post(there, headers={"HX-Request": "true"})
    assert (answer.status_code, "still being written" in answer.content.decode()) == (409, True)
    assert "still being written" in client.post(there, follow=True).content.decode()


def test_only_the_last_reply_goes_on(conversation, three):
    with pytest.raises(WentOn):
        actions.go_on(message=get(three[0]))
    Message.objects.filter(pk=three[2].pk).update(finish="length")
    assert actions.go_on(message=get(three[2])).parent == three[2]


def test_a_fork_has_copies_and_the_costs_stay_behind(client, ada, conversation, three):
    client.force_login(ada)
    dear = ended(ask(conversation, "A dear one"), spent="0.5")
    Message.objects.filter(pk=dear.pk).update(text="Dear", reasoning="Hm.", prompt_tokens=7, completion_tokens=8)
    answer = client.post(address(conversation, f"messages/{dear.public_id}/fork/"))
    new = Conversation.objects.exclude(pk=conversation.pk).get()
    assert answer["Location"] == address(new)
    assert shown(new) == shown(conversation)
    assert (new.forked_from, new.title, new.model) == (conversation, "Question 0 (2)", conversation.model)
    assert (float(spent_in(conversation)), float(spent_in(new))) == (0.5, 0)
    assert {row.state for row in replies(new)} == {"done"}
    assert tip_of(new).reasoning == "Hm."


def test_a_fork_ends_where_it_was_forked(conversation, three):
    new = desk.fork(message=get(three[1].parent))
    assert shown(new) == ["Question 0", "Answer 0", "Question 1"]
    ended(ask(new, "And further"))
    assert shown(conversation)[-1] == "Answer 2"
    assert conversation.messages.count() == 6


def test_what_stands_beside_and_was_called_is_copied(conversation, team):
    reply = ended(ask(conversation, "Look", pictures=[make.asset(team)], files=[("a.txt", "Tides")]))
    wants(reply, ("tell_time", {}), ("make_image", {"prompt": "a boat"}))
    new = desk.fork(message=reply)
    assert Attachment.objects.filter(message__conversation=new).count() == 2
    copied = ToolCall.objects.filter(message__conversation=new)
    assert all(call.is_settled for call in copied)
    assert [call.name for call in copied] == ["tell_time", "make_image"]


def test_a_fork_of_what_is_still_written_is_what_had_come(conversation):
    waiting = ask(conversation)
    Message.objects.filter(pk=waiting.pk).update(text="Half of")
    new = desk.fork(message=get(waiting))
    assert (tip_of(new).text, tip_of(new).state) == ("Half of", "stopped")
    assert tip_of(new).generation is None


def test_a_fork_is_its_authors_alone(client, bo, ada, conversation, three):
    new = desk.fork(message=three[0])
    client.force_login(ada)
    assert client.get(address(new)).status_code == 200
    client.force_login(bo)
    assert client.get(address(new)).status_code == 404


def test_talk_is_cheap(team):
    """A conversation without a word has no thread, and its page stands."""
    empty = talk(team)
    assert Thread(empty).messages == []
    assert not Thread(empty).has_more

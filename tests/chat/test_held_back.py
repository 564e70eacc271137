"""Words that MiniMax held back: told at the message, with the reason and what to do."""

import pytest

from studio.chat.models import Message
from studio.chat.present import show
from studio.jobs.db import db
from tests.chat.building import address, ask, ended, exchange, get, quiet, talk, write
from tests.generations.test_driver import held
from tests.upstream import event

SAID, ANSWERED = (
    "It judged what was said to it to be sensitive.",
    "It judged what the model was writing to be sensitive.",
)
ALL = [SAID, ANSWERED, "MiniMax held words back here."]


def page(client, conversation) -> str:
    return client.get(address(conversation)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finish", "told", "words"),
    [
        ("content_filter", {}, ANSWERED),
        ("stop", {"output_sensitive": True}, ANSWERED),
        ("stop", {"input_sensitive": True}, SAID),
        ("content_filter", {"input_sensitive": True, "output_sensitive": False}, SAID),
    ],
)
@pytest.mark.parametrize("text", ["", "Half a recipe"])
def test_it_is_told_at_the_message(client, ada, conversation, finish, told, words, text):
    client.force_login(ada)
    reply = ended(ask(conversation), upstream_reply={"usage": None, "finish": finish, **told})
    Message.objects.filter(pk=reply.pk).update(finish=finish, text=text)
    html = page(client, conversation)
    assert [line for line in ALL if line in html] == [words, ALL[-1]]
    assert text in html
    assert "Answer again" in html


@pytest.mark.django_db
@pytest.mark.parametrize("finish", ["stop", "length", "tool_calls", ""])
def test_an_ordinary_end_tells_nothing_of_it(client, ada, conversation, finish):
    client.force_login(ada)
    told = {"input_sensitive": False, "output_sensitive": False, "finish": finish}
    reply = ended(ask(conversation), upstream_reply=told)
    Message.objects.filter(pk=reply.pk).update(finish=finish, text="Whole")
    assert not any(line in page(client, conversation) for line in ALL)


@pytest.mark.django_db
def test_a_copy_tells_it_too(client, ada, conversation):
    client.force_login(ada)
    exchange(conversation, finish="content_filter")
    assert ANSWERED in page(client, conversation)


def judging(**flags):
    """Writes two words, says whose it judged, and holds the rest back."""

    async def misbehave(words, send) -> bool:
        choice = {"index": 0, "delta": {"role": "assistant", "content": "Half of"}, "finish_reason": "content_filter"}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(event({"id": "1", "model": "MiniMax-M3", "choices": [choice], "usage": usage, **flags}))
        await send({"type": "http.response.body", "body": b""})
        return True

    return misbehave


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("flag", "whose"), [("input_sensitive", "said"), ("output_sensitive", "answered")])
async def test_what_minimax_says_of_it_is_kept_and_paid(upstream, team, flag, whose):
    await db(quiet, team)
    upstream.misbehave = judging(**{flag: True})
    reply = await write(await db(lambda: ask(talk(team))))
    assert (reply.text, reply.state, reply.finish) == ("Half of", "done", "content_filter")
    assert reply.generation.upstream_reply[flag] is True
    assert await db(lambda: show(get(reply)).held_back) == whose
    assert await held() == "0.00042 spent, 0 held"


@pytest.mark.django_db(transaction=True)
async def test_a_reply_that_the_filter_ended_is_told_in_both_dialects(upstream, team):
    await db(quiet, team)
    upstream.chat.finish = "content_filter"
    reply = await write(await db(lambda: ask(talk(team))))
    assert (reply.state, reply.finish) == ("done", "content_filter")
    assert await db(lambda: show(get(reply)).held_back) == "answered"

"""Words over the socket: one's own only, in order with their places, and the rest for a page that lacks some."""

import asyncio
import json
import uuid

import pytest
from django.utils import timezone

from studio.chat.models import Conversation, Message
from studio.chat.writing import Writing, delta
from studio.generations.models import State
from studio.jobs.db import db
from studio.live import words
from studio.live.consumers import MOST_TOPICS
from studio.live.notify import notify
from studio.minimax import ChatPiece
from studio.teams.models import Membership
from tests import make
from tests.chat.building import ask, ended, exchange, get, talk
from tests.live.test_socket import LONG, opened

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = 0.2


@pytest.fixture
def reply(conversation):
    """One that is being written."""
    return ended(ask(conversation), State.RUNNING)


@pytest.fixture
async def paper(reply):
    """What its driver writes on."""
    writing = Writing(reply)
    yield writing
    await writing.close()


async def following(user, conversation, have=None, other=()):
    line = await opened(user)
    await follow(line, conversation, have, other)
    return line


async def follow(line, conversation, have=None, other=()) -> None:
    topics = {conversation.scope: have or {}} | {topic: {} for topic in other}
    await line.send_to(json.dumps({"topics": topics}))
    await asyncio.sleep(0.1)


async def heard(line) -> dict:
    return json.loads(await line.receive_from(timeout=LONG))


async def all_heard(line, length: int) -> list[dict]:
    """Messages until so many letters have come."""
    found: list[dict] = []
    while sum(len(one["text"][1]) for one in found) < length:
        found.append(await heard(line))
    return found


async def nothing_comes(line) -> bool:
    return await line.receive_nothing(timeout=NOTHING)


# In order


async def test_words_come_as_they_are_written(ada, reply, paper):
    line = await following(ada, reply.conversation)
    paper.write(ChatPiece("Storm "))
    assert await heard(line) == {"delta": str(reply.public_id), "text": [0, "Storm "], "thought": [0, ""]}
    await line.disconnect()


async def test_the_first_word_has_left_before_anything_follows_from_it(reply, paper):
    left = []

    def hear(_topic, text):
        left.append(json.loads(text)["text"])

    words.follow(reply.conversation.scope, hear)
    paper.write(ChatPiece("Storm "))
    assert left == [[0, "Storm "]]
    paper.write(ChatPiece("at "))
    paper.write(ChatPiece("sea"))
    assert len(left) == 1
    await asyncio.sleep(0.15)
    assert left[1:] == [[6, "at sea"]]
    words.unfollow(reply.conversation.scope, hear)


async def test_a_page_that_fails_keeps_the_words_from_no_other(reply, paper, caplog):
    left, scope = [], reply.conversation.scope
    fails, hears = lambda _topic, text: 1 / 0, lambda _topic, text: left.append(text)
    for hear in (fails, hears):
        words.follow(scope, hear)
    paper.write(ChatPiece("Storm "))
    for hear in (fails, hears):
        words.unfollow(scope, hear)
    assert len(left) == 1
    assert "could not be told" in caplog.text


async def test_they_come_in_order_each_with_its_place(ada, reply, paper):
    line = await following(ada, reply.conversation)
    pieces = [f"word{at} 🌊" for at in range(60)]
    for piece in pieces:
        paper.write(ChatPiece(piece))
        await asyncio.sleep(0.004)
    whole = "".join(pieces)
    text = ""
    for one in await all_heard(line, len(whole)):
        assert one["text"][0] == len(text)
        text += one["text"][1]
    assert text == whole
    await line.disconnect()


async def test_thinking_is_counted_apart(ada, reply, paper):
    line = await following(ada, reply.conversation)
    paper.write(ChatPiece(reasoning="Let me see."))
    first = await heard(line)
    paper.write(ChatPiece("42", ""))
    second = await heard(line)
    assert (first["text"], first["thought"]) == ([0, ""], [0, "Let me see."])
    assert (second["text"], second["thought"]) == ([0, "42"], [11, ""])
    await line.disconnect()


async def test_two_tabs_hear_the_same(ada, reply, paper):
    lines = [await following(ada, reply.conversation) for _ in range(2)]
    paper.write(ChatPiece("Storm"))
    assert await heard(lines[0]) == await heard(lines[1])
    for line in lines:
        await line.disconnect()


# The rest


async def test_a_page_that_comes_later_gets_the_rest_from_memory(ada, reply, paper):
    paper.write(ChatPiece("Storm at sea", "Hm."))
    assert (await db(get, reply)).text == ""
    line = await following(ada, reply.conversation, {str(reply.public_id): [6, 0]})
    assert await heard(line) == {"delta": str(reply.public_id), "text": [6, "at sea"], "thought": [0, "Hm."]}
    await line.disconnect()


async def test_afterwards_it_gets_the_rest_from_the_row(ada, reply):
    writing = Writing(reply)
    writing.write(ChatPiece("Storm at sea"))
    await writing.close()
    line = await following(ada, reply.conversation, {str(reply.public_id): [6, 0]})
    assert (await heard(line))["text"] == [6, "at sea"]
    await line.disconnect()


async def test_the_rest_and_what_follows_leave_no_gap(ada, reply, paper):
    """It is followed before the rest is looked up: words may come twice, or before the rest, never not at all."""
    line = await opened(ada)
    have = {reply.conversation.scope: {str(reply.public_id): [0, 0]}}
    pieces = [f"{at} " for at in range(100, 200)]
    for at, piece in enumerate(pieces):
        paper.write(ChatPiece(piece))
        if at == 30:
            await line.send_to(json.dumps({"topics": have}))
        await asyncio.sleep(0.003)
    letters = dict.fromkeys(range(400), "")
    while not all(letters.values()):
        begin, words_told = (await heard(line))["text"]
        letters |= dict(enumerate(words_told, begin))
    assert "".join(letters.values()) == "".join(pieces)
    await line.disconnect()


async def test_one_that_has_everything_gets_nothing(ada, reply, paper):
    paper.write(ChatPiece("Storm", "Hm."))
    line = await following(ada, reply.conversation, {str(reply.public_id): [5, 3]})
    assert await nothing_comes(line)
    await line.disconnect()


@pytest.mark.parametrize("have", [[], [1], "12", {}, None, ["a", "b"], [None, 0], [1e999, 0], [[], []]])
async def test_nonsense_of_what_it_has_is_answered_by_nothing(ada, reply, paper, have):
    paper.write(ChatPiece("Storm"))
    line = await following(ada, reply.conversation, {str(reply.public_id): have, "no id": [0, 0]})
    assert await nothing_comes(line) or have == "12"
    paper.write(ChatPiece(" at sea"))
    assert (await heard(line))["text"][1] in (" at sea", "torm")
    await line.disconnect()


async def test_a_message_of_another_conversation_is_no_part_of_the_rest(ada, bo, team, reply):
    other = await db(lambda: exchange(talk(team, bo), answer="A secret"))
    line = await following(ada, reply.conversation, {str(other.public_id): [0, 0]})
    assert await nothing_comes(line)
    await line.disconnect()


# Who may


@pytest.mark.parametrize("role", ["owner", "creator", "viewer"])
async def test_nobody_else_hears_a_word_whatever_they_are(team, reply, paper, role):
    paper.write(ChatPiece("A secret"))
    bo = await db(make.member, team, "Bo", role)
    line = await following(bo, reply.conversation, {str(reply.public_id): [0, 0]})
    paper.write(ChatPiece(" of mine"))
    assert await nothing_comes(line)
    await line.disconnect()


async def test_a_stranger_is_told_as_little_as_of_what_is_not_there(cleo, reply, paper):
    paper.write(ChatPiece("A secret"))
    gone = Conversation(public_id=uuid.uuid4())
    line = await following(cleo, reply.conversation, {str(reply.public_id): [0, 0]}, other=[gone.scope, "chat:", "x"])
    paper.write(ChatPiece(" of mine"))
    assert await nothing_comes(line)
    assert reply.conversation.scope not in words._followers
    await line.disconnect()


async def test_the_other_topics_of_a_message_are_followed_all_the_same(ada, reply, paper):
    line = await following(ada, reply.conversation, other=["chat:nonsense", "nothing", f"chat:{uuid.uuid4()}"])
    paper.write(ChatPiece("Storm"))
    assert (await heard(line))["text"] == [0, "Storm"]
    await line.disconnect()


async def test_leaving_the_team_ends_it(ada, team, reply, paper):
    line = await following(ada, reply.conversation)
    await db(Membership.objects.filter(team=team, user=ada).delete)
    notify(f"u.{ada.pk}", {"type": "auth.changed"})
    await asyncio.sleep(0.2)
    paper.write(ChatPiece("After that"))
    assert await nothing_comes(line)
    await follow(line, reply.conversation, {str(reply.public_id): [0, 0]})
    assert await nothing_comes(line)
    await line.disconnect()


async def test_a_deleted_conversation_is_not_followed(ada, reply, paper):
    paper.write(ChatPiece("Storm"))
    await db(Conversation.objects.update, deleted_at=timezone.now())
    line = await following(ada, reply.conversation, {str(reply.public_id): [0, 0]})
    assert await nothing_comes(line)
    await line.disconnect()


# Its end


async def test_a_page_that_turns_to_something_else_hears_no_more(ada, reply, paper):
    line = await following(ada, reply.conversation)
    await line.send_to(json.dumps({"topics": {}}))
    await asyncio.sleep(0.1)
    paper.write(ChatPiece("Storm"))
    assert await nothing_comes(line)
    await line.disconnect()


async def test_a_closed_socket_leaves_nothing_behind(ada, reply):
    line = await following(ada, reply.conversation)
    assert reply.conversation.scope in words._followers
    await line.disconnect()
    assert reply.conversation.scope not in words._followers


async def test_no_more_than_so_many_topics_are_followed(ada, reply, paper):
    many = {f"chat:{uuid.uuid4()}": {} for _ in range(MOST_TOPICS)}
    line = await opened(ada)
    await line.send_to(json.dumps({"topics": many | {reply.conversation.scope: {}}}))
    paper.write(ChatPiece("Storm"))
    assert await nothing_comes(line)
    await line.disconnect()


def test_places_count_letters_not_halves_of_them():
    told = json.loads(delta("x", (2, "🌊é"), (0, "")))
    assert told == {"delta": "x", "text": [2, "🌊é"], "thought": [0, ""]}
    assert "🌊" in delta("x", (0, "🌊"), (0, ""))


async def test_nothing_is_told_of_a_reply_by_its_conversation_alone(ada, reply, paper):
    """A page names what it shows: of messages that it does not, it is told nothing of the past."""
    paper.write(ChatPiece("Storm"))
    line = await following(ada, reply.conversation)
    assert await nothing_comes(line)
    assert await db(Message.objects.count) == 2
    await line.disconnect()

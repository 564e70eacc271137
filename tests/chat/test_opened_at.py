"""A conversation opened at one of its messages, as a hit of a search opens it: wherever the message stands."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.chat.actions import Words, edit_message, say
from studio.chat.models import Message
from studio.chat.thread import PAGE
from tests.chat.building import address, ended, exchange, get, long_talk, replies, talk, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def page(client, conversation, query="") -> str:
    answer = client.get(address(conversation, query))
    assert answer.status_code == 200
    return answer.content.decode()


def at(client, message: Message) -> str:
    return page(client, message.conversation, f"?at={message.public_id}")


def number(conversation, place: int) -> Message:
    return get(conversation.messages.order_by("id")[place].pk)


def newer(html: str) -> str:
    link = re.search(r'href="[^"]*(\?at=[\w-]+)#message-[\w-]+">Newer', html)
    return link[1] if link else ""


def earlier(html: str) -> str:
    link = re.search(r'href="[^"]*(\?before=[\w-]+)"', html)
    return link[1] if link else ""


def is_earlier(html: str) -> bool:
    return 'class="earlier"' in html


@pytest.mark.parametrize(
    ("place", "first"), [(0, 0), (10, 0), (25, 0), (26, 1), (60, 35), (149, 124), (150, 150), (199, 150)]
)
def test_the_page_with_it_is_shown(client, team, place, first):
    html = at(client, number(long_talk(team, 200), place))
    assert texts(html) == list(range(first, first + PAGE))
    assert is_earlier(html) == bool(newer(html)) == (first < 150)


def test_from_there_it_goes_down_to_the_end(client, team):
    conversation = long_talk(team, 200)
    html = at(client, number(conversation, 30))
    seen = {*texts(html)}
    while following := newer(html):
        html = page(client, conversation, following)
        seen |= {*texts(html)}
    assert seen == set(range(5, 200))
    assert not is_earlier(html)


def test_from_there_it_goes_up_to_the_beginning(client, team):
    conversation = long_talk(team, 200)
    html = at(client, number(conversation, 100))
    seen = texts(html)
    while before := earlier(html):
        html = page(client, conversation, before)
        seen = texts(html) + seen
    assert seen == list(range(125))


def test_an_earlier_page_leads_down_again_without_scripts(client, team):
    conversation = long_talk(team, 120)
    html = page(client, conversation, earlier(page(client, conversation)))
    assert texts(html) == list(range(20, 70))
    assert 70 in texts(page(client, conversation, newer(html)))


@pytest.fixture
def branches(conversation):
    """Two versions of the beginning: the first with what followed it, then the one that is shown."""
    first = exchange(conversation, "Of seals", "Seals bark.")
    exchange(conversation, "And then?", "They sleep.")
    ended(edit_message(message=first.parent, words=Words("Of gulls")).replies[0])
    conversation.refresh_from_db()
    return get(first)


def test_on_another_branch_that_branch_is_shown_and_said_to_be_another(client, branches):
    html = at(client, branches)
    assert "Seals bark." in html
    assert "They sleep." in html
    assert '<p class="turn__words words">Of gulls</p>' not in html
    assert "This is another version of the conversation." in html
    assert '<p class="turn__words words">Of gulls</p>' in page(client, branches.conversation)


def test_reading_it_changes_nothing_and_a_press_goes_on_with_it(client, branches):
    conversation, tip = branches.conversation, branches.conversation.tip_id
    html = at(client, branches)
    conversation.refresh_from_db()
    assert conversation.tip_id == tip
    (there,) = re.findall(r'formaction="([^"]+)"[^>]*>Go on with this version', html)
    assert client.post(there).status_code == 302
    assert "Seals bark." in page(client, conversation)
    assert not is_earlier(page(client, conversation))


def test_a_long_branch_is_left_neither_up_nor_down(client, team):
    conversation = long_talk(team, 160)
    edited = number(conversation, 10)
    ended(edit_message(message=edited, words=Words("Another way")).replies[0])
    conversation.refresh_from_db()
    html = at(client, number(conversation, 60))
    assert texts(html) == list(range(35, 85))
    assert "This is another version" in html
    assert texts(page(client, conversation, earlier(html))) == list(range(35))
    below = page(client, conversation, newer(html))
    assert 85 in texts(below)
    assert "This is another version" in below


def test_the_reply_of_a_compared_model_stands_beside_the_chosen_one(client, conversation, team):
    models = ["MiniMax-M3", "MiniMax-M2.7"]
    say(conversation=conversation, words=Words("Which?"), models=models)
    for one in replies(conversation):
        ended(one)
    html = at(client, replies(conversation)[1])
    assert html.count('class="comparison"') == 1
    assert not is_earlier(html)


def test_one_may_not_write_behind_what_is_not_the_end(client, team):
    conversation = long_talk(team, 120)
    assert 'class="earlier"' not in page(client, conversation)
    html = at(client, number(conversation, 3))
    assert html.index('class="earlier"') < html.index('id="say"')


@pytest.mark.parametrize("name", ["nonsense", "%00", "00000000-0000-0000-0000-000000000000", ""])
def test_a_message_that_is_not_there_is_none(client, team, name):
    html = page(client, long_talk(team, 60), f"?at={name}")
    assert texts(html) == list(range(10, 60))


def test_a_message_of_another_conversation_is_not_there(client, team):
    other = exchange(talk(team), "A secret", "Yes")
    html = page(client, long_talk(team, 60), f"?at={other.public_id}")
    assert texts(html) == list(range(10, 60))
    assert "A secret" not in html.split('id="thread"')[1]


def test_it_costs_as_many_queries_in_a_long_one_as_in_a_short_one(client, team):
    def queries(count: int) -> int:
        message = number(long_talk(team, count), 30)
        with CaptureQueriesContext(connection) as taken:
            at(client, message)
        return len(taken)

    queries(120)
    assert queries(2000) == queries(120)

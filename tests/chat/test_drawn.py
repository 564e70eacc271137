"""A message as a push draws it: by itself, with one root, and nothing personal."""

import pytest

from studio.chat.feed import render_message, render_talk
from studio.chat.models import Message
from studio.chat.present import show
from studio.live.wire import out_of_band
from tests import make
from tests.chat.building import ask, calling, ended, exchange, get
from tests.house.test_fragments import PERSONAL

pytestmark = pytest.mark.django_db
ERROR = {"cause": "No.", "next_step": "Reword it.", "retryable": False, "code": 1026}


def drawn(message) -> str:
    html = render_message(show(get(message))).strip()
    assert html.count(f'id="message-{message.public_id}"') == 1
    assert html.startswith("<article")
    assert out_of_band([html]).startswith('<article hx-swap-oob="true"')
    return html


@pytest.mark.parametrize("state", ["queued", "submitting", "running", "done", "failed", "cancelled", "uncertain"])
@pytest.mark.parametrize("note", ["", "stopped", "interrupted"])
def test_a_reply_is_drawn_alone_in_every_state(conversation, state, note):
    reply = ended(ask(conversation), state, note=note, error=ERROR if state == "failed" else None)
    Message.objects.filter(pk=reply.pk).update(text="Half of", reasoning="Hm.")
    html = drawn(reply)
    assert "Half of" in html
    assert not PERSONAL.search(html)


def test_words_are_drawn_alone_with_what_stands_beside_them(conversation, team):
    said = ask(conversation, "Look", pictures=[make.asset(team)], files=[("tides.txt", "High at noon")]).parent
    html = drawn(said)
    assert "tides.txt" in html
    assert not PERSONAL.search(html)


def test_calls_are_drawn_alone(team):
    calls = calling(team, ("make_image", {"prompt": "A boat"}), ("tell_time", {}), ("unknown", "{"))
    html = drawn(calls[0].message)
    assert "A boat" in html
    assert "Make a picture" in html
    assert not PERSONAL.search(html)


def test_a_conversation_of_the_list_is_drawn_alone(conversation):
    html = render_talk(exchange(conversation, "Storms").conversation)
    assert "Storms" in html
    assert out_of_band([html]).startswith('<a hx-swap-oob="true"')
    assert not PERSONAL.search(html)

"""The page of a conversation, however long: its last messages, those before, and what it says of itself."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.chat.actions import Words, say
from studio.chat.models import Message, ToolCall
from studio.chat.thread import spent_in
from studio.generations.models import Generation
from tests import make
from tests.chat.building import MODEL, address, ask, ended, exchange, long_talk, own_tool, talk, texts, tip_of, wants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def page(client, conversation, path="", **headers) -> str:
    answer = client.get(address(conversation, path), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client, conversation, path="") -> int:
    page(client, conversation, path)  # what is remembered of the catalogue is read
    with CaptureQueriesContext(connection) as taken:
        page(client, conversation, path)
    return len(taken)


def earlier(html: str) -> str:
    found = re.search(r'href="[^"]*(\?before=[^"]+)"', html)
    return found[1] if found else ""


def test_the_last_fifty_are_shown_and_the_way_to_those_before(client, team):
    html = page(client, long_talk(team, 120))
    assert texts(html) == list(range(70, 120))
    assert earlier(html)


def test_those_before_follow_one_page_after_the_other(client, team):
    conversation = long_talk(team, 120)
    html, seen = page(client, conversation), []
    while before := earlier(html):
        html = page(client, conversation, before, **{"HX-Request": "true"})
        seen.append((texts(html)[0], texts(html)[-1]))
    assert seen == [(20, 69), (0, 19)]


def test_those_before_are_shown_to_a_browser_without_scripts_too(client, team):
    conversation = long_talk(team, 120)
    html = page(client, conversation, earlier(page(client, conversation)))
    assert texts(html) == list(range(20, 70))
    assert "<html" in html


@pytest.mark.parametrize("before", ["nonsense", "00000000-0000-0000-0000-000000000000", ""])
def test_before_what_is_not_there_is_nothing(client, team, before):
    html = page(client, long_talk(team, 60), f"?before={before}", **{"HX-Request": "true"})
    assert len(texts(html)) in (0, 50)


def test_a_page_costs_as_many_queries_for_two_thousand_as_for_sixty(client, team):
    short, long = long_talk(team, 60), long_talk(team, 2000)
    page(client, short)
    assert queries(client, long) == queries(client, short)
    assert queries(client, long) < 40
    assert queries(client, long, "gauge/") == queries(client, short, "gauge/")


def test_branches_and_calls_cost_no_query_each(client, conversation, team):
    for at in range(3):
        exchange(conversation, f"Question {at}", "Answer")
    before = queries(client, conversation)
    for at in range(20):
        exchange(conversation, f"Question {at}", "Answer")
    assert queries(client, conversation) == before


@pytest.mark.parametrize("wish", [("tell_time", {}), ("make_image", {"prompt": "A boat"}), ("tide", {"city": "Oslo"})])
def test_replies_that_call_tools_cost_no_query_each(client, conversation, team, wish):
    def call() -> None:
        wants(exchange(conversation, "Do it", ""), wish, wish)
        ToolCall.objects.update(state="done")

    own_tool(team)
    for _ in range(2):
        call()
    page(client, conversation)
    before = queries(client, conversation)
    for _ in range(18):
        call()
    assert page(client, conversation).count('class="reason call"') == 40
    assert queries(client, conversation) == before


def test_two_thousand_messages_can_be_answered(team):
    conversation = long_talk(team, 2000)
    ask(conversation, "And now?")
    assert tip_of(conversation).generation.request["prompt_tokens"] > 8000


def test_a_reply_that_is_written_reloads_a_page_without_scripts(client, conversation):
    ask(conversation)
    assert 'http-equiv="refresh"' in page(client, conversation)
    ended(tip_of(conversation))
    assert 'http-equiv="refresh"' not in page(client, conversation)


def test_the_head_tells_how_full_it_is_and_what_it_cost(client, conversation):
    reply = ended(ask(conversation), spent="0.25")
    Message.objects.filter(pk=reply.pk).update(prompt_tokens=900_000, completion_tokens=1000)
    html = page(client, conversation)
    assert "901,000 of 1,000,000 tokens" in html
    assert "data-tight" in html
    assert "$0.25" in html


def finished(gen: Generation, state: str, spent: str) -> Generation:
    """A generation of a team that has ended."""
    now = timezone.now()
    Generation.objects.filter(pk=gen.pk).update(state=state, spent=spent, accepted_at=now, finished_at=now)
    return gen


def test_what_it_cost_is_replies_and_what_tools_made_and_its_title(conversation, team):
    (call,) = wants(ended(ask(conversation), spent="0.25"), ("make_image", {"prompt": "A boat"}))
    title, made, _other = (finished(make.generation(team), "done", spent) for spent in ("0.01", "0.5", "8"))
    conversation.change(titling=title)
    ToolCall.objects.filter(pk=call.pk).update(generation=made, state="done")
    assert spent_in(conversation) == Decimal("0.76")
    finished(made, "failed", "0.5")
    assert spent_in(conversation) == Decimal("0.26")
    assert spent_in(talk(team)) == 0


def test_a_failed_reply_costs_nothing_and_says_why(client, conversation):
    error = {"cause": "MiniMax refused the content.", "next_step": "Reword it.", "retryable": False, "code": 1026}
    ended(ask(conversation), "failed", error=error)
    html = page(client, conversation)
    assert "nothing charged" in html
    assert "MiniMax refused the content." in html
    assert "1026" in html


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"note": "stopped"}, "Stopped."),
        ({"note": "interrupted"}, "Interrupted."),
        ({"state": "uncertain"}, "Nobody knows whether MiniMax took it."),
        ({"state": "running"}, "Writing"),
        ({"state": "queued"}, "Waiting for the model"),
    ],
)
def test_each_end_is_told(client, conversation, columns, told):
    reply = ended(ask(conversation), **columns)
    Message.objects.filter(pk=reply.pk).update(text="Half")
    html = page(client, conversation)
    assert told in html
    assert ("Continue" in html) == ("note" in columns)


def test_a_message_and_the_thread_can_be_fetched_alone(client, conversation):
    reply = exchange(conversation)
    assert f'id="message-{reply.public_id}"' in page(client, conversation, f"messages/{reply.public_id}/")
    html = page(client, conversation, "thread/")
    assert "data-redrawn" in html
    assert f'value="{reply.public_id}" hx-swap-oob="true"' in html


def test_an_empty_conversation_has_a_page(client, team):
    empty = talk(team)
    assert "thread" in page(client, empty)
    assert "thread" in page(client, empty, "thread/")
    say(conversation=empty, words=Words("Hello"), models=[MODEL])
    assert "Hello" in page(client, empty)


def test_the_settings_of_one_conversation_are_kept_within_its_models_limits(client, conversation):
    there = address(conversation, "settings/")
    good = {"model": MODEL, "system": "Be\r\nterse.", "temperature": "1.5", "top_p": "0.5", "max_tokens": "900"}
    assert client.post(there, good).status_code == 302
    conversation.refresh_from_db()
    assert (conversation.system, conversation.temperature, conversation.has_tools) == ("Be\nterse.", 1.5, False)
    for bad in ({"temperature": "2.1"}, {"temperature": "nan"}, {"top_p": "1.1"}, {"max_tokens": "0"}, {"model": "x"}):
        answer = client.post(there, good | bad, headers={"HX-Request": "true"})
        assert (answer.status_code, "field__error" in answer.content.decode() or "model" in bad) == (422, True)
    conversation.refresh_from_db()
    assert (conversation.temperature, conversation.max_tokens) == (1.5, 900)

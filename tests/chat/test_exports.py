"""A conversation as a file."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.chat import actions
from studio.chat.models import Message, ToolCall
from tests import make
from tests.chat.building import MODEL, address, ask, calling, ended, exchange, make_end, quiet, talk, wants

pytestmark = pytest.mark.django_db


def export(client, who, conversation, format):
    client.force_login(who)
    return client.get(address(conversation, f"export/{format}/"))


def test_for_people_it_is_the_branch_that_is_shown(client, ada, conversation):
    first = exchange(conversation, "Old question", "Old answer", reasoning="Hidden thought")
    conversation.messages.update(created_at=datetime(2026, 5, 4, 3, 2, tzinfo=UTC))
    ended(actions.answer_again(message=first))
    conversation.change(tip=first)
    answer = export(client, ada, conversation, "md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="old-question.md"'
    head = "# Old question\n\n## Ada\n\n*2026-05-04 03:02 UTC*\n\nOld question\n\n"
    assert answer.content.decode() == head + f"## {MODEL}\n\n*2026-05-04 03:02 UTC*\n\nOld answer\n"


def test_for_programs_it_is_all_of_it(client, ada, conversation):
    first = exchange(
        conversation, "Question", "Answer", reasoning="Hidden thought", prompt_tokens=5, completion_tokens=6
    )
    second = ended(actions.answer_again(message=first), spent="0.25")
    whole = json.loads(export(client, ada, conversation, "json").content)
    assert (whole["title"], whole["tip"], whole["model"]) == ("Question", str(second.public_id), MODEL)
    said, one, other = whole["messages"]
    assert (said["parent"], one["parent"], other["parent"]) == (None, said["id"], said["id"])
    assert (one["text"], one["prompt_tokens"], one["completion_tokens"]) == ("Answer", 5, 6)
    assert (one["cost"], other["cost"], other["state"]) == (None, "0.250000 USD", "done")
    assert "Hidden" not in json.dumps(whole)


def test_what_stood_beside_and_what_was_called_is_named(client, ada, conversation, team):
    picture = make.asset(team, title="A boat")
    reply = ended(ask(conversation, "Look", pictures=[picture], files=[("tides.txt", "High at noon")]))
    wants(reply, ("tell_time", {"zone": "UTC"}))
    ToolCall.objects.update(state="done", result="noon")
    text = export(client, ada, conversation, "md").content.decode()
    assert "> A boat" in text
    assert "> tides.txt" in text
    assert '**The time**: Done\n\n> {"zone": "UTC"}' in text
    said, called = json.loads(export(client, ada, conversation, "json").content)["messages"]
    assert [one["asset"] for one in said["attachments"]] == [str(picture.public_id), None]
    assert said["attachments"][1]["text"] == "High at noon"
    assert called["tool_calls"] == [
        {"name": "tell_time", "arguments": '{"zone": "UTC"}', "state": "done", "result": "noon", "assets": []}
    ]


@pytest.mark.parametrize("root", ["", "https://studio.example"])
def test_what_a_tool_made_is_named_with_its_words_and_address(client, ada, team, settings, root):
    settings.PUBLIC_URL = root
    (call,) = calling(team, ("make_speech", {"text": "Good morning.\n\nIt is six."}))
    gen, asset = make.generation(team), make.asset(team, title="Good [morning]\nall")
    gen.results.create(asset=asset)
    make_end(gen, "done")
    call.message.calls.update(generation=gen, state="done")
    text = export(client, ada, call.message.conversation, "md").content.decode()
    link = f"[Good \\[morning\\] all]({root}/{team.slug}/assets/{asset.public_id}/)"
    assert f"**Say something**: Done\n\n> Good morning.\n>\n> It is six.\n\n{link}\n" in text
    whole = json.loads(export(client, ada, call.message.conversation, "json").content)
    (told,) = whole["messages"][-1]["tool_calls"]
    assert told["assets"] == [str(asset.public_id)]
    assert "Good morning." in told["arguments"]


def test_the_replies_of_one_turn_stand_under_one_heading(client, ada, conversation):
    first = exchange(conversation, "Look", "I look it up.")
    more = Message.objects.create(
        conversation=conversation, parent=first, role="assistant", model=first.model, text="Here it is."
    )
    conversation.change(tip=more)
    exchange(conversation, "And now?", "Still.")
    text = export(client, ada, conversation, "md").content.decode()
    assert "I look it up.\n\nHere it is.\n\n## Ada" in text
    assert text.count(f"## {MODEL}") == 2


def test_the_file_of_a_long_one_costs_as_many_queries_as_of_a_short_one(client, ada, team):
    def cost(format: str, count: int) -> int:
        conversation = talk(team, title="Long")
        for _ in range(count):
            (call,) = wants(ended(ask(conversation, "Draw")), ("make_image", {"prompt": "A boat"}))
            gen = make.generation(team)
            gen.results.create(asset=make.asset(team))
            call.message.calls.update(generation=gen, state="done")
        with CaptureQueriesContext(connection) as taken:
            export(client, ada, conversation, format)
        return len(taken)

    quiet(team)
    for format in ("md", "json"):
        cost(format, 1)
        assert cost(format, 6) == cost(format, 2)


@pytest.mark.parametrize("format", ["md", "json"])
@pytest.mark.parametrize("title", ["", "../../etc/passwd", 'a"b\r\nX-Evil: 1', "灯塔的故事", "💥"])
def test_its_name_is_harmless_whatever_it_is_called(client, ada, team, format, title):
    conversation = talk(team, title=title)
    answer = export(client, ada, conversation, format)
    assert answer.status_code == 200
    name = answer["Content-Disposition"]
    assert name.startswith("attachment")
    assert not {"/", "\r", "\n"} & set(name)
    assert "X-Evil" not in answer


@pytest.mark.parametrize("format", ["html", "pdf", "md.exe", "MD"])
def test_there_is_no_other_file(client, ada, conversation, format):
    assert export(client, ada, conversation, "md").status_code == 200
    assert export(client, ada, conversation, format).status_code == 404

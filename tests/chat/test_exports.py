"""A conversation as a file."""

import json
from datetime import UTC, datetime

import pytest

from studio.chat import actions
from studio.chat.models import ToolCall
from tests import make
from tests.chat.building import MODEL, address, ask, ended, exchange, talk, wants

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
    assert "`tell_time` Done" in text
    said, called = json.loads(export(client, ada, conversation, "json").content)["messages"]
    assert [one["asset"] for one in said["attachments"]] == [str(picture.public_id), None]
    assert said["attachments"][1]["text"] == "High at noon"
    assert called["tool_calls"] == [
        {"name": "tell_time", "arguments": '{"zone": "UTC"}', "state": "done", "result": "noon"}
    ]


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

"""Whole conversations: named, pinned, deleted, taken back, gone for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.audit.models import Record
from studio.chat.desk import fork
from studio.chat.models import Conversation, Message, Snapshot, ToolCall
from studio.chat.sweeps import purge_conversations
from studio.generations.models import Generation
from tests.chat.building import address, ask, ended, exchange, get, long_talk, talk, tip_of, wants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def post(client, conversation, path, **data):
    answer = client.post(address(conversation, path), data)
    assert answer.status_code == 302
    conversation.refresh_from_db()
    return answer


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Storms", "Storms"),
        ("  a \n b\t", "a b"),
        ("", "Hello"),
        (" \n", "Hello"),
        ("x" * 500, "x" * 120),
        ("a\0", "a"),
    ],
)
def test_it_is_called_as_a_person_says(client, conversation, title, kept):
    exchange(conversation, "Hello")
    conversation.refresh_from_db()
    post(client, conversation, "rename/", title=title)
    assert conversation.title == kept
    assert (conversation.named == "person") == (kept != "Hello")


def test_it_is_pinned_and_no_longer(client, conversation):
    post(client, conversation, "pin/")
    assert conversation.pinned_at
    post(client, conversation, "pin/")
    assert conversation.pinned_at is None


def test_deleted_it_is_away_with_an_undo(client, conversation, team):
    exchange(conversation, "Hello")
    there = post(client, conversation, "delete/")["Location"]
    assert client.get(address(conversation))["Location"] == there
    html = client.get(there).content.decode()
    assert "The conversation was deleted." in html
    assert address(conversation, "restore/") in html
    assert post(client, conversation, "restore/")["Location"] == address(conversation)
    assert client.get(address(conversation)).status_code == 200
    assert [row.what for row in Record.objects.filter(what__startswith="conversation").order_by("id")] == [
        "conversation.deleted",
        "conversation.restored",
    ]


def test_the_undo_of_another_person_is_offered_to_nobody(client, conversation, bo, team):
    exchange(conversation, "Hello")
    there = post(client, conversation, "delete/")["Location"]
    assert "Hello" in client.get(there).content.decode()
    client.force_login(bo)
    assert "Hello" not in client.get(there).content.decode()


def test_nothing_is_said_in_what_was_deleted(client, conversation):
    reply = exchange(conversation)
    post(client, conversation, "delete/")
    for path in (f"messages/{reply.public_id}/again/", f"messages/{reply.public_id}/fork/", "export/md/"):
        answer = (
            client.get(address(conversation, path)) if "export" in path else client.post(address(conversation, path))
        )
        assert answer.status_code == 404
    assert client.post(address(conversation, "say/"), {"text": "Hello"})["Location"] == address(conversation)
    assert Message.objects.count() == 2


def test_a_page_that_does_not_know_that_it_was_deleted_keeps_its_words(client, conversation):
    exchange(conversation)
    post(client, conversation, "delete/")
    answer = client.post(address(conversation, "say/"), {"text": "Hello"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#say-error")
    assert "This conversation was deleted." in answer.content.decode()


def test_after_as_many_days_as_the_trash_keeps_it_is_gone_and_its_bill_stays(client, conversation, team, settings):
    settings.TRASH_DAYS = 30
    reply = ended(ask(conversation))
    wants(reply, ("tell_time", {}))
    post(client, conversation, "share/")
    kept = exchange(talk(team)).conversation
    for one, days in ((conversation, 31), (kept, 29)):
        one.change(deleted_at=timezone.now() - timedelta(days=days))
    purge_conversations()
    assert list(Conversation.objects.all()) == [kept]
    assert (ToolCall.objects.count(), Message.objects.count(), Generation.objects.count()) == (0, 2, 1)
    assert not Snapshot.objects.exists()


def test_nothing_goes_where_the_trash_keeps_for_ever(conversation, settings):
    settings.TRASH_DAYS = 0
    conversation.change(deleted_at=timezone.now() - timedelta(days=999))
    purge_conversations()
    assert Conversation.objects.exists()


def test_a_long_one_goes_too_and_what_was_forked_from_it_stays(team, settings):
    from studio.chat.desk import fork

    settings.TRASH_DAYS = 30
    conversation = long_talk(team, 2000)
    forked = fork(message=conversation.messages.order_by("id")[3])
    conversation.change(deleted_at=timezone.now() - timedelta(days=31))
    purge_conversations()
    forked.refresh_from_db()
    assert (Message.objects.count(), forked.forked_from) == (4, None)


def test_each_fork_has_a_name_of_its_own(conversation):
    reply = exchange(conversation, "Tides")
    forks = [fork(message=reply)]
    forks.append(fork(message=get(forks[0].tip)))
    assert [one.title for one in forks] == ["Tides (2)", "Tides (3)"]


def test_a_fork_that_ends_with_ones_own_words_can_be_answered(client, conversation, ada):
    client.force_login(ada)
    forked = fork(message=exchange(conversation, "Tides").parent)
    page = client.get(address(forked)).content.decode()
    assert page.count("/again/") == 2
    client.post(address(forked, f"messages/{forked.tip.public_id}/again/"))
    assert tip_of(forked).is_reply

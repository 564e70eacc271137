"""Whose a conversation is: its author's alone, even in the team; and what a viewer may."""

import pytest

from studio.chat.models import Conversation, Message
from tests import make
from tests.chat.building import MODEL, address, calls_of, ended, exchange, talk, wants

pytestmark = pytest.mark.django_db
READS = ["", "thread/", "gauge/", "price/", "export/md/", "export/json/", "shared/"]
READS += ["messages/{said}/", "messages/{said}/edit/"]
DEEDS = ["say/", "settings/", "rename/", "pin/", "folder/", "delete/", "restore/", "share/"]
DEEDS += [f"messages/{{{row}}}/{act}/" for row in ("said", "reply") for act in ("again", "go-on", "show", "fork")]
DEEDS += ["messages/{said}/edit/", "messages/{reply}/stop/", "calls/{call}/allow/", "calls/{call}/decline/"]


@pytest.fixture
def names(conversation):
    reply = exchange(conversation)
    (call,) = wants(reply, ("make_image", {"prompt": "a boat"}))
    return {"said": reply.parent.public_id, "reply": reply.public_id, "call": call.public_id}


def status(client, who, method, path) -> int:
    client.force_login(who)
    return getattr(client, method)(path).status_code


@pytest.mark.parametrize("path", READS)
def test_its_author_alone_reads_it(client, ada, bo, cleo, conversation, names, path):
    there = address(conversation, path.format(**names))
    assert status(client, ada, "get", there) == 200
    assert status(client, bo, "get", there) == 404
    assert status(client, cleo, "get", there) == 404
    client.logout()
    assert client.get(there)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", DEEDS)
def test_its_author_alone_acts_in_it(client, ada, bo, vic, cleo, conversation, names, path):
    there = address(conversation, path.format(**names))
    before = Message.objects.count(), Conversation.objects.values("title", "pinned_at", "deleted_at", "tip").get()
    assert [status(client, who, "post", there) for who in (bo, vic, cleo)] == [404, 403, 404]
    assert before == (
        Message.objects.count(),
        Conversation.objects.values("title", "pinned_at", "deleted_at", "tip").get(),
    )
    assert status(client, ada, "post", there) in (200, 302, 422)


@pytest.mark.parametrize("path", DEEDS)
def test_nothing_is_done_by_following_a_link(client, ada, conversation, names, path):
    if path.endswith("edit/"):
        return
    assert status(client, ada, "get", address(conversation, path.format(**names))) == 405


def test_one_who_became_a_viewer_reads_their_own_and_writes_nothing(client, bo, team):
    mine = talk(team, bo)
    reply = exchange(mine)
    assert status(client, bo, "post", address(mine, "pin/")) == 302
    team.memberships.filter(user=bo).update(role="viewer")
    assert status(client, bo, "get", address(mine)) == 200
    assert status(client, bo, "get", address(mine, "export/md/")) == 200
    for path in ("say/", "pin/", f"messages/{reply.public_id}/again/"):
        assert status(client, bo, "post", address(mine, path)) == 403


def test_who_left_the_team_reads_nothing_of_theirs(client, bo, team):
    mine = talk(team, bo)
    exchange(mine)
    assert status(client, bo, "get", address(mine)) == 200
    team.memberships.filter(user=bo).delete()
    assert status(client, bo, "get", address(mine)) == 404


def test_a_viewer_begins_nothing(client, bo, vic, cleo, team):
    there, data = f"/{team.slug}/chat/", {"text": "Hello", "model": MODEL}
    client.force_login(bo)
    assert client.post(there, data).status_code == 302
    assert [status(client, who, "get", there) for who in (vic, cleo)] == [200, 404]
    client.force_login(vic)
    assert client.post(there, data).status_code == 403
    assert Conversation.objects.count() == 1


def test_under_another_team_it_is_unknown(client, ada, conversation, names):
    make.team("Second", owner=ada)
    assert status(client, ada, "get", address(conversation)) == 200
    elsewhere = address(conversation).replace("/salt-marsh/", "/second/")
    assert status(client, ada, "get", elsewhere) == 404
    assert status(client, ada, "post", f"{elsewhere}pin/") == 404


def test_a_message_of_another_conversation_is_unknown_in_this_one(client, ada, conversation, names, team):
    other = exchange(talk(team), "Other words", "Other answer")
    assert status(client, ada, "get", address(other.conversation, f"messages/{other.public_id}/")) == 200
    assert status(client, ada, "get", address(conversation, f"messages/{other.public_id}/")) == 404
    assert status(client, ada, "post", address(conversation, f"messages/{other.public_id}/fork/")) == 404


def test_a_call_of_another_conversation_cannot_be_allowed_here(client, ada, conversation, names, team):
    reply = exchange(talk(team))
    (call,) = wants(reply, ("make_image", {"prompt": "a boat"}))
    assert status(client, ada, "post", address(conversation, f"calls/{call.public_id}/allow/")) == 404
    assert [one.state for one in calls_of(reply)] == ["asking"]
    assert status(client, ada, "post", address(reply.conversation, f"calls/{call.public_id}/allow/")) == 302


def test_the_words_of_others_stand_on_nobody_elses_pages(client, ada, bo, conversation, names, team):
    exchange(conversation, "Lighthouse keeper", "Only for Ada")
    pages = [f"/{team.slug}/", f"/{team.slug}/chat/", f"/{team.slug}/chat/search/?q=lighthouse"]
    client.force_login(ada)
    assert "Lighthouse" in client.get(pages[2]).content.decode()
    client.force_login(bo)
    assert not any("Lighthouse keeper" in client.get(page).content.decode() for page in pages)


def test_a_reply_stands_in_no_other_room(client, ada, team, conversation):
    from tests.chat.building import ask

    ended(ask(conversation))
    client.force_login(ada)
    gen = Message.objects.exclude(generation=None).get().generation
    for page in (f"/{team.slug}/library/", f"/{team.slug}/video/"):
        assert str(gen.public_id) not in client.get(page).content.decode()

"""A conversation shown to the team: frozen, for everybody in it, until its author takes it back."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.audit.models import Record
from studio.catalogue import ask as ask_catalogue
from studio.chat.models import Conversation, Message, Snapshot
from tests import make
from tests.chat.building import MODEL, address, ask, calling, ended, exchange, get, quiet, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def share(client, conversation) -> Snapshot:
    answer = client.post(address(conversation, "share/"))
    snapshot = Snapshot.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, place(snapshot))
    return snapshot


def place(snapshot: Snapshot, path: str = "") -> str:
    return f"/{snapshot.team.slug}/chat/shared/{snapshot.public_id}/{path}"


def page(client, snapshot) -> str:
    answer = client.get(place(snapshot))
    assert answer.status_code == 200
    html = answer.content.decode()
    return html[html.index('id="main"') : html.index("</main>")]


# Frozen


def test_it_shows_who_said_what_in_order(client, conversation, ada):
    exchange(conversation, "What is 6 times 7?", "It is **42**.")
    html = page(client, share(client, conversation))
    assert html.index("What is 6 times 7?") < html.index("<strong>42</strong>")
    assert str(ada) in html
    assert ask_catalogue.label_of(MODEL) in html


def test_later_changes_do_not_show(client, conversation):
    reply = exchange(conversation, "Before", "Early")
    snapshot = share(client, conversation)
    before = page(client, snapshot)
    exchange(conversation, "Later words", "Late")
    Message.objects.filter(pk=reply.pk).update(text="Rewritten", html="<p>Rewritten</p>")
    conversation.change(title="Another title")
    assert page(client, snapshot) == before


def test_while_its_conversation_is_in_the_trash_nobody_reads_it(client, conversation, bo):
    exchange(conversation, "Before", "Early")
    snapshot = share(client, conversation)
    client.post(address(conversation, "delete/"))
    for who in (conversation.author, bo):
        client.force_login(who)
        assert client.get(place(snapshot)).status_code == 404
    client.force_login(conversation.author)
    client.post(address(conversation, "restore/"))
    assert "Early" in page(client, snapshot)


def test_with_its_conversation_it_is_gone(client, conversation):
    exchange(conversation)
    snapshot = share(client, conversation)
    Conversation.objects.all().delete()
    assert not Snapshot.objects.exists()
    assert client.get(place(snapshot)).status_code == 404


def test_only_the_branch_that_is_shown_is_part_of_it(client, conversation):
    first = exchange(conversation, "First", "One")
    exchange(conversation, "Another branch", "Two")
    conversation.change(tip=first)
    exchange(conversation, "This branch", "Three")
    html = page(client, share(client, conversation))
    assert "This branch" in html
    assert "Another branch" not in html


def test_what_is_being_written_is_no_part_of_it(client, conversation):
    reply = ended(ask(conversation, "Tell me"), "running")
    Message.objects.filter(pk=reply.pk).update(text="Half of")
    html = page(client, share(client, conversation))
    assert "Tell me" in html
    assert "Half of" not in html


def test_files_are_named_and_pictures_shown(client, conversation, team):
    asset = make.asset(team)
    ended(ask(conversation, "Look", pictures=[asset], files=[("tides.txt", "High at noon")]))
    html = page(client, share(client, conversation))
    assert "tides.txt" in html
    assert "High at noon" not in html
    assert str(asset.public_id) in html


def test_a_picture_in_the_trash_is_left_out_and_the_rest_stands(client, conversation, team):
    asset, kept = make.asset(team), make.asset(team)
    ended(ask(conversation, "Look", pictures=[asset, kept]))
    snapshot = share(client, conversation)
    asset.trashed_at = timezone.now()
    asset.save()
    html = page(client, snapshot)
    assert str(asset.public_id) not in html
    assert str(kept.public_id) in html
    kept.delete()
    assert "Look" in page(client, snapshot)


def test_it_is_nowhere_to_be_changed(client, conversation):
    exchange(conversation)
    html = page(client, share(client, conversation))
    assert "<textarea" not in html
    assert "/edit/" not in html
    assert client.post(place(Snapshot.objects.get())).status_code == 405


def test_what_a_tool_made_is_shown_in_its_place(client, team):
    calls = calling(team, ("make_image", {"prompt": "a boat"}))
    gen, asset = make.generation(team, kind="image"), make.asset(team)
    gen.results.create(asset=asset)
    calls[0].message.calls.update(generation=gen, state="done")
    snapshot = share(client, get(calls[0].message).conversation)
    assert snapshot.content[-1]["assets"] == [str(asset.public_id)]
    assert str(asset.public_id) in page(client, snapshot)


def test_what_was_called_is_a_line_with_its_words_and_its_end(client, team):
    calls = calling(team, ("make_image", {"prompt": "a boat"}), ("make_speech", {"text": "Ahoy"}), ("fly", {}))
    calls[0].message.calls.filter(index=0).update(state="refused")
    calls[0].message.calls.filter(index=1).update(state="done", generation=make.generation(team, state="running"))
    snapshot = share(client, get(calls[0].message).conversation)
    lines = [
        re.sub(r"<[^>]+>", " ", line).split()
        for line in re.findall(r'class="called"[^>]*>(.*?)</p>', page(client, snapshot))
    ]
    assert [" ".join(line) for line in lines] == [
        "Make a picture a boat Not wanted",
        "Say something Ahoy Begun",
        "fly Failed",
    ]
    client.cookies["django_language"] = "zh-hans"
    assert "已拒绝" in page(client, snapshot)


def test_the_replies_of_one_turn_stand_under_one_heading(client, conversation):
    first = exchange(conversation, "Look", "I look it up.")
    about = {"conversation": conversation, "role": "assistant", "model": first.model}
    silent = Message.objects.create(parent=first, **about)
    last = Message.objects.create(parent=silent, text="Here it is.", **about)
    conversation.change(tip=last)
    html = page(client, share(client, conversation))
    assert html.count("<h3") == 2
    assert html.index("I look it up.") < html.index("Here it is.")
    assert '<p class="turn__words words"></p>' not in html


def test_one_from_before_calls_were_kept_is_shown_without_empty_rows(client, conversation):
    exchange(conversation, "Look", "Here it is.")
    snapshot = share(client, conversation)
    said, reply = snapshot.content
    for part in (said, reply):
        del part["calls"]
    step = {**reply, "text": "", "html": ""}
    Snapshot.objects.update(content=[said, step, reply, step, said, step])
    html = page(client, snapshot)
    assert "Here it is." in html
    assert html.count("<h3") == 3


def test_it_says_when_it_was_shown_with_one_full_stop(client, conversation, ada):
    exchange(conversation)
    html = page(client, share(client, conversation))
    assert f"when {ada} showed it. It does not change any more." in html
    assert ".." not in html


def test_two_of_one_conversation_stand_each_for_its_moment(client, conversation):
    exchange(conversation, "One", "1")
    first = share(client, conversation)
    exchange(conversation, "Two", "2")
    second = share(client, conversation)
    assert "Two" not in page(client, first)
    assert "Two" in page(client, second)


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as taken:
        act()
    return len(taken)


def test_many_messages_cost_as_many_queries_as_two(client, team):
    def long(count: int) -> tuple[int, int]:
        conversation = talk(team, title="Long")
        for _ in range(count):
            ended(ask(conversation, "Look", pictures=[make.asset(team)], files=[("a.txt", "High")]))
        frozen = queries(lambda: share(client, conversation))
        return frozen, queries(lambda: page(client, Snapshot.objects.latest("id")))

    quiet(team)
    long(1)
    assert long(20) == long(2)


# What is no part of it


def test_no_thinking_and_no_settings_are_in_it(client, conversation):
    conversation.change(system="A secret manner", temperature=0.123)
    exchange(conversation, "Hello", "Hi", reasoning="A secret thought", reasoning_ms=7)
    snapshot = share(client, conversation)
    whole = str(snapshot.content) + page(client, snapshot)
    assert "Hello" in whole
    assert not any(word in whole for word in ("secret", "0.123"))


def test_nothing_that_a_tool_was_told_is_in_it(client, team):
    calls = calling(team, ("tell_time", {"zone": "Asia/Shanghai"}))
    calls[0].message.calls.update(result="A secret result", state="done")
    snapshot = share(client, get(calls[0].message).conversation)
    assert "Do something" in page(client, snapshot)
    assert not any(word in str(snapshot.content) for word in ("secret", "Shanghai"))


# Who


def test_everybody_in_the_team_reads_it(client, conversation, bo, vic):
    exchange(conversation, "Hello", "Hi")
    snapshot = share(client, conversation)
    for who in (bo, vic):
        client.force_login(who)
        assert "Hello" in page(client, snapshot)
        assert "Take it back" not in page(client, snapshot)
        assert client.get(address(conversation)).status_code == 404


def test_a_stranger_and_a_guest_do_not(client, conversation, cleo):
    exchange(conversation)
    snapshot = share(client, conversation)
    client.force_login(cleo)
    assert client.get(place(snapshot)).status_code == 404
    elsewhere = cleo.memberships.get().team.slug
    assert client.get(f"/{elsewhere}/chat/shared/{snapshot.public_id}/").status_code == 404
    client.logout()
    assert client.get(place(snapshot)).status_code in (302, 404)


def test_one_who_left_reads_no_more(client, conversation, bo):
    exchange(conversation)
    snapshot = share(client, conversation)
    client.force_login(bo)
    assert client.get(place(snapshot)).status_code == 200
    bo.memberships.all().delete()
    assert client.get(place(snapshot)).status_code == 404


def test_only_the_author_of_a_conversation_shows_it(client, conversation, bo, vic, cleo):
    exchange(conversation)
    for who in (bo, vic, cleo):
        client.force_login(who)
        assert client.post(address(conversation, "share/")).status_code in (403, 404)
    assert Snapshot.objects.count() == 0


def test_only_its_author_takes_it_back(client, conversation, team, bo, cleo):
    exchange(conversation)
    snapshot = share(client, conversation)
    owner = make.member(team, "Dora", "owner")
    for who in (bo, owner, cleo):
        client.force_login(who)
        assert client.post(place(snapshot, "delete/")).status_code == 404
    client.force_login(conversation.author)
    assert "Take it back" in page(client, snapshot)
    assert client.post(place(snapshot, "delete/")).status_code == 302
    assert client.get(place(snapshot)).status_code == 404


def test_a_member_takes_back_their_own(client, team, bo):
    quiet(team)
    client.force_login(bo)
    conversation = talk(team, bo)
    exchange(conversation)
    snapshot = share(client, conversation)
    assert client.post(place(snapshot, "delete/")).status_code == 302
    assert Snapshot.objects.count() == 0


def test_it_is_on_record(client, conversation):
    exchange(conversation, "A secret")
    snapshot = share(client, conversation)
    client.post(place(snapshot, "delete/"))
    rows = Record.objects.filter(object_id=str(snapshot.public_id)).order_by("id")
    assert [row.what for row in rows] == ["conversation.shared", "conversation.unshared"]
    assert not any("secret" in str(row.detail) for row in rows)


def test_an_author_who_is_a_viewer_now_takes_it_back(client, team, bo):
    client.force_login(bo)
    conversation = talk(team, bo)
    exchange(conversation)
    client.post(address(conversation, "share/"))
    bo.memberships.update(role="viewer")
    assert client.post(place(Snapshot.objects.get(), "delete/")).status_code == 302
    assert not Snapshot.objects.exists()


# The list of them


def listed(client, conversation) -> list[str]:
    answer = client.get(address(conversation, "shared/"))
    assert answer.status_code == 200
    return re.findall(r'href="([^"]+/chat/shared/[^"]+)"', answer.content.decode())


def test_its_author_finds_all_of_a_conversation_the_newest_first(client, conversation, team):
    exchange(conversation)
    other = exchange(talk(team), "Another").conversation
    share(client, other)
    assert listed(client, conversation) == []
    first, second = share(client, conversation), share(client, conversation)
    assert listed(client, conversation) == [place(second), place(first)]
    assert address(conversation, "shared/") in client.get(address(conversation)).content.decode()


@pytest.mark.parametrize("root", ["", "https://studio.example"])
def test_each_has_its_whole_address_to_be_copied(client, conversation, settings, root):
    settings.PUBLIC_URL = root
    exchange(conversation)
    snapshot = share(client, conversation)
    html = client.get(address(conversation, "shared/")).content.decode()
    assert f">{root or 'http://testserver'}{place(snapshot)}</textarea>" in html
    assert "elements/copy-text" in html


def test_its_author_has_a_way_back_to_the_conversation_and_nobody_else(client, conversation, bo):
    exchange(conversation)
    snapshot = share(client, conversation)
    assert f'href="{address(conversation)}"' in page(client, snapshot)
    client.force_login(bo)
    assert address(conversation) not in page(client, snapshot)


def test_from_there_each_is_taken_back_after_a_question(client, conversation):
    exchange(conversation)
    first, second = share(client, conversation), share(client, conversation)
    html = client.get(address(conversation, "shared/")).content.decode()
    assert html.count("Yes, take it back") == 2
    answer = client.post(place(first, "delete/"))
    assert answer["Location"] == address(conversation, "shared/")
    assert listed(client, conversation) == [place(second)]


def test_one_whose_conversation_is_in_the_trash_is_taken_back_too(client, conversation, team):
    exchange(conversation)
    snapshot = share(client, conversation)
    client.post(address(conversation, "delete/"))
    assert client.post(place(snapshot, "delete/"))["Location"] == f"/{team.slug}/chat/"
    assert not Snapshot.objects.exists()

"""The bell of every page: it counts what the person has not read, and open pages hear when that has changed."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from studio.notices.actions import announce, read_notice, read_notices
from studio.spend.standing import mark_for
from tests import make
from tests.live.test_socket import LONG, opened, tell_frame

live = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(client, ada, team):
    client.force_login(ada)
    return lambda path="standing/": client.get(f"/{team.slug}/{path}").content.decode()


def test_it_is_silent_while_there_is_nothing(ask):
    assert 'aria-label="Notices"' in ask("")
    assert "bell__count" not in ask("")


def test_it_counts_what_is_unread_on_every_page(ask, ada, bo, told):
    first = told(ada)
    told(ada, "none", team=None)
    told(ada, "far", team=make.team("Far Shore", ada))
    told(bo)
    for path in ["", "library/", "video/", "notices/", "standing/"]:
        assert 'aria-label="2 notices"' in ask(path)
    first.read()
    assert 'aria-label="1 notice"' in ask()


def test_it_shows_no_more_than_two_digits(ask, ada, told):
    for number in range(100):
        told(ada, str(number))
    assert ">99+<" in ask()
    assert 'aria-label="100 notices"' in ask()


def test_what_a_page_says_of_its_frame_is_what_the_socket_says(ask, ada, team, told):
    marks = []
    for key in ["none", "one", "two"]:
        marks.append(mark_for(ada, team.public_id))
        assert f'data-mark="{marks[-1]}"' in ask("")
        told(ada, key)
    assert len(set(marks)) == 3


def test_the_mark_of_one_member_is_not_that_of_another(ada, bo, team, told):
    told(ada)
    assert mark_for(ada, team.public_id) != mark_for(bo, team.public_id)


@live
async def test_an_open_page_hears_of_it_and_of_its_end(ada, team, event, told):
    mark = sync_to_async(mark_for)
    line = await opened(ada)
    await tell_frame(line, team, await mark(ada, team.public_id))
    assert await line.receive_nothing(timeout=0.4)
    notice = await sync_to_async(told)(ada)
    assert json.loads(await line.receive_from(timeout=LONG)) == {"standing": await mark(ada, team.public_id)}
    await sync_to_async(read_notice)(notice=notice)
    assert json.loads(await line.receive_from(timeout=LONG)) == {"standing": await mark(ada, team.public_id)}
    await line.disconnect()


@live
async def test_another_member_hears_nothing(ada, bo, team, event):
    lines = [await opened(ada), await opened(bo)]
    for line, person in zip(lines, [ada, bo], strict=True):
        await tell_frame(line, team, await sync_to_async(mark_for)(person, team.public_id))
    await asyncio.sleep(0.2)
    await sync_to_async(announce)(ada, event())
    assert "standing" in json.loads(await lines[0].receive_from(timeout=LONG))
    assert await lines[1].receive_nothing(timeout=0.4)
    for line in lines:
        await line.disconnect()


@live
def test_what_is_pushed_is_thin_and_goes_to_the_person_alone(ada, bo, team, event, told, monkeypatch):
    sent = []
    monkeypatch.setattr("studio.notices.actions.notify", lambda group, message: sent.append((group, message)))
    far = make.team("Far Shore", ada)
    to = {one: (f"u.{ada.pk}", {"type": "team.changed", "id": str(one.public_id)}) for one in (team, far)}
    announce(ada, event())
    announce(ada, event())
    assert sent == [to[team]]
    sent.clear()
    newest = told(ada, "none", team=None)
    assert sorted(sent, key=str) == sorted(to.values(), key=str)
    sent.clear()
    assert read_notices(newest=newest, team=team) == 2
    assert read_notices(newest=newest, team=team) == 0
    assert sorted(sent, key=str) == sorted(to.values(), key=str)

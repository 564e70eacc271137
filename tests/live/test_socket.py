"""The socket: who may listen, what is sent, and how a page that missed something heals."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from studio.asgi import application
from studio.generations.models import Generation, State
from studio.generations.transition import move, touch
from studio.live.notify import notify
from studio.spend.standing import standing_of
from studio.teams.models import Membership
from tests import make
from tests.voices import building as voices

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 2


@pytest.fixture
def gen(db):
    team = make.team("Salt Marsh", make.person("Ada"))
    make.generation(team, state=State.RUNNING)
    return Generation.objects.select_related("author", "team").get()


def cookies_of(user) -> bytes:
    client = Client()
    client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()).encode()


def socket(cookies: bytes = b"", origin: bytes = b"http://localhost") -> WebsocketCommunicator:
    headers = [(b"host", b"localhost"), (b"origin", origin), (b"cookie", cookies)]
    return WebsocketCommunicator(application, "/ws/", headers=headers)


async def opened(user) -> WebsocketCommunicator:
    line = socket(await sync_to_async(cookies_of)(user))
    connected, _ = await line.connect(timeout=LONG)
    assert connected
    return line


async def tell(line, gen, rev: int) -> None:
    await line.send_to(json.dumps({"have": {str(gen.public_id): [rev, "card"]}, "since": "2026-01-01T00:00:00Z"}))


async def test_a_change_arrives_as_the_card_itself(gen):
    line = await opened(gen.author)
    await tell(line, gen, gen.rev)
    await asyncio.sleep(0.1)
    await sync_to_async(move)(gen.pk, State.RUNNING, State.FETCHING)
    frame = await line.receive_from(timeout=LONG)
    assert f"generation-{gen.public_id}" in frame
    assert 'data-status="fetching"' in frame
    assert 'hx-swap-oob="true"' in frame
    await line.disconnect()


async def test_what_changed_between_drawing_and_connecting_is_sent(gen):
    await sync_to_async(touch)(gen.pk, progress="Queueing")
    line = await opened(gen.author)
    await tell(line, gen, 0)
    assert "Queueing" in await line.receive_from(timeout=LONG)
    await line.disconnect()


async def test_a_page_that_has_everything_is_sent_nothing(gen):
    line = await opened(gen.author)
    await tell(line, gen, gen.rev)
    assert await line.receive_nothing(timeout=0.4)
    await line.disconnect()


async def test_a_burst_ends_in_the_last_state(gen):
    line = await opened(gen.author)
    await tell(line, gen, gen.rev)
    await asyncio.sleep(0.1)
    for number in range(40):
        await sync_to_async(touch)(gen.pk, progress=f"step {number}")
    frames = []
    while not frames or "step 39" not in frames[-1]:
        frames.append(await line.receive_from(timeout=LONG))
    assert len(frames) < 40
    await line.disconnect()


async def test_a_stranger_hears_nothing_and_can_ask_for_nothing(gen):
    cleo = await sync_to_async(make.person)("Cleo")
    line = await opened(cleo)
    await tell(line, gen, 0)
    await sync_to_async(touch)(gen.pk, progress="Queueing")
    assert await line.receive_nothing(timeout=0.5)
    await line.disconnect()


async def test_a_removed_member_hears_nothing_more(gen):
    line = await opened(gen.author)
    await tell(line, gen, gen.rev)
    await sync_to_async(Membership.objects.all().delete)()
    await sync_to_async(touch)(gen.pk, progress="Queueing")
    assert await line.receive_nothing(timeout=0.5)
    await line.disconnect()


async def test_a_guest_is_closed_with_4401(db):
    line = socket()
    connected, _ = await line.connect(timeout=LONG)
    assert connected
    assert (await line.receive_output(timeout=LONG))["code"] == 4401


async def test_signing_out_closes_the_socket(gen):
    cookies = await sync_to_async(cookies_of)(gen.author)
    line = socket(cookies)
    await line.connect(timeout=LONG)
    await sync_to_async(Session.objects.all().delete)()
    notify(f"u.{gen.author_id}", {"type": "auth.changed"})
    assert (await line.receive_output(timeout=LONG))["code"] == 4401


@pytest.mark.parametrize("origin", [b"http://evil.example", b"https://localhost", b"http://localhost:81"])
async def test_another_origin_is_refused(gen, origin):
    line = socket(await sync_to_async(cookies_of)(gen.author), origin)
    connected, _ = await line.connect(timeout=LONG)
    assert not connected


@pytest.mark.parametrize("text", ["{", "[]", '{"have": 3}', '{"have": {"x": []}}', '{"have": {"x": ["a", 1]}}', "null"])
async def test_nonsense_is_ignored(gen, text):
    line = await opened(gen.author)
    await line.send_to(text)
    await tell(line, gen, 99)
    assert str(gen.public_id) in await line.receive_from(timeout=LONG)
    await line.disconnect()


async def test_too_much_at_once_asks_for_a_reload(gen):
    line = await opened(gen.author)
    await line.send_to(json.dumps({"have": {f"{n:032x}": [0, "card"] for n in range(501)}}))
    assert json.loads(await line.receive_from(timeout=LONG)) == {"reload": True}
    await line.disconnect()


async def test_a_new_one_is_named_for_the_page_to_fetch(gen):
    line = await opened(gen.author)
    await line.send_to(json.dumps({"have": {}, "since": "2030-01-01T00:00:00Z", "list": "salt-marsh:video"}))
    await asyncio.sleep(0.2)
    new = await sync_to_async(make.generation)(gen.team, prompt="new")
    assert json.loads(await line.receive_from(timeout=LONG)) == {"fresh": [str(new.public_id)]}
    await line.disconnect()


async def test_a_card_comes_in_the_language_of_its_page(gen):
    line = await opened(gen.author)
    have = {"have": {str(gen.public_id): [gen.rev, "card"]}, "since": "2026-01-01T00:00:00Z", "lang": "zh-hans"}
    await line.send_to(json.dumps(have))
    await asyncio.sleep(0.1)
    await sync_to_async(touch)(gen.pk, progress="Queueing")
    frame = await line.receive_from(timeout=LONG)
    with override("zh-hans"):
        word = str(State.RUNNING.label)
    assert word in frame
    assert word != "Being made"
    await line.disconnect()


async def tell_frame(line, team, mark: str) -> None:
    await line.send_to(json.dumps({"have": {}, "team": [str(team.public_id), mark]}))


async def test_a_page_hears_when_its_team_stands_differently(gen):
    line = await opened(gen.author)
    await tell_frame(line, gen.team, (await sync_to_async(standing_of)(gen.team)).mark)
    assert await line.receive_nothing(timeout=0.4)
    await sync_to_async(move)(gen.pk, State.RUNNING, State.FAILED)
    told = json.loads(await line.receive_from(timeout=LONG))
    assert told == {"standing": (await sync_to_async(standing_of)(gen.team)).mark}
    assert await line.receive_nothing(timeout=0.4)
    await line.disconnect()


async def test_a_page_that_missed_the_news_of_its_team_catches_up(gen):
    line = await opened(gen.author)
    await tell_frame(line, gen.team, "an old mark")
    assert "standing" in json.loads(await line.receive_from(timeout=LONG))
    await line.disconnect()


async def test_a_stranger_hears_nothing_of_how_a_team_stands(gen):
    cleo = await sync_to_async(make.person)("Cleo")
    line = await opened(cleo)
    await tell_frame(line, gen.team, "")
    await sync_to_async(move)(gen.pk, State.RUNNING, State.FAILED)
    assert await line.receive_nothing(timeout=0.5)
    await line.disconnect()


async def tell_voice(line, voice) -> None:
    have = {"have": {str(voice.public_id): [voice.rev, "voice"]}, "since": "2026-01-01T00:00:00Z"}
    await line.send_to(json.dumps(have))
    await asyncio.sleep(0.1)


async def test_a_voices_card_arrives_when_it_is_used(gen):
    voice = await sync_to_async(voices.voice)(gen.team)
    line = await opened(gen.author)
    await tell_voice(line, voice)
    await sync_to_async(lambda: voices.finish(voices.say(voice)))()
    frame = await line.receive_from(timeout=LONG)
    assert f'id="voice-{voice.public_id}"' in frame
    assert "Permanent" in frame
    assert "<count-down" not in frame
    assert 'hx-swap-oob="true"' in frame
    await line.disconnect()


async def test_a_page_that_missed_a_voices_change_catches_up(gen):
    voice = await sync_to_async(voices.voice)(gen.team)
    stale = type(voice)(public_id=voice.public_id, rev=voice.rev)
    await sync_to_async(voice.change)(name="Quay")
    line = await opened(gen.author)
    await tell_voice(line, stale)
    assert "Quay" in await line.receive_from(timeout=LONG)
    await line.disconnect()


async def test_a_voice_that_was_deleted_leaves_every_page(gen):
    voice = await sync_to_async(voices.voice)(gen.team)
    line = await opened(gen.author)
    await tell_voice(line, voice)
    await sync_to_async(voice.change)(deleted_at=timezone.now())
    frame = await line.receive_from(timeout=LONG)
    assert f'id="voice-{voice.public_id}"' in frame
    assert "button" not in frame
    await line.disconnect()


async def test_a_removed_member_hears_nothing_more_of_a_voice(gen):
    voice = await sync_to_async(voices.voice)(gen.team)
    line = await opened(gen.author)
    await tell_voice(line, voice)
    await sync_to_async(Membership.objects.all().delete)()
    await sync_to_async(voice.change)(name="Quay")
    assert await line.receive_nothing(timeout=0.5)
    await line.disconnect()


async def test_a_stranger_hears_nothing_of_a_voice(gen):
    voice = await sync_to_async(voices.voice)(gen.team)
    line = await opened(await sync_to_async(make.person)("Cleo"))
    await tell_voice(line, type(voice)(public_id=voice.public_id, rev=99))
    await sync_to_async(voice.change)(name="Quay")
    assert await line.receive_nothing(timeout=0.5)
    await line.disconnect()


class Lossy(InMemoryChannelLayer):
    """Loses every second message, the first one too."""

    sent = 0

    async def group_send(self, group, message):
        type(self).sent += 1
        if self.sent % 2 == 0:
            await super().group_send(group, message)


async def test_a_layer_that_loses_half_of_its_messages_loses_no_state(gen, settings, monkeypatch):
    monkeypatch.setattr(channel_layers, "backends", {})
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.Lossy"}}
    line = await opened(gen.author)
    await tell(line, gen, gen.rev)
    await asyncio.sleep(0.1)
    await sync_to_async(touch)(gen.pk, progress="lost on the way")
    assert await line.receive_nothing(timeout=0.4)
    assert Lossy.sent == 1
    await tell(line, gen, gen.rev)  # as the page does every 30 s
    assert "lost on the way" in await line.receive_from(timeout=LONG)
    await line.disconnect()

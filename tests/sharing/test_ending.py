"""A link that ends while something of it is being sent: the sending stops, and does not look complete."""

import asyncio
from functools import partial

import pytest
from django.test import AsyncClient
from django.utils import timezone

from studio.library import actions as library
from studio.library.models import Asset
from studio.sharing import media
from studio.sharing.actions import allow_sharing, revoke_share
from studio.sharing.models import Share
from studio.web.connections import connected
from tests import make
from tests.sharing.conftest import to

pytestmark = pytest.mark.django_db(transaction=True)
CHUNK = 256 * 1024
LONG = b"\xff\xfb" + bytes(4 * CHUNK)


@pytest.fixture
def song(team) -> Asset:
    return make.asset(team, LONG, origin="made", kind="music", mime="audio/mpeg", duration_ms=60_000)


def nothing(**_):
    pass


def revoke(share, ada, **_):
    revoke_share(share=share, who=ada)


def expire(share, **_):
    Share.objects.filter(pk=share.pk).update(expires_at=timezone.now())


def forbid(share, ada, **_):
    allow_sharing(team=share.team, who=ada, yes=False)


def trash(song, ada, **_):
    library.trash_asset(asset=song, who=ada)


def lock(share, **_):
    Share.objects.filter(pk=share.pk).update(password="another")


def read(address: str, between) -> tuple[bytes, bool]:
    """What arrives when `between` happens behind the first piece, and whether it came to its end."""

    async def reading() -> tuple[bytes, bool]:
        answer = await AsyncClient().get(address)
        assert answer.status_code == 200
        got = b""
        try:
            async for chunk in answer.streaming_content:
                if not got:
                    await asyncio.to_thread(connected, between)
                got += chunk
        except media.LinkEnded:
            return got, False
        return got, True

    return asyncio.run(reading())


@pytest.mark.parametrize("ends", [revoke, expire, forbid, trash, lock])
@pytest.mark.parametrize(("name", "value"), [("BYTES", CHUNK), ("SECONDS", 0.0)])
def test_it_stops_soon(show, song, ada, monkeypatch, ends, name, value):
    monkeypatch.setattr(media, name, value)
    share = show(song, watermark=False)
    got, whole = read(to(share, song, "sound"), lambda: ends(share=share, ada=ada, song=song))
    assert (len(got), whole) == (CHUNK, False)


def test_what_goes_on_comes_whole(show, song, monkeypatch):
    monkeypatch.setattr(media, "BYTES", CHUNK)
    share = show(song, watermark=False)
    assert read(to(share, song, "sound"), nothing) == (LONG, True)


def test_it_is_asked_only_now_and_then(show, song, monkeypatch):
    asked = []
    monkeypatch.setattr(media, "is_shown", lambda *named: not asked.append(named))
    monkeypatch.setattr(media, "BYTES", 2 * CHUNK)
    share = show(song, watermark=False)
    assert read(to(share, song, "sound"), nothing)[1]
    assert asked == [(share.pk, song.pk, "")] * 2


def test_django_lets_the_server_break_the_connection(show, song, ada, monkeypatch):
    """No last, empty message is sent, so the server, which was promised more, does not end it in order."""
    from studio.web.serving import Pages

    monkeypatch.setattr(media, "BYTES", CHUNK)
    share, sent = show(song, watermark=False), []

    async def serve() -> None:
        waiting = asyncio.Event()

        async def receive() -> dict:
            if sent or waiting.is_set():
                await asyncio.Event().wait()
            waiting.set()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict) -> None:
            if message["type"] == "http.response.body" and not any("body" in one for one in sent):
                await asyncio.to_thread(connected, partial(revoke, share=share, ada=ada))
            sent.append(message)

        path = to(share, song, "sound")
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [(b"host", b"localhost")],
            "query_string": b"",
        }
        await Pages()(scope, receive, send)

    asyncio.run(serve())
    bodies = [one for one in sent if one["type"] == "http.response.body"]
    assert dict(sent[0]["headers"])[b"Content-Length"] == str(len(LONG)).encode()
    assert sum(len(one["body"]) for one in bodies) < len(LONG)
    assert all(one["more_body"] for one in bodies)

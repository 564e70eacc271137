"""Engine.md section 6, row by row: what a failed submit means for money, and that it is never repeated."""

import asyncio
import socket

import pytest

from studio.minimax import (
    Acceptance,
    BalanceSpent,
    ContentRefused,
    Garbled,
    InvalidKey,
    InvalidRequest,
    NotConnected,
    Throttled,
    Unavailable,
    Unclear,
    VideoRequest,
    line,
)
from tests.minimax import scripted as s

REQUEST = VideoRequest("MiniMax-Hailuo-2.3", "a heron over the reeds")


async def create(connect, *behaviours):
    """(the error or task, how many requests the server saw)"""
    async with s.scripted(*behaviours) as server:
        try:
            got = await connect(server.root).video.create(REQUEST)
        except Exception as error:
            got = error
        return got, len(server.requests)


@pytest.mark.parametrize(
    ("behaviour", "kind", "acceptance"),
    [
        (s.refusal(1002), Throttled, Acceptance.NOT_ACCEPTED),
        (s.refusal(1039), Throttled, Acceptance.NOT_ACCEPTED),
        (s.refusal(1041), Throttled, Acceptance.NOT_ACCEPTED),
        (s.refusal(2045), Throttled, Acceptance.NOT_ACCEPTED),
        (s.answer(b"slow down", 429), Throttled, Acceptance.NOT_ACCEPTED),
        (s.refusal(1004), InvalidKey, Acceptance.REFUSED),
        (s.refusal(2049), InvalidKey, Acceptance.REFUSED),
        (s.answer(b"<html>", 401), InvalidKey, Acceptance.REFUSED),
        (s.refusal(1008), BalanceSpent, Acceptance.REFUSED),
        (s.refusal(2013), InvalidRequest, Acceptance.REFUSED),
        (s.refusal(1026), ContentRefused, Acceptance.REFUSED),
        (s.refusal(1027), ContentRefused, Acceptance.REFUSED),
        (s.refusal(1026, status=500), ContentRefused, Acceptance.REFUSED),
        (s.refusal(1000), Unavailable, Acceptance.UNKNOWN),
        (s.refusal(4711), Unclear, Acceptance.UNKNOWN),
        (s.answer(b"oops", 500), Unavailable, Acceptance.UNKNOWN),
        (s.answer(b"", 502), Unavailable, Acceptance.UNKNOWN),
        (s.answer(s.ACCEPTED, cut=9), Unclear, Acceptance.UNKNOWN),
        (s.answer(b'{"task_id": "1'), Garbled, Acceptance.UNKNOWN),
        (s.answer({"base_resp": {"status_code": 0}}), Garbled, Acceptance.UNKNOWN),
        (s.answer({"task_id": "../x"}), Garbled, Acceptance.UNKNOWN),
        (s.answer(b"[" * 100_000), Garbled, Acceptance.UNKNOWN),
        (s.bomb, Garbled, Acceptance.UNKNOWN),
        (s.reset, Unclear, Acceptance.UNKNOWN),
        (s.reset_unread, Unclear, Acceptance.UNKNOWN),
    ],
)
async def test_it_tells_what_became_of_the_request_and_sends_it_once(connect, behaviour, kind, acceptance):
    error, requests = await create(connect, behaviour, s.answer(s.ACCEPTED))
    assert type(error) is kind
    assert error.acceptance == acceptance
    assert requests == (0 if behaviour is s.reset_unread else 1)


async def test_it_returns_the_task(connect):
    task, requests = await create(connect, s.answer(s.ACCEPTED, headers="Trace-Id: ab-12\r\n"))
    assert (task.task_id, task.trace_id, requests) == ("106916112212032", "ab-12", 1)
    assert task.reply == s.ACCEPTED


async def test_it_knows_that_nothing_was_written_when_nobody_listens(connect):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        api = connect(f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(NotConnected) as caught:
            async with asyncio.timeout(0.4):  # the wire's own second try would come after half a second
                await api.video.create(REQUEST)
    assert caught.value.acceptance == Acceptance.NOT_ACCEPTED


@pytest.mark.parametrize("behaviour", [s.plain, s.reset_unread])
async def test_it_knows_that_nothing_was_written_when_tls_fails(connect, behaviour):
    async with s.scripted(behaviour) as server:
        with pytest.raises(NotConnected):
            await connect(server.root.replace("http:", "https:")).video.create(REQUEST)


@pytest.mark.parametrize("behaviour", [s.hang, s.drip])
async def test_it_gives_up_after_its_time_without_knowing(connect, behaviour):
    api_call = line.Call("POST", "/v1/video_generation", b"{}", seconds=0.3)
    async with s.scripted(behaviour) as server, asyncio.timeout(3):
        with pytest.raises(Unclear) as caught:
            await connect(server.root).video._line.submit(api_call)
    assert caught.value.acceptance == Acceptance.UNKNOWN


async def test_it_says_how_long_to_wait(connect):
    error, _ = await create(connect, s.answer({}, 429, "Retry-After: 7\r\n"))
    assert error.retry_after == 7


async def test_it_opens_a_connection_for_each_submit(connect):
    async with s.scripted(s.answer(s.ACCEPTED)) as server:
        api = connect(server.root)
        await asyncio.gather(api.video.create(REQUEST), api.video.create(REQUEST))
        await api.video.create(REQUEST)
        assert len(server.requests) == 3
        assert all(b"connection: close" in request.lower() for request in server.requests)


async def test_it_does_not_follow_to_another_host(connect):
    async with s.scripted(s.answer(s.ACCEPTED)) as other:
        moved = s.answer(b"", 307, f"Location: {other.root}/v1/video_generation\r\n")
        error, _ = await create(connect, moved)
        assert error.acceptance == Acceptance.REFUSED
        assert other.requests == []

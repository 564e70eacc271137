"""The socket's edges: what a server that misbehaves must not achieve."""

import json

import pytest
from websockets.asyncio.server import serve

from studio.minimax import InvalidKey, MiniMaxError, NotConnected, SpeechRequest, Unclear
from tests.minimax.conftest import KEY

OK = {"status_code": 0, "status_msg": "success"}
REQUEST = SpeechRequest("speech-2.6-hd", "", "v")


async def talk(connect, handler, *texts, leave_early=False):
    """What is heard of each text from a server that behaves as `handler`."""
    async with serve(handler, "127.0.0.1", 0) as server:
        root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        heard = []
        async with connect(root).speech.live(REQUEST) as live:
            for text in texts:
                chunks = []
                async for chunk in live.say(text):
                    chunks.append(chunk)
                    if leave_early and text == texts[0]:
                        break
                heard.append(b"".join(chunks))
        return heard


async def say(socket, event, **more):
    await socket.send(json.dumps({"event": event, "base_resp": OK, **more}))


async def greet(socket):
    await say(socket, "connected_success")
    await socket.recv()
    await say(socket, "task_started")


async def speak(socket, sound, last=True):
    await socket.recv()
    await say(socket, "task_continued", data={"audio": sound}, is_final=False)
    if last:
        await say(socket, "task_continued", data={"audio": ""}, is_final=True, extra_info={"usage_characters": 3})


async def test_no_error_holds_the_key(connect):
    async def tell(socket):
        said = f"who is {socket.request.headers['Authorization']}"
        await say(socket, "task_failed", base_resp={"status_code": 1004, "status_msg": said})

    with pytest.raises(InvalidKey) as caught:
        await talk(connect, tell, "one")
    assert KEY not in str(caught.value) + repr(caught.value) + caught.value.said


async def test_it_follows_to_no_other_host(connect):
    def elsewhere(socket, request):
        response = socket.respond(302, "")
        response.headers["Location"] = "ws://127.0.0.1:9/ws/v1/t2a_v2"
        return response

    async with serve(greet, "127.0.0.1", 0, process_request=elsewhere) as server:
        root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(MiniMaxError) as caught:
            async with connect(root).speech.live(REQUEST):
                pass
    assert caught.value.http_status == 302


async def test_a_goodbye_that_does_not_arrive_spoils_nothing(connect):
    async def once(socket):
        await greet(socket)
        await speak(socket, "aabb")

    assert await talk(connect, once, "one") == [b"\xaa\xbb"]


async def test_it_hears_the_second_text_after_leaving_the_first(connect):
    async def twice(socket):
        await greet(socket)
        await speak(socket, "0101")
        await speak(socket, "0202")
        await socket.recv()

    assert await talk(connect, twice, "one", "two", leave_early=True) == [b"\x01\x01", b"\x02\x02"]


async def test_a_line_that_breaks_is_unclear(connect):
    async def breaks(socket):
        await greet(socket)
        await speak(socket, "aabb", last=False)
        socket.transport.abort()

    with pytest.raises(Unclear):
        await talk(connect, breaks, "one")


async def test_nobody_there_costs_nothing(connect):
    with pytest.raises(NotConnected):
        async with connect("http://127.0.0.1:9").speech.live(REQUEST):
            pass

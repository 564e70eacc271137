"""Chat at the sandbox in both dialects, and streams that no well-behaved server sends."""

import asyncio
import json
import sys

import pytest

from studio.minimax import (
    Attachment,
    ChatRequest,
    ContentRefused,
    Dialect,
    InvalidKey,
    InvalidRequest,
    Message,
    MiniMax,
    MiniMaxError,
    Role,
    Throttled,
    Tool,
    Unclear,
)
from studio.minimax.chat import Grown
from studio.minimax.dialects import tongue_of
from studio.minimax.line import Call
from tests.minimax import scripted as s

MODEL = "MiniMax-M2.1"
WEATHER = Tool(
    "get_weather",
    "Weather of a city",
    {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
)


def ask(text="What is 6 times 7?", **fields):
    return ChatRequest(fields.pop("model", MODEL), (Message(Role.USER, text),), **fields)


async def read(api, request):
    async with api.chat.stream(request) as stream:
        pieces = [piece async for piece in stream]
    return pieces, stream.reply


async def test_it_replies(api):
    reply = await api.chat.complete(ask(temperature=0.5, top_p=0.9, max_tokens=500))
    assert reply.text.startswith("6 × 7 = 42.")
    assert "42" in reply.reasoning
    assert (reply.finish_reason, reply.model) == ("stop", MODEL)
    assert reply.usage.total == reply.usage.prompt + reply.usage.completion
    assert 0 < reply.usage.reasoning < reply.usage.completion
    assert reply.id
    assert reply.trace_id


async def test_it_streams_the_same_in_pieces(api):
    request = ask("Tell a story in five sentences.", temperature=0)
    pieces, reply = await read(api, request)
    whole = await api.chat.complete(request)
    assert len(pieces) > 5
    assert "".join(piece.text for piece in pieces) == reply.text == whole.text
    assert "".join(piece.reasoning for piece in pieces) == reply.reasoning
    assert reply.reasoning.strip() == whole.reasoning.strip()
    assert "<think>" not in reply.text
    assert reply.usage == whole.usage


async def test_it_carries_tools_there_and_back(api):
    question = Message(Role.USER, "What's the weather in Beijing?")
    first = await api.chat.complete(ChatRequest(MODEL, (question,), tools=(WEATHER,)))
    [call] = first.tool_calls
    assert (first.finish_reason, call.name, call.parsed()) == ("tool_calls", "get_weather", {"location": "Beijing"})
    said = Message(Role.ASSISTANT, first.text, tool_calls=first.tool_calls, reasoning=first.reasoning)
    answered = Message(Role.TOOL, '{"sky": "clear"}', tool_call_id=call.id)
    second = await api.chat.complete(ChatRequest(MODEL, (question, said, answered), tools=(WEATHER,)))
    assert "sky clear" in second.text


async def test_it_streams_tool_calls(api):
    _pieces, reply = await read(api, ask("Weather in Oslo?", tools=(WEATHER,)))
    assert [call.parsed() for call in reply.tool_calls] == [{"location": "Oslo"}]


async def test_it_shows_pictures(api):
    pixel = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
        b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    message = Message(Role.USER, "What is this?", (Attachment(content=pixel),))
    reply = await api.chat.complete(ChatRequest("MiniMax-M3", (message,)))
    assert "1 by 1" in reply.text


@pytest.mark.parametrize(
    ("word", "kind"), [("refuse", ContentRefused), ("throttle", Throttled), ("401", InvalidKey), ("lost", Unclear)]
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_it_raises_what_went_wrong(api, word, kind, streamed):
    with pytest.raises(kind):
        await (read(api, ask(f"hello sandbox:{word}")) if streamed else api.chat.complete(ask(f"hello sandbox:{word}")))


def test_a_long_reply_is_held_in_one_piece():
    grown, before = Grown(), sys.getallocatedblocks()
    for number in range(10_000):
        grown.write(f" w{number}")
    grown.write("\ud83d")  # half a letter, which a model may write
    assert sys.getallocatedblocks() - before < 1000
    assert str(grown).endswith(" w9998 w9999\ud83d")


async def test_it_keeps_what_has_arrived_when_the_line_breaks(api):
    request = ask("Write a story of 200 words. sandbox:short", thinking=None)
    async with api.chat.stream(request) as stream:
        with pytest.raises(Unclear):
            async for _ in stream:
                pass
    assert stream.reply is None
    kept = stream.interrupted()
    assert kept.text or kept.reasoning


async def test_it_refuses_an_unknown_model(api):
    with pytest.raises(InvalidRequest) as caught:
        await api.chat.complete(ask(model="gpt-4"))
    assert "unknown model" in caught.value.said


# What the wire may bring


def frame(**choice):
    return {"id": "a", "object": "chat.completion.chunk", "model": MODEL, "choices": [{"index": 0, **choice}]}


def events(*bodies, ending=b"", lines=b"\n\n"):
    raw = b"".join(b"data: " + json.dumps(body).encode() + lines for body in bodies) + ending
    return raw


def stream_of(raw, content_type="text/event-stream"):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTrace-Id: t1\r\nConnection: close\r\n\r\n".encode()

    async def behave(reader, writer):
        writer.write(head)
        for at in range(0, len(raw), 7):  # inside letters, tags and lines
            writer.write(raw[at : at + 7])
            await writer.drain()
            await asyncio.sleep(0)

    return behave


async def gathered(connect, raw, dialect=Dialect.OFFICIAL, **more):
    async with s.scripted(stream_of(raw, **more)) as server:
        return await read(connect(server.root, dialect), ask())


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_it_takes_tags_cut_between_events(connect, dialect):
    words = ["<thi", "nk>\nlet me", " see</th", "ink>\n\nFü", "ße", " 你好"]
    raw = events(*(frame(delta={"content": word}) for word in words), frame(delta={}, finish_reason="stop"))
    pieces, reply = await gathered(connect, b": ping\n\n" + raw, dialect)
    assert (reply.text, reply.reasoning) == ("Füße 你好", "let me see")
    assert "<" not in "".join(piece.text + piece.reasoning for piece in pieces)
    assert reply.trace_id == "t1"


async def test_it_takes_a_closing_frame_with_message(connect):
    closing = {
        **frame(finish_reason="stop", message={"role": "assistant", "content": "hello"}),
        "object": "chat.completion",
    }
    closing |= {
        "usage": {"total_tokens": 9, "prompt_tokens": 4, "completion_tokens": 5},
        "base_resp": {"status_code": 0},
    }
    raw = events(
        frame(delta={"content": "hel", "role": ""}), frame(delta={"content": "lo"}, finish_reason="stop"), closing
    )
    pieces, reply = await gathered(connect, raw)
    assert [piece.text for piece in pieces] == ["hel", "lo"]
    assert (reply.text, reply.usage.total) == ("hello", 9)


async def test_it_takes_a_message_that_was_never_streamed(connect):
    whole = {
        **frame(finish_reason="stop", message={"content": "<think>hm</think>all at once"}),
        "base_resp": {"status_code": 0},
    }
    _pieces, reply = await gathered(connect, events(whole))
    assert (reply.text, reply.reasoning) == ("all at once", "hm")
    _pieces, reply = await gathered(connect, json.dumps(whole).encode(), content_type="application/json")
    assert reply.text == "all at once"


async def test_it_needs_no_done_and_stops_at_done(connect):
    raw = events(frame(delta={"content": "a"}), frame(delta={}, finish_reason="stop"))
    assert (await gathered(connect, raw))[1].text == "a"
    after = events(frame(delta={"content": "never read"}))
    assert (await gathered(connect, raw + b"data: [DONE]\n\n" + after))[1].text == "a"


async def test_a_stream_without_an_end_is_broken_off(connect):
    with pytest.raises(Unclear) as caught:
        await gathered(connect, events(frame(delta={"content": "half a sen"})))
    assert "broke off" in caught.value.cause


async def test_it_raises_a_refusal_in_the_middle(connect):
    raw = events(
        frame(delta={"content": "so"}), {"base_resp": {"status_code": 1027, "status_msg": "output new_sensitive"}}
    )
    with pytest.raises(ContentRefused):
        await gathered(connect, raw)


async def test_it_puts_tool_calls_together_from_their_pieces(connect):
    def call(index, **function):
        more = {"id": f"c{index}", "type": "function"} if "name" in function else {}
        return frame(delta={"tool_calls": [{"index": index, "function": function, **more}]})

    raw = events(
        call(0, name="one", arguments='{"a"'), call(1, name="two", arguments=""), call(0, arguments=": 1}"),
        call(1, arguments="{}"), frame(delta={}, finish_reason="tool_calls"),
    )  # fmt: skip
    _pieces, reply = await gathered(connect, raw)
    assert [(call.id, call.name, call.parsed()) for call in reply.tool_calls] == [
        ("c0", "one", {"a": 1}),
        ("c1", "two", {}),
    ]


async def test_it_sends_a_stream_once(connect):
    async with s.scripted(s.reset, stream_of(b"")) as server:
        with pytest.raises(Unclear):
            await read(connect(server.root), ask())
        assert len(server.requests) == 1


# What the dialects send


def fields(call):
    return json.loads(call.body)


def test_each_dialect_has_its_path_and_names():
    request = ask(max_tokens=9, temperature=0.0)
    official, reference = (
        tongue_of(dialect).chat.create(request, True) for dialect in (Dialect.OFFICIAL, Dialect.REFERENCE)
    )
    assert (official.path, reference.path) == ("/v1/chat/completions", "/v1/text/chatcompletion_v2")
    assert fields(official)["max_completion_tokens"] == 9
    assert fields(official)["stream_options"] == {"include_usage": True}
    assert fields(official)["reasoning_split"] is True
    assert fields(reference) == {
        "model": MODEL,
        "messages": [{"role": "user", "content": "What is 6 times 7?"}],
        "temperature": 0.0,
        "max_tokens": 9,
        "stream": True,
    }


def test_it_says_the_former_name_of_a_model_as_each_dialect_knows_it():
    request = ask(model="MiniMax-M2.1-lightning")
    assert fields(tongue_of(Dialect.OFFICIAL).chat.create(request, False))["model"] == "MiniMax-M2.1-highspeed"
    assert fields(tongue_of(Dialect.REFERENCE).chat.create(request, False))["model"] == "MiniMax-M2.1-lightning"


@pytest.mark.parametrize(("dialect", "wish", "sent"), [
    (Dialect.REFERENCE, 1.5, 1.0), (Dialect.REFERENCE, 1.0, 1.0), (Dialect.OFFICIAL, 1.5, 1.0),
    (Dialect.OFFICIAL, 0.0, 0.01),
])  # fmt: skip
def test_it_admits_a_cooled_temperature(dialect, wish, sent):
    chat = tongue_of(dialect).chat
    assert fields(chat.create(ask(temperature=wish), False))["temperature"] == sent
    assert [(found.value, found.sent) for found in chat.find_unsaid(ask(temperature=wish))] == (
        [] if wish == sent else [(wish, sent)]
    )


def test_it_sends_every_official_field_in_both_dialects():
    request = ask(
        tool_choice="none", response_format={"name": "a", "schema": {}}, mask_sensitive_info=True, thinking=False,
        reasoning_effort="low", service_tier="priority",
    )  # fmt: skip
    for dialect in Dialect:
        sent = fields(tongue_of(dialect).chat.create(request, False))
        assert sent["tool_choice"] == "none"
        assert sent["response_format"] == {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}
        assert sent["thinking"] == {"type": "disabled"}
        assert (sent["reasoning_effort"], sent["service_tier"], sent["mask_sensitive_info"]) == (
            "low",
            "priority",
            True,
        )


def test_it_returns_the_reasoning_where_each_dialect_expects_it():
    turn = Message(Role.ASSISTANT, "yes", reasoning="hm")
    request = ChatRequest(MODEL, (Message(Role.USER, "?"), turn, Message(Role.USER, "sure?")))
    [_, official, _] = fields(tongue_of(Dialect.OFFICIAL).chat.create(request, False))["messages"]
    [_, reference, _] = fields(tongue_of(Dialect.REFERENCE).chat.create(request, False))["messages"]
    assert official == {"role": "assistant", "content": "yes", "reasoning_content": "hm"}
    assert reference["content"] == "<think>\nhm\n</think>\n\nyes"


async def test_it_is_refused_with_a_wrong_key(api, wires):
    stranger = MiniMax(root=api.root, key="sk-api-not-a-key-here", dialect=api.dialect, wires=wires)
    with pytest.raises(InvalidKey):
        await stranger.chat.complete(ask())


async def test_a_complete_reply_is_kept_whatever_follows(connect):
    raw = events(frame(delta={"content": "a"}, finish_reason="stop"), {"usage": 7, "choices": "none"})
    assert (await gathered(connect, raw))[1].text == "a"


async def test_tags_are_words_where_reasoning_has_a_field(connect):
    raw = events(
        frame(delta={"reasoning_content": "hm"}),
        frame(delta={"content": "<think> is a tag"}),
        frame(delta={}, finish_reason="stop"),
    )
    assert (await gathered(connect, raw))[1].text == "<think> is a tag"


@pytest.mark.parametrize("error", ["no such thing", {"message": "no such thing"}])
async def test_an_error_without_a_type_is_still_one(connect, error):
    with pytest.raises(MiniMaxError) as caught:
        await gathered(connect, events({"error": error}))
    assert "no such thing" in caught.value.said


async def drip(reader, writer):
    """A stream that goes on for four seconds and says nothing."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    for _ in range(200):
        writer.write(b": still here\n\n")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("limit", [{"seconds": 0.3}, {"lasts": 0.3}, {"most": 100}])
async def test_a_stream_that_never_ends_is_left(connect, limit):
    async with s.scripted(drip) as server:
        line = connect(server.root).chat._line
        with pytest.raises(Unclear):
            async with line.submit_stream(Call("POST", "/v1/chat/completions", b"{}", **limit)) as stream:
                assert [body async for body in stream] == []


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_reply_may_take_as_long_as_what_it_may_write(dialect):
    request = ChatRequest("MiniMax-M2.7", (Message(Role.USER, "Hello"),), max_tokens=100_000)
    streamed, whole = (tongue_of(dialect).chat.create(request, stream) for stream in (True, False))
    assert streamed.lasts == whole.seconds > 3 * 3600 / 2
    assert streamed.seconds == 600


# Read seldom: all at once that has come meanwhile

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def word(text):
    return events(frame(delta={"content": text}))


@pytest.mark.parametrize("before", [b": keep-alive\n\n", word("")])
async def test_what_comes_before_the_first_words_does_not_make_them_wait(connect, before):
    async def speak(reader, writer):
        for raw in (HEAD + before, word("Storm")):
            writer.write(raw)
            await writer.drain()
            await asyncio.sleep(0.05)

    async with s.scripted(speak) as server, connect(server.root).chat.stream(ask(), every=60) as stream:
        async with asyncio.timeout(20):
            piece = await anext(aiter(stream))
    assert piece.text == "Storm"


async def test_words_that_came_before_a_reset_are_kept_though_it_is_read_seldom(connect):
    async def speak(reader, writer):
        writer.write(HEAD)
        for number in range(30):
            writer.write(word(f"{number} "))
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.transport.abort()

    async with s.scripted(speak) as server, connect(server.root).chat.stream(ask(), every=0.1) as stream:
        with pytest.raises(Unclear):
            [piece async for piece in stream]
        assert stream.interrupted().text == "".join(f"{number} " for number in range(30))

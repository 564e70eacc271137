"""Chat in OpenAI's shape: MiniMax's native path and its compatible one (official.md 3.2, 3.3).

Both answer alike but for errors and the end of a stream: the native path closes with a frame that has `message`,
`usage` and `base_resp`; the compatible one with an empty delta, the usage if asked for, and `[DONE]`.
"""

from collections.abc import AsyncIterator
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import misfortune
from .chat_reply import ChatReply, at_pace, write
from .chat_request import read_flag, read_request
from .door import Call, call, data_line, events, read_json
from .errors import InvalidParams, Style, base_resp

AUTHOR = "MiniMax AI"
HOTTEST_NATIVE, HOTTEST_OPENAI = 1.0, 2.0
Delta = dict[str, Any]


@call(Style.NATIVE)
async def native(call: Call) -> HttpResponseBase:
    return await _complete(call, HOTTEST_NATIVE)


@call(Style.OPENAI)
async def compatible(call: Call) -> HttpResponseBase:
    return await _complete(call, HOTTEST_OPENAI)


async def _complete(call: Call, hottest: float) -> HttpResponseBase:
    body = await read_json(call.request)
    request = await read_request(body, call.account, call.now, hottest)
    split, with_usage = read_flag(body, "reasoning_split"), _wants_usage(body)
    what = misfortune.ordered(call.request, request.prompt)
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    reply = await write(call, request)
    if late := misfortune.after(what, call.style):
        return late
    if not request.stream:
        return JsonResponse(whole(call, reply, split))
    lines = _native_lines(call, reply, split) if call.style is Style.NATIVE else _lines(call, reply, split, with_usage)
    return events(misfortune.cut_stream(lines, what))


def whole(call: Call, reply: ChatReply, split: bool) -> dict[str, Any]:
    """The reply as one object; `split`: reasoning in fields of its own, not in the text."""
    message: dict[str, Any] = {"role": "assistant", "name": AUTHOR, "audio_content": ""}
    message["content"] = reply.text if split else _with_thinking(reply)
    if split and reply.reasoning:
        message |= _apart(reply.reasoning)
    if reply.calls:
        message["tool_calls"] = [_tool_call(at, made) for at, made in enumerate(reply.calls)]
    choice = {"index": 0, "finish_reason": reply.finish, "message": message}
    return {
        "id": reply.id,
        "object": "chat.completion",
        "created": int(call.now),
        "model": reply.model,
        "choices": [choice],
        "usage": reply.usage,
        **_unharmed(),
        "base_resp": base_resp(),
    }


async def deltas(reply: ChatReply, split: bool) -> AsyncIterator[Delta]:
    """What each event adds, the finish reason aside."""
    if reply.reasoning and not split:
        yield {"content": "<think>\n"}
    async for piece in at_pace(reply.reasoning, reply.pace):
        yield _apart(piece) if split else {"content": piece}
    if reply.reasoning and not split:
        yield {"content": "\n</think>\n\n"}
    async for piece in at_pace(reply.text, reply.pace):
        yield {"content": piece}
    for at, made in enumerate(reply.calls):
        yield {"tool_calls": [_tool_call(at, made)]}


async def _lines(call: Call, reply: ChatReply, split: bool, with_usage: bool) -> AsyncIterator[bytes]:
    async for delta in deltas(reply, split):
        yield data_line(_chunk(call, reply, delta))
    yield data_line(_chunk(call, reply, {}, reply.finish))
    if with_usage:
        yield data_line({**_chunk(call, reply, {}), "choices": [], "usage": reply.usage})
    yield b"data: [DONE]\n\n"


async def _native_lines(call: Call, reply: ChatReply, split: bool) -> AsyncIterator[bytes]:
    """The last delta carries the finish reason; LangChain reads no further."""
    held: Delta = {"content": ""}
    first = True
    async for delta in deltas(reply, split):
        if not first:
            yield data_line(_chunk(call, reply, held))
        held, first = delta, False
    yield data_line(_chunk(call, reply, held, reply.finish))
    yield data_line(whole(call, reply, split))


def _chunk(call: Call, reply: ChatReply, delta: Delta, finish: str | None = None) -> dict[str, Any]:
    choice: dict[str, Any] = {"index": 0, "delta": {"role": "assistant", "name": AUTHOR, "audio_content": "", **delta}}
    if finish is not None or call.style is Style.OPENAI:
        choice["finish_reason"] = finish
    return {
        "id": reply.id,
        "object": "chat.completion.chunk",
        "created": int(call.now),
        "model": reply.model,
        "choices": [choice],
        "usage": None,
        **_unharmed(),
    }


def _wants_usage(body: dict[str, Any]) -> bool:
    options = body.get("stream_options")
    if options is None:
        return False
    if not isinstance(options, dict):
        raise InvalidParams("stream_options must be an object")
    return read_flag(options, "include_usage")


def _with_thinking(reply: ChatReply) -> str:
    return f"<think>\n{reply.reasoning}\n</think>\n\n{reply.text}" if reply.reasoning else reply.text


def _apart(reasoning: str) -> dict[str, Any]:
    detail = {
        "type": "reasoning.text",
        "id": "reasoning-text-1",
        "format": "MiniMax-response-v1",
        "index": 0,
        "text": reasoning,
    }
    return {"reasoning_content": reasoning, "reasoning_details": [detail]}


def _tool_call(at: int, made: tuple[str, str, str]) -> dict[str, Any]:
    identity, name, arguments = made
    function = {"name": name, "arguments": arguments}
    return {"id": identity, "type": "function", "function": function, "index": at}


def _unharmed() -> dict[str, Any]:
    return {
        "input_sensitive": False,
        "output_sensitive": False,
        "input_sensitive_type": 0,
        "output_sensitive_type": 0,
        "output_sensitive_int": 0,
    }

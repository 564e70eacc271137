"""Chat in Anthropic's shape (official.md 3.4): messages, their stream with named events, and counting tokens."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import misfortune
from .assistant.conversation import Asked, Look, Tool, Turn
from .chat_reply import ChatReply, at_pace, write
from .chat_request import (
    TOOLS,
    ChatRequest,
    build_tool,
    check_context,
    check_tool_turns,
    count_prompt,
    find_model,
    read_effort,
    read_flag,
    read_length,
    read_number,
    read_priority,
    read_sight,
)
from .door import Call, call, events, read_json
from .errors import InvalidParams, Style, base_resp, unknown

STOPS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}
NO_OTHERS = {"abab6.5s-chat", "MiniMax-Text-01", "MiniMax-M1", "M2-her"}
ARGUMENTS_AT_ONCE = 24


@call(Style.ANTHROPIC)
async def messages(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    request = await read_messages(call, body)
    what = misfortune.ordered(call.request, request.prompt)
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    reply = await write(call, request)
    if late := misfortune.after(what, call.style):
        return late
    if request.stream:
        return events(misfortune.cut_stream(_events(reply), what))
    return JsonResponse({**_message(reply, _blocks(reply), _usage(reply)), "base_resp": base_resp()})


@call(Style.ANTHROPIC)
async def count_tokens(call: Call) -> HttpResponseBase:
    body = {**await read_json(call.request), "max_tokens": 1, "stream": False}
    return JsonResponse({"input_tokens": (await read_messages(call, body)).prompt_tokens})


async def read_messages(call: Call, body: dict[str, Any]) -> ChatRequest:
    model = find_model(body.get("model"))
    if model["name"] in NO_OTHERS:
        raise unknown("model", model["name"])
    facts = model["abilities"]
    turns = _read_system(body.get("system"))
    given = body.get("messages")
    if not isinstance(given, list) or not given:
        raise InvalidParams("messages must be a list with at least one message")
    for at, message in enumerate(given):
        turns += await _read_message(call, at, message, model)
    check_tool_turns(turns)
    most = read_length(body, ("max_tokens",), facts)
    if most is None:
        raise InvalidParams("max_tokens is required")
    tools = _read_tools(body.get("tools"))
    forced = _read_choice(body.get("tool_choice"), tools)
    output = body.get("output_config")
    if output is not None and not isinstance(output, dict):
        raise InvalidParams("output_config must be an object")
    request = ChatRequest(
        model=model["name"],
        turns=turns,
        tools=[] if forced == "none" else tools,
        forced="" if forced == "none" else forced,
        temperature=read_number(body, "temperature", 0, 2, 1.0),
        top_p=read_number(body, "top_p", 0, 1, 0.95),
        max_tokens=most,
        stream=read_flag(body, "stream"),
        priority=read_priority(body),
        thinks=_read_thinking(body.get("thinking"), facts),
        effort=read_effort((output or {}).get("effort"), facts, "output_config.effort"),
        prompt_tokens=await count_prompt(turns, tools, facts),
    )
    check_context(request, facts)
    return request


def _read_system(given: object) -> list[Turn]:
    if given is None:
        return []
    if isinstance(given, str):
        return [Turn("system", given)]
    texts = (
        [part.get("text") if isinstance(part, dict) else None for part in given] if isinstance(given, list) else [None]
    )
    if not all(isinstance(text, str) for text in texts):
        raise InvalidParams("system must be a text or a list of text blocks")
    return [Turn("system", "\n".join(map(str, texts)))]


async def _read_message(call: Call, at: int, message: object, model: dict[str, Any]) -> list[Turn]:
    """A message's turn, and one before it for each tool result in it."""
    role = message.get("role") if isinstance(message, dict) else None
    if role not in ("user", "assistant") or not isinstance(message, dict):
        raise InvalidParams(f"messages[{at}].role must be user or assistant")
    content = message.get("content")
    if isinstance(content, str) and content:
        return [Turn(role, content)]
    if not isinstance(content, list) or not content:
        raise InvalidParams(f"messages[{at}].content must be a text or a list of blocks")
    turn, results = Turn(role), []
    for block in content:
        turn, result = await _add_block(call, turn, block, f"messages[{at}].content", model)
        results += result
    # Results come first: the assistant looks at what the last turn is.
    said = [turn] if turn.text or turn.calls or turn.looks else []
    return said + results if results else said


async def _add_block(
    call: Call, turn: Turn, block: object, where: str, model: dict[str, Any]
) -> tuple[Turn, list[Turn]]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(kind, str):
        raise InvalidParams(f"{where}: a block needs a type")
    if kind == "text" and isinstance(block.get("text"), str):
        return replace(turn, text=f"{turn.text}\n{block['text']}".strip()), []
    if kind in ("thinking", "redacted_thinking") and turn.role == "assistant":
        return turn, []
    if kind in ("image", "video") and turn.role == "user":
        look = await _read_source(call, block.get("source"), kind, where, model)
        return replace(turn, looks=(*turn.looks, look)), []
    if kind == "tool_use" and turn.role == "assistant" and isinstance(block.get("name"), str):
        asked = Asked(str(block.get("id", ""))[:200], block["name"], json.dumps(block.get("input") or {}))
        return replace(turn, calls=(*turn.calls, asked)), []
    if kind == "tool_result" and turn.role == "user" and isinstance(block.get("tool_use_id"), str):
        return turn, [Turn("tool", _result_text(block.get("content"), where), call_id=block["tool_use_id"])]
    raise InvalidParams(f"{where}: a block of type {kind[:40]} is not complete or not allowed for {turn.role}")


def _result_text(content: object, where: str) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise InvalidParams(f"{where}: tool_result.content must be a text or blocks")
    return "\n".join(str(part.get("text", "")) for part in content)


async def _read_source(call: Call, source: object, kind: str, where: str, model: dict[str, Any]) -> Look:
    given = source if isinstance(source, dict) else {}
    if given.get("type") == "base64" and isinstance(given.get("data"), str):
        url = f"data:{given.get('media_type')};base64,{given['data']}"
    else:
        url = str(given.get("url") or "")
    return await read_sight({"url": url}, f"{kind}_url", model, where, call.account, call.now)


def _read_tools(given: object) -> list[Tool]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > TOOLS or not all(isinstance(tool, dict) for tool in given):
        raise InvalidParams(f"tools must be a list of at most {TOOLS}")
    return [build_tool(f"tools[{at}]", tool, "input_schema") for at, tool in enumerate(given)]


def _read_choice(given: object, tools: list[Tool]) -> str:
    if given is None:
        return ""
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "tool" and isinstance(given, dict):
        if given.get("name") not in [tool.name for tool in tools]:
            raise InvalidParams("tool_choice.name is none of the tools")
        return str(given["name"])
    if kind == "auto":
        return ""
    if kind not in ("any", "none") or (kind == "any" and not tools):
        raise InvalidParams("tool_choice.type must be auto, none, or with tools any or tool")
    return str(kind)


def _read_thinking(given: object, facts: dict[str, Any]) -> bool:
    """Off by default where it can be switched, as the page of this surface says; the M2 family always thinks."""
    if facts["thinking"] != "switch" and given is None:
        return bool(facts["thinking"] != "never")
    kind = given.get("type") if isinstance(given, dict) else None
    if given is not None and kind not in ("enabled", "adaptive", "disabled"):
        raise InvalidParams("thinking.type must be enabled, adaptive or disabled")
    return kind in ("enabled", "adaptive") if facts["thinking"] == "switch" else True


def _blocks(reply: ChatReply) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if reply.reasoning:
        found.append({"type": "thinking", "thinking": reply.reasoning, "signature": secrets.token_hex(32)})
    if reply.text:
        found.append({"type": "text", "text": reply.text})
    for identity, name, arguments in reply.calls:
        found.append({"type": "tool_use", "id": identity, "name": name, "input": _input(arguments)})
    return found


def _input(arguments: str) -> dict[str, Any]:
    """Here they are an object: of half a one, nothing is left."""
    try:
        found = json.loads(arguments)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _message(reply: ChatReply, content: list[dict[str, Any]], usage: dict[str, int]) -> dict[str, Any]:
    return {
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": content,
        "stop_reason": STOPS[reply.finish],
        "stop_sequence": None,
        "usage": usage,
    }


def _usage(reply: ChatReply) -> dict[str, int]:
    return {
        "input_tokens": reply.prompt_tokens,
        "output_tokens": reply.completion_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }


async def _events(reply: ChatReply) -> AsyncIterator[bytes]:
    nothing = dict.fromkeys(_usage(reply), 0)
    yield _event("message_start", message={**_message(reply, [], nothing), "stop_reason": None})
    yield _event("ping")
    for index, block in enumerate(_blocks(reply)):
        yield _event("content_block_start", index=index, content_block=_empty(block))
        async for delta in _deltas(block, reply.pace):
            yield _event("content_block_delta", index=index, delta=delta)
        yield _event("content_block_stop", index=index)
    stop = {"stop_reason": STOPS[reply.finish], "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage=_usage(reply))
    yield _event("message_stop")


async def _deltas(block: dict[str, Any], pace: float) -> AsyncIterator[dict[str, str]]:
    if block["type"] == "thinking":
        async for piece in at_pace(block["thinking"], pace):
            yield {"type": "thinking_delta", "thinking": piece}
        yield {"type": "signature_delta", "signature": block["signature"]}
    elif block["type"] == "text":
        async for piece in at_pace(block["text"], pace):
            yield {"type": "text_delta", "text": piece}
    else:
        written = json.dumps(block["input"], ensure_ascii=False)
        for at in range(0, len(written), ARGUMENTS_AT_ONCE):
            yield {"type": "input_json_delta", "partial_json": written[at : at + ARGUMENTS_AT_ONCE]}


def _empty(block: dict[str, Any]) -> dict[str, Any]:
    """The block as it starts."""
    blank = {"thinking": "", "signature": "", "text": "", "input": {}}
    return {name: blank.get(name, value) for name, value in block.items()}


def _event(name: str, **fields: Any) -> bytes:
    body = json.dumps({"type": name, **fields}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode()

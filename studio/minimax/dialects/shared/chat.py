"""Chat messages out, replies and deltas in (official.md 3.2, 3.3)."""

import base64
from collections.abc import Mapping
from typing import Any

from studio.minimax import readers
from studio.minimax.chat import (
    Attachment,
    ChatReply,
    ChatRequest,
    Delta,
    Message,
    Role,
    Tool,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from studio.minimax.errors import Garbled
from studio.minimax.line import Call, Reply
from studio.minimax.thinking import split

TEXT = 16 * 1024 * 1024
# Until MiniMax begins; and, for each token that it may write, at a pace far below its slowest.
CHAT_SECONDS, SECONDS_A_TOKEN = 600.0, 0.1
# What a stream may be that names no number of tokens.
MOST_TOKENS = 128_000
CHAT_BYTES = 256 * 1024 * 1024


def call(path: str, body: bytes, request: ChatRequest, stream: bool) -> Call:
    """A reply may take as long as what it may write: a stream after its beginning, another until it is there."""
    tokens = request.max_tokens or (MOST_TOKENS if stream else 0)
    lasts = CHAT_SECONDS + SECONDS_A_TOKEN * tokens
    return Call("POST", path, body, seconds=CHAT_SECONDS if stream else lasts, lasts=lasts, most=CHAT_BYTES)


def build_message(message: Message, reasoning_apart: bool) -> dict[str, Any]:
    """`reasoning_apart`: an assistant's thinking goes back in a field of its own, else before its text."""
    content = message.content
    if message.reasoning and not reasoning_apart:
        content = f"<think>\n{message.reasoning}\n</think>\n\n{content}"
    fields: dict[str, Any] = {"role": message.role.value, "content": content}
    if message.attachments:
        text = [{"type": "text", "text": content}] if content else []
        fields["content"] = text + [_part(attachment) for attachment in message.attachments]
    if message.name:
        fields["name"] = message.name
    if message.reasoning and reasoning_apart:
        fields["reasoning_content"] = message.reasoning
    if message.tool_calls:
        fields["tool_calls"] = [_call(call) for call in message.tool_calls]
    if message.role is Role.TOOL:
        fields["tool_call_id"] = message.tool_call_id
    return fields


def build_tools(tools: tuple[Tool, ...]) -> list[dict[str, Any]] | None:
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
        }
        for tool in tools
    ] or None


def build_official_fields(request: ChatRequest) -> dict[str, Any]:
    """The fields that only MiniMax's pages know."""
    thinking = None if request.thinking is None else {"type": "adaptive" if request.thinking else "disabled"}
    schema = request.response_format
    return {
        "tool_choice": request.tool_choice,
        "response_format": schema and {"type": "json_schema", "json_schema": dict(schema)},
        "mask_sensitive_info": request.mask_sensitive_info,
        "thinking": thinking,
        "reasoning_effort": request.reasoning_effort,
        "service_tier": request.service_tier,
    }


def read(reply: Reply) -> ChatReply:
    choice = _choice(reply.body)
    if choice is None:
        raise Garbled
    return _read_whole(reply.body, choice, reply.trace_id)


def read_delta(body: Mapping[str, Any]) -> Delta:
    """One event. A frame with `message` in place of `delta` is the closing one, or a reply that was not streamed."""
    choice = _choice(body) or {}
    delta = readers.find_object(choice, "delta")
    whole = readers.find_object(choice, "message") if delta is None else None
    return Delta(
        id=_identity(body),
        model=readers.fact(readers.find_text, body, "model", 100) or "",
        usage=_usage(body),
        input_sensitive=body.get("input_sensitive") is True,
        output_sensitive=body.get("output_sensitive") is True,
        finish_reason=_finish(choice),
        whole=_read_whole(body, choice, "") if whole is not None else None,
        **(_read_pieces(delta) if delta else {}),
    )


def _read_pieces(delta: Mapping[str, Any]) -> dict[str, Any]:
    calls = readers.read_objects(delta, "tool_calls", 128) if delta.get("tool_calls") else []
    return {
        "text": readers.find_text(delta, "content", TEXT) or "",
        "reasoning": readers.find_text(delta, "reasoning_content", TEXT) or "",
        "tool_calls": tuple(_call_delta(at, call) for at, call in enumerate(calls)),
    }


def _read_whole(body: Mapping[str, Any], choice: dict[str, Any], trace_id: str) -> ChatReply:
    message = readers.find_object(choice, "message")
    if message is None:
        raise Garbled
    text = readers.find_text(message, "content", TEXT) or ""
    apart = readers.find_text(message, "reasoning_content", TEXT)
    text, thought = (text, apart) if apart else split(text)
    calls = [_read_call(call) for call in readers.read_objects(message, "tool_calls", 128)]
    return ChatReply(
        id=_identity(body),
        model=readers.fact(readers.find_text, body, "model", 100) or "",
        text=text,
        reasoning=thought,
        tool_calls=tuple(call for call in calls if call is not None),
        finish_reason=_finish(choice),
        usage=_usage(body),
        trace_id=trace_id,
        input_sensitive=body.get("input_sensitive") is True,
        output_sensitive=body.get("output_sensitive") is True,
    )


def _choice(body: Mapping[str, Any]) -> dict[str, Any] | None:
    choices = readers.read_objects(body, "choices", 16)
    return choices[0] if choices else None


def _identity(body: Mapping[str, Any]) -> str:
    return readers.fact(readers.find_text, body, "id", 128) or ""


def _finish(choice: Mapping[str, Any]) -> str:
    return readers.find_text(choice, "finish_reason", 40) or ""


def _usage(body: Mapping[str, Any]) -> Usage | None:
    usage = readers.fact(readers.find_object, body, "usage")
    if not usage:
        return None
    spoken = readers.fact(readers.find_object, usage, "completion_tokens_details") or {}
    asked = readers.fact(readers.find_object, usage, "prompt_tokens_details") or {}
    return Usage(
        prompt=readers.fact(readers.find_whole, usage, "prompt_tokens") or 0,
        completion=readers.fact(readers.find_whole, usage, "completion_tokens") or 0,
        total=readers.fact(readers.find_whole, usage, "total_tokens") or 0,
        reasoning=readers.fact(readers.find_whole, spoken, "reasoning_tokens") or 0,
        cached=readers.fact(readers.find_whole, asked, "cached_tokens") or 0,
        characters=readers.fact(readers.find_whole, usage, "total_characters") or 0,
    )


def _read_call(call: Mapping[str, Any]) -> ToolCall | None:
    """The call; None for one without a name, which nobody can make."""
    function = readers.find_object(call, "function") or {}
    name = readers.fact(readers.find_text, function, "name", 200)
    arguments = readers.find_text(function, "arguments", TEXT) or "{}"
    return ToolCall(readers.fact(readers.find_text, call, "id", 200) or "", name, arguments) if name else None


def _call_delta(at: int, call: Mapping[str, Any]) -> ToolCallDelta:
    function = readers.find_object(call, "function") or {}
    index = readers.find_whole(call, "index", 127)
    return ToolCallDelta(
        index=at if index is None else index,
        id=readers.find_text(call, "id", 200) or "",
        name=readers.find_text(function, "name", 200) or "",
        arguments=readers.find_text(function, "arguments", TEXT) or "",
    )


def _part(attachment: Attachment) -> dict[str, Any]:
    if attachment.file_id:
        url: str | None = f"mm_file://{attachment.file_id}"
    elif attachment.content is not None:
        url = f"data:{attachment.mime};base64,{base64.b64encode(attachment.content).decode()}"
    else:
        url = attachment.url
    fields = {"url": url, "detail": attachment.detail, "fps": attachment.fps}
    kind = f"{attachment.kind}_url"
    return {"type": kind, kind: {name: value for name, value in fields.items() if value is not None}}


def _call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}

"""Reading a chat request, and holding it to the rules of MiniMax's pages (official.md 3.2, 3.3)."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from .assistant import tokens
from .assistant.conversation import Asked, Look, Tool, Turn
from .assistant.looking import look_at
from .errors import InvalidParams, unknown
from .facts import FILE_BYTES, shipped
from .inputs import MM_FILE, read_bytes
from .models import Account

ROLES = {"system", "user", "assistant", "tool"}
ROLE_PLAY = {"user_system", "group", "sample_message_user", "sample_message_ai"}
EFFORTS = ("low", "medium", "high", "xhigh", "max")
PICTURE_BYTES, VIDEO_BYTES = 10_000_000, 50_000_000
CONTEXT = 204_800  # of models whose pages name none
TOOLS = 128
MOST_LETTERS = 8  # of a token, on average


@dataclass(frozen=True)
class ChatRequest:
    """`thinks`: whether reasoning is shown, and how many of its steps `effort` leaves. `forced`: "any" tool, or one
    by name. `priority`: it is written faster. `prompt_tokens`: what all of it counts."""

    model: str
    turns: list[Turn]
    tools: list[Tool] = field(default_factory=list)
    forced: str = ""
    schema: dict[str, Any] | None = None
    temperature: float = 1.0
    top_p: float = 0.95
    max_tokens: int | None = None
    stream: bool = False
    thinks: bool = True
    effort: str = "max"
    mask: bool = False
    priority: bool = False
    prompt_tokens: int = 0

    @property
    def prompt(self) -> str:
        """The last thing that a person wrote: where trouble is ordered."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user"), "")


def find_model(name: object) -> dict[str, Any]:
    """The model's shipped facts. MiniMax's own words for an unknown one (official.md 2)."""
    for row in shipped("models"):
        if row["family"] == "chat" and row["name"] == name:
            return row
    raise unknown("model", name)


async def read_request(body: dict[str, Any], account: Account, now: float, hottest: float) -> ChatRequest:
    """A request of either OpenAI-shaped path; `hottest`: the highest temperature that this path takes."""
    model = find_model(body.get("model"))
    facts = model["abilities"]
    turns = await read_turns(body.get("messages"), model, account, now)
    tools, forced = read_tools(body.get("tools")), _read_choice(body.get("tool_choice"))
    if body.get("n") not in (None, 1):
        raise InvalidParams("n: only 1 is supported")
    if body.get("function_call") is not None or body.get("functions") is not None:
        raise InvalidParams("function_call is not supported; use tools")
    request = ChatRequest(
        model=model["name"],
        turns=turns,
        tools=[] if forced == "none" else tools,
        schema=_read_format(body.get("response_format"), facts),
        temperature=read_number(body, "temperature", 0, hottest, 1.0),
        top_p=read_number(body, "top_p", 0, 1, 0.95),
        max_tokens=read_length(body, ("max_completion_tokens", "max_tokens"), facts),
        stream=read_flag(body, "stream"),
        thinks=_read_thinking(body.get("thinking"), facts),
        effort=read_effort(body.get("reasoning_effort"), facts, "reasoning_effort"),
        mask=read_flag(body, "mask_sensitive_info"),
        priority=read_priority(body),
        prompt_tokens=await count_prompt(turns, tools, facts),
    )
    check_context(request, facts)
    return request


async def count_prompt(turns: list[Turn], tools: list[Tool], facts: dict[str, Any]) -> int:
    """Tokens of all of it. What is far too long is refused before anybody counts."""
    if sum(len(turn.text) for turn in turns) > MOST_LETTERS * facts.get("context", CONTEXT):
        raise InvalidParams("context window exceeds limit")
    return await asyncio.to_thread(_count_prompt, turns, tools)


def _count_prompt(turns: list[Turn], tools: list[Tool]) -> int:
    said = sum(4 + tokens.count(turn.text) + 300 * len(turn.looks) for turn in turns)
    asked = sum(tokens.count(call.name + call.arguments) for turn in turns for call in turn.calls)
    offered = sum(tokens.count(tool.name + tool.description + json.dumps(dict(tool.parameters))) for tool in tools)
    return said + asked + offered


def check_context(request: ChatRequest, facts: dict[str, Any]) -> None:
    most = facts.get("context", CONTEXT)
    if request.prompt_tokens > most:
        raise InvalidParams(f"context window exceeds limit: {request.prompt_tokens} tokens, {most} at most")


async def read_turns(given: object, model: dict[str, Any], account: Account, now: float) -> list[Turn]:
    if not isinstance(given, list) or not given:
        raise InvalidParams("messages must be a list with at least one message")
    turns = [await _read_turn(at, message, model, account, now) for at, message in enumerate(given)]
    if all(turn.role == "system" for turn in turns):
        raise InvalidParams("messages: there is nothing to reply to, only system messages")
    check_tool_turns(turns)
    return turns


def check_tool_turns(turns: list[Turn]) -> None:
    known: set[str] = set()
    for turn in turns:
        known |= {call.id for call in turn.calls}
        if turn.role == "tool" and turn.call_id not in known:
            raise InvalidParams(f"tool result's tool id({turn.call_id[:60]}) not found")


async def _read_turn(at: int, message: object, model: dict[str, Any], account: Account, now: float) -> Turn:
    if not isinstance(message, dict):
        raise InvalidParams(f"messages[{at}] must be an object")
    role = message.get("role")
    allowed = ROLES | (ROLE_PLAY if model["abilities"].get("roles") else set())
    if not isinstance(role, str) or role not in allowed:
        raise InvalidParams(f"messages[{at}].role must be one of {', '.join(sorted(allowed))}")
    calls = _read_calls(at, message.get("tool_calls")) if role == "assistant" else ()
    text, looks = await _read_content(at, message.get("content"), model, account, now, may_be_empty=bool(calls))
    if message.get("name") is not None and not isinstance(message["name"], str):
        raise InvalidParams(f"messages[{at}].name must be a text")
    call_id = message.get("tool_call_id")
    if role == "tool" and (not isinstance(call_id, str) or not call_id):
        raise InvalidParams(f"messages[{at}].tool_call_id is required for role tool")
    plain = {
        "user_system": "system",
        "group": "system",
        "sample_message_user": "user",
        "sample_message_ai": "assistant",
    }
    return Turn(plain.get(role, role), text, looks, calls, call_id if isinstance(call_id, str) else "")


async def _read_content(
    at: int, content: object, model: dict[str, Any], account: Account, now: float, may_be_empty: bool
) -> tuple[str, tuple[Look, ...]]:
    if content is None and may_be_empty:
        return "", ()
    if isinstance(content, str):
        return content, ()
    if not isinstance(content, list) or not content:
        raise InvalidParams(f"messages[{at}].content must be a text or a list of parts")
    texts, looks = [], []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif kind in ("image_url", "video_url"):
            look = await read_sight(part.get(kind), kind, model, f"messages[{at}].content", account, now)
            looks.append(look)
        else:
            raise InvalidParams(f"messages[{at}].content: a part must be of type text, image_url or video_url")
    return "\n".join(texts), tuple(looks)


async def read_sight(given: object, kind: str, model: dict[str, Any], field: str, account: Account, now: float) -> Look:
    """A picture or video beside a text, if this model sees such a thing."""
    thing = kind.removesuffix("_url")
    if thing not in model["abilities"].get("sees", []):
        raise InvalidParams(f"{field}: model {model['name']} takes no {thing}")
    url = given.get("url") if isinstance(given, dict) else given
    if isinstance(given, dict):
        _check_sight(given, field)
    most = PICTURE_BYTES if thing == "image" else FILE_BYTES if str(url).startswith(MM_FILE) else VIDEO_BYTES
    data = await read_bytes(url, f"{field}.{kind}", account, now, kinds={thing: r"[\w.+-]+"}, most=most)
    if len(data) > most:
        raise InvalidParams(f"{field}: the {thing} is larger than {most // 1_000_000} MB")
    if thing == "video":
        return Look(f"{len(data):,} byte video", 0, 0, (), "unseen")
    look = await asyncio.to_thread(look_at, data)
    if look is None:
        raise InvalidParams(f"{field}: not a readable picture")
    return look


def _check_sight(given: dict[str, Any], field: str) -> None:
    if given.get("detail") not in (None, "low", "default", "high", "auto"):
        raise InvalidParams(f"{field}: detail must be low, default or high")
    fps = given.get("fps")
    if fps is not None and (isinstance(fps, bool) or not isinstance(fps, int | float) or not 0.2 <= fps <= 5):
        raise InvalidParams(f"{field}: fps must be 0.2 to 5")


def _read_calls(at: int, given: object) -> tuple[Asked, ...]:
    """LangChain sends null on plain turns."""
    if given is None:
        return ()
    found = []
    for call in given if isinstance(given, list) else [None]:
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(call, dict) or not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise InvalidParams(f"messages[{at}].tool_calls: each needs an id and a function with a name")
        arguments = function.get("arguments", "{}")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        if not _is_json(text):
            raise InvalidParams("invalid function arguments json string")
        found.append(Asked(str(call.get("id", ""))[:200], function["name"], text))
    return tuple(found)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_tools(given: object) -> list[Tool]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > TOOLS:
        raise InvalidParams(f"tools must be a list of at most {TOOLS}")
    return [_read_tool(at, tool) for at, tool in enumerate(given)]


def _read_tool(at: int, tool: object) -> Tool:
    function = tool.get("function") if isinstance(tool, dict) and tool.get("type") == "function" else None
    if not isinstance(function, dict):
        raise InvalidParams(f'tools[{at}] must be {{"type": "function", "function": {{...}}}}')
    return build_tool(f"tools[{at}].function", function, "parameters")


def build_tool(where: str, given: dict[str, Any], schema_name: str) -> Tool:
    name, description, schema = given.get("name"), given.get("description", ""), given.get(schema_name)
    if not isinstance(name, str) or not re.fullmatch(r"[\w.:-]{1,128}", name):
        raise InvalidParams(f"{where}.name must be 1 to 128 letters, digits, _, - or .")
    if isinstance(schema, str):  # LangChain sends the schema as a JSON text
        try:
            schema = json.loads(schema or "{}")
        except (ValueError, RecursionError):
            raise InvalidParams(f"{where}.{schema_name} is not valid JSON") from None
    if schema is not None and not isinstance(schema, dict):
        raise InvalidParams(f"{where}.{schema_name} must be a JSON schema")
    return Tool(name, description if isinstance(description, str) else "", schema or {})


def _read_choice(given: object) -> str:
    """MiniMax's pages know none and auto."""
    if given not in (None, "none", "auto"):
        raise InvalidParams("tool_choice must be none or auto")
    return "none" if given == "none" else ""


def _read_format(given: object, facts: dict[str, Any]) -> dict[str, Any] | None:
    if given is None or (isinstance(given, dict) and given.get("type") == "text"):
        return None
    inner = given.get("json_schema") if isinstance(given, dict) and given.get("type") == "json_schema" else None
    schema = inner.get("schema") if isinstance(inner, dict) else None
    if not isinstance(schema, dict):
        raise InvalidParams('response_format must be {"type": "json_schema", "json_schema": {"name", "schema"}}')
    if not facts.get("schema"):
        raise InvalidParams("response_format: only MiniMax-Text-01 takes one")
    return schema


def _read_thinking(given: object, facts: dict[str, Any]) -> bool:
    """On by default where the model thinks; only M3 can be told not to."""
    if given is None:
        return bool(facts["thinking"] != "never")
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in ("adaptive", "disabled"):
        raise InvalidParams("thinking.type must be adaptive or disabled")
    if facts["thinking"] != "switch":
        raise InvalidParams("thinking: only MiniMax-M3 can be switched")
    return kind == "adaptive"


def read_effort(given: object, facts: dict[str, Any], field: str) -> str:
    if given is None:
        return "max"
    if "efforts" not in facts:
        raise InvalidParams(f"{field}: only MiniMax-M3.1-Flash takes one")
    if given not in EFFORTS:
        raise InvalidParams(f"{field} must be one of {', '.join(EFFORTS)}")
    return str(given)


def read_length(body: dict[str, Any], names: tuple[str, ...], facts: dict[str, Any]) -> int | None:
    most = facts["output"]["most"]
    for name in names:
        value = body.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise InvalidParams(f"{name} must be 1 to {most}")
        return value
    return None


def read_priority(body: dict[str, Any]) -> bool:
    tier = body.get("service_tier")
    if tier not in (None, "standard", "priority"):
        raise InvalidParams("service_tier must be standard or priority")
    return bool(tier == "priority")


def read_number(body: dict[str, Any], name: str, least: float, most: float, default: float) -> float:
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InvalidParams(f"{name} must be a number from {least:g} to {most:g}")
    return float(value)


def read_flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name)
    if value not in (None, True, False) or (isinstance(value, int) and not isinstance(value, bool)):
        raise InvalidParams(f"{name} must be true or false")
    return bool(value)

"""Chat: one reply at once or as a stream, with tools, pictures and the model's reasoning.

Every call is billed and made at most once. Limits (official.md 3): 204,800 tokens of context for the M2 family,
1,000,000 for M3; temperature 0 to 1 (0 to 2 for M3 on the official dialect); pictures up to 10 MB, videos to 50 MB.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from studio.minimax.errors import Garbled, Unclear, gettext_noop
from studio.minimax.line import EventStream, Line
from studio.minimax.terms import Unsaid
from studio.minimax.thinking import ThinkSplitter

if TYPE_CHECKING:
    from studio.minimax.dialects import ChatTongue


class Role(StrEnum):
    """`USER_SYSTEM`, `GROUP` and the samples are for role play with M2-her."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    USER_SYSTEM = "user_system"
    GROUP = "group"
    SAMPLE_USER = "sample_message_user"
    SAMPLE_ASSISTANT = "sample_message_ai"


class Effort(StrEnum):
    """How long M3.1-Flash thinks."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


@dataclass(frozen=True)
class Attachment:
    """A picture or video beside a text: by public address, by its bytes, or by MiniMax's file id (video only).
    `detail`: "low", "default" or "high", pictures only; `fps`: 0.2 to 5, videos only."""

    kind: str = "image"
    content: bytes | None = field(default=None, repr=False)
    mime: str = "image/png"
    url: str | None = None
    file_id: str | None = None
    detail: str | None = None
    fps: float | None = None


@dataclass(frozen=True)
class ToolCall:
    """A call that the model wants made. `arguments`: the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str

    def parsed(self) -> dict[str, Any]:
        """The arguments as an object. Raises ValueError: models write broken JSON now and then."""
        found = json.loads(self.arguments or "{}")
        if not isinstance(found, dict):
            raise ValueError("the arguments are not an object")
        return found


@dataclass(frozen=True)
class Message:
    """One turn. `tool_calls` and `reasoning` belong to assistants; `tool_call_id` to the answer of a tool."""

    role: Role
    content: str = ""
    attachments: tuple[Attachment, ...] = ()
    name: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    reasoning: str = ""


@dataclass(frozen=True)
class Tool:
    """A function that the model may ask for. `parameters`: its JSON schema."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChatRequest:
    """`thinking`: M3 only. `tool_choice`: "auto" or "none". `response_format`: a JSON schema by its name.
    `service_tier`: "standard" or "priority", which costs half as much again."""

    model: str
    messages: tuple[Message, ...]
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: str | None = None
    response_format: Mapping[str, Any] | None = None
    mask_sensitive_info: bool | None = None
    thinking: bool | None = None
    reasoning_effort: Effort | None = None
    service_tier: str | None = None


@dataclass(frozen=True)
class Usage:
    """In tokens; `reasoning` is part of `completion`, `cached` of `prompt`. `characters` when MiniMax says them."""

    prompt: int = 0
    completion: int = 0
    total: int = 0
    reasoning: int = 0
    cached: int = 0
    characters: int = 0


@dataclass(frozen=True)
class ChatReply:
    """`finish_reason`: "stop", "length", "tool_calls" or "content_filter". `usage`: None when it was not told."""

    id: str
    model: str
    text: str
    reasoning: str
    tool_calls: tuple[ToolCall, ...]
    finish_reason: str
    usage: Usage | None
    input_sensitive: bool = False
    output_sensitive: bool = False
    trace_id: str = ""


@dataclass(slots=True)
class Delta:
    """What one event of a stream adds. Not frozen: thousands are made each second."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCallDelta, ...] = ()
    finish_reason: str = ""
    usage: Usage | None = None
    whole: ChatReply | None = None
    id: str = ""
    model: str = ""
    input_sensitive: bool = False
    output_sensitive: bool = False


@dataclass(frozen=True)
class ToolCallDelta:
    """A piece of the call at `index`; MiniMax sends the id and the name with its first piece only."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class ChatPiece:
    """Text or reasoning, as it is to be shown."""

    text: str = ""
    reasoning: str = ""


class Grown:
    """A text that grows, in one piece: a token by itself, as `StringIO` keeps it, takes ten times its room."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def __str__(self) -> str:
        return self._bytes.decode("utf-8", "surrogatepass")

    def write(self, piece: str) -> None:
        self._bytes += piece.encode("utf-8", "surrogatepass")


class ChatStream:
    """`async for piece in stream`; afterwards `stream.reply` is the whole. `interrupted()`: the whole so far."""

    def __init__(self, events: EventStream, tongue: ChatTongue, model: str, every: float) -> None:
        self._events, self._tongue, self._model, self._every = events, tongue, model, every
        self._splitter = ThinkSplitter()
        self._text, self._reasoning = Grown(), Grown()
        self._calls: dict[int, ToolCallDelta] = {}
        self._finish, self._id = "", ""
        self._usage: Usage | None = None
        self._flags = [False, False]
        self.reply: ChatReply | None = None

    async def __aiter__(self) -> AsyncIterator[ChatPiece]:
        async for body in self._read():
            for piece in self._take(body):
                yield piece
        for piece in self._keep(*self._splitter.close()):
            yield piece
        if not self._finish:
            raise Unclear(*BROKEN_OFF, trace_id=self._events.trace_id)
        self.reply = self.interrupted()

    async def _read(self) -> AsyncIterator[Delta]:
        """The deltas. Once the reply is complete, nothing that follows can spoil it."""
        events = aiter(self._events)
        while True:
            try:
                delta = self._tongue.read_delta(await anext(events))
            except StopAsyncIteration:
                return
            except (Garbled, Unclear):
                if self._finish:
                    return
                raise
            yield delta

    def interrupted(self) -> ChatReply:
        calls = tuple(ToolCall(call.id, call.name, call.arguments) for _, call in sorted(self._calls.items()))
        return ChatReply(
            id=self._id,
            model=self._model,
            text=str(self._text),
            reasoning=str(self._reasoning),
            tool_calls=calls,
            finish_reason=self._finish,
            usage=self._usage,
            input_sensitive=self._flags[0],
            output_sensitive=self._flags[1],
            trace_id=self._events.trace_id,
        )

    def _take(self, delta: Delta) -> list[ChatPiece]:
        self._id, self._model = delta.id or self._id, delta.model or self._model
        self._usage = delta.usage or self._usage
        self._flags = [self._flags[0] or delta.input_sensitive, self._flags[1] or delta.output_sensitive]
        for call in delta.tool_calls:
            known = self._calls.get(call.index, ToolCallDelta(call.index))
            self._calls[call.index] = ToolCallDelta(
                call.index, call.id or known.id, call.name or known.name, known.arguments + call.arguments
            )
        if delta.reasoning:  # it comes in a field of its own, so tags in the text are the answer's own words
            self._splitter.pass_by()
        pieces = self._keep("", delta.reasoning) + self._keep(*self._splitter.feed(delta.text))
        if delta.whole is not None:
            pieces += self._take_whole(delta.whole)
        self._finish = delta.finish_reason or self._finish
        return pieces

    def _take_whole(self, whole: ChatReply) -> list[ChatPiece]:
        """A frame with `message`: the closing one repeats what was streamed, an unstreamed reply is all there is."""
        self._finish = whole.finish_reason or self._finish
        if not self._calls:
            numbered = enumerate(whole.tool_calls)
            self._calls = {at: ToolCallDelta(at, call.id, call.name, call.arguments) for at, call in numbered}
        if self._text or self._reasoning:
            return []
        self._splitter = ThinkSplitter()  # what it holds back is in the whole too
        return self._keep(whole.text, whole.reasoning)

    def _keep(self, text: str, reasoning: str) -> list[ChatPiece]:
        if not text and not reasoning:
            return []
        self._text.write(text)
        self._reasoning.write(reasoning)
        # Only now: what comes before the first words, a comment or a role alone, must not make them wait.
        self._events.every = self._every
        return [ChatPiece(text, reasoning)]


BROKEN_OFF = (
    gettext_noop("The reply broke off before it was complete."),
    gettext_noop("What has arrived is kept. Ask again for the rest; MiniMax may have billed the first part."),
)


class Chat:
    def __init__(self, line: Line, tongue: ChatTongue) -> None:
        self._line, self._tongue = line, tongue

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The whole reply: exactly one POST, billed."""
        call = await asyncio.to_thread(self._tongue.create, request, False)
        return (await self._line.submit(call)).read(self._tongue.read)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, every: float = 0.0) -> AsyncIterator[ChatStream]:
        """The reply as it is written: exactly one POST, billed for what was written when the stream is left. After the
        first piece it is read at most `every` so many seconds, which costs a fraction of reading each by itself.

        Refusals are raised on entering; a line that breaks raises `Unclear` from the iteration.
        """
        call, model = await asyncio.to_thread(self._tongue.create, request, True), request.model
        streaming = self._line.submit_stream(call)
        del call, request  # a long conversation is not held for as long as it is answered
        async with streaming as events:
            yield ChatStream(events, self._tongue, model, every)

    def unsaid(self, request: ChatRequest) -> list[Unsaid]:
        """What this dialect changes of the request. Pure."""
        return self._tongue.find_unsaid(request)

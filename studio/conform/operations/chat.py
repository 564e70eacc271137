"""Chat."""

from decimal import Decimal

from studio.conform.checks import Wrong, expect, expect_told
from studio.conform.operations.kit import MILLION, Kit, operation, sketch
from studio.minimax import Attachment, ChatReply, ChatRequest, Message, MiniMax, Role, Tool
from studio.spend.pricing import Measure

CHAT = "MiniMax-M2.1"
WEATHER = Tool(
    "get_weather",
    "Get the current weather of a city",
    {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
)


def tokens(count: int) -> Measure:
    return Measure(CHAT, Decimal(count) / MILLION, {"tokens": "output"})


def ask(text: str, **fields: object) -> ChatRequest:
    return ChatRequest(CHAT, (Message(Role.USER, text),), max_tokens=2000, **fields)  # type: ignore[arg-type]


def check_reply(reply: ChatReply) -> None:
    expect_told(reply, "id", "model", "usage", "text")
    expect(reply.finish_reason == "stop", f"finish_reason is {reply.finish_reason!r}")
    usage = reply.usage
    expect(usage and usage.total == usage.prompt + usage.completion > 0, "usage does not add up")
    expect("<think>" not in reply.text, "the thinking stands in the answer")


@operation("chat: completion", tokens(500))
async def chat(api: MiniMax, kit: Kit) -> None:
    reply = await api.chat.complete(ask("What is 12 times 12? Answer with the number."))
    check_reply(reply)
    expect("144" in reply.text, f"the answer is {reply.text[:60]!r}")


@operation("chat: reasoning", tokens(500))
async def reasoning(api: MiniMax, kit: Kit) -> None:
    reply = await api.chat.complete(ask("What is 12 times 12? Answer with the number."))
    expect(reply.reasoning, "a model that thinks shows no reasoning")


@operation("chat: stream", tokens(500))
async def chat_stream(api: MiniMax, kit: Kit) -> None:
    async with api.chat.stream(ask("Tell a story about the tide in three sentences.")) as stream:
        pieces = [piece async for piece in stream]
    expect(len(pieces) > 2, f"only {len(pieces)} pieces came")
    if stream.reply is None:
        raise Wrong("the stream has no end")
    check_reply(stream.reply)
    expect("".join(piece.text for piece in pieces) == stream.reply.text, "the pieces are not the whole")


@operation("chat: tools and their answers", tokens(1000))
async def tools(api: MiniMax, kit: Kit) -> None:
    question = Message(Role.USER, "What's the weather in Oslo? Use the tool.")
    first = await api.chat.complete(ChatRequest(CHAT, (question,), tools=(WEATHER,)))
    expect(first.finish_reason == "tool_calls", f"finish_reason is {first.finish_reason!r}")
    expect([call.name for call in first.tool_calls] == ["get_weather"], "the tool is not called")
    call = first.tool_calls[0]
    expect("Oslo" in str(call.parsed().get("location")), f"the arguments are {call.arguments}")
    said = Message(Role.ASSISTANT, first.text, tool_calls=first.tool_calls, reasoning=first.reasoning)
    answered = Message(Role.TOOL, '{"sky": "overcast"}', tool_call_id=call.id)
    second = await api.chat.complete(ChatRequest(CHAT, (question, said, answered), tools=(WEATHER,)))
    expect(second.text, "the tool's answer is not put into words")


@operation(
    "chat: a picture", Measure("MiniMax-M3", Decimal(1000) / MILLION, {"tokens": "output", "input": "up to 512k"})
)
async def chat_picture(api: MiniMax, kit: Kit) -> None:
    seen = Message(Role.USER, "What colours does this picture have?", (Attachment(content=sketch().content),))
    reply = await api.chat.complete(ChatRequest("MiniMax-M3", (seen,), max_tokens=2000))
    expect(reply.text, "nothing is said about the picture")

"""The rounds of a turn that uses tools: what the model may call, what came of its calls, and the next round."""

from studio.chat.models import Message, ToolCall
from studio.minimax import ChatReply, Tool


def tools_for(reply: Message) -> tuple[Tool, ...]:
    return ()


def choice_for(reply: Message, before: list[Message]) -> str | None:
    return None


def note_calls(row: Message, reply: ChatReply) -> None:
    """Write down the calls of a reply, inside the transaction that ends it."""
    ToolCall.objects.bulk_create(
        [
            ToolCall(message=row, index=at, call_id=call.id, name=call.name, arguments=call.arguments)
            for at, call in enumerate(reply.tool_calls)
        ]
    )


async def go_on(reply: Message) -> None:
    """Make the calls that need no yes."""

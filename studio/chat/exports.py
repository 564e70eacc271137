"""A conversation as a file: for people the branch that is shown, for programs all of it."""

import json
from collections.abc import Callable
from typing import Any

from studio.chat.history import messages_before
from studio.chat.models import Conversation, Message
from studio.generations.models import Generation


def to_markdown(conversation: Conversation) -> str:
    """Who said what, in order. Thinking is not part of it."""
    parts = [f"# {conversation}"]
    for row in shown_messages(conversation):
        who = row.model if row.is_reply else str(conversation.author)
        parts.append(f"## {who}\n\n*{row.created_at:%Y-%m-%d %H:%M} UTC*")
        parts += [f"> {one.name or 'file'}" for one in row.attachments.all()]
        parts += [row.text] if row.text else []
        parts += [f"`{call.name}` {call.get_state_display()}" for call in row.calls.all()]
    return "\n\n".join(parts) + "\n"


def to_json(conversation: Conversation) -> str:
    """All messages on all branches; `parent` tells which follows which."""
    rows = conversation.messages.select_related("generation", "parent").prefetch_related("attachments__asset", "calls")
    whole = {
        "id": str(conversation.public_id),
        "title": conversation.title,
        "model": conversation.model,
        "system": conversation.system,
        "temperature": conversation.temperature,
        "top_p": conversation.top_p,
        "max_tokens": conversation.max_tokens,
        "created_at": conversation.created_at.isoformat(),
        "tip": str(conversation.tip.public_id) if conversation.tip else None,
        "messages": [message_facts(row) for row in rows.defer("html", "words")],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def message_facts(row: Message) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "parent": str(row.parent.public_id) if row.parent else None,
        "role": row.role,
        "model": row.model or None,
        "text": row.text,
        "state": str(row.state),
        "created_at": row.created_at.isoformat(),
        "prompt_tokens": row.prompt_tokens,
        "completion_tokens": row.completion_tokens,
        "cost": cost_of(row.generation),
        "attachments": [
            {"name": one.name, "asset": str(one.asset.public_id) if one.asset else None, "text": one.text or None}
            for one in row.attachments.all()
        ],
        "tool_calls": [
            {"name": call.name, "arguments": call.arguments, "state": call.state, "result": call.result}
            for call in row.calls.all()
        ],
    }


def cost_of(gen: Generation | None) -> str | None:
    if gen is None or gen.state != "done":
        return None
    spent = gen.price if gen.spent is None else gen.spent
    return None if spent is None else f"{spent} {gen.currency}"


def shown_messages(conversation: Conversation) -> list[Message]:
    """The branch that is shown, whole."""
    return messages_before(Message(conversation=conversation, parent_id=conversation.tip_id))


FORMATS: dict[str, tuple[str, Callable[[Conversation], str]]] = {
    "md": ("text/markdown; charset=utf-8", to_markdown),
    "json": ("application/json", to_json),
}

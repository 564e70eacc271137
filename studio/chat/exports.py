"""A conversation as a file: for people the branch that is shown, for programs all of it."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from studio.chat.called import ShownCall, Toolbox
from studio.chat.models import Conversation, Message
from studio.chat.tree import Tree
from studio.generations.models import Generation
from studio.library.models import Asset
from studio.teams.models import Team

WITH_EACH = ("attachments__asset", "calls__generation__results__asset")


def to_markdown(conversation: Conversation) -> str:
    """Who said what, in order. Thinking is not part of it."""
    parts = [f"# {conversation}"]
    toolbox = Toolbox(conversation.team)
    before = ""
    for row in shown_messages(conversation):
        who = row.model if row.is_reply else str(conversation.author)
        if not row.is_reply or row.model != before:
            parts.append(f"## {who}\n\n*{row.created_at:%Y-%m-%d %H:%M} UTC*")
        before = row.model if row.is_reply else ""
        parts += [f"> {one.name or 'file'}" for one in row.attachments.all()]
        parts += [row.text] if row.text else []
        for call in row.calls.all():
            parts += call_in_words(ShownCall(call, row, toolbox.tools), conversation.team)
    return "\n\n".join(parts) + "\n"


def call_in_words(call: ShownCall, team: Team) -> list[str]:
    """What was called and how that ended, with which words, and where each thing is that it made."""
    about = call.prompt or (call.call.arguments if call.call.parsed else "")
    parts = [f"**{call.title}**: {call.state}"]
    parts += ["\n".join(f"> {line}".rstrip() for line in about.splitlines())] if about.strip() else []
    parts += [link(asset, team) for asset in call.made]
    return parts


def link(asset: Asset, team: Team) -> str:
    """Whole where the studio knows its public address, else from its root."""
    name = " ".join(asset.headline.split())[:120]
    for mark in "\\[]":
        name = name.replace(mark, f"\\{mark}")
    return f"[{name}]({settings.PUBLIC_URL}{reverse('asset', args=[team.slug, asset.public_id])})"


def to_json(conversation: Conversation) -> str:
    """All messages on all branches; `parent` tells which follows which."""
    rows = conversation.messages.select_related("generation", "parent").prefetch_related(*WITH_EACH)
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
            {
                "name": call.name,
                "arguments": call.arguments,
                "state": call.state,
                "result": call.result,
                "assets": [str(asset.public_id) for asset in ShownCall(call, row, {}).made],
            }
            for call in row.calls.all()
        ],
    }


def cost_of(gen: Generation | None) -> str | None:
    if gen is None or gen.state != "done":
        return None
    spent = gen.price if gen.spent is None else gen.spent
    return None if spent is None else f"{spent} {gen.currency}"


def shown_messages(conversation: Conversation) -> list[Message]:
    """The branch that is shown, whole, with what belongs to each: as many queries for a long one as for a short one."""
    path = Tree(conversation).path(conversation.tip_id)
    rows = Message.objects.filter(pk__in=path).select_related("generation").defer("words")
    by_pk = {row.pk: row for row in rows.prefetch_related(*WITH_EACH)}
    return [by_pk[pk] for pk in path if pk in by_pk]


FORMATS: dict[str, tuple[str, Callable[[Conversation], str]]] = {
    "md": ("text/markdown; charset=utf-8", to_markdown),
    "json": ("application/json", to_json),
}

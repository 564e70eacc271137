"""A conversation shown to the team as it is at this moment: a frozen copy, to be read and nothing else."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from studio import audit
from studio.catalogue.models import Model
from studio.chat.called import ShownCall, Toolbox, label_of_end
from studio.chat.exports import shown_messages
from studio.chat.lists import talks_of
from studio.chat.models import Conversation, Message, Snapshot
from studio.chat.pages import get_conversation
from studio.chat.tools.registry import BUILT_IN
from studio.library.models import Asset
from studio.library.present import render_tiles
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.ids import as_uuid

TITLES = {tool.name: tool.title for tool in BUILT_IN}


@require_POST
@team_view(Role.CREATOR)
def share(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """Freeze the branch that is shown, without the thinking, for everybody in the team who has its address."""
    conversation = get_conversation(request, team, conversation_id)
    snapshot = Snapshot.objects.create(
        conversation=conversation,
        team=team,
        author=conversation.author,
        title=str(conversation),
        content=freeze(conversation),
    )
    audit.record(request.user, "conversation.shared", snapshot)  # type: ignore[arg-type]
    return redirect("snapshot", slug=team.slug, snapshot_id=snapshot.public_id)


@require_safe
@team_view()
def shared(request: HttpRequest, team: Team, conversation_id: UUID) -> HttpResponse:
    """What of a conversation its author has shown to the team, and the way back from each."""
    conversation = get_conversation(request, team, conversation_id)
    context = talks_of(request, team, conversation) | {"conversation": conversation, "room": "chat", "slug": team.slug}
    context |= {
        "snapshots": conversation.snapshots.defer("content"),
        "root": settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "chat/shared.html", context)


@require_safe
@team_view()
def show(request: HttpRequest, team: Team, snapshot_id: UUID) -> HttpResponse:
    rows = Snapshot.objects.shown().select_related("author", "conversation")
    snapshot = get_object_or_404(rows, team=team, public_id=snapshot_id)
    is_mine = snapshot.author_id == request.user.pk
    context = {"snapshot": snapshot, "turns": thaw(snapshot), "is_mine": is_mine, "room": "chat", "slug": team.slug}
    return render(request, "chat/snapshot.html", context)


@require_POST
@team_view()
def delete(request: HttpRequest, team: Team, snapshot_id: UUID) -> HttpResponse:
    """Its author takes it back, whatever they may do in the team by now."""
    rows = Snapshot.objects.select_related("conversation")
    snapshot = get_object_or_404(rows, team=team, author=request.user, public_id=snapshot_id)
    conversation = snapshot.conversation
    audit.record(request.user, "conversation.unshared", snapshot)  # type: ignore[arg-type]
    snapshot.delete()
    if conversation.deleted_at:
        return redirect("chat", slug=team.slug)
    return redirect("conversation-shared", slug=team.slug, conversation_id=conversation.public_id)


def freeze(conversation: Conversation) -> list[dict[str, Any]]:
    rows = [row for row in shown_messages(conversation) if not row.is_open]
    labels = dict(Model.objects.filter(name__in={row.model for row in rows}).values_list("name", "label"))
    toolbox = Toolbox(conversation.team)
    return [freeze_message(row, conversation, labels, toolbox) for row in rows]


def freeze_message(row: Message, conversation: Conversation, labels: dict[str, str], box: Toolbox) -> dict[str, Any]:
    beside = list(row.attachments.all())
    calls = [ShownCall(call, row, box.tools) for call in row.calls.all()]
    assets = [*(one.asset for one in beside), *(asset for call in calls for asset in call.made)]
    return {
        "role": row.role,
        "who": labels.get(row.model, row.model) if row.is_reply else str(conversation.author),
        "at": row.created_at.isoformat(),
        "text": row.text,
        "html": row.html,
        "files": [one.name for one in beside if one.text],
        "calls": [freeze_call(call) for call in calls],
        "assets": [str(asset.public_id) for asset in assets if asset],
    }


def freeze_call(call: ShownCall) -> dict[str, str]:
    """Of what it was called with only the words for what it makes, and nothing of what the model was told."""
    return {"name": call.call.name, "title": call.title, "words": call.prompt[:600], "end": call.end}


def thaw(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What is drawn of it, by turns; a thing that went to the trash meanwhile is left out."""
    named = {as_uuid(one) for part in snapshot.content for one in part["assets"]}
    rows = Asset.objects.for_team(snapshot.team).kept().filter(public_id__in=named).select_related("team")
    assets = list(rows) if named else []
    tiles = dict(zip((str(one.public_id) for one in assets), render_tiles(assets), strict=True))
    return in_turns([thaw_part(part, tiles) for part in snapshot.content])


def thaw_part(part: dict[str, Any], tiles: dict[str, str]) -> dict[str, Any]:
    return {
        **part,
        "html": SafeString(part["html"]),
        "tiles": [tiles[one] for one in part["assets"] if one in tiles],
        # Snapshots from before 30 November 2026 say nothing of calls.
        "calls": [thaw_call(call) for call in part.get("calls", [])],
    }


def thaw_call(call: dict[str, str]) -> dict[str, str]:
    """What the studio itself names is said in the reader's language."""
    return call | {"title": TITLES.get(call["name"], call["title"]), "state": label_of_end(call["end"])}


def in_turns(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The replies of one model that follow one another are one turn; a reply with nothing to show is left out."""
    turns: list[dict[str, Any]] = []
    for part in parts:
        is_reply = part["role"] == Message.Role.ASSISTANT
        if is_reply and not any(part[name] for name in ("text", "html", "files", "calls", "tiles")):
            continue
        before = turns[-1] if turns else {}
        if is_reply and (before.get("role"), before.get("who")) == (part["role"], part["who"]):
            before["parts"].append(part)
        else:
            turns.append({"role": part["role"], "who": part["who"], "parts": [part]})
    return turns

"""A conversation shown to the team as it is at this moment: a frozen copy, to be read and nothing else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from studio import audit
from studio.catalogue import ask
from studio.chat.exports import shown_messages
from studio.chat.models import Conversation, Message, Snapshot
from studio.chat.pages import get_conversation
from studio.generations.models import Generation
from studio.library.models import Asset
from studio.library.present import render_tiles
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.ids import as_uuid


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
def show(request: HttpRequest, team: Team, snapshot_id: UUID) -> HttpResponse:
    snapshot = get_object_or_404(Snapshot.objects.select_related("author"), team=team, public_id=snapshot_id)
    turns = [thaw(team, part) for part in snapshot.content]
    is_mine = snapshot.author_id == request.user.pk
    context = {"snapshot": snapshot, "turns": turns, "is_mine": is_mine, "room": "chat", "slug": team.slug}
    return render(request, "chat/snapshot.html", context)


@require_POST
@team_view()
def delete(request: HttpRequest, team: Team, snapshot_id: UUID) -> HttpResponse:
    """Its author takes it back, whatever they may do in the team by now."""
    snapshot = get_object_or_404(Snapshot, team=team, author=request.user, public_id=snapshot_id)
    audit.record(request.user, "conversation.unshared", snapshot)  # type: ignore[arg-type]
    snapshot.delete()
    return redirect("chat", slug=team.slug)


def freeze(conversation: Conversation) -> list[dict[str, Any]]:
    return [freeze_message(row) for row in shown_messages(conversation) if not row.is_open]


def freeze_message(row: Message) -> dict[str, Any]:
    made = [call.generation_id for call in row.calls.all() if call.generation_id]
    results = Generation.objects.filter(pk__in=made, results__asset__isnull=False)
    pictures = [str(one.asset.public_id) for one in row.attachments.all() if one.asset]
    return {
        "role": row.role,
        "who": ask.label_of(row.model) if row.is_reply else str(row.conversation.author),
        "at": row.created_at.isoformat(),
        "text": row.text,
        "html": row.html,
        "files": [one.name for one in row.attachments.all() if one.text],
        "assets": pictures + [str(one) for one in results.values_list("results__asset__public_id", flat=True)],
    }


def thaw(team: Team, part: dict[str, Any]) -> dict[str, Any]:
    """What is drawn of a message; a thing that went to the trash meanwhile is left out."""
    named = [as_uuid(one) for one in part["assets"]]
    assets = Asset.objects.for_team(team).kept().filter(public_id__in=named).select_related("team") if named else []
    return {**part, "html": SafeString(part["html"]), "tiles": render_tiles(list(assets))}

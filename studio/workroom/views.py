import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment
from studio.web.ids import as_uuid
from studio.workroom.actions import (
    LONGEST_NAME,
    MOST_PRESETS,
    TooMany,
    delete_preset,
    find_prompts,
    forget_prompt,
    restore_preset,
    save_preset,
)
from studio.workroom.models import Preset, Prompt
from studio.workroom.rooms import Workroom, find_room

PAGE = 30
LONGEST = 200_000


def get_room(name: str) -> Workroom:
    room = find_room(name)
    if room is None:
        raise Http404
    return room


@require_safe
@team_view(Role.CREATOR)
def prompts(request: HttpRequest, team: Team, room: str) -> HttpResponse:
    """The prompts that were sent from a room, newest first: `?q=` words in them, `?before=` the last one shown."""
    get_room(room)
    words = request.GET.get("q", "")
    rows = find_prompts(team, room, words)
    if last := Prompt.objects.filter(team=team, public_id=as_uuid(request.GET.get("before", ""))).first():
        rows = rows.filter(Q(used_at__lt=last.used_at) | Q(used_at=last.used_at, id__lt=last.pk))
    found = list(rows.select_related("author")[: PAGE + 1])
    more = found[PAGE - 1] if len(found) > PAGE else None
    context: dict[str, Any] = {
        "prompts": found[:PAGE],
        "more": more,
        "words": words,
        "room": room,
        "team": team,
    }
    if wants_fragment(request):
        return fragment(request, "workroom/_prompts.html", **context)
    return render(request, "workroom/prompts.html", context)


@require_POST
@team_view(Role.CREATOR)
def forget(request: HttpRequest, team: Team, room: str, prompt_id: UUID) -> HttpResponse:
    """Take a prompt out of the list; what it made stays."""
    prompt = Prompt.objects.filter(team=team, room=room, public_id=prompt_id).first()
    if prompt:
        forget_prompt(prompt)
    if wants_fragment(request):
        return HttpResponse()
    return redirect("prompts", slug=team.slug, room=room)


@require_POST
@team_view(Role.CREATOR)
def keep(request: HttpRequest, team: Team, room: str) -> HttpResponse:
    """Keep the form that came along as a preset, named `preset_name`, or by its own words."""
    workroom = get_room(room)
    values = workroom.values_to_keep(request.POST)
    if len(json.dumps(values)) > LONGEST:
        return _presets(request, team, room, problem=_("The text is too long to be kept in a preset."), status=422)
    name = (" ".join(request.POST.get("preset_name", "").replace("\0", "").split()) or words_of(values))[:LONGEST_NAME]
    try:
        preset, made = save_preset(team=team, author=request.user, room=room, name=name, values=values)  # type: ignore[arg-type]
    except TooMany:
        return _presets(request, team, room, problem=too_many(), status=422)
    told = _("Kept as “%(name)s”.") if made else _("“%(name)s” was replaced by this form.")
    if wants_fragment(request):
        return _presets(request, team, room, kept=preset, told=told % {"name": preset.name})
    messages.info(request, told % {"name": preset.name})
    return redirect(f"{reverse(room, args=[team.slug])}?preset={preset.public_id}#compose")


@require_POST
@team_view(Role.CREATOR)
def delete(request: HttpRequest, team: Team, room: str, preset_id: UUID) -> HttpResponse:
    """Take a preset away; the answer offers to put it back."""
    preset = get_object_or_404(Preset, team=team, room=room, public_id=preset_id)
    delete_preset(preset=preset, who=request.user)  # type: ignore[arg-type]
    if wants_fragment(request):
        return _presets(request, team, room, gone=preset)
    messages.info(request, _("The preset “%(name)s” was deleted.") % {"name": preset.name})
    return redirect_back(request, reverse(room, args=[team.slug]))


@require_POST
@team_view(Role.CREATOR)
def restore(request: HttpRequest, team: Team, room: str, preset_id: UUID) -> HttpResponse:
    """Undo of `delete`."""
    preset = get_object_or_404(Preset, team=team, room=room, public_id=preset_id)
    try:
        restore_preset(preset=preset, who=request.user)  # type: ignore[arg-type]
    except TooMany:
        return _presets(request, team, room, gone=preset, problem=too_many(), status=422)
    if wants_fragment(request):
        return _presets(request, team, room, kept=preset)
    return redirect_back(request, reverse(room, args=[team.slug]))


def too_many() -> str:
    return _("There are %(count)s presets already; delete one first.") % {"count": MOST_PRESETS}


def words_of(values: dict[str, Any]) -> str:
    """A name for what nobody named: its model, and how its prompt begins."""
    parts = [str(values.get("model") or ""), str(values.get("prompt") or values.get("text") or "")[:40]]
    return " · ".join(filter(None, (" ".join(part.split()) for part in parts))) or _("Preset")


def _presets(request: HttpRequest, team: Team, room: str, status: int = 200, **context: Any) -> HttpResponse:
    if not wants_fragment(request):
        messages.error(request, context["problem"])
        return redirect_back(request, reverse(room, args=[team.slug]))
    context |= {"presets": Preset.objects.of_room(team, room), "room": room, "team": team, "open": True}
    return fragment(request, "workroom/_presets.html", status=status, **context)

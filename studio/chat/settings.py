"""How a team chats, which tools it allows, which it has of its own; and what a person wants of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from studio import audit
from studio.chat.settings_forms import ChatSettingsForm, PreferenceForm, TeamToolForm
from studio.chat.team_models import ChatSettings, Preference, TeamTool
from studio.teams.access import team_view
from studio.teams.models import Role, Team


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """What holds for all conversations; POST keeps it, which an owner may."""
    return save(request, slug=team.slug) if request.method == "POST" else page(request, team)


@team_view(Role.OWNER)
def save(request: HttpRequest, team: Team) -> HttpResponse:
    form = ChatSettingsForm(request.POST, instance=ChatSettings.of(team), team=team)
    if not form.is_valid():
        return page(request, team, status=422, form=form)
    form.save()
    audit.record(request.user, "chat.settings_changed", team)  # type: ignore[arg-type]
    return saved(request, team)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def mine(request: HttpRequest, team: Team) -> HttpResponse:
    """What a tool may cost without one's own yes. GET, of an address that stays after a refusal, leads to the page."""
    if request.method != "POST":
        return redirect("chat-settings", slug=team.slug)
    form = PreferenceForm(request.POST, instance=preference_of(request, team))
    if not form.is_valid():
        return page(request, team, status=422, mine=form)
    form.save()
    return saved(request, team)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.OWNER)
def add_tool(request: HttpRequest, team: Team) -> HttpResponse:
    """GET: see `mine`."""
    if request.method != "POST":
        return redirect("chat-settings", slug=team.slug)
    return save_tool(request, team, TeamToolForm(request.POST, team=team))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.OWNER)
def change_tool(request: HttpRequest, team: Team, tool_id: UUID) -> HttpResponse:
    row = get_object_or_404(TeamTool, team=team, public_id=tool_id)
    if request.method == "POST":
        return save_tool(request, team, TeamToolForm(request.POST, instance=row, team=team))
    return page(request, team, tool=TeamToolForm(instance=row, team=team))


@require_POST
@team_view(Role.OWNER)
def delete_tool(request: HttpRequest, team: Team, tool_id: UUID) -> HttpResponse:
    row = get_object_or_404(TeamTool, team=team, public_id=tool_id)
    audit.record(request.user, "tool.deleted", row)  # type: ignore[arg-type]
    row.delete()
    return saved(request, team, _("The tool was deleted."))


def save_tool(request: HttpRequest, team: Team, form: TeamToolForm) -> HttpResponse:
    if not form.is_valid():
        return page(request, team, status=422, tool=form)
    audit.record(request.user, "tool.saved", form.save())  # type: ignore[arg-type]
    return saved(request, team)


def saved(request: HttpRequest, team: Team, said: str = "") -> HttpResponse:
    messages.info(request, said or _("Saved."))
    return redirect("chat-settings", slug=team.slug)


def preference_of(request: HttpRequest, team: Team) -> Preference:
    rows = Preference.objects.filter(team=team, user=request.user.pk)
    return rows.first() or Preference(team=team, user=request.user)  # type: ignore[misc]


def page(request: HttpRequest, team: Team, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "form": ChatSettingsForm(instance=ChatSettings.of(team), team=team),
        "mine": PreferenceForm(instance=preference_of(request, team)),
        "tool": TeamToolForm(team=team),
        "tools": TeamTool.objects.filter(team=team),
        "room": "chat",
        "slug": team.slug,
    }
    return render(request, "chat/settings.html", context | forms, status=status)

"""A person's own folders: made, named anew, and taken away; what is in them stays."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.chat import desk
from studio.chat.models import Folder
from studio.teams.access import team_view
from studio.teams.models import Role, Team


@require_POST
@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    return show(team, desk.make_folder(team=team, author=request.user, name=request.POST.get("name", "")))


@require_POST
@team_view(Role.CREATOR)
def rename(request: HttpRequest, team: Team, folder_id: UUID) -> HttpResponse:
    folder = get_folder(request, team, folder_id)
    if not desk.rename_folder(folder=folder, name=request.POST.get("name", "")):
        messages.warning(request, _("There is another folder of that name."))
    return show(team, folder)


@require_POST
@team_view(Role.CREATOR)
def delete(request: HttpRequest, team: Team, folder_id: UUID) -> HttpResponse:
    """Its conversations are in none then."""
    folder = get_folder(request, team, folder_id)
    folder.delete()
    messages.info(request, _("The folder “%(name)s” was deleted; its conversations stay.") % {"name": folder.name})
    return show(team, None)


def get_folder(request: HttpRequest, team: Team, folder_id: UUID) -> Folder:
    return get_object_or_404(Folder, team=team, author=request.user, public_id=folder_id)


def show(team: Team, folder: Folder | None) -> HttpResponse:
    chat = reverse("chat", args=[team.slug])
    return redirect(f"{chat}?folder={folder.public_id}" if folder else chat)

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from studio.library.marks import Project
from studio.library.projects import (
    REFUSALS,
    NameTaken,
    NoName,
    choose_project,
    create_project,
    delete_project,
    find_project,
    rename_project,
    restore_project,
    why,
)
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, redirect_back, wants_fragment


@require_POST
@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `name`. The new project is the one that this person works in from now on; a chip gets it as JSON."""
    try:
        project = create_project(team=team, author=request.user, name=request.POST.get("name", ""))  # type: ignore[arg-type]
    except REFUSALS as error:
        return refused(request, team, error)
    choose_project(request, team, str(project.public_id))
    if request.accepts("text/html"):
        return go(request, team, project)
    return JsonResponse({"id": str(project.public_id), "name": project.name})


@require_POST
@team_view(Role.CREATOR)
def choose(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `project`: where this person's results go from now on; nothing for no project."""
    project = find_project(team, request.POST.get("project", ""))
    choose_project(request, team, str(project.public_id) if project else "")
    return HttpResponse(status=204)


@require_POST
@team_view(Role.CREATOR)
def rename(request: HttpRequest, team: Team, project_id: UUID) -> HttpResponse:
    project = get_project(team, project_id)
    try:
        rename_project(project=project, name=request.POST.get("name", ""))
    except (NoName, NameTaken) as error:
        return refused(request, team, error)
    return go(request, team, project)


@require_POST
@team_view(Role.CREATOR)
def delete(request: HttpRequest, team: Team, project_id: UUID) -> HttpResponse:
    """What stands in it stays; the library then offers to take it back."""
    project = get_project(team, project_id)
    delete_project(project=project, who=request.user)  # type: ignore[arg-type]
    gone = render_to_string("library/_project_gone.html", {"project": project, "slug": team.slug})
    messages.info(request, gone, extra_tags="toast")
    return redirect("library", slug=team.slug)


@require_POST
@team_view(Role.CREATOR)
def restore(request: HttpRequest, team: Team, project_id: UUID) -> HttpResponse:
    project = get_object_or_404(Project, team=team, public_id=project_id)
    try:
        restore_project(project=project, who=request.user)  # type: ignore[arg-type]
    except NameTaken as error:
        return refused(request, team, error)
    return go(request, team, project)


def get_project(team: Team, project_id: UUID) -> Project:
    return get_object_or_404(Project.objects.of(team), public_id=project_id)


def go(request: HttpRequest, team: Team, project: Project) -> HttpResponse:
    """To what stands in it."""
    there = f"{reverse('library', args=[team.slug])}?project={project.public_id}"
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


def refused(request: HttpRequest, team: Team, error: Exception) -> HttpResponse:
    said = why(error)
    if not request.accepts("text/html"):
        return JsonResponse({"error": said}, status=422)
    if wants_fragment(request):
        return fragment(request, "library/_told.html", said=said, slug=team.slug, status=422)
    messages.error(request, said)
    return redirect_back(request, reverse("library", args=[team.slug]))

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from studio.teams.access import team_view
from studio.teams.actions import resume_connection
from studio.teams.models import Role, Team


@require_POST
@team_view(Role.ADMIN)
def resume(request: HttpRequest, team: Team) -> HttpResponse:
    """Go on after a wrong key or an empty balance was mended; what waited is sent by the next admission."""
    if team.connection:
        resume_connection(connection=team.connection, who=request.user)  # type: ignore[arg-type]
    return redirect("home", slug=team.slug)

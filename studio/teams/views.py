from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from studio.teams.access import team_view
from studio.teams.actions import resume_connection
from studio.teams.models import Role, Team
from studio.web.fragments import redirect_back, wants_fragment


@require_POST
@team_view(Role.ADMIN)
def resume(request: HttpRequest, team: Team) -> HttpResponse:
    """Go on after a wrong key or an empty balance was mended; what waited is sent by the next admission.

    An open page hears of it by its socket and keeps what was typed.
    """
    if team.connection:
        resume_connection(connection=team.connection, who=request.user)  # type: ignore[arg-type]
    if wants_fragment(request):
        return HttpResponse(status=204)
    return redirect_back(request, reverse("home", args=[team.slug]))

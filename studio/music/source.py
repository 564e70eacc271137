"""The song to cover: kept when it is chosen, and heard in its field."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studio.library.examine import Unreadable
from studio.library.intake import upload
from studio.library.models import AUDIO, Asset
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment
from studio.web.ids import as_uuid

# official.md 7
SECONDS, BYTES = (6, 360), 50_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def source(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `file` keeps a sound; GET `?asset=` names one of the library. Answers how it sounds, and why it will not do
    (422 when it was sent just now)."""
    if request.method != "POST":
        rows = Asset.objects.for_team(team).kept().of_medium(AUDIO)
        return heard(request, team, get_object_or_404(rows, public_id=as_uuid(request.GET.get("asset", ""))))
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("No file came with this.")}, status=422)
    try:
        asset = upload(team=team, author=request.user, file=file, kind=Asset.Kind.SOUND)  # type: ignore[arg-type]
    except Unreadable as error:
        return JsonResponse({"error": _(str(error))}, status=422)
    return heard(request, team, asset, status=422 if unfit(asset) else 200)


def heard(request: HttpRequest, team: Team, asset: Asset, status: int = 200) -> HttpResponse:
    context = {"asset": asset, "wrong": unfit(asset), "slug": team.slug}
    return fragment(request, "voices/_recording.html", status=status, **context)


def unfit(asset: Asset) -> str:
    """Why MiniMax would not cover this, or nothing."""
    if not SECONDS[0] <= (asset.seconds or 0) <= SECONDS[1]:
        return _("MiniMax covers songs from 6 s to 6 min.")
    return _("It is larger than 50 MB; MiniMax takes less.") if asset.bytes > BYTES else ""

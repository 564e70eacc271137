"""Where files come in: chosen or dropped, one a request, or many with a form that needs no script."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from studio.library.examine import Unreadable
from studio.library.intake import LIBRARY_BYTES, upload, upload_image
from studio.library.models import Asset
from studio.library.present import render_tiles
from studio.library.projects import find_project
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import redirect_back

MOST = 200
NO_FILE = gettext_lazy("No file came with this.")


@require_POST
@team_view(Role.CREATOR)
def take(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `file`: whatever the library keeps, up to 512 MB.

    `project`: the id of the one that the page shows or its form has, or nothing; never one that nobody sees. Answers
    JSON: the asset's `name`, `href` and `tile`, or 422 and the `error` in words. Sent by a form without scripts, many
    at once (`files`), it goes back to the page and says what became of each.
    """
    if "files" in request.FILES:
        return take_many(request, team)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": NO_FILE}, status=422)
    try:
        asset = keep(request, team, file)
    except Unreadable as error:
        return JsonResponse({"error": _(str(error))}, status=422)
    asset.team = team
    href = reverse("asset", args=[team.slug, asset.public_id])
    return JsonResponse({"name": asset.headline, "href": href, "tile": render_tiles([asset])[0]})


@require_POST
@team_view(Role.CREATOR)
def picture(request: HttpRequest, team: Team) -> HttpResponse:
    """POST `file`: one picture for a field of a form; answers its id and its size, or 422 with the reason in words."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": NO_FILE}, status=422)
    try:
        asset = upload_image(team=team, author=request.user, file=file)  # type: ignore[arg-type]
    except Unreadable as error:
        return JsonResponse({"error": _(str(error))}, status=422)
    src = reverse("asset-poster", args=[team.slug, asset.public_id])
    return JsonResponse({"id": str(asset.public_id), "src": src, "width": asset.width, "height": asset.height})


def keep(request: HttpRequest, team: Team, file: UploadedFile) -> Asset:
    author: Any = request.user
    project = find_project(team, request.POST.get("project", ""))
    return upload(team=team, author=author, file=file, most=LIBRARY_BYTES, project=project)


def take_many(request: HttpRequest, team: Team) -> HttpResponse:
    kept = 0
    for file in request.FILES.getlist("files")[:MOST]:
        try:
            keep(request, team, file)
            kept += 1
        except Unreadable as error:
            messages.error(request, f"{file.name}: {_(str(error))}")
    if kept:
        said = ngettext("%(count)s file is kept.", "%(count)s files are kept.", kept)
        messages.info(request, said % {"count": kept})
    return redirect_back(request, reverse("library", args=[team.slug]))

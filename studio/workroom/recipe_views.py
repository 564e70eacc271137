"""A recipe comes into a room, as a file or from an asset; it is compared, and taken as far as wanted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.library.find import find_asset
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.workroom.differences import LONGEST, Strange, compare, of_asset, read
from studio.workroom.rooms import Workroom
from studio.workroom.views import get_room


@require_POST
@team_view(Role.CREATOR)
def bring(request: HttpRequest, team: Team, room: str) -> HttpResponse:
    """POST the form, and `recipe` (a file) or `from` (an asset's id): what would change."""
    workroom = get_room(room)
    form = workroom.sent_form(request, team, check=False)
    try:
        brought = read(sent(request, team), workroom.form, workroom.kinds)
    except Strange as error:
        return told(request, workroom, form, problem=str(error), status=422)
    return told(request, workroom, form, brought=brought, differences=compare(form, brought))


@require_POST
@team_view(Role.CREATOR)
def take(request: HttpRequest, team: Team, room: str) -> HttpResponse:
    """POST the form, `recipe_text`, and `take`: the names of the fields that are to be as the recipe says."""
    workroom = get_room(room)
    form = workroom.sent_form(request, team, check=False)
    try:
        brought = read(request.POST.get("recipe_text", "")[:LONGEST], workroom.form, workroom.kinds)
    except Strange as error:
        return told(request, workroom, form, problem=str(error), status=422)
    wanted = set(request.POST.getlist("take"))
    values = {name: value for name, value in brought.values.items() if name in wanted}
    return workroom.again(request, workroom.form(initial={**form.initial, **values}, team=team))


def sent(request: HttpRequest, team: Team) -> str:
    """The recipe's text. Raises Strange."""
    if named := request.POST.get("from", ""):
        asset = find_asset(team, named)
        if asset is None:
            raise Strange(_("This work is no longer in your library."))
        return of_asset(asset)
    file = request.FILES.get("recipe")
    if file is None or not file.size:
        raise Strange(_("Choose a recipe first: a file that ends in .recipe.json."))
    if file.size > LONGEST:
        raise Strange(_("This is no recipe: it is larger than 2 MB."))
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Strange(_("This is no recipe: it is not text.")) from error


def told(request: HttpRequest, workroom: Workroom, form: Any, status: int = 200, **context: Any) -> HttpResponse:
    if wants_fragment(request):
        around = {"form": form, "room": workroom.name, "team": form.team}
        return fragment(request, "workroom/_difference.html", status=status, **around, **context)
    return workroom.page(request, form, status=status, **context)

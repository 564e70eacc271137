"""A recipe comes into a room, as a file or from an asset; it is compared, and taken as far as wanted."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.library.find import find_asset
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.workroom.differences import compare, of_asset, read
from studio.workroom.forms import WishForm
from studio.workroom.reading import (
    LONGEST,
    LONGEST_OF_MANY,
    LONGEST_OFFERED,
    MOST_LETTERS,
    MOST_OFFERED,
    Offer,
    Strange,
    offers_in,
)
from studio.workroom.rooms import METHODS, Workroom
from studio.workroom.views import get_room


@METHODS
@team_view(Role.CREATOR)
def bring(request: HttpRequest, team: Team, room: str) -> HttpResponse:
    """POST the form, and `recipe` (a file), `recipe_text` or `from` (an asset's id): what would change; or, of a file
    that holds many, which there are. Without the form, as another room sends one, the room's own stands beside it."""
    workroom = get_room(room)
    if request.method != "POST":
        return redirect(f"{reverse(room, args=[team.slug])}?{request.META.get('QUERY_STRING', '')}")
    form = form_beside(request, team, workroom)
    try:
        text = sent(request, team)
        offers = offers_in(text)
        if len(offers) > 1:
            return told(request, workroom, form, **choice_of(offers, room))
        brought = read(offers[0].text if offers else text, workroom.form, workroom.kinds)
    except Strange as error:
        return refused(request, workroom, form, error)
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
        return refused(request, workroom, form, error)
    wanted = set(request.POST.getlist("take"))
    values = {name: value for name, value in brought.values.items() if name in wanted}
    return workroom.again(request, workroom.form(initial={**form.initial, **values}, team=team))


def form_beside(request: HttpRequest, team: Team, workroom: Workroom) -> WishForm:
    """As it was sent; the room's own where none of its fields came along."""
    if request.POST.keys() & workroom.form.base_fields.keys():
        return workroom.sent_form(request, team, check=False)
    return workroom.first_form(request, team)


def sent(request: HttpRequest, team: Team) -> str:
    """The text of what was brought. Raises Strange."""
    if named := request.POST.get("from", ""):
        asset = find_asset(team, named)
        if asset is None:
            raise Strange(_("This work is no longer in your library."))
        return of_asset(asset)
    file = request.FILES.get("recipe")
    if file is None and request.POST.get("recipe_text"):
        return request.POST["recipe_text"][:LONGEST]
    return text_of(file)


def text_of(file: UploadedFile | None) -> str:
    """Raises Strange."""
    if file is None:
        raise Strange(_("Choose a recipe first: a file that ends in .recipe.json."))
    if not file.size:
        raise Strange(_("This is no recipe: the file is empty."))
    if file.size > LONGEST_OF_MANY:
        raise Strange(_("The file is larger than 10 MB. A zip of fewer works has a smaller one."))
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Strange(_("This is no recipe: it is not text.")) from error


def choice_of(offers: list[Offer], room: str) -> dict[str, Any]:
    """Those that the room takes first; what a page does not hold is only counted."""
    shown: list[Offer] = []
    letters = 0
    for offer in sorted(offers, key=lambda offer: offer.room != room):
        size = len(offer.text)
        if len(shown) < MOST_OFFERED and size <= LONGEST_OFFERED and letters + size <= MOST_LETTERS:
            shown.append(offer)
            letters += size
    return {"offers": shown, "more": len(offers) - len(shown), "count": len(offers)}


def refused(request: HttpRequest, workroom: Workroom, form: WishForm, error: Strange) -> HttpResponse:
    return told(request, workroom, form, problem=str(error), elsewhere=error.elsewhere, status=422)


def told(request: HttpRequest, workroom: Workroom, form: Any, status: int = 200, **context: Any) -> HttpResponse:
    """The part of the form that shows it; without scripts the whole room around it."""
    if wants_fragment(request):
        around = {"form": form, "room": workroom.name, "team": form.team, "swap": True}
        return fragment(request, "workroom/_told_recipe.html", status=status, **around, **context)
    return workroom.page(request, form, status=status, **context)

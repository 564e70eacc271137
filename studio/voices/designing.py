"""The page that designs a voice from words: several candidates side by side, one is chosen."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from studio.generations.feed import render_cards
from studio.generations.rooms import page_of, part_of_list, works_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices.actions import design_voices
from studio.voices.cloning import told_price
from studio.voices.forms import DesignForm
from studio.voices.listing import preview_text
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

KIND = "voice_design"
EXAMPLE = gettext_lazy("An old sailor, deep and slow, a little hoarse, kind")


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The workroom; POST asks for candidates, `?price&letters=&count=` what they would cost."""
    if request.method == "POST":
        return create(request, team)
    if "price" in request.GET:
        return told_price(DesignForm(initial=dict(request.GET.items()), team=team), request)
    part = part_of_list(request, team, works_of(team, [KIND]))
    return part or page(request, team, DesignForm(initial=first_values(request, team), team=team))


def first_values(request: HttpRequest, team: Team) -> dict[str, Any]:
    values: dict[str, Any] = {"client_key": uuid.uuid4(), "text": preview_text("English"), "count": 3}
    if old := works_of(team, [KIND]).filter(public_id=as_uuid(request.GET.get("again", ""))).first():
        values |= {"prompt": old.request["prompt"], "text": old.request["text"]}
    return values | {name: value for name, value in request.GET.items() if name in DesignForm.base_fields}


def create(request: HttpRequest, team: Team) -> HttpResponse:
    form = DesignForm(request.POST, team=team, author=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return page(request, team, form, status=422)
    asked = form.cleaned_data
    made = design_voices(
        team=team,
        author=request.user,  # type: ignore[arg-type]
        prompt=asked["prompt"],
        text=asked["text"],
        count=form.chosen_count,
        name=asked["name"],
        language=asked["language"],
        client_key=form.client(),
    )
    if wants_fragment(request):
        ids = [voice.generation_id for voice in made if voice.generation_id]
        cards = render_cards(works_of(team, [KIND]).filter(id__in=ids))
        return fragment(request, "generations/_fresh.html", cards=cards, client_key=uuid.uuid4())
    return redirect(f"{reverse('voice-design', args=[team.slug])}#results")


def page(request: HttpRequest, team: Team, form: DesignForm, status: int = 200) -> HttpResponse:
    if wants_fragment(request) and request.method == "POST":
        answer = fragment(request, "voices/_design_form.html", form=form, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#make", "outerHTML"
        return answer
    context = page_of(team, works_of(team, [KIND]), request.GET.get("before", ""))
    context |= {"form": form, "room": "voices", "example": EXAMPLE}
    return render(request, "voices/design.html", context, status=status)

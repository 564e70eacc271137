from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from studio.generations.models import Generation
from studio.generations.problems import Problem
from studio.image.forms import ImageForm
from studio.image.matrix import KIND, Matrix, newest
from studio.image.recipe import NO_FACE
from studio.teams.access import team_view
from studio.teams.models import Team
from studio.web.fragments import wants_fragment
from studio.web.ids import as_uuid
from studio.workroom.forms import WishForm
from studio.workroom.rooms import Workroom


class ImageRoom(Workroom):
    """A matrix leads to a page of its own; its cells come back into this form."""

    def context(self, form: WishForm) -> dict[str, Any]:
        return super().context(form) | {"matrices": newest(form.team)}

    def answer(self, request: HttpRequest, team: Team, generations: list[Generation]) -> HttpResponse:
        if not generations or generations[0].kind != KIND:
            return super().answer(request, team, generations)
        there = reverse("image-matrix", args=[team.slug, generations[0].batch])
        return HttpResponseClientRedirect(there) if wants_fragment(request) else redirect(there)

    def find_old(self, team: Team, name: str) -> Generation | None:
        kinds = [*self.kinds, KIND]
        return Generation.objects.for_team(team).of_kinds(kinds).filter(public_id=as_uuid(name)).first()

    def fault_field(self, problem: Problem) -> str:
        return "reference" if problem.cause == NO_FACE else super().fault_field(problem)


room = ImageRoom(
    "image",
    kinds=["image"],
    form=ImageForm,
    example=gettext_lazy("A lighthouse keeper's kitchen at dusk, copper pans, rain on the window, oil painting"),
    mode="text",
    ratio="1:1",
    count="1",
    faults={1026: "prompt", 1027: "prompt"},
)
index, draw = room.index, room.draw


@require_safe
@team_view()
def matrix(request: HttpRequest, team: Team, batch: UUID) -> HttpResponse:
    """What one press made of several prompts, as a labelled grid."""
    shown = Matrix(team, batch)
    if not shown.cells:
        raise Http404
    return render(request, "image/matrix.html", {"matrix": shown, "room": "image"})

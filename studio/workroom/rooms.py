"""The page of a room that makes things: a form on one side, what it made on the other."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from studio.generations.actions import start_generations
from studio.generations.feed import render_cards
from studio.generations.models import Generation, GenerationQuerySet
from studio.generations.problems import Problem
from studio.generations.recipes import get_recipe
from studio.generations.rooms import page_of, part_of_list, works_of
from studio.library.find import find_asset
from studio.library.projects import choose_project, chosen_project
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid
from studio.workroom.actions import remember_prompt
from studio.workroom.differences import compare, of_asset, read
from studio.workroom.faults import tell_at_field
from studio.workroom.forms import OF_A_PRESS, WishForm, new_key, read_values
from studio.workroom.models import Preset
from studio.workroom.reading import Strange

_rooms: dict[str, "Workroom"] = {}
METHODS = require_http_methods(["GET", "HEAD", "POST"])


class Workroom:
    """`name` is its page's address name, its templates' folder and what its presets and prompts are kept under;
    `<name>-form` is where its form is drawn again. `kinds`: what it lists. `faults`: the field that a refusal's code
    speaks of.
    """

    kinds: list[str]
    form: type[WishForm]
    faults: dict[int, str]

    def __init__(
        self,
        name: str,
        *,
        kinds: list[str],
        form: type[WishForm],
        example: Any,
        faults: dict[int, str] | None = None,
        **initial: Any,
    ) -> None:
        self.name, self.kinds, self.form = name, kinds, form
        self.example, self.initial, self.faults = example, initial, faults or {}
        self.index = METHODS(team_view()(self._index))
        self.create = team_view(Role.CREATOR)(self._create)
        self.draw = METHODS(team_view(Role.CREATOR)(self._draw))
        _rooms[name] = self

    # Views

    def _index(self, request: HttpRequest, team: Team) -> HttpResponse:
        """The room; POST asks for what its form says."""
        if request.method == "POST":
            return self.create(request, slug=team.slug)  # type: ignore[no-any-return]
        rows = self.works(team)
        if part := part_of_list(request, team, rows):
            return part
        form = self.first_form(request, team)
        context = page_of(team, rows, request.GET.get("before", "")) | self.context(form)
        context |= self.beside(team, form, request.GET.get("compare", ""))
        return render(request, f"{self.name}/index.html", context)

    def _create(self, request: HttpRequest, team: Team) -> HttpResponse:
        form = self.sent_form(request, team)
        if not form.is_valid():
            return self.again(request, form, status=422)
        generations = start_generations(
            team=team,
            author=request.user,  # type: ignore[arg-type]
            wishes=form.to_start(),
            client_key=form.cleaned_data["client_key"],
            project=form.chosen_project,
        )
        choose_project(request, team, form.value("project"))
        if "prompt" in form.fields:
            for text in dict.fromkeys(str(gen.request.get("prompt") or "") for gen in generations):
                remember_prompt(team=team, author=request.user, room=self.name, text=text)  # type: ignore[arg-type]
        return self.answer(request, team, generations)

    def _draw(self, request: HttpRequest, team: Team) -> HttpResponse:
        """The form drawn again for other choices, with everything that was typed; asked bare, the room."""
        if request.method != "POST":
            return redirect(self.name, slug=team.slug)
        return self.again(request, self.sent_form(request, team, check=False))

    # Their parts

    def beside(self, team: Team, form: WishForm, named: str) -> dict[str, Any]:
        """`?compare=`: how the recipe of a work differs from the form."""
        asset = find_asset(team, named)
        if asset is None:
            return {}
        try:
            brought = read(of_asset(asset), self.form, self.kinds)
        except Strange as error:
            return {"problem": str(error), "elsewhere": error.elsewhere}
        return {"brought": brought, "differences": compare(form, brought)}

    def works(self, team: Team) -> GenerationQuerySet:
        return works_of(team, self.kinds)

    def context(self, form: WishForm) -> dict[str, Any]:
        presets = Preset.objects.of_room(form.team, self.name)
        return {"form": form, "room": self.name, "example": self.example, "presets": presets}

    def answer(self, request: HttpRequest, team: Team, generations: list[Generation]) -> HttpResponse:
        """The cards of what was asked for, the newest first, and a new name for the next press."""
        if wants_fragment(request):
            ids = [generation.pk for generation in generations]
            rows = Generation.objects.for_card().filter(pk__in=ids).order_by("-id")
            return fragment(request, "generations/_fresh.html", cards=render_cards(rows), **new_key())
        return redirect(f"{reverse(self.name, args=[team.slug])}#results")

    def again(self, request: HttpRequest, form: WishForm, status: int = 200) -> HttpResponse:
        context = self.context(form)
        if wants_fragment(request):
            answer = fragment(request, f"{self.name}/_form.html", status=status, redrawn=True, **context)
            # A press aims at the results; a refused one is drawn in place of the form.
            return reswap(retarget(answer, "#make"), "outerHTML") if status == 422 else answer
        return self.page(request, form, status)

    def page(self, request: HttpRequest, form: WishForm, status: int = 200, **more: Any) -> HttpResponse:
        """The whole room around a form as it stands."""
        context = page_of(form.team, self.works(form.team)) | self.context(form) | more
        return render(request, f"{self.name}/index.html", context, status=status)

    def sent_form(self, request: HttpRequest, team: Team, check: bool = True) -> WishForm:
        """The form as it was sent; with `check=False` only its values, for drawing it again."""
        author: Any = request.user
        if check:
            return self.form(request.POST, request.FILES, team=team, author=author)
        typed = read_values(self.form, request.POST)
        return self.form(initial=typed, team=team, newest=request.headers.get("HX-Trigger-Name", ""))

    def first_form(self, request: HttpRequest, team: Team) -> WishForm:
        """A fresh form; or filled from a preset (`?preset=`), an earlier request (`?again=`), or field by field."""
        old = self.find_old(team, request.GET.get("again", ""))
        initial = {"project": chosen_project(request, team)} | self.start_values(request, team, old)
        initial |= self.named_values(request.GET)
        form = self.form(initial=initial | new_key(), team=team)
        if old:
            tell_at_field(form, old, self.fault_field)
        return form

    def start_values(self, request: HttpRequest, team: Team, old: Generation | None) -> dict[str, Any]:
        """What stands in the fields before the address says otherwise."""
        if old:
            return self.initial | self.take(get_recipe(old.kind).to_form(old.request), request.GET.get("take", ""))
        preset = Preset.objects.of_room(team, self.name).filter(public_id=as_uuid(request.GET.get("preset", "")))
        kept = preset.values_list("values", flat=True).first()
        return dict(self.initial) if kept is None else kept

    def take(self, values: dict[str, Any], part: str) -> dict[str, Any]:
        """The part of an earlier request that is wanted: `prompt`, `seed`, all `but-seed`, or everything."""
        if part in ("prompt", "seed", "lyrics"):
            return {name: values[name] for name in (part,) if name in values}
        return {name: value for name, value in values.items() if part != "but-seed" or name != "seed"}

    def named_values(self, sent: QueryDict) -> dict[str, Any]:
        named = read_values(self.form, sent)
        return {name: value for name, value in named.items() if name in sent}

    def find_old(self, team: Team, name: str) -> Generation | None:
        return Generation.objects.for_team(team).of_kinds(self.kinds).filter(public_id=as_uuid(name)).first()

    def fault_field(self, problem: Problem) -> str:
        """The field that MiniMax's refusal speaks of."""
        return self.faults.get(problem.code or 0, "")

    def values_to_keep(self, sent: QueryDict) -> dict[str, Any]:
        """What a preset keeps of a form: all of its fields, but not what belongs to one press."""
        values = read_values(self.form, sent)
        return {name: value for name, value in values.items() if name not in OF_A_PRESS}


def find_room(name: str) -> Workroom | None:
    return _rooms.get(name)

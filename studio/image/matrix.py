"""A matrix: the cells of one press, by prompt and by model or style."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Min

from studio.catalogue import ask
from studio.catalogue.words import STYLES
from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.teams.models import Team
from studio.web.money import Money
from studio.workroom.forms import tell_prices

KIND = "image_cell"
MOST_SHOWN = 6


@dataclass(frozen=True)
class Row:
    prompt: str
    cells: list[str]


class Matrix:
    """In two queries, whatever its size. A cell that was asked for again shows its newest."""

    def __init__(self, team: Team, batch: UUID) -> None:
        self.team, self.batch = team, batch

    @cached_property
    def cells(self) -> dict[tuple[int, int], Generation]:
        rows = Generation.objects.for_team(self.team).of_kinds([KIND]).filter(batch=self.batch)
        return {(gen.request["row"], gen.request["column"]): gen for gen in rows.for_card().order_by("id")}

    @cached_property
    def models(self) -> dict[str, str]:
        return {model.name: model.label for model in ask.models_of("image")}

    @property
    def columns(self) -> list[str]:
        """The name of each column: its model, and its style."""
        heads = {at: gen.request for (_row, at), gen in self.cells.items()}
        return [self._name(heads[at]) for at in sorted(heads)]

    @property
    def rows(self) -> list[Row]:
        prompts = {row: gen.request["prompt"] for (row, _at), gen in self.cells.items()}
        columns = sorted({at for _row, at in self.cells})
        return [Row(prompts[row], [self._cell(row, at) for at in columns]) for row in sorted(prompts)]

    @property
    def price_words(self) -> str:
        """What all of it was to cost when it was asked for."""
        return tell_prices([Money(gen.price, gen.currency) for gen in self.cells.values()])

    def _cell(self, row: int, at: int) -> str:
        gen = self.cells.get((row, at))
        return render_card(gen, "cell") if gen else ""

    def _name(self, request: dict[str, Any]) -> str:
        style = request.get("style", "")
        label = self.models.get(request["model"], request["model"])
        return " · ".join(filter(None, [label, str(STYLES.get(style, style))]))


@dataclass(frozen=True)
class Listed:
    """A matrix as the room lists it."""

    batch: str
    cells: int
    prompt: str


def newest(team: Team) -> list[Listed]:
    rows = Generation.objects.for_team(team).of_kinds([KIND]).shown().filter(batch__isnull=False)
    groups = list(rows.values("batch").annotate(cells=Count("id"), first=Min("id")).order_by("-first")[:MOST_SHOWN])
    prompts = dict(
        Generation.objects.filter(pk__in=[group["first"] for group in groups]).values_list("pk", "request__prompt")
    )
    return [Listed(str(group["batch"]), group["cells"], prompts[group["first"]]) for group in groups]

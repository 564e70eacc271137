"""Questions to the catalogue; each is at most one query."""

import json
from functools import cache
from typing import Any

from studio.catalogue.load import DATA
from studio.catalogue.models import Limit, Model, Price, Template


def models_of(family: str) -> list[Model]:
    return list(Model.objects.filter(family=family, retired=False))


def find_model(name: str) -> Model | None:
    return Model.objects.filter(name=name).first()


def label_of(model: str) -> str:
    """A model's name for people; of one that is no longer known, its own."""
    row = find_model(model)
    return row.label if row else model


def templates() -> list[Template]:
    return list(Template.objects.filter(retired=False))


def prices_of(*models: str) -> list[Price]:
    return list(Price.objects.filter(model__in=models, retired=False))


def get_limit(family: str, plan: str, model: str = "") -> Limit:
    """The limit under a plan, the model's own where it has one; an unknown plan is held to the paid one."""
    found = Limit.objects.filter(family=family, model__in=["", model], plan__in=[plan, "paid"])
    rows = {(row.plan, row.model): row for row in found}
    choices = [(plan, model), (plan, ""), ("paid", model), ("paid", "")]
    return next(rows[choice] for choice in choices if choice in rows)


def own_limits(family: str, plan: str) -> list[Limit]:
    """The limits of a family's models that have their own, under a plan."""
    return list(Limit.objects.filter(family=family, plan=plan, retired=False).exclude(model=""))


@cache
def facts(name: str) -> Any:
    """A data file that needs no table: `facts("camera_moves")`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))

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


def templates() -> list[Template]:
    return list(Template.objects.filter(retired=False))


def prices_of(*models: str) -> list[Price]:
    return list(Price.objects.filter(model__in=models, retired=False))


def get_limit(family: str, plan: str) -> Limit:
    """The family's limit under a plan; an unknown plan is held to the paid one."""
    rows = {row.plan: row for row in Limit.objects.filter(family=family, model="", plan__in=[plan, "paid"])}
    return rows.get(plan) or rows["paid"]


@cache
def facts(name: str) -> Any:
    """A data file that needs no table: `facts("camera_moves")`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))

"""Questions to the catalogue; each is at most one query, and mostly none (`shelf.py`)."""

import json
from functools import cache
from typing import Any

from studio.catalogue.load import DATA
from studio.catalogue.models import Limit, Model, Price, Template
from studio.catalogue.shelf import rows_of


def models_of(family: str) -> list[Model]:
    return [row for row in rows_of(Model) if row.family == family and not row.retired]


def find_model(name: str) -> Model | None:
    return next((row for row in rows_of(Model) if row.name == name), None)


def label_of(model: str) -> str:
    """A model's name for people; of one that is no longer known, its own."""
    row = find_model(model)
    return row.label if row else model


def templates() -> list[Template]:
    return [row for row in rows_of(Template) if not row.retired]


def prices_of(*models: str) -> list[Price]:
    return [row for row in rows_of(Price) if row.model in models and not row.retired]


def limits_of(family: str, plan: str) -> tuple[Limit, list[Limit]]:
    """A family's limit under a plan, and those of its models that have their own; an unknown plan is held to the paid
    one."""
    rows = [row for row in rows_of(Limit) if row.family == family and row.plan in (plan, "paid")]
    whole = {row.plan: row for row in rows if not row.model}
    own = [row for row in rows if row.model and row.plan == plan and not row.retired]
    return whole.get(plan) or whole["paid"], own


@cache
def facts(name: str) -> Any:
    """A data file that needs no table: `facts("camera_moves")`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))

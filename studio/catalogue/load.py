"""Bring `studio/data/*.json` into the tables, leaving alone what an administrator edited."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from studio.catalogue.models import Language, Limit, Loaded, Model, Price, Shipped, SystemVoice, Template

DATA = Path(__file__).resolve().parent.parent / "data"
# File, table, and the fields that name a row.
FILES: dict[str, tuple[type[Shipped], tuple[str, ...]]] = {
    "models.json": (Model, ("name",)),
    "prices.json": (Price, ("model", "unit", "when")),
    "limits.json": (Limit, ("family", "model", "plan")),
    "languages.json": (Language, ("name",)),
    "voices.json": (SystemVoice, ("voice_id",)),
    "video_templates.json": (Template, ("template_id",)),
}


def load() -> list[str]:
    """Load the files that changed since the last time; return their names."""
    return [name for name in FILES if load_file(name)]


@transaction.atomic
def load_file(name: str) -> bool:
    """Load one file; False when the tables hold this version already."""
    table, key = FILES[name]
    content = (DATA / name).read_bytes()
    digest = sha256(content).hexdigest()
    if Loaded.objects.filter(file=name, sha256=digest).exists():
        return False
    known = {name_of(vars(row), key): row for row in table._default_manager.all()}
    shipped, new = set(), []
    for order, facts in enumerate(json.loads(content)):
        shipped.add(name_of(facts, key))
        values = {"order": order, "retired": False, **facts}
        row = known.get(name_of(facts, key))
        if row is None:
            new.append(table(**values))
        elif row.edited_at is None:
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
    table._default_manager.bulk_create(new)
    for gone in set(known) - shipped:
        if known[gone].edited_at is None:
            known[gone].retired = True
            known[gone].save(update_fields=["retired"])
    Loaded.objects.update_or_create(file=name, defaults={"sha256": digest})
    return True


def name_of(facts: dict[str, Any], key: tuple[str, ...]) -> str:
    return json.dumps([facts.get(field) for field in key], sort_keys=True)

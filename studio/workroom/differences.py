"""A recipe that is brought, beside the form as it stands: what it would change, and the form with as much of it as is
wanted."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from studio.generations.recipes import get_recipe
from studio.library.models import Asset
from studio.library.recipes import FIELDS, in_words
from studio.workroom.forms import OF_A_PRESS, WishForm
from studio.workroom.reading import LONGEST, Strange, offer, recipe_in, room_of

LONGEST_SHOWN = 300


@dataclass(frozen=True)
class Brought:
    """`values`: of each field of the room's form, as a browser would send them; `text`: the file, to come back with."""

    title: str
    values: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Difference:
    """One field: what stands in the form now, and what the recipe says."""

    name: str
    label: str
    now: str
    then: str


def read(text: str, form: type[WishForm], kinds: list[str]) -> Brought:
    """Raises Strange."""
    told = recipe_in(text)
    if told["kind"] not in kinds and room_of(told["kind"]) != form.room:
        raise foreign(told)
    try:
        values = get_recipe(told["kind"]).to_form(told["request"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Strange(_("This recipe lacks something that this room asks for.")) from error
    return Brought(str(told.get("title") or "")[:200], plain(values, form), text)


def foreign(told: dict[str, Any]) -> Strange:
    """What is said of a recipe that another room takes, or none."""
    there = offer(told, {})
    if there.room:
        return Strange(_("This recipe is for another room: %(room)s.") % {"room": there.room_label}, there)
    return Strange(_("No room takes this recipe: it makes %(kind)s.") % {"kind": str(told["kind"])[:40]})


def of_asset(asset: Asset) -> str:
    """Its recipe as the file that its page exports."""
    return json.dumps(asset.exported_recipe, ensure_ascii=False)


def plain(values: dict[str, Any], form: type[WishForm]) -> dict[str, Any]:
    """The fields that the form has, each as a browser sends it; what is no value of a field is left out."""
    known = {name: values[name] for name in form.base_fields if name in values and name not in OF_A_PRESS}
    return {name: as_sent(value) for name, value in known.items() if isinstance(value, str | int | float | list | None)}


def as_sent(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one)[:LONGEST] for one in value if isinstance(one, str | int | float)][:100]
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)[:LONGEST].replace("\0", "")


def compare(form: WishForm, brought: Brought) -> list[Difference]:
    """What would change, in the order of the form's facts; nothing for what is the same."""
    order = [*FIELDS, *brought.values]
    names = [name for name in dict.fromkeys(order) if name in brought.values]
    found, usual = [], get_recipe(form.kind).to_form(form.wish())
    for name in names:
        # What nobody chose stands there as the form shows it.
        now, then = as_sent(form[name].value()) or as_sent(usual.get(name)), brought.values[name]
        if now != then:
            found.append(Difference(name, str(FIELDS.get(name, name)), shown(name, now), shown(name, then)))
    return found


def shown(name: str, value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(value)
    if value in ("", None):
        return "—"
    text = _("yes") if value == "on" else in_words(name, value) or str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

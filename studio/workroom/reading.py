"""What a file says that somebody brings: one recipe, or the many of a zip; of this studio or of another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.generations.recipes import get_recipe

LONGEST = 2_000_000  # bytes: a text of a million characters, and what stands beside it
LONGEST_OF_MANY = 10_000_000  # bytes
# What a page of offers holds: so many, each of so many characters, and all together.
MOST_OFFERED, LONGEST_OFFERED, MOST_LETTERS = 200, 200_000, 1_000_000
FORMAT = "studio-recipe/1"
ROOMS = {
    "image": gettext_lazy("Images"),
    "music": gettext_lazy("Music"),
    "speech": gettext_lazy("Speech"),
    "video": gettext_lazy("Video"),
}


class Strange(Exception):
    """It is no recipe, or one of another room; the text says which, in words for people. `elsewhere`: as another room
    takes it."""

    def __init__(self, said: str, elsewhere: "Offer | None" = None) -> None:
        super().__init__(said)
        self.elsewhere = elsewhere


@dataclass(frozen=True)
class Offer:
    """One recipe of many: its name, the address name of the room that takes it, or nothing, and its text alone."""

    name: str
    file: str
    room: str
    text: str

    @property
    def room_label(self) -> str:
        return str(ROOMS[self.room]) if self.room else ""


def recipe_in(text: str) -> dict[str, Any]:
    """The one recipe that a text is. Raises Strange."""
    if len(text) > LONGEST:
        raise Strange(_("This is no recipe: it is larger than 2 MB."))
    told = decode(text)
    if not is_recipe(told):
        raise Strange(_("This is no recipe: it does not say what was asked for."))
    written = told.get("format", FORMAT)
    if written != FORMAT:
        raise Strange(
            _("This recipe is written as “%(format)s”, which this studio does not know. It knows “%(known)s”.")
            % {"format": str(written)[:40], "known": FORMAT}
        )
    return told


def offers_in(text: str) -> list[Offer]:
    """Each recipe of a file that holds many, as `recipes.json` in a zip; none where it is not such a file.

    Raises Strange where it is one, and nothing in it was asked for.
    """
    told = decode(text)
    if not isinstance(told, list):
        return []
    found = [offer(recipe, entry) for recipe, entry in recipes_of(told)]
    if not found:
        raise Strange(_("There is no recipe in this file: nothing in it was asked for here."))
    return found


def recipes_of(entries: list[Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Of each entry the recipe, which is inside of it, or, as older studios wrote it, the entry itself."""
    for entry in entries:
        recipe = entry.get("recipe", entry) if isinstance(entry, dict) else None
        if is_recipe(recipe):
            yield recipe, entry


def offer(recipe: dict[str, Any], entry: dict[str, Any]) -> Offer:
    file = str(entry.get("file") or "")[:200]
    name = str(entry.get("title") or recipe.get("title") or file or recipe["kind"])[:200]
    alone = {name: value for name, value in recipe.items() if name != "file"}
    return Offer(name, file, room_of(recipe["kind"]), json.dumps(alone, ensure_ascii=False))


def decode(text: str) -> Any:
    """Raises Strange."""
    try:
        told = json.loads(text)
        json.dumps(told, ensure_ascii=False).encode()  # halves of characters cannot be shown
    except (ValueError, RecursionError) as error:
        raise Strange(_("This is no recipe: it is not JSON.")) from error
    return told


def is_recipe(told: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(told, dict) and isinstance(told.get("request"), dict) and "kind" in told


def room_of(kind: Any) -> str:
    """The name of the room whose form asks for this kind; nothing where there is none."""
    if not isinstance(kind, str) or kind not in settings.RECIPES:
        return ""
    recipe = get_recipe(kind)
    return recipe.room if recipe.can_reuse and recipe.room in ROOMS else ""

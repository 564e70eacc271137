"""What made an asset, as words, and as a file that leaves the studio."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.catalogue import ask
from studio.catalogue.words import MODES, STYLES
from studio.library.models import Asset
from studio.web.money import Money

FIELDS = {
    "mode": gettext_lazy("Start from"),
    "model": gettext_lazy("Model"),
    "prompt": gettext_lazy("Prompt"),
    "resolution": gettext_lazy("Resolution"),
    "duration": gettext_lazy("Duration"),
    "ratio": gettext_lazy("Shape"),
    "width": gettext_lazy("Width"),
    "height": gettext_lazy("Height"),
    "count": gettext_lazy("Asked for"),
    "seed": gettext_lazy("Seed"),
    "style": gettext_lazy("Style"),
    "style_weight": gettext_lazy("Weight of the style"),
    "prompt_optimizer": gettext_lazy("Prompt improved"),
    "fast_pretreatment": gettext_lazy("Improved faster"),
    "lyrics": gettext_lazy("Lyrics"),
    "title": gettext_lazy("Title"),
    "heading": gettext_lazy("Title"),
    "text": gettext_lazy("Words"),
    "voice_name": gettext_lazy("Voice"),
    "language": gettext_lazy("Language"),
    "emotion": gettext_lazy("Tone"),
    "speed": gettext_lazy("Speed"),
    "volume": gettext_lazy("Volume"),
    "pitch": gettext_lazy("Pitch in semitones"),
    "format": gettext_lazy("Format"),
    "sample_rate": gettext_lazy("Sample rate"),
    "characters": gettext_lazy("Characters"),
    "clip": gettext_lazy("Clip"),
    "song": gettext_lazy("Song"),
    "start": gettext_lazy("Begins at"),
    "fade_in": gettext_lazy("Fades in for"),
    "fade_out": gettext_lazy("Fades out for"),
    "own_volume": gettext_lazy("The clip's own volume"),
    "loops": gettext_lazy("Begins again"),
    "genre": gettext_lazy("Genre"),
    "mood": gettext_lazy("Mood"),
    "tempo": gettext_lazy("Tempo"),
    "instruments": gettext_lazy("Instruments"),
    "avoid": gettext_lazy("Avoid"),
    "bitrate": gettext_lazy("Bitrate"),
    "script": gettext_lazy("Script"),
}


def recipe_facts(asset: Asset) -> list[tuple[str, str]]:
    """What made it, as words: the asked fields in order, empty ones and inner names left out."""
    asked = asset.recipe.get("request", {})
    facts = [
        (str(label), words)
        for name, label in FIELDS.items()
        if asked.get(name) not in ("", None) and (words := in_words(name, asked[name]))
    ]
    if (cost := cost_of(asset)) and cost.count > 1:
        facts += [(_("Picture"), _("%(number)s of %(count)s") % {"number": cost.number, "count": cost.count})]
        if asked.get("seed") is None:
            facts.append((str(FIELDS["seed"]), _("MiniMax chose one for each picture, and does not tell it")))
    return [*facts, (_("Price"), str(cost))] if cost else facts


@dataclass(frozen=True)
class Cost:
    """Of one asset: where `count` were asked for together, its part of their price, and the how many-th it is."""

    whole: Money
    number: int = 1
    count: int = 1

    @property
    def own(self) -> Money:
        return Money((self.whole.amount or Decimal(0)) / self.count, self.whole.currency)

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.own)
        told = {"own": self.own, "count": self.count, "whole": self.whole}
        return _("%(own)s · one of %(count)s asked for together at %(whole)s") % told


def cost_of(asset: Asset) -> Cost | None:
    """None where nobody knows it, or it was brought."""
    recipe = asset.recipe
    if not recipe.get("price"):
        return None
    count = recipe.get("request", {}).get("count")
    count = count if isinstance(count, int) and count > 1 else 1
    whole = Money(Decimal(recipe["price"]), recipe.get("currency", "USD"))
    return Cost(whole, recipe.get("index", 0) + 1, count)


def tell(asset: Asset) -> dict[str, Any]:
    """What a team keeps of an asset, for the file that lies in a zip; what there is none of is None. It goes to whoever
    gets the zip: without person and price, as one recipe alone.

    Of its tags and projects: fetch them before, for many.
    """
    asked = asset.recipe.get("request")
    return {
        "asset": str(asset.public_id),
        "title": asset.title or asset.name,
        "kind": asset.kind,
        "tags": [tag.name for tag in asset.tags.all()],
        "notes": asset.notes,
        "projects": [project.name for project in asset.projects.all()],
        "when": asset.created_at.isoformat(),
        "model": asset.model or None,
        "seed": asked.get("seed") if asked else None,
        "recipe": asset.exported_recipe if asked else None,
    }


def in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("duration", "start", "fade_in", "fade_out"):
        return f"{value:g} s" if isinstance(value, int | float) else f"{value} s"
    if name in ("volume", "own_volume") and isinstance(value, int | float):
        return f"{value:.0%}"
    if name == "model":
        return ask.label_of(value)
    if name == "style":
        return str(STYLES.get(value, value))
    # What rooms other than that of clips call a mode says nothing here.
    return str(MODES.get(value, "") if name == "mode" else value)

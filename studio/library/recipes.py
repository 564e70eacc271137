"""What made an asset, as words."""

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
    if asset.recipe.get("price"):
        facts.append((_("Price"), str(Money(Decimal(asset.recipe["price"]), asset.recipe.get("currency", "USD")))))
    return facts


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

"""What may be chosen, and what is: the catalogue offers, the chosen model decides."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.catalogue.models import Model
from studio.catalogue.words import STYLES
from studio.image.sizes import EXACT, sizes
from studio.workroom.forms import WishForm
from studio.workroom.pictures import SlotRule
from studio.workroom.shapes import drawn

MODES = {"text": gettext_lazy("Words"), "person": gettext_lazy("A person"), "matrix": gettext_lazy("Matrix")}
WEIGHT = 0.8
REFERENCE_BYTES = 10_000_000  # official.md 6: below 10 MB
RULES = {
    "reference": SlotRule(
        gettext_lazy("Person"),
        help=gettext_lazy("JPG, PNG or WebP under 10 MB, one face"),
        most=REFERENCE_BYTES - 1,
        large=gettext_lazy("It is 10 MB or larger; MiniMax takes less."),
    )
}


@dataclass(frozen=True)
class Column:
    """A model, perhaps with one of its styles: what a matrix compares."""

    model: Model
    style: str = ""

    @property
    def value(self) -> str:
        return f"{self.model.name}:{self.style}" if self.style else self.model.name

    @property
    def label(self) -> str:
        return " · ".join(filter(None, [self.model.label, str(STYLES.get(self.style, self.style))]))


class Choices(WishForm):
    """The fields, and for each what the catalogue offers with the rest of what stands there, sent or not."""

    room = "image"
    modes = MODES
    slot_rules = RULES
    prompt = forms.CharField(required=False, strip=True)
    ratio = forms.CharField(required=False)
    width = forms.CharField(required=False)
    height = forms.CharField(required=False)
    count = forms.CharField(required=False)
    seed = forms.CharField(required=False)
    prompt_optimizer = forms.BooleanField(required=False)
    style = forms.CharField(required=False)
    style_weight = forms.CharField(required=False)
    reference = forms.CharField(required=False)
    columns = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["columns"]
        offered.choices = [(column.value, column.label) for column in self.all_columns]

    def can(self, model: Model, mode: str) -> bool:
        return mode != "person" or bool(model.abilities.get("reference"))

    @property
    def is_matrix(self) -> bool:
        return self.chosen_mode == "matrix"

    @property
    def kind(self) -> str:
        return "image_cell" if self.is_matrix else "image"

    @property
    def slots(self) -> list[str]:
        return ["reference"] if self.chosen_mode == "person" else []

    # Styles

    @property
    def styles(self) -> list[tuple[str, Any]]:
        return [(style, STYLES.get(style, style)) for style in self.chosen_model.abilities.get("styles", [])]

    @property
    def chosen_style(self) -> str:
        return self.value("style") if self.value("style") in dict(self.styles) else ""

    @property
    def chosen_weight(self) -> float:
        try:
            weight = float(self.value("style_weight"))
        except ValueError:
            return WEIGHT
        return weight if 0 < weight <= 1 else WEIGHT

    # A matrix

    @cached_property
    def all_columns(self) -> list[Column]:
        """Each model by itself, then with each of its styles."""
        return [Column(model, style) for model in self.all_models for style in ["", *model.abilities.get("styles", [])]]

    @property
    def chosen_columns(self) -> list[Column]:
        """Those that were named; before anybody named one, the models as they are."""
        named = self.values_of("columns")
        if not named and not self.is_bound:
            return [column for column in self.all_columns if not column.style]
        return [column for column in self.all_columns if column.value in named]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        chosen = {column.value for column in self.chosen_columns}
        return [(column, column.value in chosen) for column in self.all_columns]

    @property
    def prompts(self) -> list[str]:
        """The rows of a matrix: a prompt a line, each once."""
        lines = [" ".join(line.split()) for line in self.value("prompt").split("\n")]
        return list(dict.fromkeys(filter(None, lines)))

    # Size

    @property
    def shapers(self) -> list[Model]:
        """The models that must know the shape."""
        return [column.model for column in self.chosen_columns] if self.is_matrix else [self.chosen_model]

    @property
    def ratios(self) -> list[str]:
        """The shapes that every model asked has, in the order of the sizes."""
        return [name for name in sizes() if all(name in model.abilities["ratios"] for model in self.shapers)]

    @property
    def side(self) -> dict[str, int] | None:
        """`least`, `most` and `step` of a side in pixels, where an exact size can be asked for."""
        sides = [model.abilities.get("side") for model in self.shapers]
        return None if self.is_matrix or not all(sides) else sides[0]

    @property
    def chosen_ratio(self) -> str:
        """A shape by name, or `exact`."""
        named = self.value("ratio")
        if named == EXACT and self.side:
            return EXACT
        return named if named in self.ratios else "1:1"

    @property
    def is_exact(self) -> bool:
        return self.chosen_ratio == EXACT

    @property
    def shape_choices(self) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
        return [(shape, *drawn(shape)) for shape in self.ratios]

    @property
    def shape_note(self) -> str:
        """The pixels that a shape means."""
        if self.is_exact:
            return ""
        width, height = sizes()[self.chosen_ratio]
        return f"{width} × {height}"

    # Figures

    @property
    def most(self) -> int:
        return min(int(model.abilities["count"]) for model in self.shapers or self.all_models)

    @property
    def count_choices(self) -> list[int]:
        return list(range(1, self.most + 1))

    @property
    def chosen_count(self) -> int:
        raw = self.value("count")
        return int(raw) if raw.isdecimal() and raw in map(str, self.count_choices) else 1

    @property
    def prompt_limit(self) -> int:
        return int(self.chosen_model.abilities.get("prompt", 1500))

    @property
    def prompt_used(self) -> int:
        return len(self.value("prompt").strip())

    @cached_property
    def changed(self) -> dict[str, str]:
        """What was chosen and is not to be had with the rest: by field, a sentence that says what stands instead."""
        told = {"model": self.model_instead} if self.model_instead and not self.is_matrix else {}
        named = self.value("ratio")
        if named in ("", self.chosen_ratio):
            return told
        said = {"named": _("exact size") if named == EXACT else named, "chosen": self.chosen_ratio}
        if self.is_matrix:
            return {"ratio": _("Not every model here has %(named)s, so it is %(chosen)s now.") % said}
        said["model"] = self.chosen_model.label
        return told | {"ratio": _("%(model)s has no %(named)s, so it is %(chosen)s now.") % said}

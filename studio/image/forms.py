"""What a person may ask for. The catalogue decides; an impossible wish is refused next to its field."""

import secrets
from typing import Any

from django.utils.translation import gettext as _

from studio.generations.actions import Wish
from studio.image.choices import REFERENCE_BYTES, Choices, Column
from studio.image.recipe import WEBP
from studio.image.sizes import EXACT, sizes
from studio.library.models import Asset

LEAST_SEED, MOST_SEED = -(2**63), 2**63 - 1
# Seeds of the studio's own: short enough to be read out.
OWN_SEEDS = 2**31
MOST_PROMPTS, MOST_CELLS = 12, 48


class ImageForm(Choices):
    """The wish, checked, priced and put into the words of a request."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_size()
        self._clean_count()
        self._clean_seed()
        if self.is_matrix:
            self._clean_matrix()
        else:
            self.check_model()
            self._clean_style()
            self._clean_prompt()
        return cleaned

    def _clean_style(self) -> None:
        told = {"model": self.chosen_model.label}
        if self.value("style") and not self.chosen_style:
            self.add_error("style", _("%(model)s has no such style.") % told)
        elif (
            self.value("style_weight")
            and self.chosen_style
            and self.chosen_weight != number(self.value("style_weight"))
        ):
            self.add_error("style_weight", _("A number above 0, up to 1."))

    def _clean_size(self) -> None:
        """A shape by name or a size in pixels, not both; only what the model has."""
        ratio, sides = self.value("ratio"), [self.value("width"), self.value("height")]
        told = {"model": self.chosen_model.label, "named": ratio}
        if ratio == EXACT and not self.side:
            self.add_error("ratio", _("%(model)s takes no exact size; choose a shape.") % told)
        elif ratio not in ("", EXACT) and ratio not in self.ratios:
            known = _("%(model)s has no %(named)s.") if ratio in sizes() else _("There is no such shape.")
            self.add_error("ratio", known % told)
        elif ratio != EXACT and any(sides):
            self.add_error("width", _("Choose a shape or an exact size, not both."))
        elif ratio == EXACT:
            self._clean_sides()

    def _clean_sides(self) -> None:
        side = self.side or {}
        for name in ("width", "height"):
            pixels = self.pixels(name) or 0
            if not side["least"] <= pixels <= side["most"]:
                self.add_error(name, _("From %(least)s to %(most)s pixels.") % side)
            elif pixels % side["step"]:
                near = {"step": side["step"], "below": pixels - pixels % side["step"]}
                near["above"] = near["below"] + side["step"]
                self.add_error(name, _("It goes in steps of %(step)s: %(below)s or %(above)s.") % near)

    def pixels(self, name: str) -> int | None:
        """A side as it was typed, if it is a number."""
        raw = self.value(name).strip()
        return int(raw) if raw.isdecimal() and len(raw) < 9 else None

    def _clean_count(self) -> None:
        if self.value("count") not in ("", str(self.chosen_count)):
            self.add_error("count", _("From 1 to %(most)s images at once.") % {"most": self.most})

    def _clean_seed(self) -> None:
        raw = self.value("seed").strip()
        if raw and self.chosen_seed is None:
            self.add_error("seed", _("A whole number of at most 64 bits, or nothing for a new one each time."))

    def _clean_prompt(self) -> None:
        words = self.value("prompt").strip()
        if not words:
            self.add_error("prompt", _("Say what the picture shows."))
        elif len(words) > self.prompt_limit:
            told = {"count": len(words), "limit": self.prompt_limit}
            self.add_error("prompt", _("%(count)s characters; MiniMax takes %(limit)s.") % told)

    def _clean_matrix(self) -> None:
        told = {"count": len(self.prompts), "most": MOST_PROMPTS}
        long = next((row for row in self.prompts if len(row) > self.prompt_limit), "")
        if not self.prompts:
            self.add_error("prompt", _("Write a prompt on each line."))
        elif len(self.prompts) > MOST_PROMPTS:
            self.add_error("prompt", _("%(count)s prompts; a matrix takes %(most)s.") % told)
        elif long:
            said = _("“%(words)s…” has %(count)s characters; MiniMax takes %(limit)s.")
            self.add_error("prompt", said % {"words": long[:30], "count": len(long), "limit": self.prompt_limit})
        if not self.chosen_columns:
            self.add_error("columns", _("Choose at least one model or style."))
        elif len(self.prompts) * len(self.chosen_columns) == 1:
            self.add_error(
                "columns", _("One prompt with one model is no matrix: add a prompt, or choose another column.")
            )
        elif len(self.prompts) * len(self.chosen_columns) > MOST_CELLS:
            cells = {"count": len(self.prompts) * len(self.chosen_columns), "most": MOST_CELLS}
            self.add_error("columns", _("That makes %(count)s requests; at most %(most)s at once.") % cells)

    def unfit(self, asset: Asset) -> str:
        """Why MiniMax would refuse this picture as a reference (official.md 6), or nothing."""
        is_sent_as_it_is = asset.kind == Asset.Kind.IMAGE and asset.mime != WEBP
        return (
            _("It is 10 MB or larger; MiniMax takes less.")
            if is_sent_as_it_is and asset.bytes >= REFERENCE_BYTES
            else ""
        )

    # The wish

    @property
    def chosen_seed(self) -> int | None:
        raw = self.value("seed").strip()
        digits = raw.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 20):
            return None
        return int(raw) if LEAST_SEED <= int(raw) <= MOST_SEED else None

    def wish(self) -> dict[str, Any]:
        return self._wish(Column(self.chosen_model, self.chosen_style), self.value("prompt").strip())

    def wishes(self) -> list[dict[str, Any]]:
        """One; of a matrix one for each prompt with each column, row by row."""
        if not self.is_matrix:
            return [self.wish()]
        return [
            self._wish(column, prompt) | {"row": row, "column": at}
            for row, prompt in enumerate(self.prompts[: MOST_PROMPTS + 1])  # more are refused, and not worth pricing
            for at, column in enumerate(self.chosen_columns)
        ]

    def _wish(self, column: Column, prompt: str) -> dict[str, Any]:
        wish: dict[str, Any] = {
            "mode": self.chosen_mode,
            "model": column.model.name,
            "prompt": prompt,
            "ratio": "" if self.is_exact else self.chosen_ratio,
            "count": self.chosen_count,
            "seed": self.chosen_seed,
            "prompt_optimizer": bool(self["prompt_optimizer"].value()),
        }
        if self.is_exact:
            wish |= {name: self.pixels(name) for name in ("width", "height")}
        if column.style:
            wish |= {"style": column.style, "style_weight": self.chosen_weight}
        return wish | {slot: self.value(slot) for slot in self.slots}

    def to_start(self) -> list[Wish]:
        """With a seed of the studio's where one picture was asked for and none named (docs/decisions/0022)."""
        seed = secrets.randbelow(OWN_SEEDS)
        return [
            Wish(self.kind, wish | {"seed": seed} if self._needs_seed else wish, self.press(wish))
            for wish in self.wishes()
        ]

    @property
    def _needs_seed(self) -> bool:
        return self.chosen_seed is None and self.chosen_count == 1


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

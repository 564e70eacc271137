"""What a person may ask for. The catalogue decides; an impossible wish is refused next to its field."""

from typing import Any

from django.utils.translation import gettext as _

from studio.library.models import Asset
from studio.video.choices import Choices
from studio.video.slots import unfit


class VideoForm(Choices):
    """The wish, checked, priced and put into the words of a request."""

    @property
    def kind(self) -> str:
        return "video_template" if self.chosen_mode == "template" else "video"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.chosen_mode == "template":
            self._clean_template(cleaned)
        else:
            self._clean_settings(cleaned)
            self._clean_prompt(cleaned)
        return cleaned

    def _clean_settings(self, cleaned: dict[str, Any]) -> None:
        """The combination must be one that the catalogue lists; the first wrong field is told."""
        self.check_model()
        if "model" in self.errors:
            return
        if (cleaned.get("resolution") or self.chosen_resolution) not in self.resolutions:
            told = {"model": self.chosen_model.label, "sizes": ", ".join(self.resolutions)}
            self.add_error("resolution", _("%(model)s makes %(sizes)s.") % told)
        elif (cleaned.get("duration") or self.chosen_duration) not in self.resolutions[self.chosen_resolution]:
            told = {
                "resolution": self.chosen_resolution,
                "help": self.duration_help or ", ".join(f"{s} s" for s in self.durations),
            }
            self.add_error("duration", _("Not at %(resolution)s. %(help)s.") % told)

    def _clean_prompt(self, cleaned: dict[str, Any]) -> None:
        words = self.value("prompt").strip()
        if len(words) > self.prompt_limit:
            told = {"count": len(words), "limit": self.prompt_limit}
            self.add_error("prompt", _("%(count)s characters; MiniMax takes %(limit)s.") % told)
        if not words and self.chosen_mode in ("text", "subject"):
            self.add_error("prompt", _("Say what the camera sees."))

    def _clean_template(self, cleaned: dict[str, Any]) -> None:
        template = self.chosen_template
        if template is None or (cleaned.get("template_id") and template.template_id != cleaned["template_id"]):
            self.add_error("template_id", _("This template is not offered."))
        elif template.text and not cleaned.get("template_text"):
            self.add_error("template_text", _("This template needs some words."))

    def unfit(self, asset: Asset) -> str:
        return unfit(asset)

    def wishes(self) -> list[dict[str, Any]]:
        return self.vary(self.wish())

    def wish(self) -> dict[str, Any]:
        """The request as it stands, whether or not it could be sent: what the price is asked for."""
        if self.chosen_mode == "template":
            template = self.chosen_template
            wish: dict[str, Any] = {
                "mode": "template",
                "template_id": template.template_id if template else "",
                "title": template.name if template else "",
                "text": self.value("template_text") if template and template.text else "",
            }
        else:
            wish = {
                "mode": self.chosen_mode,
                "model": self.chosen_model.name,
                "prompt": self.value("prompt").strip(),
                "resolution": self.chosen_resolution,
                "duration": self.chosen_duration,
                "ratio": self.chosen_shape if self.has_shape else "",
                **self._switches(),
            }
        return wish | {slot: self.value(slot) for slot in self.slots}

    def _switches(self) -> dict[str, bool]:
        abilities = self.chosen_model.abilities
        known = {"prompt_optimizer": "optimizer", "fast_pretreatment": "pretreatment"}
        return {name: bool(self[name].value()) for name, ability in known.items() if abilities.get(ability)}

"""What a person may ask for. The catalogue decides; an impossible wish is refused next to its field."""

import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.catalogue import ask
from studio.catalogue.models import Model, Template
from studio.generations.recipes import get_recipe
from studio.library.actions import upload_image
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.video.shapes import SHAPES, drawn, honours_shape
from studio.video.slots import REFERENCE, SLOTS, Slot, unfit
from studio.web.money import Money

MODES = {
    "text": gettext_lazy("Text"),
    "image": gettext_lazy("Image"),
    "frames": gettext_lazy("First–last"),
    "subject": gettext_lazy("Subject"),
    "template": gettext_lazy("Template"),
}


class VideoForm(forms.Form):
    client_key = forms.UUIDField(required=False)
    mode = forms.ChoiceField(choices=list(MODES.items()), initial="text")
    prompt = forms.CharField(required=False, strip=True)
    model = forms.CharField(required=False)
    resolution = forms.CharField(required=False)
    duration = forms.IntegerField(required=False)
    ratio = forms.ChoiceField(choices=[(shape, shape) for shape in SHAPES], required=False)
    prompt_optimizer = forms.BooleanField(required=False, initial=True)
    fast_pretreatment = forms.BooleanField(required=False)
    template_id = forms.CharField(required=False)
    template_text = forms.CharField(required=False, max_length=500)
    first_frame = forms.CharField(required=False)
    last_frame = forms.CharField(required=False)
    subject = forms.CharField(required=False)
    photo = forms.CharField(required=False)

    def __init__(self, *args: Any, team: Team, author: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.author = team, author
        self.pictures: dict[str, tuple[Asset, bool]] = {}

    # What stands in the form, sent or not

    def value(self, name: str) -> str:
        return str(self[name].value() or "")

    @cached_property
    def chosen_mode(self) -> str:
        return self.value("mode") if self.value("mode") in self.modes else "text"

    @cached_property
    def modes(self) -> dict[str, Any]:
        """The modes that some model of the catalogue has."""
        offered = {mode for model in self.all_models for mode in model.modes()}
        return {mode: label for mode, label in MODES.items() if mode in offered}

    @cached_property
    def all_models(self) -> list[Model]:
        return ask.models_of("video")

    @property
    def models(self) -> list[Model]:
        return [model for model in self.all_models if self.chosen_mode in model.modes()]

    @property
    def chosen_model(self) -> Model:
        """The one that was named, if the mode has it; else the mode's first."""
        named = [model for model in self.models if model.name == self.value("model")]
        return (named or self.models)[0]

    @property
    def resolutions(self) -> dict[str, list[int]]:
        return self.chosen_model.modes()[self.chosen_mode]

    @property
    def chosen_resolution(self) -> str:
        named = self.value("resolution")
        default = self.chosen_model.abilities.get("resolution", "")
        return named if named in self.resolutions else default

    @property
    def durations(self) -> list[int]:
        """Every duration that the model has in this mode, whatever the resolution."""
        return sorted({seconds for allowed in self.resolutions.values() for seconds in allowed})

    @property
    def chosen_duration(self) -> int:
        allowed = self.resolutions.get(self.chosen_resolution, [])
        named = self.value("duration")
        return next((seconds for seconds in allowed if str(seconds) == named), (allowed or [0])[0])

    @cached_property
    def changed(self) -> dict[str, str]:
        """What was chosen and is not to be had with the rest: by field, a sentence that says what stands instead."""
        told = {}
        named = next((row.label for row in self.all_models if row.name == self.value("model")), "")
        if self.value("model") not in ("", self.chosen_model.name):
            said = {"named": named or self.value("model"), "chosen": self.chosen_model.label}
            told["model"] = _("%(named)s cannot do this, so it is %(chosen)s now.") % said
        if self.value("resolution") not in ("", self.chosen_resolution):
            said = {"named": self.value("resolution"), "chosen": self.chosen_resolution}
            said["model"] = self.chosen_model.label
            told["resolution"] = _("%(model)s has no %(named)s, so it is %(chosen)s now.") % said
        if self.value("duration") not in ("", str(self.chosen_duration)):
            said = {"named": self.value("duration"), "chosen": str(self.chosen_duration)}
            said["resolution"] = self.chosen_resolution
            told["duration"] = _("No %(named)s s at %(resolution)s, so it is %(chosen)s s now.") % said
        return {} if self.chosen_mode == "template" else told

    @property
    def duration_choices(self) -> list[tuple[int, bool]]:
        """Each duration, and whether the chosen resolution has it."""
        allowed = self.resolutions.get(self.chosen_resolution, [])
        return [(seconds, seconds in allowed) for seconds in self.durations]

    @property
    def mode_choices(self) -> list[tuple[str, Any]]:
        return list(self.modes.items())

    @property
    def slot_fields(self) -> list["Slot"]:
        return [Slot(self, name) for name in self.slots]

    @property
    def camera_moves(self) -> list[dict[str, str]]:
        moves: list[dict[str, str]] = ask.facts("camera_moves")
        return moves

    @property
    def prompt_used(self) -> int:
        return len(self.value("prompt"))

    @property
    def has_shape(self) -> bool:
        """A shape is asked where no picture gives it."""
        return self.chosen_mode == "text"

    @property
    def chosen_shape(self) -> str:
        return self.value("ratio") if self.value("ratio") in SHAPES else SHAPES[0]

    @property
    def shape_choices(self) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
        """Each shape with its drawing in a box of 16: (x, width), (y, height)."""
        return [(shape, *drawn(shape)) for shape in SHAPES]

    @property
    def shape_note(self) -> str:
        """Said where the connection cannot ask for a shape."""
        if self.team.connection is None or honours_shape(self.team.connection):
            return ""
        return _("This connection cannot ask for a shape; MiniMax chooses it. Your wish is kept in the recipe.")

    @property
    def duration_help(self) -> str:
        """Where a longer clip is to be had, when not everywhere: `10 s: 768P`."""
        places = {s: [r for r, allowed in self.resolutions.items() if s in allowed] for s in self.durations}
        limited = {s: have for s, have in places.items() if len(have) < len(self.resolutions)}
        return ", ".join(f"{seconds} s: {', '.join(have)}" for seconds, have in limited.items())

    @cached_property
    def templates(self) -> list[Template]:
        return ask.templates()

    @property
    def chosen_template(self) -> Template | None:
        named = [row for row in self.templates if row.template_id == self.value("template_id")]
        return next(iter(named or self.templates), None)

    @property
    def slots(self) -> list[str]:
        """The pictures that the mode asks for."""
        if self.chosen_mode == "template" and not (self.chosen_template and self.chosen_template.media):
            return []
        return SLOTS.get(self.chosen_mode, [])

    @property
    def has_camera(self) -> bool:
        return bool(self.chosen_model.abilities.get("camera"))

    @property
    def prompt_limit(self) -> int:
        return int(self.chosen_model.abilities.get("prompt", 2000))

    @property
    def price(self) -> Money:
        return price(get_recipe(self.kind).measure(self.wish()))

    @property
    def kind(self) -> str:
        return "video_template" if self.chosen_mode == "template" else "video"

    def picture(self, slot: str) -> tuple[Asset, bool] | None:
        """The asset that a slot names, and whether its last frame is meant."""
        found = REFERENCE.fullmatch(self.value(slot))
        if not found:
            return None
        asset = Asset.objects.for_team(self.team).kept().filter(public_id=uuid.UUID(found[1])).first()
        if asset is None or bool(found[2]) != (asset.kind == Asset.Kind.VIDEO):
            return None
        return asset, bool(found[2])

    # Sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.team.connection is None:
            self.add_error(None, _("There is no connection to MiniMax yet, so nothing can be sent."))
        if cleaned.get("mode", self.chosen_mode) != self.chosen_mode:
            self.add_error("mode", _("No model offers this at the moment."))
        for slot in self.slots:
            self._clean_slot(slot, cleaned)
        if self.chosen_mode == "template":
            self._clean_template(cleaned)
        else:
            self._clean_model(cleaned)
            self._clean_prompt(cleaned)
        return cleaned

    def _clean_model(self, cleaned: dict[str, Any]) -> None:
        """The combination must be one that the catalogue lists; the first wrong field is told."""
        named = cleaned.get("model") or self.chosen_model.name
        model = next((row for row in self.all_models if row.name == named), None)
        if model is None:
            self.add_error("model", _("This model is not offered."))
        elif self.chosen_mode not in model.modes():
            others = ", ".join(row.label for row in self.models)
            self.add_error(
                "model",
                _("%(model)s cannot do this; choose %(others)s.") % {"model": model.label, "others": others},
            )
        elif (cleaned.get("resolution") or self.chosen_resolution) not in self.resolutions:
            self.add_error(
                "resolution",
                _("%(model)s makes %(sizes)s.") % {"model": model.label, "sizes": ", ".join(self.resolutions)},
            )
        elif (cleaned.get("duration") or self.chosen_duration) not in self.resolutions[self.chosen_resolution]:
            told = {
                "resolution": self.chosen_resolution,
                "help": self.duration_help or ", ".join(f"{s} s" for s in self.durations),
            }
            self.add_error("duration", _("Not at %(resolution)s. %(help)s.") % told)

    def _clean_prompt(self, cleaned: dict[str, Any]) -> None:
        words = cleaned.get("prompt", "")
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

    def _clean_slot(self, slot: str, cleaned: dict[str, Any]) -> None:
        """A picture of the library or a file that came along; a file is kept first, so that no error loses it."""
        file = self.files.get(f"{slot}_file")
        if isinstance(file, UploadedFile):
            self._keep_file(slot, file)
        picture = self.picture(slot)
        if slot in self.errors:
            return
        if picture is None:
            named = self.value(slot)
            self.add_error(slot, _("This picture is not in your library.") if named else _("Choose a picture."))
            return
        self.pictures[slot] = picture
        cleaned[slot] = self.value(slot)
        if wrong := unfit(picture[0]):
            self.add_error(slot, wrong)

    def _keep_file(self, slot: str, file: UploadedFile) -> None:
        try:
            asset = upload_image(team=self.team, author=self.author, file=file)
        except Unreadable as error:
            self.add_error(slot, f"{file.name}: {_(str(error))}")
            return
        self.data = dict(self.data.items()) | {slot: str(asset.public_id)}

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

    def press(self) -> dict[str, Any]:
        """The wish with its pictures by content: a file that comes twice is two assets, and one wish."""
        return self.wish() | {slot: [asset.sha256, last] for slot, (asset, last) in self.pictures.items()}

    def _switches(self) -> dict[str, bool]:
        abilities = self.chosen_model.abilities
        known = {"prompt_optimizer": "optimizer", "fast_pretreatment": "pretreatment"}
        return {name: bool(self[name].value()) for name, ability in known.items() if abilities.get(ability)}

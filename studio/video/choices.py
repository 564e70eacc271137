"""What may be chosen, and what is: the catalogue offers, and says what a choice changes elsewhere."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.catalogue.models import Model, Template
from studio.catalogue.words import MODES
from studio.video.shapes import SHAPES, honours_shape
from studio.video.slots import RULES, SLOTS
from studio.workroom.forms import Several, WishForm
from studio.workroom.shapes import drawn


class Choices(Several, WishForm):
    """The fields, and for each what the catalogue offers with the rest of what stands there, sent or not."""

    room = "video"
    modes = MODES
    slot_rules = RULES
    prompt = forms.CharField(required=False, strip=True)
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

    def can(self, model: Model, mode: str) -> bool:
        return mode in model.modes()

    @property
    def resolutions(self) -> dict[str, list[int]]:
        return self.chosen_model.modes()[self.chosen_mode]

    @property
    def chosen_resolution(self) -> str:
        named = self.value("resolution")
        allowed = self.resolutions
        if self.newest == "duration":
            seconds = self.value("duration")
            allowed = {size: have for size, have in allowed.items() if seconds in map(str, have)} or allowed
        default = self.chosen_model.abilities.get("resolution", "")
        return named if named in allowed else default if default in allowed else next(iter(allowed), default)

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
        told = {"model": self.model_instead} if self.model_instead else {}
        if self.value("resolution") not in ("", self.chosen_resolution):
            said = {"named": self.value("resolution"), "chosen": self.chosen_resolution}
            said["model"] = self.chosen_model.label
            told["resolution"] = _("%(model)s has no %(named)s, so it is %(chosen)s now.") % said
            if said["named"] in self.resolutions:
                said["duration"] = self.value("duration")
                told["resolution"] = _("No %(duration)s s at %(named)s, so it is %(chosen)s now.") % said
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
    def camera_moves(self) -> list[dict[str, str]]:
        moves: list[dict[str, str]] = ask.facts("camera_moves")
        return moves

    @property
    def prompt_used(self) -> int:
        return len(self.value("prompt").strip())

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

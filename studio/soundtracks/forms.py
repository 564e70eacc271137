"""How a song is to lie under a clip: what cannot be made is refused next to its field, and nothing typed is lost."""

import math
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.library.examine import Unreadable
from studio.library.models import AUDIO, Asset
from studio.soundtracks.choose import find
from studio.soundtracks.clips import Clip
from studio.soundtracks.making import facts_of
from studio.soundtracks.models import Soundtrack
from studio.teams.models import Team
from studio.web.tags import clock

AFTER = {"silence": gettext_lazy("Silence"), "loop": gettext_lazy("The song again")}
NUMBERS = ("start", "fade_in", "fade_out", "volume", "own_volume")
CUT = (*NUMBERS, "after")
# Of one team at a time: they are made one after the other, for everybody.
MOST_OPEN = 20
LONGEST_FADE, FADE_SHARE = 2.0, 0.2
# Rounded on a page, two fades may look as long as the clip and be a hair longer.
SLACK = 0.005


class SoundtrackForm(forms.Form):
    """The cut, whether it was sent or only shown. What is not given has the value that the page begins with."""

    client_key = forms.UUIDField(required=False)
    clip = forms.CharField(required=False, max_length=40)
    song = forms.CharField(required=False, max_length=40)
    start = forms.FloatField(required=False, initial=0)
    fade_in = forms.FloatField(required=False, initial=0)
    fade_out = forms.FloatField(required=False)
    volume = forms.FloatField(required=False, initial=1)
    own_volume = forms.FloatField(required=False, initial=0)
    after = forms.ChoiceField(required=False, choices=list(AFTER.items()), initial="silence")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    # What is chosen

    @cached_property
    def chosen_clip(self) -> Asset | None:
        return find(self.team, Asset.Kind.VIDEO, self._text("clip"))

    @cached_property
    def chosen_song(self) -> Asset | None:
        return find(self.team, AUDIO, self._text("song"))

    @property
    def facts(self) -> Clip | None:
        """What the clip holds; None without one, and for one that does not open."""
        return self._looked[0]

    @property
    def clip_fault(self) -> str:
        if self.chosen_clip:
            return self._looked[1]
        if self._text("clip"):
            return _("This clip is not in the library any more. Choose another.")
        return _("Choose a clip.") if self.is_bound else ""

    @property
    def song_fault(self) -> str:
        if self.chosen_song:
            return ""
        if self._text("song"):
            return _("This song is not in the library any more. Choose another.")
        return _("Choose a song.") if self.is_bound else ""

    @cached_property
    def _looked(self) -> tuple[Clip | None, str]:
        if self.chosen_clip is None:
            return None, ""
        try:
            return facts_of(self.chosen_clip), ""
        except Unreadable as error:
            return None, _(str(error))

    # What the page draws

    @property
    def is_ready(self) -> bool:
        """Both are there, so that they can be heard together."""
        return bool(self.facts and self.chosen_song)

    @property
    def length(self) -> float:
        """Seconds of the clip's picture; 0 without one."""
        return self.facts.seconds if self.facts else 0.0

    @property
    def song_length(self) -> float:
        return (self.chosen_song.seconds if self.chosen_song else None) or 0.0

    @property
    def has_own_sound(self) -> bool:
        return bool(self.facts and self.facts.has_sound)

    @property
    def default_fade_out(self) -> float:
        return round(min(LONGEST_FADE, FADE_SHARE * self.length), 1)

    @property
    def is_short(self) -> bool:
        """Does the song end before the clip?"""
        return self.is_ready and self.song_length - self.number("start") < self.length - SLACK

    @property
    def clip_named(self) -> str:
        """The clip as addresses name it; nothing for one that is not there."""
        return str(self.chosen_clip.public_id) if self.chosen_clip else ""

    @property
    def song_named(self) -> str:
        return str(self.chosen_song.public_id) if self.chosen_song else ""

    @property
    def carried(self) -> str:
        """The cut as the rest of an address, so that it outlives the choice of another clip or song."""
        given = self.data if self.is_bound else self.initial
        return urlencode({name: given[name] for name in CUT if given.get(name)})

    @property
    def after_chosen(self) -> str:
        return "loop" if self._text("after") == "loop" else "silence"

    @property
    def afters(self) -> list[tuple[str, Any]]:
        return list(AFTER.items())

    @property
    def window(self) -> dict[str, str]:
        """Where the cut lies in a waveform 240 wide, as SVG wants it."""
        whole = self.song_length or 1.0
        start = min(max(0.0, self.number("start")), whole)
        width = min(self.length, whole - start)
        return {"x": f"{240 * start / whole:.2f}", "width": f"{max(1.0, 240 * width / whole):.2f}"}

    @property
    def percents(self) -> dict[str, str]:
        return {name: f"{100 * self.number(name):.0f} %" for name in ("volume", "own_volume")}

    def number(self, name: str) -> float:
        """What stands in a field where it is a number, else what it begins with."""
        try:
            value = float(self[name].value())
        except (TypeError, ValueError):
            value = math.nan
        return value if abs(value) < 1e6 else self.first(name)

    def first(self, name: str) -> float:
        return self.default_fade_out if name == "fade_out" else float(self.fields[name].initial)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "fade_out" and field_name not in self.initial:
            return self.default_fade_out
        return super().get_initial_for_field(field, field_name)

    # What is sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, fault in (("clip", self.clip_fault), ("song", self.song_fault)):
            if fault and name not in self.errors:
                self.add_error(name, fault)
        for name in NUMBERS:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = self.first(name)
        if Soundtrack.objects.for_team(self.team).unmade().count() >= MOST_OPEN:
            said = _("%(count)s clips of this team wait to be put together. Save this one when some of them are ready.")
            self.add_error(None, said % {"count": MOST_OPEN})
        self._clean_start(cleaned.get("start"))
        self._clean_fades(cleaned.get("fade_in"), cleaned.get("fade_out"))
        for name in ("volume", "own_volume"):
            if name in cleaned and not 0 <= cleaned[name] <= 1:
                self.add_error(name, _("From 0 to 1, where 1 is as loud as it is."))
        return cleaned

    def _clean_start(self, start: float | None) -> None:
        if start is None:
            return
        if start < 0:
            self.add_error("start", _("It cannot begin before the song does."))
        elif self.chosen_song and start >= self.song_length:
            told = {"length": clock(self.song_length)}
            self.add_error("start", _("The song lasts %(length)s. Begin before its end.") % told)

    def _clean_fades(self, fade_in: float | None, fade_out: float | None) -> None:
        for name, fade in (("fade_in", fade_in), ("fade_out", fade_out)):
            if fade is not None and fade < 0:
                self.add_error(name, _("Write 0 or more seconds."))
        if fade_in is None or fade_out is None or self.facts is None or "fade_in" in self.errors:
            return
        if fade_out >= 0 and fade_in + fade_out > self.length + SLACK:
            told = {"length": f"{self.length:.4g}"}
            self.add_error(
                "fade_out", _("Together the fades are longer than the clip, which lasts %(length)s s.") % told
            )

    def cut(self) -> dict[str, Any]:
        """The checked wish, as `mixing.Cut` names it."""
        cut = {name: self.cleaned_data[name] for name in NUMBERS}
        if not self.has_own_sound:
            cut["own_volume"] = 0.0
        return cut | {"loops": self.cleaned_data["after"] == "loop"}

    def _text(self, name: str) -> str:
        return str(self[name].value() or "")

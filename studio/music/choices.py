"""What may be chosen, and what is: the catalogue offers, the chosen model decides."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from studio.catalogue.models import Model
from studio.generations.wires import unsaid
from studio.library.models import AUDIO, Asset
from studio.minimax import MusicRequest
from studio.music.lyrics import TAGS
from studio.web.ids import as_uuid
from studio.workroom.forms import Several, WishForm

MODES = {
    "song": gettext_lazy("Lyrics"),
    "written": gettext_lazy("Model writes"),
    "instrumental": gettext_lazy("Instrumental"),
    "cover": gettext_lazy("Cover"),
}
# What people open; MiniMax's third, PCM, is WAV without its header (docs/decisions/0023).
FORMATS = {"mp3": "MP3", "wav": "WAV"}
# What a description is made of, and examples of each.
TRAITS = {
    "genre": (
        gettext_lazy("Genre"),
        ["indie folk", "synthwave", "jazz trio", "lo-fi hip hop", "orchestral", "bossa nova"],
    ),
    "mood": (gettext_lazy("Mood"), ["melancholic", "hopeful", "tense", "playful", "dreamy", "triumphant"]),
    "tempo": (gettext_lazy("Tempo"), ["slow, 70 BPM", "walking, 95 BPM", "driving, 124 BPM", "fast, 150 BPM"]),
    "instruments": (
        gettext_lazy("Instruments"),
        ["acoustic guitar", "piano and strings", "drum machine", "brass section"],
    ),
    "avoid": (gettext_lazy("Avoid"), ["drums", "autotune", "long intro", "spoken words"]),
}


class Choices(Several, WishForm):
    """The fields, and for each what the catalogue offers with the rest of what stands there, sent or not."""

    room = "music"
    modes = MODES
    prompt = forms.CharField(required=False, strip=True)
    genre = forms.CharField(required=False, max_length=100)
    mood = forms.CharField(required=False, max_length=100)
    tempo = forms.CharField(required=False, max_length=100)
    instruments = forms.CharField(required=False, max_length=200)
    avoid = forms.CharField(required=False, max_length=200)
    lyrics = forms.CharField(required=False, strip=True)
    lyrics_wish = forms.CharField(required=False, strip=True)
    duration = forms.CharField(required=False)
    format = forms.CharField(required=False)
    sample_rate = forms.CharField(required=False)
    bitrate = forms.CharField(required=False)
    source = forms.CharField(required=False)

    @property
    def kind(self) -> str:
        return "music"

    def can(self, model: Model, mode: str) -> bool:
        """A model that covers songs does nothing else."""
        needs = {"written": "optimizer", "instrumental": "instrumental", "cover": "cover"}.get(mode)
        able = bool(model.abilities.get(needs)) if needs else True
        return able and (needs == "cover") == bool(model.abilities.get("cover"))

    @property
    def has_lyrics(self) -> bool:
        """Is there a text to sing, or may there be one?"""
        return self.chosen_mode in ("song", "cover")

    @property
    def traits(self) -> list[tuple[str, Any, list[str], str]]:
        return [(name, label, examples, self.value(name)) for name, (label, examples) in TRAITS.items()]

    @property
    def tags(self) -> tuple[str, ...]:
        return TAGS

    @cached_property
    def changed(self) -> dict[str, str]:
        """What was chosen and is not to be had with the rest: by field, a sentence that says what stands instead."""
        return {"model": self.model_instead} if self.model_instead else {}

    # Limits

    @property
    def prompt_limits(self) -> tuple[int, int]:
        """Characters of the whole description: what stands in the other fields counts. An instrumental needs some."""
        least, most = self.chosen_model.abilities["prompt"]
        return (least if self.has_lyrics else max(least, 1)), most

    @property
    def prompt_limit(self) -> int:
        return self.prompt_limits[1]

    @property
    def lyrics_limits(self) -> tuple[int, int]:
        least, most = self.chosen_model.abilities["lyrics"]
        return least, most

    @property
    def lyrics_limit(self) -> int:
        return self.lyrics_limits[1]

    @property
    def prompt_used(self) -> int:
        return len(self.value("prompt").strip())

    @property
    def lyrics_used(self) -> int:
        return len(self.value("lyrics").strip())

    # Length and quality

    @cached_property
    def can_say_duration(self) -> bool:
        """Can this connection ask for a length? The client knows what it cannot say."""
        if self.team.connection is None:
            return True
        wish = MusicRequest(model=self.chosen_model.name, prompt="any", duration=60)
        return not any(item.field == "duration" for item in unsaid(self.team.connection, wish))

    @property
    def has_duration(self) -> bool:
        return self.can_say_duration or bool(self.value("duration"))

    @property
    def longest(self) -> int:
        return int(self.chosen_model.abilities["seconds"])

    @property
    def chosen_duration(self) -> int | None:
        raw = self.value("duration").strip()
        seconds = int(raw) if raw.isdecimal() and len(raw) < 6 else 0
        return seconds if 1 <= seconds <= self.longest else None

    @property
    def formats(self) -> list[tuple[str, str]]:
        return [(name, label) for name, label in FORMATS.items() if name in self.chosen_model.abilities["formats"]]

    @property
    def chosen_format(self) -> str:
        return self.value("format") if self.value("format") in dict(self.formats) else self.formats[0][0]

    @property
    def rates(self) -> list[int]:
        return list(reversed(self.chosen_model.abilities["rates"]))

    @property
    def chosen_rate(self) -> int:
        return self._one_of(self.rates, "sample_rate")

    @property
    def bitrates(self) -> list[tuple[int, int]]:
        """In bits a second, and in kilobits for people. Only MP3 has one."""
        rates = reversed(self.chosen_model.abilities["bitrates"]) if self.chosen_format == "mp3" else []
        return [(rate, rate // 1000) for rate in rates]

    @property
    def chosen_bitrate(self) -> int | None:
        return self._one_of([rate for rate, _kilo in self.bitrates], "bitrate") if self.bitrates else None

    def _one_of(self, offered: list[int], name: str) -> int:
        raw = self.value(name)
        return int(raw) if raw in map(str, offered) else offered[0]

    # The song to cover

    @cached_property
    def source_song(self) -> Asset | None:
        rows = Asset.objects.for_team(self.team).kept().of_medium(AUDIO)
        return rows.filter(public_id=as_uuid(self.value("source"))).first() if self.value("source") else None

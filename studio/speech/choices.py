"""What may be chosen, and what is: the catalogue offers, the chosen model decides."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.catalogue.models import Language
from studio.catalogue.words import EMOTIONS
from studio.voices.ask import AnyVoice, find_voice, languages, spoken_by
from studio.workroom.forms import WishForm

MODES = {"short": gettext_lazy("At once"), "long": gettext_lazy("Long text"), "live": gettext_lazy("Live")}
KINDS = {"short": "speech", "long": "speech_long", "live": "speech_live"}
# What the page offers of what MiniMax knows: what people open, and bare samples.
FORMATS = {"mp3": "MP3", "wav": "WAV", "flac": "FLAC", "pcm": "PCM"}
# Who speaks before anybody was chosen, by the language of the page.
FIRST_VOICES = {"en": "English_expressive_narrator", "zh-hans": "Chinese (Mandarin)_Radio_Host"}
PAUSES = ("0.3", "0.8", "2")
# Characters that are read in a second at the usual speed: measured on MiniMax's samples, letters and Han characters.
LETTERS_A_SECOND, WIDE_A_SECOND = 15.0, 4.5


class Choices(WishForm):
    """The fields, and for each what the catalogue offers with the rest of what stands there, sent or not."""

    room = "speech"
    modes = MODES
    text = forms.CharField(required=False, strip=False)
    title = forms.CharField(required=False, max_length=200)
    voice = forms.CharField(required=False, max_length=300)
    language = forms.CharField(required=False)
    speed = forms.FloatField(required=False, initial=1.0, min_value=0.5, max_value=2.0)
    volume = forms.FloatField(required=False, initial=1.0, min_value=0.1, max_value=10.0)
    pitch = forms.IntegerField(required=False, initial=0, min_value=-12, max_value=12)
    emotion = forms.CharField(required=False)
    format = forms.ChoiceField(choices=list(FORMATS.items()), required=False, initial="mp3")
    sample_rate = forms.IntegerField(required=False, initial=32000)
    pronunciation = forms.CharField(required=False, max_length=4000)
    text_normalization = forms.BooleanField(required=False)
    session = forms.UUIDField(required=False)

    @property
    def kind(self) -> str:
        return KINDS[self.chosen_mode]

    @cached_property
    def chosen_voice(self) -> AnyVoice | None:
        """The one that was named; unnamed, the studio's first."""
        return find_voice(self.team, self.value("voice") or first_voice())

    @cached_property
    def all_languages(self) -> list[Language]:
        return languages()

    @property
    def languages(self) -> list[Language]:
        return spoken_by(self.all_languages, self.chosen_model.abilities.get("generation", ""))

    @property
    def chosen_language(self) -> str:
        named = self.value("language")
        return named if named in {row.name for row in self.languages} else ""

    @property
    def emotions(self) -> list[tuple[str, Any]]:
        offered = self.chosen_model.abilities.get("emotions", [])
        return [(name, EMOTIONS.get(name, name)) for name in offered]

    @property
    def chosen_emotion(self) -> str:
        named = self.value("emotion")
        return named if named in dict(self.emotions) else ""

    @property
    def formats(self) -> list[tuple[str, str]]:
        offered = self.chosen_model.abilities.get("formats", [])
        return [(name, label) for name, label in FORMATS.items() if name in offered]

    @property
    def chosen_format(self) -> str:
        return self.value("format") if self.value("format") in dict(self.formats) else "mp3"

    @property
    def rates(self) -> list[int]:
        rates: list[int] = self.chosen_model.abilities.get("rates", [])
        return rates

    @property
    def chosen_rate(self) -> int:
        named = self.value("sample_rate")
        return next((rate for rate in self.rates if str(rate) == named), 32000)

    @property
    def limit(self) -> int:
        """Characters that the mode takes (official.md 12)."""
        abilities = self.chosen_model.abilities
        return int(abilities["long"]["file"] if self.chosen_mode == "long" else abilities["characters"])

    @property
    def has_interjections(self) -> bool:
        return bool(self.chosen_model.abilities.get("interjections"))

    @property
    def interjections(self) -> list[str]:
        names: list[str] = ask.facts("interjections")
        return names if self.has_interjections else []

    @property
    def pauses(self) -> list[tuple[str, str]]:
        return [(f"<#{seconds}#>", f"{seconds} s") for seconds in PAUSES]

    @cached_property
    def changed(self) -> dict[str, str]:
        """What was chosen and the model does not have: by field, a sentence that says what stands instead."""
        told = {"model": self.model_instead} if self.model_instead else {}
        said = {"model": self.chosen_model.label}
        if self.value("emotion") not in ("", self.chosen_emotion):
            said["emotion"] = str(EMOTIONS.get(self.value("emotion"), self.value("emotion")))
            told["emotion"] = _("%(model)s has no “%(emotion)s”; MiniMax chooses the tone from the text.") % said
        if self.value("language") not in ("", self.chosen_language):
            said["language"] = self.value("language")
            told["language"] = _("%(model)s does not speak %(language)s; it is told from the text now.") % said
        return told

    @property
    def used(self) -> int:
        return len(self.value("text").strip())


def first_voice() -> str:
    return FIRST_VOICES.get(get_language() or "", FIRST_VOICES["en"])


def reading_seconds(letters: int, wide: int, speed: float, pauses: float = 0.0) -> float:
    """About how long it takes to say so many letters and wide characters; no speed shortens the seconds of `pauses`."""
    return (letters / LETTERS_A_SECOND + wide / WIDE_A_SECOND) / max(0.1, speed) + pauses


def count_wide(text: str) -> int:
    """Characters that stand for a syllable: Han, kana, hangul."""
    return sum(1 for char in text if "⺀" <= char <= "힣" or "豈" <= char <= "﫿" or char >= "\U00020000")


def length_in_words(seconds: float) -> str:
    """`about 40 s`, `about 12 min`, `about 9 h 20 min`."""
    if seconds < 60:
        return _("about %(count)s s") % {"count": max(1, round(seconds))}
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("about %(count)s min") % {"count": minutes}
    return _("about %(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}

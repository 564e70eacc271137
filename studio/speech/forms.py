"""What a person may ask to be said. The catalogue decides; an impossible wish is refused next to its field."""

import re
import uuid
from typing import Any

from django.utils.translation import gettext as _

from studio.catalogue.words import EMOTIONS
from studio.generations.actions import Wish
from studio.speech.choices import FORMATS, Choices, count_wide, length_in_words, reading_seconds
from studio.speech.models import LongText
from studio.spend.pricing import price
from studio.voices.ask import language_label, why_silent
from studio.voices.speak import DEFAULT_RATE, fee_due
from studio.web.money import Money

PAUSE = re.compile(r"<#(.*?)#>")
# What begins as one, whether or not it ends as one.
MARK = re.compile(r"<#(?:(?!<#).)*?#>|<#[^\s<]*")
MOST_NAMED = 5
# official.md 4.1
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 99.99
MOST_INVISIBLE = 0.1


class SpeechForm(Choices):
    """The wish, checked, priced and put into the words of a request. `remembered`: its manner is the last one's."""

    remembered = False

    @property
    def price(self) -> Money:
        if self.chosen_voice is None:
            return Money(None)
        return super().price

    @property
    def length(self) -> str:
        """About how long it takes to say."""
        return length_in_words(self.seconds)

    @property
    def first_use(self) -> str:
        """Said where a voice's own price falls due with this."""
        fee = fee_due(self.chosen_voice.own if self.chosen_voice else None)
        if fee is None:
            return ""
        told = {"price": str(price(fee)) or _("price unknown")}
        return _("Its first use: MiniMax bills the voice itself too, %(price)s, once, and it becomes permanent.") % told

    @property
    def seconds(self) -> float:
        text = self.value("text").strip()
        wide = count_wide(text)
        letters = len(PAUSE.sub("", text)) - wide
        pauses = sum(filter(None, map(pause_seconds, PAUSE.findall(text))))
        return reading_seconds(letters, wide, self._number("speed", 1.0), pauses)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_manner(cleaned)
        self._clean_voice()
        self._clean_text()
        self._clean_pronunciation()
        return cleaned

    def _clean_manner(self, cleaned: dict[str, Any]) -> None:
        """Only what the chosen model can do; the field that asks for more is told."""
        self.check_model()
        if "model" in self.errors:
            return
        told = {"model": self.chosen_model.label}
        if cleaned.get("emotion") and not self.chosen_emotion:
            self.add_error("emotion", _("%(model)s has no such tone.") % told)
        if cleaned.get("language") and not self.chosen_language:
            self.add_error("language", _("%(model)s does not speak this language.") % told)
        if cleaned.get("sample_rate") and cleaned["sample_rate"] not in self.rates:
            self.add_error("sample_rate", _("%(model)s does not have this sample rate.") % told)

    def _clean_voice(self) -> None:
        voice = self.chosen_voice
        if voice is None:
            self.add_error("voice", _("This voice is not there any more. Choose another."))
        elif why := why_silent(self.team, voice):
            self.add_error("voice", why)

    def _clean_text(self) -> None:
        text = self.value("text").strip()
        wrong = unspeakable(text)
        if not PAUSE.sub("", text).strip() and not wrong:
            self.add_error("text", _("Write what is to be said."))
        elif len(text) > self.limit:
            told = {"count": f"{len(text):,}", "limit": f"{self.limit:,}"}
            if self.chosen_mode == "long":
                self.add_error("text", _("%(count)s characters; MiniMax takes %(limit)s.") % told)
            else:
                said = _("%(count)s characters; MiniMax takes %(limit)s at once. Use “Long text”, or say it in parts.")
                self.add_error("text", said % told)
        elif wrong:
            self.add_error("text", wrong)

    def _clean_pronunciation(self) -> None:
        for line in self.pronunciations:
            if "/" not in line.strip("/"):
                said = _("“%(line)s” is no entry: write the word, a slash, and how it is read.")
                self.add_error("pronunciation", said % {"line": line})
                return

    @property
    def pronunciations(self) -> list[str]:
        lines = self.value("pronunciation").split("\n")
        return [line.strip() for line in lines if line.strip()]

    def wish(self) -> dict[str, Any]:
        """The request as it stands, whether or not it could be sent: what the price is asked for."""
        voice = self.chosen_voice
        text = self.value("text").strip()
        wish: dict[str, Any] = {
            "mode": self.chosen_mode,
            "text": text,
            "model": self.chosen_model.name,
            "voice": voice.ref if voice else "",
            "voice_id": voice.voice_id if voice else "",
            "voice_name": voice.name if voice else "",
            **self.manner(),
        }
        if self.chosen_mode == "long":
            wish |= {"text": text[:300], "characters": len(text), "heading": self.value("title").strip()}
        if self.chosen_mode == "live":
            wish["session"] = self.value("session") or str(uuid.uuid4())
        return wish

    def manner(self) -> dict[str, Any]:
        """How it is said: what a script's lines share."""
        return {
            "language": self.chosen_language,
            "speed": self._number("speed", 1.0),
            "volume": self._number("volume", 1.0),
            "pitch": int(self._number("pitch", 0)),
            "emotion": self.chosen_emotion,
            "format": self.chosen_format,
            "sample_rate": self.chosen_rate,
            "pronunciation": self.pronunciations,
            "text_normalization": bool(self["text_normalization"].value()),
        }

    @property
    def unusual(self) -> list[str]:
        """What of the manner is not as it is by itself, in words."""
        manner = self.manner()
        parts = {
            "language": language_label(manner["language"]),
            "emotion": str(EMOTIONS.get(manner["emotion"], "")),
            "speed": f"{manner['speed']:g} ×" if manner["speed"] != 1 else "",
            "pitch": _("pitch %(steps)s") % {"steps": f"{manner['pitch']:+d}"} if manner["pitch"] else "",
            "volume": _("volume %(factor)s ×") % {"factor": f"{manner['volume']:g}"} if manner["volume"] != 1 else "",
            "format": FORMATS[manner["format"]] if manner["format"] != "mp3" else "",
            "sample_rate": f"{manner['sample_rate']} Hz" if manner["sample_rate"] != DEFAULT_RATE else "",
        }
        return [part for part in parts.values() if part]

    def to_start(self) -> list[Wish]:
        return [Wish(self.kind, self.keep_text())]

    def keep_text(self) -> dict[str, Any]:
        """The wish with its long text kept; the request then names it."""
        wish = self.wish()
        if self.chosen_mode == "long":
            wish["text_id"] = str(LongText.keep(self.team, self.value("text").strip()).public_id)
        return wish

    def _number(self, name: str, otherwise: float) -> float:
        """The value where it is one, within the field's bounds."""
        field: Any = self.fields[name]
        try:
            value = float(self[name].value())
        except (TypeError, ValueError):
            return otherwise
        return min(field.max_value, max(field.min_value, value))


def unspeakable(text: str) -> str:
    """Why MiniMax would refuse the text (official.md 2.1: 1042; 4.1: pauses), or nothing."""
    wrong = [mark for mark in MARK.findall(text) if not PAUSE.fullmatch(mark) or pause_seconds(mark[2:-2]) is None]
    if wrong:
        said = _("%(marks)s: no pause. Write seconds from 0.01 to 99.99, for instance <#0.5#>.")
        return said % {"marks": " ".join(mark[:20] for mark in wrong[:MOST_NAMED])}
    invisible = sum(1 for char in text if not char.isprintable() and char not in "\n\t")
    if invisible > len(text) * MOST_INVISIBLE:
        return _("More than a tenth of the text is invisible characters. Paste it as plain text.")
    return ""


def pause_seconds(mark: str) -> float | None:
    """What stands between the signs of a pause, in seconds; None when it is no pause."""
    try:
        seconds = float(mark)
    except ValueError:
        return None
    return seconds if SHORTEST_PAUSE <= seconds <= LONGEST_PAUSE else None

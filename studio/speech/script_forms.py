"""What a person may ask of scripts and their lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from studio.speech.choices import first_voice
from studio.speech.forms import SpeechForm, unspeakable
from studio.speech.models import Line
from studio.teams.models import Team
from studio.voices.ask import AnyVoice, find_voice

LONGEST_LINE, LONGEST_SCRIPT = 10_000, 1_000_000


class ScriptForm(SpeechForm):
    """A new script, or the title and manner of one: the fields of speech, without its limits of length."""

    text_required = True

    @property
    def limit(self) -> int:
        return LONGEST_SCRIPT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.value("title").strip():
            self.add_error("title", _("Give the script a title."))
        return cleaned

    def _clean_text(self) -> None:
        if self.text_required:
            text = self.value("text").strip()
            if not text:
                self.add_error("text", _("Paste the text, or open a file."))
            elif len(text) > self.limit:
                told = {"count": f"{len(text):,}", "limit": f"{self.limit:,}"}
                self.add_error("text", _("%(count)s characters; a script holds %(limit)s.") % told)

    def settings(self) -> dict[str, Any]:
        return {"model": self.chosen_model.name, **self.manner()}


class MannerForm(ScriptForm):
    text_required = False


class LineForm(forms.Form):
    """One paragraph: what is said, by whom, in which voice. An empty text is a line that waits to be written."""

    text = forms.CharField(required=False, strip=True)
    speaker = forms.CharField(required=False, max_length=60, strip=True)
    voice = forms.CharField(required=False, max_length=300)

    chosen: AnyVoice | None

    def __init__(self, *args: Any, line: Line, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.team, self.chosen = line, team, None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = (cleaned.get("text") or "").replace("\r\n", "\n")
        if len(cleaned["text"]) > LONGEST_LINE:
            told = {"count": f"{len(cleaned['text']):,}", "limit": f"{LONGEST_LINE:,}"}
            self.add_error("text", _("%(count)s characters; MiniMax takes %(limit)s. Part it in two.") % told)
        elif wrong := unspeakable(cleaned["text"]):
            self.add_error("text", wrong)
        ref = cleaned.get("voice") or first_voice()
        self.chosen = find_voice(self.team, ref)
        if self.chosen is None and ref == self.line.voice:
            # It stands there already: that it is gone is said when it is to speak.
            self.chosen = AnyVoice(ref, ref, self.line.voice_name)
        if self.chosen is None:
            self.add_error("voice", _("This voice is not there any more. Choose another."))
        return cleaned

    @classmethod
    def of(cls, line: Line, team: Team) -> "LineForm":
        return cls(initial={"text": line.text, "speaker": line.speaker, "voice": line.voice}, line=line, team=team)

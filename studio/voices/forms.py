"""What a person may ask of voices. What MiniMax would refuse is said at its field, before anything is sent."""

import re
import uuid
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.catalogue.models import Language
from studio.library.models import AUDIO, Asset
from studio.spend.pricing import Measure, price
from studio.teams.models import Team
from studio.voices.actions import DESIGN_MODEL, PREVIEW_MODEL
from studio.voices.ask import is_taken, languages
from studio.voices.samples import check_prompt, check_sample
from studio.voices.speak import measure_text
from studio.web.ids import as_uuid
from studio.web.money import Money

# official.md 4.4
VOICE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]")
PREVIEW, DESIGN_PREVIEW, PROMPT, PROMPT_TEXT = 1000, 500, 2000, 1000
CANDIDATES = (1, 2, 3, 4)
CONSENT = {
    "own": gettext_lazy("This is my own voice, and I agree that it is cloned."),
    "given": gettext_lazy("The speaker has agreed that this recording is used to clone their voice."),
}
TAKEN = gettext_lazy("A voice with this id exists already, or did: an id is never used twice.")


class NameForm(forms.Form):
    name = forms.CharField(max_length=100, strip=True)


class KeepingForm(forms.Form):
    is_on = forms.BooleanField(required=False)
    cap = forms.DecimalField(
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        decimal_places=2,
        error_messages={"required": gettext_lazy("Say how much it may cost in a month.")},
    )


class VoiceForm(forms.Form):
    """What clone and design have in common."""

    client_key = forms.UUIDField(required=False)
    name = forms.CharField(required=False, max_length=100, strip=True)
    language = forms.CharField(required=False, max_length=30)

    def __init__(self, *args: Any, team: Team, author: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.author = team, author

    def value(self, name: str) -> str:
        return str(self[name].value() or "").replace("\r\n", "\n")

    @cached_property
    def languages(self) -> list[Language]:
        return languages()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.team.connection is None:
            self.add_error(None, _("There is no connection to MiniMax yet, so nothing can be sent."))
        if cleaned.get("language") and cleaned["language"] not in {row.name for row in self.languages}:
            self.add_error("language", _("MiniMax does not speak this language."))
        return cleaned

    def client(self) -> uuid.UUID:
        key: uuid.UUID = self.cleaned_data["client_key"] or uuid.uuid4()
        return key


class CloneForm(VoiceForm):
    voice_id = forms.CharField(required=False, max_length=256, strip=True)
    sample = forms.CharField(required=False)
    prompt_audio = forms.CharField(required=False)
    prompt_text = forms.CharField(required=False, max_length=PROMPT_TEXT, strip=True)
    text = forms.CharField(required=False, strip=True)
    noise_reduction = forms.BooleanField(required=False)
    volume_normalization = forms.BooleanField(required=False)
    speaker = forms.CharField(required=False, max_length=200, strip=True)
    consent = forms.ChoiceField(required=False, choices=list(CONSENT.items()))

    @property
    def price(self) -> Money:
        return self.price_for(len(self.value("text").strip()))

    def price_for(self, letters: int) -> Money:
        """The preview's; a clone without one costs nothing until it is used."""
        return price(measure_text(PREVIEW_MODEL, letters))

    @property
    def prompt(self) -> Asset | None:
        return self.asset("prompt_audio")

    @property
    def later_price(self) -> str:
        return str(price(Measure("voice-clone"))) or _("price unknown")

    @property
    def consents(self) -> list[tuple[str, Any]]:
        return list(CONSENT.items())

    def asset(self, name: str) -> Asset | None:
        """The kept recording that a field names."""
        rows = Asset.objects.for_team(self.team).kept().of_medium(AUDIO)
        return rows.filter(public_id=as_uuid(self.value(name))).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("name"):
            self.add_error("name", _("Give the voice a name."))
        self._clean_id(cleaned)
        self._clean_recordings(cleaned)
        if len(cleaned.get("text") or "") > PREVIEW:
            told = {"count": len(cleaned["text"]), "limit": PREVIEW}
            self.add_error("text", _("%(count)s characters; MiniMax takes %(limit)s.") % told)
        if not cleaned.get("consent"):
            self.add_error("consent", _("Say that this voice may be cloned; without that nothing is sent."))
        if cleaned.get("consent") == "given" and not cleaned.get("speaker"):
            self.add_error("speaker", _("Whose voice is it?"))
        return cleaned

    def _clean_id(self, cleaned: dict[str, Any]) -> None:
        """MiniMax's rules for an id, and that nobody has it already. None is as good: then one is made up."""
        given = cleaned.get("voice_id")
        if not given:
            return
        if not VOICE_ID.fullmatch(given):
            said = _("8 to 256 letters, digits, - and _; a letter first, no - or _ at the end.")
            self.add_error("voice_id", said)
        elif is_taken(self.team.connection, given, cleaned.get("client_key")):
            self.add_error("voice_id", str(TAKEN))

    def _clean_recordings(self, cleaned: dict[str, Any]) -> None:
        sample, prompt = self.asset("sample"), self.asset("prompt_audio")
        if sample is None:
            self.add_error("sample", _("Choose a recording of the voice, or record one."))
        elif wrong := check_sample(sample):
            self.add_error("sample", wrong)
        if self.value("prompt_audio") and prompt is None:
            self.add_error("prompt_audio", _("This recording is not there any more."))
        elif prompt and (wrong := check_prompt(prompt)):
            self.add_error("prompt_audio", wrong)
        if prompt and not cleaned.get("prompt_text"):
            self.add_error("prompt_text", _("Write down exactly what is said in it."))
        if cleaned.get("prompt_text") and prompt is None and "prompt_audio" not in self.errors:
            self.add_error("prompt_audio", _("The words need the recording in which they are said."))

    def statement(self) -> str:
        """What the person says with the press, in the words that they saw."""
        return str(CONSENT[self.cleaned_data["consent"]])

    def whose(self) -> str:
        given = self.cleaned_data["consent"] == "given"
        return str(self.cleaned_data["speaker"] if given else self.author)

    def request(self) -> dict[str, Any]:
        asked = self.cleaned_data
        names = ("voice_id", "language", "text", "noise_reduction", "volume_normalization", "prompt_text")
        request = {name: asked[name] for name in names}
        return request | {"model": PREVIEW_MODEL, "prompt_audio": self.value("prompt_audio")}


class DesignForm(VoiceForm):
    prompt = forms.CharField(required=False, strip=True)
    text = forms.CharField(required=False, strip=True)
    count = forms.TypedChoiceField(
        required=False, coerce=int, empty_value="3", choices=[(count, str(count)) for count in CANDIDATES]
    )

    @property
    def chosen_count(self) -> int:
        given = self.value("count")
        return int(given) if given in {str(count) for count in CANDIDATES} else 3

    @property
    def counts(self) -> tuple[int, ...]:
        return CANDIDATES

    @property
    def price(self) -> Money:
        return self.price_for(len(self.value("text").strip()))

    def price_for(self, letters: int) -> Money:
        """All candidates together: what each says is billed."""
        one = price(measure_text(DESIGN_MODEL, letters))
        return Money(None if one.amount is None else one.amount * self.chosen_count, one.currency)

    @property
    def later_price(self) -> str:
        return str(price(Measure("voice-design"))) or _("price unknown")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, limit, empty in (
            ("prompt", PROMPT, _("Describe the voice: age, character, pace, language.")),
            ("text", DESIGN_PREVIEW, _("Write what it shall say first.")),
        ):
            length = len(cleaned.get(name) or "")
            if not length:
                self.add_error(name, empty)
            elif length > limit:
                told = {"count": length, "limit": limit}
                self.add_error(name, _("%(count)s characters; MiniMax takes %(limit)s.") % told)
        return cleaned

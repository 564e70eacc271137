"""What a team, and a person in it, decide about chat."""

import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, SchemaError

from studio.catalogue import ask
from studio.chat.abilities import hottest, most_tokens
from studio.chat.actions import default_model
from studio.chat.team_models import ChatSettings, Preference, TeamTool
from studio.chat.tools.registry import BUILT_IN, all_tools
from studio.teams.models import Team

NAME = re.compile(r"[a-zA-Z_][\w-]{0,59}", re.ASCII)
LONGEST_SCHEMA, MOST_TOOLS = 20_000, 20
SHORTEST_SECRET = 12
REFERENCES = {"$ref", "$dynamicRef", "$recursiveRef"}
EXAMPLE_SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}'


class ChatSettingsForm(forms.ModelForm):
    max_tokens = forms.IntegerField()
    rounds = forms.IntegerField()
    allowed = forms.MultipleChoiceField(required=False)

    class Meta:
        model = ChatSettings
        fields = ["model", "system", "temperature", "top_p", "max_tokens", "titles", "ask_above", "rounds"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.tools = team, all_tools(team)
        self.initial["ask_above"] = plain(self.instance.ask_above)
        self.rows = ask.models_of("chat")
        offered: Any = self.fields["allowed"]
        offered.choices = [(tool.name, tool.title) for tool in self.tools.values()]
        self.initial.setdefault("allowed", [name for name in self.tools if name not in self.instance.barred])

    @property
    def usual(self) -> str:
        """The model of a team that has chosen none."""
        name = default_model()
        return next((row.label for row in self.rows if row.name == name), "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        answers = cleaned.get("model") or default_model()
        row = next((row for row in self.rows if row.name == answers), None)
        if cleaned.get("model") and row is None:
            self.add_error("model", _("This model is not offered."))
        self._within(cleaned, "temperature", 0, hottest(row))
        self._within(cleaned, "top_p", 0, 1)
        self._within(cleaned, "max_tokens", 1, most_tokens(row) if row else 524_288)
        self._within(cleaned, "ask_above", 0, 1000)
        self._within(cleaned, "rounds", 1, 25)
        return cleaned

    def _within(self, cleaned: dict[str, Any], name: str, least: float, most: float) -> None:
        value = cleaned.get(name)
        if value is not None and not least <= value <= most:
            self.add_error(name, _("From %(least)s to %(most)s.") % {"least": f"{least:g}", "most": f"{most:,g}"})

    def save(self, commit: bool = True) -> ChatSettings:
        allowed = set(self.cleaned_data["allowed"])
        self.instance.barred = [name for name in self.tools if name not in allowed]
        return super().save(commit)


class PreferenceForm(forms.ModelForm):
    ask_above = forms.DecimalField(required=False, min_value=0, max_value=1000, max_digits=8, decimal_places=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ask_above"] = plain(self.instance.ask_above)

    class Meta:
        model = Preference
        fields = ["ask_above"]


class TeamToolForm(forms.ModelForm):
    """`secret` is only ever written: left empty it stays as it is."""

    secret = forms.CharField(required=False, max_length=500, strip=True)
    no_secret = forms.BooleanField(required=False)
    parameters = forms.CharField(max_length=LONGEST_SCHEMA)
    url = forms.URLField(max_length=500, assume_scheme="https")

    class Meta:
        model = TeamTool
        fields = ["name", "description", "url", "timeout", "asks"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = self.instance.team = team
        kept = json.dumps(self.instance.parameters, ensure_ascii=False, indent=2) if self.instance.pk else ""
        self.initial.setdefault("parameters", kept or EXAMPLE_SCHEMA)

    @property
    def secret_was_lost(self) -> bool:
        """Came it with a form that is shown again?"""
        return self.is_bound and bool(self.errors) and bool(self.data.get("secret"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not NAME.fullmatch(name):
            raise forms.ValidationError(_("Letters, digits and _ or -, and no digit first."))
        if name in {tool.name for tool in BUILT_IN}:
            raise forms.ValidationError(_("The studio has a tool of this name itself."))
        others = TeamTool.objects.filter(team=self.team).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(_("There is a tool of this name."))
        if others.count() >= MOST_TOOLS:
            raise forms.ValidationError(_("At most %(most)s tools.") % {"most": MOST_TOOLS})
        return name

    def clean_url(self) -> str:
        """The guarded fetch looks again, at where the name leads; here only what can be told at once."""
        url: str = self.cleaned_data["url"]
        parts = urlsplit(url)
        try:
            is_usual = parts.port in (None, 443)
        except ValueError:
            is_usual = False
        if parts.scheme != "https" or parts.username or parts.password or not is_usual:
            raise forms.ValidationError(_("An address that begins with https://, without a name, password or port."))
        return url

    def clean_timeout(self) -> int:
        seconds: int = self.cleaned_data["timeout"]
        if not 1 <= seconds <= 120:
            raise forms.ValidationError(_("From %(least)s to %(most)s.") % {"least": 1, "most": 120})
        return seconds

    def clean_parameters(self) -> dict[str, Any]:
        try:
            schema = json.loads(self.cleaned_data["parameters"])
            Draft202012Validator.check_schema(schema)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is no JSON.")) from None
        except SchemaError as error:
            raise forms.ValidationError(_("This is no JSON schema: %(why)s") % {"why": error.message[:200]}) from None
        if not isinstance(schema, dict) or schema.get("type") != "object":
            raise forms.ValidationError(_('It has to describe an object: "type": "object".'))
        if points_elsewhere(schema):
            raise forms.ValidationError(_("References ($ref) are not followed; write it out."))
        if is_slow(schema):
            raise forms.ValidationError(_("Write it without pattern and uniqueItems: they can hold up the studio."))
        return schema

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if secret and len(secret) < SHORTEST_SECRET:
            raise forms.ValidationError(_("At least %(least)s characters.") % {"least": SHORTEST_SECRET})
        return secret

    def save(self, commit: bool = True) -> TeamTool:
        self.instance.parameters = self.cleaned_data["parameters"]
        if self.cleaned_data["secret"] or self.cleaned_data["no_secret"]:
            self.instance.set_secret("" if self.cleaned_data["no_secret"] else self.cleaned_data["secret"])
        return super().save(commit)


def plain(amount: Decimal | None) -> str:
    """As one writes it: 0.01, not 0.0100."""
    return "" if amount is None else format(amount.normalize(), "f")


def is_slow(schema: Any) -> bool:
    """Has it a rule that a model's words can make last for ever: a regular expression, or that items be unique?"""
    if isinstance(schema, dict):
        is_one = isinstance(schema.get("pattern"), str) or bool({"patternProperties", "uniqueItems"} & schema.keys())
        return is_one or any(is_slow(part) for part in schema.values())
    return isinstance(schema, list) and any(is_slow(part) for part in schema)


def points_elsewhere(schema: Any) -> bool:
    """Does it name another schema, which somebody would have to fetch?"""
    if isinstance(schema, dict):
        return bool(REFERENCES & schema.keys()) or any(points_elsewhere(part) for part in schema.values())
    return isinstance(schema, list) and any(points_elsewhere(part) for part in schema)

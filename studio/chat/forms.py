"""What a person may send: words and what stands beside them, and how a conversation is held."""

import uuid
from codecs import getincrementaldecoder
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.abilities import hottest, most_tokens, sees
from studio.chat.actions import Words
from studio.chat.beside import DOCUMENTS, MOST_BESIDE, NO_TEXT, TOO_MUCH, Beside, words_of
from studio.chat.history import size_said
from studio.chat.models import LONGEST_TEXT, Conversation
from studio.chat.team_models import LONGEST_SYSTEM
from studio.chat.tokens import Size
from studio.library.examine import Unreadable
from studio.library.marks import Project
from studio.teams.models import Team
from studio.web.ids import as_uuid

MOST_COMPARED = 3
MOST_NAMED = 4
HEAD = 8192


class CleanText(forms.CharField):
    """A text without the character NUL, which no database keeps."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "") if isinstance(value, str) else value)


class SayForm(forms.Form):
    """A message: `model` one of the catalogue's, `against` others to compare it with; `after` the last message that
    the page shows."""

    text = CleanText(required=False, strip=False)
    model = forms.CharField(required=False)
    against = forms.MultipleChoiceField(required=False)
    pictures = forms.MultipleChoiceField(required=False)
    documents = forms.MultipleChoiceField(required=False)
    project = forms.CharField(required=False)
    after = forms.UUIDField(required=False)
    client_key = forms.UUIDField(required=False)

    def __init__(
        self, *args: Any, team: Team, author: Any = None, conversation: Conversation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.author, self.conversation = team, author, conversation
        self.fields["against"].choices = [(row.name, row.label) for row in self.models]  # type: ignore[attr-defined]
        for field in ("pictures", "documents"):
            named = list(self.data.getlist(field)) if hasattr(self.data, "getlist") else []
            self.fields[field].choices = [(one, one) for one in named[:MOST_BESIDE]]  # type: ignore[attr-defined]
        self.beside = Beside(team, [])

    def value(self, name: str) -> str:
        """Browsers send a line's end as two characters."""
        return str(self[name].value() or "").replace("\r\n", "\n").replace("\0", "")

    @cached_property
    def models(self) -> list[Model]:
        return ask.models_of("chat")

    @cached_property
    def projects(self) -> list[Project]:
        return list(Project.objects.of(self.team))

    @property
    def project_named(self) -> str:
        """What stands in the chip: as it was chosen, else the conversation's."""
        own = self.conversation.project if self.conversation else None
        return self.value("project") if self.is_bound or own is None else str(own.public_id)

    @property
    def most_compared(self) -> int:
        return MOST_COMPARED

    @property
    def chosen_model(self) -> str:
        return self.value("model") or (self.conversation.model if self.conversation else "")

    @property
    def text_value(self) -> str:
        return self.value("text")

    @property
    def problem(self) -> str:
        """All that is wrong, as one text: the box has room for one line."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = self.text_value
        self._clean_beside(cleaned)
        if not text.strip() and not self.beside:
            self.add_error("text", _("Write something."))
        elif len(text) > LONGEST_TEXT:
            told = {"count": f"{len(text):,}", "most": f"{LONGEST_TEXT:,}"}
            self.add_error("text", _("%(count)s characters; a message takes %(most)s. Say it in parts.") % told)
        if self.chosen_model not in {row.name for row in self.models}:
            self.add_error("model", _("This model is not offered."))
        if len(self.chosen_models) > MOST_COMPARED:
            self.add_error("model", _("At most %(most)s models at once.") % {"most": MOST_COMPARED})
        if self.team.connection is None:
            self.add_error(None, _("There is no connection to MiniMax yet, so nothing can be sent."))
        return cleaned

    @property
    def chosen_models(self) -> list[str]:
        """The one that answers, and those that it is compared with."""
        others = [name for name in self.cleaned_data.get("against", []) if name != self.chosen_model]
        return [self.chosen_model, *dict.fromkeys(others)]

    def _clean_beside(self, cleaned: dict[str, Any]) -> None:
        """What comes along is kept first, so that no error loses it; pictures only where every model sees them."""
        files = self.files.getlist("files") if hasattr(self.files, "getlist") else []
        pictures, papers = ([as_uuid(one) for one in cleaned.get(field, [])] for field in ("pictures", "documents"))
        self.beside = Beside(self.team, pictures, papers)
        refused: dict[str, list[str]] = {}
        for file in files:
            try:
                self.beside.take(file, self.author)
            except Unreadable as error:
                refused.setdefault(why_not(file, error), []).append(str(file.name))
        for why, names in refused.items():
            self.add_error("text", f"{list_of(names)}: {why}")
        blind = [row.label for row in self.models if row.name in self.chosen_models and not sees(row)]
        if self.beside.pictures and blind:
            told = {"models": ", ".join(blind), "seeing": ", ".join(row.label for row in self.models if sees(row))}
            self.add_error("model", _("Pictures cannot be seen by %(models)s. Choose %(seeing)s.") % told)

    @property
    def words(self) -> Words:
        return Words(self.text_value, self.beside.pictures, self.beside.files)

    @property
    def size(self) -> Size:
        """How much would be said, for the price ahead."""
        return size_said(self.text_value, self.beside.files, len(self.beside.pictures))


def why_not(file: UploadedFile, error: Unreadable) -> str:
    """What is too large is refused unread; of what is no text it is not said that it holds too much of it."""
    if str(error) == TOO_MUCH and Path(file.name or "").suffix.lower() not in DOCUMENTS and not begins_as_text(file):
        return _(NO_TEXT)
    return words_of(error)


def begins_as_text(file: UploadedFile) -> bool:
    file.seek(0)
    start = file.read(HEAD)
    try:
        return b"\0" not in start and bool(getincrementaldecoder("utf-8")().decode(start))
    except UnicodeDecodeError:
        return False


def list_of(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


class SettingsForm(forms.Form):
    """How a conversation is held, as the catalogue allows it for its model (reference.md "Request Parameters")."""

    model = forms.CharField(widget=forms.HiddenInput, label=gettext_lazy("Model"))
    system = CleanText(required=False, max_length=LONGEST_SYSTEM, label=gettext_lazy("System prompt"))
    temperature = forms.FloatField(required=False, min_value=0, label=gettext_lazy("Temperature"))
    top_p = forms.FloatField(required=False, min_value=0, max_value=1, label="top_p")
    max_tokens = forms.IntegerField(min_value=1, label=gettext_lazy("Most tokens of a reply"))
    has_tools = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = ask.models_of("chat")

    @cached_property
    def row(self) -> Model | None:
        return next((row for row in self.models if row.name == self["model"].value()), None)

    @property
    def problem(self) -> str:
        """All that is wrong, as one text, each with the name of its field."""
        told = [(self.fields[name].label, error) for name, errors in self.errors.items() for error in errors]
        return " ".join(f"{label}: {error}" for label, error in told)

    @property
    def hottest(self) -> float:
        return hottest(self.row)

    @property
    def most_tokens(self) -> int:
        return most_tokens(self.row)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.row is None:
            self.add_error("model", _("This model is not offered."))
            return cleaned
        heat, length = cleaned.get("temperature"), cleaned.get("max_tokens")
        if heat is not None and heat > self.hottest:
            self.add_error(
                "temperature", _("%(model)s takes 0 to %(most)s.") % {"model": self.row, "most": f"{self.hottest:g}"}
            )
        if length is not None and length > self.most_tokens:
            told = {"model": self.row, "most": f"{self.most_tokens:,}"}
            self.add_error("max_tokens", _("%(model)s writes at most %(most)s tokens.") % told)
        cleaned["system"] = (cleaned.get("system") or "").replace("\r\n", "\n").replace("\0", "")
        return cleaned


def new_key() -> dict[str, Any]:
    """The name of the next press."""
    return {"client_key": uuid.uuid4()}

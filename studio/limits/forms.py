from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studio.minimax import EmbeddingKind

MOST_TEXTS, LONGEST = 16, 2000


class EmbeddingForm(forms.Form):
    """Texts to be turned into vectors, one a line."""

    texts = forms.CharField(
        label=_("Texts, one a line"),
        help_text=_("At most 16 lines of 2,000 characters."),
        strip=True,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
        error_messages={"required": _("Write at least one line.")},
    )
    kind = forms.ChoiceField(
        label=_("The vectors are"),
        choices=[
            (EmbeddingKind.DB.value, _("texts to be found (db)")),
            (EmbeddingKind.QUERY.value, _("the question that finds them (query)")),
        ],
        initial=EmbeddingKind.DB.value,
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "embed-%s", **kwargs})

    def clean_texts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if len(lines) > MOST_TEXTS:
            raise forms.ValidationError(gettext("At most %(count)s lines at once.") % {"count": MOST_TEXTS})
        if any(len(line) > LONGEST for line in lines):
            raise forms.ValidationError(gettext("A line has at most %(count)s characters.") % {"count": LONGEST})
        return lines

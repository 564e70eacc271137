from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from studio.files.purposes import UPLOADS, Unfit, check_name
from studio.library.names import clean_name


class UploadForm(forms.Form):
    """A file, and what it is for. What its content says is looked at afterwards (`purposes.check_content`)."""

    purpose = forms.ChoiceField(
        label=_("What it is for"),
        choices=[(name, purpose.label) for name, purpose in UPLOADS.items()],
        error_messages={"required": _("Choose what it is for."), "invalid_choice": _("Choose what it is for.")},
        widget=forms.Select(attrs={"class": "select"}),
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        error_messages={"required": _("Choose a file."), "max_length": _("Its name is too long.")},
    )

    # Of its content, once that has been looked at.
    mime = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "upload-%s", **kwargs})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        file, purpose = given.get("file"), given.get("purpose")
        if file is not None and purpose:
            try:
                check_name(purpose, self.name, file.size or 0)
            except Unfit as why:
                self.add_error("file", str(why))
        return given

    @property
    def upload(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        return file

    @property
    def name(self) -> str:
        return clean_name(self.cleaned_data["file"].name or "") or "file"

    @property
    def takes(self) -> list[tuple[str, str, str]]:
        """For the page: MiniMax's word, ours, and what it takes."""
        return [(name, str(purpose.label), str(purpose.help)) for name, purpose in UPLOADS.items()]

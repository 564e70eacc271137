from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.library.names import clean_line
from studio.sharing.actions import Terms
from studio.sharing.models import LONGEST_TITLE

DAYS = {"day": 1, "week": 7, "month": 30}
LONGEST = timedelta(days=3660)
SHORTEST_PASSWORD = 8


class ShareForm(forms.Form):
    """For how long a thing is shown, and how."""

    UNTIL = [
        ("day", gettext_lazy("A day")),
        ("week", gettext_lazy("A week")),
        ("month", gettext_lazy("A month")),
        ("date", gettext_lazy("Until a date")),
        ("never", gettext_lazy("Until it is revoked")),
    ]

    title = forms.CharField(required=False, max_length=LONGEST_TITLE)
    until = forms.ChoiceField(choices=UNTIL, initial="week")
    date = forms.DateField(required=False)
    password = forms.CharField(required=False, strip=False, min_length=SHORTEST_PASSWORD, max_length=128)
    watermark = forms.BooleanField(required=False, initial=True)
    names = forms.BooleanField(required=False)

    def clean_title(self) -> str:
        return clean_line(self.cleaned_data["title"], LONGEST_TITLE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") == "date" and "date" not in self.errors:
            last, today = cleaned.get("date"), timezone.localdate()
            if last is None or not today <= last <= today + LONGEST:
                self.add_error("date", _("Choose a day from today on, at most ten years ahead."))
        return cleaned

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(self.end(), said["title"], said["password"], said["watermark"], said["names"])

    def end(self) -> datetime | None:
        until, last = self.cleaned_data["until"], self.cleaned_data["date"]
        if until == "date":
            return last_moment(last)
        return timezone.now() + timedelta(days=DAYS[until]) if until in DAYS else None


def last_moment(day: date) -> datetime:
    """Of this day, so that the day that was chosen is the one that is read."""
    return timezone.make_aware(datetime.combine(day, time.max))

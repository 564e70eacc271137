from decimal import Decimal
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from studio.catalogue.shelf import ShelvedQuerySet, shelve


class Shipped(models.Model):
    """A row that came with the studio. `edited_at` says that an administrator made it theirs."""

    retired = models.BooleanField(default=False, help_text="No longer offered; kept for what it made.")
    edited_at = models.DateTimeField(null=True, editable=False)
    order = models.PositiveIntegerField(default=0)

    objects = ShelvedQuerySet.as_manager()

    class Meta:
        abstract = True


class Model(Shipped):
    """A MiniMax model (official.md 3.1, 4.1, 5.1, 6, 7, 9).

    `abilities` differ by family; the data file shows them. Lengths are in characters, `context` and `output` in
    tokens, `speed` in tokens a second, rates in Hz, sides in pixels. Those of a video model:
    {"modes": {"text": {"768P": [6, 10]}}, "resolution": "768P", "camera": true, "prompt": 2000, ...}: per mode the
    resolutions that it takes, and for each the durations in seconds.
    """

    name = models.CharField(max_length=60, unique=True)
    family = models.CharField(max_length=20, db_index=True)
    label = models.CharField(max_length=60)
    note = models.CharField(max_length=120, blank=True)
    abilities = models.JSONField(default=dict)
    usual_seconds = models.JSONField(default=dict, help_text='{"live": [70, 125], "sandbox": [4, 12]}')

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if not isinstance(self.abilities, dict):
            raise ValidationError({"abilities": "Abilities are a JSON object."})

    def modes(self) -> dict[str, dict[str, list[int]]]:
        modes: dict[str, dict[str, list[int]]] = self.abilities.get("modes", {})
        return modes

    def get_usual(self, *, sandbox: bool) -> tuple[int, int]:
        low, high = self.usual_seconds.get("sandbox" if sandbox else "live", (60, 180))
        return low, high


class Price(Shipped):
    """What one unit costs when the request says `when` (official.md 11)."""

    model = models.CharField(max_length=60, db_index=True)
    unit = models.CharField(max_length=20)
    when = models.JSONField(default=dict, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=6)
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        ordering = ["model", "order"]

    def __str__(self) -> str:
        return f"{self.model} {self.when or ''} {self.amount.normalize()} {self.currency}"

    def holds_for(self, facts: dict[str, Any]) -> bool:
        return all(facts.get(name) == value for name, value in self.when.items())

    def times(self, quantity: Decimal) -> Decimal:
        return self.amount * quantity


class Limit(Shipped):
    """How much MiniMax takes at once from one account (official.md 2.2).

    `rpm`, `tpm`: requests and tokens a minute; `concurrency`: unfinished ones. `model`: empty for the whole family.
    """

    family = models.CharField(max_length=20)
    model = models.CharField(max_length=60, blank=True)
    plan = models.CharField(max_length=20)
    rpm = models.PositiveIntegerField()
    tpm = models.PositiveIntegerField(null=True, blank=True)
    concurrency = models.PositiveIntegerField()
    submits = models.PositiveIntegerField(default=2, help_text="Paid requests on the wire at once.")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["family", "model", "plan"], name="one_limit_per_plan")]

    def __str__(self) -> str:
        return f"{self.model or self.family}, {self.plan}: {self.rpm} a minute, {self.concurrency} at once"


class Language(Shipped):
    """A language of speech, named as `language_boost` wants it (official.md 10.2). `since`: the first generation of
    speech models that speaks it, empty for all."""

    name = models.CharField(max_length=30, unique=True)
    label = models.CharField(max_length=30)
    since = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return gettext(self.label)


class SystemVoice(Shipped):
    """A voice that every account may speak with (official.md 10.1). `language`: a Language's name, or empty."""

    voice_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=30, blank=True, db_index=True)
    gender = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Template(Shipped):
    """A video agent template and the inputs that it wants (official.md 5.3)."""

    template_id = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200)
    media = models.BooleanField(default=True)
    text = models.BooleanField(default=False)
    text_label = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return gettext(self.name)

    @property
    def picture(self) -> str:
        """The static picture of what it makes; templates that an administrator adds have none."""
        name = f"img/templates/{self.template_id}.jpg"
        return name if finders.find(name) else ""


class Loaded(models.Model):
    """Which version of a data file the tables hold."""

    file = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = pgettext_lazy("catalogue files", "loaded")

    def __str__(self) -> str:
        return self.file


for _table in Shipped.__subclasses__():
    shelve(_table)

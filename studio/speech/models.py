import hashlib
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studio.generations.models import TERMINAL, Generation, State
from studio.library.marks import Project
from studio.library.models import Asset
from studio.live.models import LiveRow
from studio.teams.models import Team


class LongText(models.Model):
    """A text too long for a request's row: kept once, named by requests."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(max_length=1_000_000)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "sha256"], name="one_text_each")]

    def __str__(self) -> str:
        return f"{self.content[:40]}…"

    @classmethod
    def keep(cls, team: Team, content: str) -> "LongText":
        """The row with this very content."""
        sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        row, _made = cls.objects.get_or_create(team=team, sha256=sha256, defaults={"content": content})
        return row


class ScriptQuerySet(models.QuerySet["Script"]):
    def for_team(self, team: Team) -> "ScriptQuerySet":
        return self.filter(team=team, deleted_at=None)


class Script(models.Model):
    """A long text in paragraphs, each with its voice. `settings`: what all lines are spoken with."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="scripts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200)
    settings = models.JSONField(default=dict, help_text='{"model", "language", "speed", "format", …}')
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ScriptQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Line(LiveRow):
    """One paragraph. It is stale when what its take was made from is no longer what it says."""

    class State(models.TextChoices):
        UNMADE = "unmade", _("Not made")
        MAKING = "making", _("Being made")
        MADE = "made", pgettext_lazy("a line", "Made")
        STALE = "stale", _("Changed since")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="lines")
    position = models.FloatField(help_text="Their order; a new one goes between two.")
    speaker = models.CharField(max_length=60, blank=True)
    voice = models.CharField(max_length=256, help_text="A voice's reference.")
    voice_name = models.CharField(max_length=100, blank=True, help_text="As it was when it was chosen.")
    text = models.TextField(max_length=10_000)
    is_locked = models.BooleanField(default=False)
    take = models.ForeignKey("Take", null=True, on_delete=models.SET_NULL, related_name="+")
    making = models.ForeignKey("Take", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["script", "position"], name="lines_in_order")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def heard_by(self) -> int:
        return self.script.team_id


class Take(models.Model):
    """One time that a line was spoken, with what it was made from."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="takes")
    generation = models.OneToOneField(Generation, on_delete=models.PROTECT, related_name="take")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    recipe = models.CharField(max_length=64, help_text="Tells what it was made from; see `takes.recipe_of`.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"take of {self.line_id}"

    @property
    def said(self) -> str:
        """What was spoken, whatever the line says by now."""
        return str(self.generation.request["text"])

    @property
    def has_failed(self) -> bool:
        return self.generation.state in TERMINAL and self.generation.state != State.DONE


class Binding(LiveRow):
    """A script's takes as one file: a sound with chapters, which the library keeps too, or a zip of them all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MAKING = "making", _("Being put together")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="bindings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    format = models.CharField(max_length=4)
    project = models.ForeignKey(Project, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=200, blank=True, help_text="Of a zip, which is no asset.")
    bytes = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.format} of {self.script_id}"

    @property
    def heard_by(self) -> int:
        return self.script.team_id

    def telling(self) -> dict[str, Any]:
        return {"last": True}

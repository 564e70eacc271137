import hashlib
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.teams.models import Team


class Prompt(models.Model):
    """Words that were sent from a room, once for each team and room, however often they were."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="prompts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    room = models.CharField(max_length=20)
    text = models.TextField(max_length=4000)
    sha256 = models.CharField(max_length=64)
    times = models.PositiveIntegerField(default=1)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "room", "sha256"], name="one_prompt")]
        indexes: ClassVar = [models.Index(fields=["team", "room", "-used_at"], name="newest_prompts")]

    def __str__(self) -> str:
        return self.text[:60]

    @staticmethod
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


class PresetQuerySet(models.QuerySet["Preset"]):
    def of_room(self, team: Team, room: str) -> "PresetQuerySet":
        return self.filter(team=team, room=room, deleted_at=None)


class Preset(models.Model):
    """A room's form, filled and named, for the whole team. `values`: of every field as the browser sends it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="presets")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    room = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    values: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PresetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "room", "name"], condition=Q(deleted_at=None), name="one_preset_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

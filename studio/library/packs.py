"""A zip that somebody asked for: what it holds was fixed then, so that a download can go on where it broke."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.teams.models import Team


class Pack(models.Model):
    """`entries`: of each file its asset's id and its name in the zip. Nothing is copied: it is made as it is sent."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    entries: Any = models.JSONField(default=list)
    recipes_crc32 = models.PositiveBigIntegerField(help_text="Of its recipes.json, which lies in its folder.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="old_packs")]

    def __str__(self) -> str:
        return self.name

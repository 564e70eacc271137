from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(models.QuerySet["Record"]):
    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("The record is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The record is append-only.")


class Record(models.Model):
    """One line: who, what, which object. `team_id` is a plain number, so that the line outlives the team."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    team_id = models.BigIntegerField(null=True, db_index=True)
    address = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.object_kind} {self.object_id}".strip()

"""The sandbox's own tables: a key's account, its tasks and its files."""

import secrets

from django.db import models


def new_id() -> int:
    """Fifteen digits: what MiniMax's ids look like, and exact in JavaScript (below 2**53)."""
    return 10**14 + secrets.randbelow(9 * 10**14)


class Account(models.Model):
    """One per key. Keys of the sandbox open nothing else, so they are kept as they are."""

    key = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return f"account {self.pk}"


class Task(models.Model):
    """What was asked for. Written once: its status is computed from `plan` and the time.

    `film` is what the renderer gets, `plan` when and how it ends (`plans.build_plan`).
    `created_at` is in seconds since 1970 by the clock of the request.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    likeness = models.CharField(max_length=64, db_index=True)
    film = models.JSONField()
    plan = models.JSONField()
    created_at = models.FloatField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StoredFile(models.Model):
    """A file on disk, named by its id. A film's row exists from the start; `size` stays empty for it,
    because the disk knows whether and how large the film is."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    task = models.OneToOneField(Task, on_delete=models.CASCADE, null=True, related_name="file")
    filename = models.CharField(max_length=255)
    purpose = models.CharField(max_length=64)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField(null=True)
    created_at = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"])]

    def __str__(self) -> str:
        return f"file {self.pk}"

"""The sandbox's own tables: a key's account, its tasks, files and voices, and what it has said."""

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
    listed = models.BooleanField(default=True, help_text="False for what only a link leads to.")

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"])]

    def __str__(self) -> str:
        return f"file {self.pk}"


class Voice(models.Model):
    """A cloned or designed voice. `profile` is what the speech renderer gets.

    The row stays when the voice is deleted or has expired, because its id can never be used again
    (official.md 4.4). Times are in seconds since 1970 by the clock of the requests.
    """

    CLONED, DESIGNED = "voice_cloning", "voice_generation"

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    voice_id = models.CharField(max_length=256)
    kind = models.CharField(max_length=20, choices=[(CLONED, CLONED), (DESIGNED, DESIGNED)])
    description = models.TextField(blank=True)
    profile = models.JSONField()
    created_at = models.FloatField()
    used_at = models.FloatField(null=True, help_text="Of its first synthesis, which keeps and bills it.")
    deleted_at = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "voice_id"], name="one_voice_per_id")]

    def __str__(self) -> str:
        return self.voice_id


class Utterance(models.Model):
    """Audio that the sandbox made, by its hash, so that it knows its own words again. `seconds` long."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    seconds = models.FloatField()
    created_at = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="one_utterance_per_sound")]

    def __str__(self) -> str:
        return f"utterance {self.pk}"

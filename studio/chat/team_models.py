"""What a team settles for all its conversations: how they are held, which tools there are, and what each of its people
wants of those."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.teams import keys
from studio.teams.models import Team

LONGEST_SYSTEM = 20_000


class ChatSettings(models.Model):
    """How a team chats unless a conversation says otherwise."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="chat")
    model = models.CharField(max_length=60, blank=True)
    system = models.TextField(max_length=LONGEST_SYSTEM, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    top_p = models.FloatField(null=True, blank=True)
    max_tokens = models.PositiveIntegerField(default=16_384)
    titles = models.BooleanField(
        default=True, help_text="A model gives each conversation its title, for a moment's cost."
    )
    barred: Any = models.JSONField(default=list, blank=True, help_text="Names of the tools that are not allowed.")
    ask_above = models.DecimalField(
        max_digits=8, decimal_places=4, null=True, blank=True, help_text="What a tool may cost without a yes."
    )
    rounds = models.PositiveSmallIntegerField(default=8, help_text="How often in one turn a model may call tools.")

    class Meta:
        verbose_name_plural = "chat settings"

    def __str__(self) -> str:
        return f"chat of {self.team}"

    @classmethod
    def of(cls, team: Team) -> "ChatSettings":
        """A team's; those that ship while nobody changed them."""
        return cls.objects.filter(team=team).first() or cls(team=team)


class Preference(models.Model):
    """What one person wants of tools in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ask_above = models.DecimalField(
        max_digits=8, decimal_places=4, null=True, blank=True, help_text="What a tool may cost without my yes."
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "user"], name="one_preference_each")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class TeamTool(models.Model):
    """A tool of a team's own: what a model may call it with, and the address that answers.

    `parameters`: a JSON schema of an object. The secret is encrypted at rest and write-only; it goes to the address as
    a bearer token.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tools")
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=1000)
    parameters: Any = models.JSONField(default=dict)
    url = models.URLField(max_length=500)
    encrypted_secret = models.TextField(blank=True, editable=False)
    last_four = models.CharField(max_length=4, blank=True, editable=False)
    timeout = models.PositiveSmallIntegerField(default=20, help_text="Seconds.")
    asks = models.BooleanField(default=True, help_text="A person says yes before each call.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "name"], name="one_tool_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def set_secret(self, secret: str) -> None:
        self.encrypted_secret = keys.encrypt(secret) if secret else ""
        # Of a short one, four letters would be too much of it.
        self.last_four = secret[-4:] if len(secret) >= 12 else ""

    @property
    def secret(self) -> str:
        return keys.decrypt(self.encrypted_secret) if self.encrypted_secret else ""

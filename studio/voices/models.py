import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.generations.models import Generation
from studio.library.models import Asset
from studio.live.models import LiveRow
from studio.spend.pricing import Measure
from studio.teams.models import Connection, Team

# A voice that is not used for so long is deleted by MiniMax (official.md 12).
UNUSED = timedelta(hours=168)
MADE_BY = ("voice_clone", "voice_design")


class Consent(models.Model):
    """Somebody said that this sample may be cloned: who, what they said, when, and of which bytes. Never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, help_text="As it was when they said so.")
    speaker = models.CharField(max_length=200, help_text="Whose voice it is.")
    statement = models.TextField(max_length=1000)
    sample_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by_name}: {self.speaker}"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def for_team(self, team: Team) -> "VoiceQuerySet":
        return self.filter(team=team)

    def visible_to(self, user: Any) -> "VoiceQuerySet":
        return self.filter(team__memberships__user=user)

    def for_card(self) -> "VoiceQuerySet":
        return self.select_related("team", "author", "sample", "heard", "generation")

    def made(self) -> "VoiceQuerySet":
        """What stands in the list of voices: made, chosen, and not deleted by us."""
        return self.filter(made_at__isnull=False, is_candidate=False, deleted_at=None)

    def unused(self) -> "VoiceQuerySet":
        return self.filter(used_at=None, lost_at=None)

    def alive(self, now: datetime) -> "VoiceQuerySet":
        return self.made().filter(lost_at=None).filter(Q(used_at__isnull=False) | Q(made_at__gt=now - UNUSED))

    def dying(self, now: datetime) -> "VoiceQuerySet":
        """Temporary ones that still live, the next to die first."""
        return self.made().unused().filter(made_at__gt=now - UNUSED).order_by("made_at")


class Voice(LiveRow):
    """A voice of the team at one MiniMax account. `voice_id` is MiniMax's, and another one when it is made again."""

    class Origin(models.TextChoices):
        CLONED = "cloned", _("Cloned")
        DESIGNED = "designed", _("Designed")

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        TEMPORARY = "temporary", _("Temporary")
        PERMANENT = "permanent", _("Permanent")
        EXPIRED = "expired", _("Expired")
        LOST = "lost", _("Lost")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="voices")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    generation = models.ForeignKey(Generation, null=True, on_delete=models.SET_NULL, related_name="voices")
    origin = models.CharField(max_length=10, choices=Origin)
    voice_id = models.CharField(max_length=256)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=30, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    description = models.TextField(max_length=2000, blank=True, help_text="The words that it was designed from.")
    batch = models.UUIDField(null=True, help_text="The press that asked for it; candidates of one design share it.")
    is_candidate = models.BooleanField(default=False)
    sample = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="voices")
    heard = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+", help_text="How it sounds.")
    recipe = models.JSONField(default=dict, help_text="Everything that is needed to make it again.")
    made_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Generation, null=True, on_delete=models.SET_NULL, related_name="+")
    missed_at = models.DateTimeField(null=True, blank=True, help_text="MiniMax did not list it, once.")
    lost_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "voice_id"], name="one_own_voice_per_id"),
        ]
        indexes: ClassVar = [
            # The list of voices.
            models.Index(fields=["team", "-id"], condition=Q(deleted_at=None), name="voices_page"),
            # The sweeps that look for voices about to die.
            models.Index(fields=["made_at"], condition=Q(used_at=None, lost_at=None), name="dying_voices"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How a request names it: it stays when the voice is made again."""
        return f"own:{self.public_id}"

    @property
    def state(self) -> str:
        if self.made_at is None:
            return self.State.MAKING
        if self.lost_at is not None:
            return self.State.LOST
        if self.used_at is not None:
            return self.State.PERMANENT
        return self.State.TEMPORARY if timezone.now() < self.dies_at else self.State.EXPIRED

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def dies_at(self) -> datetime:
        """When MiniMax deletes it, unless it is used; of one that is not made, the distant future."""
        return (self.made_at or datetime(9000, 1, 1, tzinfo=timezone.get_default_timezone())) + UNUSED

    @property
    def hours_left(self) -> float:
        return max(0.0, (self.dies_at - timezone.now()).total_seconds() / 3600)

    @property
    def can_speak(self) -> bool:
        return self.deleted_at is None and self.state in (self.State.TEMPORARY, self.State.PERMANENT)

    @property
    def is_gone(self) -> bool:
        return self.state in (self.State.EXPIRED, self.State.LOST)

    @property
    def can_be_made_again(self) -> bool:
        return self.origin == self.Origin.DESIGNED or self.sample_id is not None

    @property
    def is_unborn(self) -> bool:
        """Its making ended without a voice: its id is free."""
        rows = Generation.objects.filter(team_id=self.team_id, kind__in=MADE_BY, request__voice=self.ref)
        return self.made_at is None and not rows.unfinished().exists()

    @property
    def fee(self) -> Measure | None:
        """What falls due with its next use: the price of the voice itself, at the first (official.md 4.4)."""
        return None if self.used_at is not None else self.fee_anew

    @property
    def fee_anew(self) -> Measure:
        return Measure("voice-clone" if self.origin == self.Origin.CLONED else "voice-design", Decimal(1))

    @property
    def list_name(self) -> str:
        """The list that it stands in, as open pages name it; none of what `made` leaves out."""
        is_listed = self.made_at is not None and not self.is_candidate and self.deleted_at is None
        return f"voices of {self.team.public_id}" if is_listed else ""

    @property
    def heard_by(self) -> int:
        return self.team_id

    def telling(self) -> dict[str, Any]:
        return {"list": self.list_name}

    def change(self, *, guard: Q | None = None, **changes: Any) -> bool:
        return super().change(guard=guard, updated_at=timezone.now(), **changes)


class Favourite(models.Model):
    """A voice that a person starred; of the system's or of the team, named as requests name it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=256)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "person", "ref"], name="one_star_each")]

    def __str__(self) -> str:
        return self.ref


class Preview(models.Model):
    """How a system voice sounds on one connection: spoken once, heard for ever."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    voice_id = models.CharField(max_length=256)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "voice_id"], name="one_preview")]

    def __str__(self) -> str:
        return self.voice_id


class Keeping(models.Model):
    """A team's wish that its voices are kept alive by themselves, up to `cap` a month."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="keeping")
    is_on = models.BooleanField(default=False)
    cap = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(10))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.team}: {self.cap if self.is_on else 'off'}"

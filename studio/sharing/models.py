import uuid
from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.library.marks import Project
from studio.library.models import Asset
from studio.teams import keys
from studio.teams.models import Membership, Role, Team

LONGEST_TITLE = 120
# Of an asset, what no list of links shows.
LONG = ("words", "notes", "recipe", "sections", "peaks")


class SharingSettings(models.Model):
    """What a team's owners decide about public links; while there is no row, there are none."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="sharing")
    allowed = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "sharing settings"

    def __str__(self) -> str:
        return f"sharing of {self.team}"

    @classmethod
    def of(cls, team: Team) -> "SharingSettings":
        return cls.objects.filter(team=team).first() or cls(team=team)


class ShareQuerySet(models.QuerySet["Share"]):
    def for_team(self, team: Team) -> "ShareQuerySet":
        return self.filter(team=team)

    def unended(self) -> "ShareQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)

    def live(self) -> "ShareQuerySet":
        """What a stranger is shown at this moment."""
        there = Q(asset__trashed_at=None, project__deleted_at=None)
        return self.unended().filter(there, team__sharing__allowed=True)

    def of_projects_with(self, asset: Asset) -> "ShareQuerySet":
        """Those that show an asset because it stands in a project."""
        if asset.trashed_at or not asset.listed:
            return self.none()
        return self.filter(project__assets=asset, project__deleted_at=None)

    def for_rows(self) -> "ShareQuerySet":
        """With what the team's list of them shows, newest first; `author_stays`: in the team."""
        people = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("author"))
        rows = self.select_related("team", "author", "asset", "project").defer(*(f"asset__{name}" for name in LONG))
        return rows.annotate(author_stays=Exists(people)).order_by("-id")

    def shows(self, project: Project) -> bool:
        """Do strangers see the project at this moment?"""
        return self.live().filter(project=project).exists()

    def older_than(self, share: "Share | None") -> "ShareQuerySet":
        return self.filter(id__lt=share.pk) if share else self


class Share(models.Model):
    """A public link, to an asset or to a project.

    A stranger's token is looked for by its digest. It is kept encrypted as well, for whoever may end the link: they
    could make another at any time, and would, if they could not copy this one again. A copy of the tables opens none.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FORBIDDEN = "forbidden", _("Public links are off")
        AWAY = "away", _("What it shows was put away")
        EXPIRED = "expired", _("Ended")
        REVOKED = "revoked", _("Revoked")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shares")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.CASCADE, related_name="shares")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    encrypted_token = models.TextField(editable=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, help_text="What strangers read above it.")
    password = models.CharField(max_length=128, blank=True, editable=False)
    watermark = models.BooleanField(default=True)
    names = models.BooleanField(default=False, help_text="Of a project's works, strangers read the given titles.")
    expires_at = models.DateTimeField(null=True, help_text="Nothing: it lasts until it is revoked.")
    revoked_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asset=None, project__isnull=False) | Q(asset__isnull=False, project=None),
                name="share_of_one_thing",
            )
        ]
        indexes: ClassVar = [
            # The page of a team's links.
            models.Index(F("team"), F("id").desc(), name="shares_newest"),
            # Films that are not marked yet.
            models.Index(fields=["id"], condition=Q(revoked_at=None, watermark=True), name="shares_marked"),
        ]

    def __str__(self) -> str:
        return f"link to {self.thing}"

    @property
    def thing(self) -> "Asset | Project | None":
        return self.asset or self.project

    @property
    def token(self) -> str:
        """Nothing, when the key that it was encrypted with is no longer among the studio's."""
        try:
            return keys.decrypt(self.encrypted_token)
        except InvalidToken:
            return ""

    def set_token(self) -> None:
        token = token_urlsafe(24)
        self.token_hash, self.encrypted_token = digest_of(token), keys.encrypt(token)

    def state_in(self, sharing: SharingSettings) -> "Share.State":
        """How it stands, for its team; a stranger is not told."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_at and self.expires_at <= timezone.now():
            return self.State.EXPIRED
        if (self.asset and self.asset.trashed_at) or (self.project and self.project.deleted_at):
            return self.State.AWAY
        return self.State.OPEN if sharing.allowed else self.State.FORBIDDEN

    def may_be_ended_by(self, membership: Membership) -> bool:
        """By who made it, whatever they may do in the team by now, and by those who answer for the team."""
        return self.author_id == membership.user_id or membership.can(Role.ADMIN)


def digest_of(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


class MarkedFilmQuerySet(models.QuerySet["MarkedFilm"]):
    def due(self) -> "MarkedFilmQuerySet":
        """To be made now: nobody has tried yet, or it is time to try again."""
        ready = Q(retry_at__lte=timezone.now()) | Q(retry_at=None, problem="")
        return self.filter(ready, made_at=None)

    def with_assets(self) -> "MarkedFilmQuerySet":
        return self.select_related("asset__team").defer(*(f"asset__{name}" for name in LONG))

    def failed(self) -> "MarkedFilmQuerySet":
        return self.filter(made_at=None).exclude(problem="")


class MarkedFilm(models.Model):
    """A film's copy with its mark: to be made, being made, made, or not to be made.

    `retry_at`: nobody takes it up before. Without it, what failed has failed for good; without a row, all begins anew.
    """

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="marked")
    begun_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True)

    objects = MarkedFilmQuerySet.as_manager()

    class Meta:
        # What is to be made.
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(made_at=None), name="films_unmarked")]

    def __str__(self) -> str:
        return f"marked copy of {self.asset_id}"

    @property
    def is_hopeless(self) -> bool:
        return bool(self.problem) and self.retry_at is None

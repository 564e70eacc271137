from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.library.marks import Project
from studio.library.models import Asset
from studio.live.models import LiveRow
from studio.teams.models import Team


class SoundtrackQuerySet(models.QuerySet["Soundtrack"]):
    def for_team(self, team: Team) -> "SoundtrackQuerySet":
        return self.filter(team=team)

    def visible_to(self, user: Any) -> "SoundtrackQuerySet":
        return self.filter(team__memberships__user=user)

    def unmade(self) -> "SoundtrackQuerySet":
        return self.filter(state__in=[Soundtrack.State.WAITING, Soundtrack.State.MAKING])

    def for_row(self) -> "SoundtrackQuerySet":
        """With what its row shows."""
        return self.select_related("team", "author", "clip", "song", "asset").order_by("-id")


class Soundtrack(LiveRow):
    """A song under a clip, asked for by a person; what comes of it is an asset under the same public id.

    `cut`: how the song lies under the picture, `mixing.Cut` without its `raw_rate`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MAKING = "making", _("Being put together")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="soundtracks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    client_key = models.UUIDField(null=True, editable=False)
    clip = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    song = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    cut = models.JSONField(help_text='{"start", "fade_in", "fade_out", "volume", "own_volume", "loops"}')
    project = models.ForeignKey(Project, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SoundtrackQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "client_key"], name="one_soundtrack_a_press")]
        indexes: ClassVar = [
            # The page's list, newest first.
            models.Index(fields=["team", "-id"], name="soundtracks_newest"),
            # What waits to be made.
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "making"]), name="soundtracks_unmade"),
        ]

    def __str__(self) -> str:
        return f"{self.song} under {self.clip}"

    @property
    def heard_by(self) -> int:
        return self.team_id

    def telling(self) -> dict[str, Any]:
        return {"list": self.list_name, "last": not self.is_open}

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)

    @property
    def status(self) -> str:
        """The state in the words that sheets know."""
        return {"waiting": "queued", "making": "running"}.get(self.state, self.state)

    @property
    def film(self) -> Asset | None:
        """What came of it, unless it was put away."""
        return self.asset if self.asset and not self.asset.trashed_at else None

    @property
    def shape(self) -> str:
        return (self.asset or self.clip or Asset(kind=Asset.Kind.VIDEO)).shape

    @property
    def list_name(self) -> str:
        """The list that it is in, as pages name it."""
        return f"{self.team.slug}:soundtrack"

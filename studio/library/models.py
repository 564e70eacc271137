import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.teams.models import Team

# Bare samples, 16 bits each, one channel: no player takes them as they are.
RAW = "audio/pcm"


class AssetQuerySet(models.QuerySet["Asset"]):
    def for_team(self, team: Team) -> "AssetQuerySet":
        return self.filter(team=team)

    def kept(self) -> "AssetQuerySet":
        return self.filter(trashed_at=None)

    def listed(self) -> "AssetQuerySet":
        """What the library's page shows: not previews, samples and the takes of a script."""
        return self.filter(listed=True)

    def trashed(self) -> "AssetQuerySet":
        return self.exclude(trashed_at=None)

    def uploaded_before(self, sha256: str) -> "Asset | None":
        """The kept upload with these very bytes."""
        return self.kept().filter(origin=Asset.Origin.UPLOADED, sha256=sha256).first()

    def newest_before(self, asset: "Asset | None") -> "AssetQuerySet":
        """Newest first; from just after `asset`, the last one that a page has shown."""
        rows = self.order_by("-id")
        return rows.filter(id__lt=asset.id) if asset else rows


class Asset(models.Model):
    """A kept file: its bytes lie under `key` in the media storage, with what was derived from them beside."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Audio")

    class Origin(models.TextChoices):
        MADE = "made", _("Made")
        UPLOADED = "uploaded", _("Uploaded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="assets")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    origin = models.CharField(max_length=10, choices=Origin)
    title = models.TextField(max_length=2000, blank=True)
    name = models.CharField(max_length=255, blank=True, help_text="The file's name as it was uploaded.")
    key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=60)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    sample_rate = models.PositiveIntegerField(null=True, help_text="Hz")
    peaks = models.BinaryField(null=True, help_text="How loud each 240th of the time is, 0 to 255.")
    has_poster = models.BooleanField(default=False)
    has_last_frame = models.BooleanField(default=False)
    has_subtitles = models.BooleanField(default=False)
    listed = models.BooleanField(default=True)
    sandbox = models.BooleanField(default=False)
    recipe = models.JSONField(default=dict, blank=True)
    sections = models.JSONField(
        default=list, blank=True, help_text='Of a song: [["Verse", 0.125], …], parts of its time.'
    )
    parents = models.ManyToManyField(
        "self",
        through="Descent",
        through_fields=("child", "parent"),
        symmetrical=False,
        related_name="children",
    )
    rev = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The library page: a team's kept assets, newest first, by keyset.
            models.Index(fields=["team", "-id"], condition=models.Q(trashed_at=None, listed=True), name="library_page"),
            # Is a person's file there already?
            models.Index(fields=["team", "sha256"], name="same_bytes"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        return self.title or self.name or self.get_kind_display()

    @property
    def shape(self) -> str:
        """The frame that is cut for it: a named ratio; of a song a sleeve, of other audio as low as what it holds."""
        if self.kind == self.Kind.AUDIO:
            return "sleeve" if self.recipe.get("kind") == "music" else "sound"
        return nearest_shape(self.width, self.height)

    @property
    def seconds(self) -> float | None:
        return None if self.duration_ms is None else self.duration_ms / 1000

    @property
    def is_drawn(self) -> bool:
        """Has what is derived from it been drawn: the poster, or of audio the peaks?"""
        return self.peaks is not None if self.kind == self.Kind.AUDIO else self.has_poster

    def sibling(self, name: str) -> str:
        """The storage key of a file derived from this one: `poster.jpg`, `last.jpg`, `subtitles.srt`."""
        return f"{self.key.rsplit('/', 1)[0]}/{name}"

    def trash(self) -> bool:
        """Move to the trash; False when it lies there already."""
        return self._set_trashed(timezone.now(), trashed_at=None)

    def restore(self) -> bool:
        """Take back from the trash; False when it is not there."""
        return self._set_trashed(None, trashed_at__isnull=False)

    def _set_trashed(self, moment: Any, **guard: Any) -> bool:
        rows = Asset.objects.filter(pk=self.pk, **guard)
        changed = bool(rows.update(trashed_at=moment, rev=models.F("rev") + 1))
        self.refresh_from_db()
        return changed


class Descent(models.Model):
    """One asset was made from another. `role`: what that was to it, as the request names it: `first_frame`, `song`."""

    parent = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="ancestry")
    role = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["child", "parent", "role"], name="one_descent")]

    def __str__(self) -> str:
        return f"{self.child_id} from {self.parent_id} as {self.role}"


SHAPES = {
    "21x9": 21 / 9,
    "16x9": 16 / 9,
    "3x2": 3 / 2,
    "4x3": 4 / 3,
    "1x1": 1.0,
    "3x4": 3 / 4,
    "2x3": 2 / 3,
    "9x16": 9 / 16,
}


def nearest_shape(width: int | None, height: int | None) -> str:
    """The named shape nearest to a size, for a frame that is cut before the work arrives."""
    if not width or not height:
        return "16x9"
    return min(SHAPES, key=lambda name: abs(SHAPES[name] - width / height))

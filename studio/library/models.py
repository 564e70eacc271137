import hashlib
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.catalogue import ask
from studio.library import storage
from studio.library.marks import Project, Tag
from studio.library.packs import Pack
from studio.teams.models import Team

__all__ = ["AUDIO", "RAW", "SHOWN", "Asset", "AssetQuerySet", "Descent", "Length", "Pack", "medium_of"]

LONGEST_TITLE, LONGEST_NOTES = 2000, 10_000
# What the library's page shows.
SHOWN = Q(trashed_at=None, listed=True)
# Bare samples, 16 bits each, one channel: no player takes them as they are.
RAW = "audio/pcm"
AUDIO = "audio"


class Length(models.Func):
    """Milliseconds, 0 for what has no length: with the number written out, so that an index of it is used."""

    template = "COALESCE(%(expressions)s, 0)"
    output_field = models.PositiveIntegerField()


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

    def for_list(self) -> "AssetQuerySet":
        """Only what tells whether a tile is drawn already, and where a list goes on."""
        return self.only("public_id", "rev", "created_at", "trashed_at", "duration_ms", "bytes")

    def for_tiles(self) -> "AssetQuerySet":
        """With what drawing them in a list needs, and without what is long."""
        return self.select_related("team", "author").defer("words", "notes", "recipe", "sections")

    def of_medium(self, medium: str) -> "AssetQuerySet":
        return self.filter(kind__in=[kind for kind in Asset.Kind if medium_of(kind) == medium])

    def newest_before(self, asset: "Asset | None") -> "AssetQuerySet":
        """Newest first; from just after `asset`, the last one that a page has shown."""
        rows = self.order_by("-created_at", "-id")
        if asset is None:
            return rows
        return rows.filter(Q(created_at__lt=asset.created_at) | Q(created_at=asset.created_at, id__lt=asset.id))


class Asset(models.Model):
    """A kept file: its bytes lie under `key` in the media storage, with what was derived from them beside."""

    class Kind(models.TextChoices):
        """What it is to people. How it is handled is its `medium`."""

        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")
        SPEECH = "speech", _("Speech")
        MUSIC = "music", _("Music")
        SOUND = "sound", _("Sound")
        DOCUMENT = "document", _("Document")

    SOUNDING = (Kind.SPEECH, Kind.MUSIC, Kind.SOUND)

    class Damage(models.TextChoices):
        """What `verify` has found of its bytes."""

        MISSING = "missing", _("Its file is gone")
        CHANGED = "changed", _("Its file is not what was kept")
        UNREADABLE = "unreadable", _("Its file cannot be read")

    class Origin(models.TextChoices):
        MADE = "made", _("Made")
        UPLOADED = "uploaded", _("Uploaded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="assets")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    origin = models.CharField(max_length=10, choices=Origin)
    title = models.TextField(max_length=LONGEST_TITLE, blank=True)
    name = models.CharField(max_length=255, blank=True, help_text="The file's name as it was uploaded.")
    key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    crc32 = models.PositiveBigIntegerField(null=True, help_text="Of the whole file, for zips that are not read twice.")
    bytes = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    sample_rate = models.PositiveIntegerField(null=True, help_text="Hz")
    characters = models.PositiveIntegerField(null=True, help_text="Of a document: how long its text is.")
    peaks = models.BinaryField(null=True, help_text="How loud each 240th of the time is, 0 to 255.")
    has_poster = models.BooleanField(default=False)
    has_last_frame = models.BooleanField(default=False)
    has_subtitles = models.BooleanField(default=False)
    listed = models.BooleanField(default=True)
    sandbox = models.BooleanField(default=False)
    model = models.CharField(max_length=60, blank=True, help_text="MiniMax's name for what made it.")
    notes = models.TextField(max_length=LONGEST_NOTES, blank=True)
    words = models.TextField(blank=True, default="", editable=False, help_text="What a search looks in (`words.py`).")
    tags = models.ManyToManyField(Tag, related_name="assets", blank=True)
    projects = models.ManyToManyField(Project, related_name="assets", blank=True)
    favoured_by = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="favourites", blank=True)
    file_id = models.CharField(
        max_length=128,
        blank=True,
        help_text="Of what lies in MiniMax's store too: its id there (`files/ids.py`).",
    )
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
    verified_at = models.DateTimeField(null=True, blank=True)
    damage = models.CharField(max_length=10, choices=Damage, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The library's page: a team's kept assets by keyset, all of them or through one filter, in each order.
            models.Index(F("team"), F("created_at").desc(), F("id").desc(), condition=SHOWN, name="library_page"),
            models.Index(
                F("team"), F("kind"), F("created_at").desc(), F("id").desc(), condition=SHOWN, name="of_a_kind"
            ),
            models.Index(
                F("team"), F("model"), F("created_at").desc(), F("id").desc(), condition=SHOWN, name="of_a_model"
            ),
            models.Index(
                F("team"), F("author"), F("created_at").desc(), F("id").desc(), condition=SHOWN, name="of_a_person"
            ),
            models.Index(F("team"), Length("duration_ms").desc(), F("id").desc(), condition=SHOWN, name="longest"),
            models.Index(F("team"), F("bytes").desc(), F("id").desc(), condition=SHOWN, name="largest"),
            # The trash: what was put there last stands first.
            models.Index(
                F("team"),
                F("trashed_at").desc(),
                F("id").desc(),
                condition=Q(trashed_at__isnull=False),
                name="trash_page",
            ),
            # The page of what is not safe.
            models.Index(fields=["team"], condition=~Q(damage=""), name="damaged"),
            # Is a person's file there already?
            models.Index(fields=["team", "sha256"], name="same_bytes"),
            # Is a file of MiniMax's store here already?
            models.Index(fields=["team", "file_id"], condition=~Q(file_id=""), name="copied_file"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        return self.title or self.name or self.get_kind_display()

    @property
    def medium(self) -> str:
        """How it is handled: `image`, `video`, `audio`, `document`."""
        return medium_of(self.kind)

    @property
    def shape(self) -> str:
        """The frame that is cut for it: a named ratio; of a song a sleeve, of other audio as low as what it holds."""
        if self.medium == AUDIO:
            return "sleeve" if self.kind == self.Kind.MUSIC else "sound"
        if self.kind == self.Kind.DOCUMENT:
            return "3x4"
        return nearest_shape(self.width, self.height)

    @property
    def suffix(self) -> str:
        """Of its file's name."""
        return self.key.rsplit(".", 1)[-1]

    @property
    def notes_mark(self) -> str:
        """Tells whether the notes are still those that a form was filled with."""
        return hashlib.sha256(self.notes.encode()).hexdigest()[:12]

    @property
    def model_label(self) -> str:
        return ask.label_of(self.model) if self.model else ""

    @property
    def exported_recipe(self) -> dict[str, Any]:
        """What made it, for a file that leaves the studio: what was asked for, of which model; no person, no price."""
        told = {
            name: self.recipe[name] for name in ("kind", "room", "model", "request", "asked_at") if name in self.recipe
        }
        return {"format": "studio-recipe/1", "asset": str(self.public_id), "title": self.title, **told}

    @property
    def seconds(self) -> float | None:
        return None if self.duration_ms is None else self.duration_ms / 1000

    @property
    def is_drawn(self) -> bool:
        """Has what is derived from it been drawn: the poster, or of audio the peaks?"""
        if self.kind == self.Kind.DOCUMENT:
            return True
        return self.peaks is not None if self.medium == AUDIO else self.has_poster

    @property
    def is_technical(self) -> bool:
        """Is there more to know of how its file is built? Not of a document, nor of bare PCM."""
        return self.kind != self.Kind.DOCUMENT and self.mime != RAW

    def sibling(self, name: str) -> str:
        """The storage key of a file derived from this one: `poster.jpg`, `last.jpg`, `subtitles.srt`."""
        return storage.beside(self.key, name)

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


def medium_of(kind: str) -> str:
    return AUDIO if kind in Asset.SOUNDING else kind


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

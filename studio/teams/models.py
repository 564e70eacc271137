import uuid
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studio.live.notify import notify_soon
from studio.teams import keys

# First segments that belong to the studio itself; a test compares this with the routes.
RESERVED = frozenset(
    [
        "accounts",
        "admin",
        "api",
        "assets",
        "callbacks",
        "favicon.ico",
        "healthz",
        "i18n",
        "invite",
        "manifest.webmanifest",
        "media",
        "metrics",
        "readyz",
        "robots.txt",
        "sandbox",
        "share",
        "static",
        "sw.js",
        "ws",
    ]
)


class Role(models.TextChoices):
    """What a member may do; each role may do what those after it may."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    CREATOR = "creator", _("Creator")
    VIEWER = "viewer", _("Viewer")

    def reaches(self, needed: "Role") -> bool:
        ladder = list(Role)
        return ladder.index(self) <= ladder.index(needed)


class Team(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60, unique=True, validators=[MinLengthValidator(2)])
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="teams")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"

    @cached_property
    def connection(self) -> "Connection | None":
        """The team's way to MiniMax, if there is one yet; asked once per team object."""
        return self.connections.filter(in_use=True).first()

    def announce(self) -> None:
        """Tell open pages, after commit, that the team stands differently: its money or its connection."""
        message = {"type": "team.changed", "id": str(self.public_id)}
        transaction.on_commit(partial(cache.delete, self.standing_name))
        transaction.on_commit(partial(notify_soon, f"t.{self.pk}", message))

    @property
    def standing_name(self) -> str:
        return f"standing:{self.pk}"


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.CREATOR)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    def can(self, role: str) -> bool:
        return Role(self.role).reaches(Role(role))


class Connection(models.Model):
    """A team's way to MiniMax: a host root, a dialect and a key, or the sandbox.

    The key is encrypted at rest and write-only; pages show its last four characters.
    """

    class Dialect(models.TextChoices):
        REFERENCE = "reference", _("Reference")
        OFFICIAL = "official", _("Official")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="connections")
    name = models.CharField(max_length=60)
    sandbox = models.BooleanField(default=False)
    root = models.URLField(blank=True, help_text=_("Host root; the sandbox's own follows the port."))
    dialect = models.CharField(max_length=10, choices=Dialect, default=Dialect.OFFICIAL)
    encrypted_key = models.TextField(editable=False)
    last_four = models.CharField(max_length=4, editable=False)
    in_use = models.BooleanField(default=True)
    paused_reason = models.CharField(max_length=300, blank=True)
    paused_code = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team"], condition=models.Q(in_use=True), name="one_connection_in_use")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A key goes only to hosts that this installation allows (threats.md 5)."""
        if not self.sandbox and self.root not in settings.MINIMAX_HOSTS:
            raise ValidationError({"root": _("This host is not on the list in STUDIO_MINIMAX_HOSTS.")})

    @property
    def paused_here(self) -> str:
        """Why it is paused, in the reader's language."""
        return gettext(self.paused_reason)

    @property
    def host_root(self) -> str:
        return settings.SANDBOX_URL if self.sandbox else self.root

    @property
    def key(self) -> str:
        return keys.decrypt(self.encrypted_key)

    def pause(self, reason: str, code: int | None) -> bool:
        """Send nothing more until somebody looks: the next request would be refused too. False when paused already."""
        rows = Connection.objects.filter(pk=self.pk, paused_reason="")
        paused = bool(rows.update(paused_reason=reason[:300], paused_code=code))
        if paused:
            self.team.announce()
        return paused

    def resume(self) -> None:
        Connection.objects.filter(pk=self.pk).update(paused_reason="", paused_code=None)
        self.team.announce()

    def set_key(self, key: str) -> None:
        self.encrypted_key, self.last_four = keys.encrypt(key), key[-4:]


def slug_for(name: str) -> str:
    """An address for a new team that nobody has and that no route of ours claims."""
    stem = slugify(name)[:50] or "team"
    if stem in RESERVED or len(stem) < 2:
        stem = f"{stem}-team"
    taken = set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug

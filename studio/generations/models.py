import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studio.library.marks import Project
from studio.library.models import Asset
from studio.teams.models import Connection, Team


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting for a place")
    ADMITTED = "admitted", _("Getting ready")
    SUBMITTING = "submitting", _("Sending")
    RUNNING = "running", _("Being made")
    FETCHING = "fetching", _("Being fetched")
    FINISHING = "finishing", _("Almost done")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    UNCERTAIN = "uncertain", _("Outcome unknown")


# Which step may follow which (engine.md section 5).
NEXT: dict[str, set[str]] = {
    State.QUEUED: {State.ADMITTED, State.CANCELLED, State.FAILED},
    State.ADMITTED: {State.SUBMITTING, State.QUEUED, State.FAILED, State.CANCELLED},
    State.SUBMITTING: {State.RUNNING, State.FETCHING, State.QUEUED, State.FAILED, State.UNCERTAIN},
    State.UNCERTAIN: {State.RUNNING, State.FETCHING, State.QUEUED, State.CANCELLED, State.FAILED},
    # What is written comes with the answer, and is kept in the step that ends it: from running straight to done.
    State.RUNNING: {State.FETCHING, State.FINISHING, State.DONE, State.FAILED, State.CANCELLED, State.UNCERTAIN},
    State.FETCHING: {State.FINISHING, State.FAILED},
    State.FINISHING: {State.DONE},
    State.DONE: set(),
    State.FAILED: set(),
    State.CANCELLED: set(),
}
TERMINAL = frozenset({State.DONE, State.FAILED, State.CANCELLED})
DRIVEN = frozenset({State.ADMITTED, State.SUBMITTING, State.RUNNING, State.FETCHING, State.FINISHING})
# MiniMax has made it, and bills it whatever becomes of it here.
MADE = frozenset({State.FETCHING, State.FINISHING, State.DONE})
REMEMBERED = timedelta(days=7)
# What counts against MiniMax's concurrency, and what is on its way to being sent.
ACTIVE = (State.ADMITTED, State.SUBMITTING, State.RUNNING)
SENDING = (State.ADMITTED, State.SUBMITTING)


def kinds() -> list[tuple[str, str]]:
    """A callable, so that a new kind needs no migration."""
    return [(kind, kind.replace("_", " ")) for kind in settings.RECIPES]


class GenerationQuerySet(models.QuerySet["Generation"]):
    def for_team(self, team: Team) -> "GenerationQuerySet":
        return self.filter(team=team)

    def visible_to(self, user: Any) -> "GenerationQuerySet":
        """What a person may see at this moment: membership is read here, each time. What another writes with a model
        is nobody else's."""
        from studio.generations.recipes import shared_kinds

        return self.filter(models.Q(kind__in=shared_kinds()) | models.Q(author=user), team__memberships__user=user)

    def unfinished(self) -> "GenerationQuerySet":
        return self.exclude(state__in=TERMINAL)

    def driven(self) -> "GenerationQuerySet":
        return self.filter(state__in=DRIVEN)

    def shown(self) -> "GenerationQuerySet":
        """What a room lists: not what a person put away."""
        return self.filter(hidden_at=None)

    def of_kinds(self, kinds: list[str]) -> "GenerationQuerySet":
        return self.filter(kind__in=kinds)

    def for_card(self) -> "GenerationQuerySet":
        return self.select_related("author", "team", "connection").prefetch_related("results__asset")


class Generation(models.Model):
    """One thing that was asked for, with its request, state, price and results.

    `request` is what the person asked, frozen. `epoch` rises with each driver, so that an old one stops;
    `rev` rises with each visible change; `submit_token` is new for each paid attempt.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="generations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=kinds)
    family = models.CharField(max_length=20)
    model = models.CharField(max_length=60)
    request = models.JSONField()
    client_key = models.UUIDField(null=True, help_text="From the form: the same press twice is one generation.")
    batch = models.UUIDField(null=True, blank=True, help_text="Those that one press asked for together share it.")
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries")

    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where its results go, as it was when it was asked for.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    epoch = models.PositiveIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)
    driver = models.CharField(max_length=60, blank=True)
    priority = models.SmallIntegerField(default=0)
    lane = models.CharField(max_length=40, blank=True, help_text="Those of one lane go one after the other, in order.")
    not_before = models.DateTimeField(null=True, blank=True)
    retry_count = models.PositiveSmallIntegerField(default=0)
    submit_token = models.UUIDField(null=True, unique=True)
    submit_started_at = models.DateTimeField(null=True, blank=True)
    upstream_id = models.CharField(max_length=128, blank=True)
    upstream_reply = models.JSONField(null=True, blank=True)
    progress = models.CharField(max_length=40, blank=True, help_text="MiniMax's own word for the state.")
    deadline_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    price = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    spent = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, help_text="What was really made, when it is not the price."
    )
    currency = models.CharField(max_length=3, default="USD")
    error = models.JSONField(
        null=True, blank=True, help_text="code, http_status, trace_id, cause, next_step, retryable"
    )
    note = models.CharField(max_length=200, blank=True)

    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "client_key"],
                condition=models.Q(client_key__isnull=False),
                name="one_per_press",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=False, state__in=sorted(TERMINAL))
                | (models.Q(finished_at__isnull=True) & ~models.Q(state__in=sorted(TERMINAL))),
                name="ended_exactly_when_terminal",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before"], name="admission"),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="batch"),
            models.Index(fields=["connection", "family", "state"], name="concurrency"),
            models.Index(fields=["team", "kind", "-id"], name="room_page"),
            models.Index(fields=["team", "updated_at"], name="page_catches_up"),
            models.Index(fields=["connection", "upstream_id"], name="upstream_lookup"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    def reload(self) -> None:
        """Read the row anew, with what a driver needs in the event loop, where no query may happen."""
        self.refresh_from_db(from_queryset=Generation.objects.select_related("team", "connection", "project"))

    @property
    def is_forgotten(self) -> bool:
        """MiniMax remembers a task for seven days (official.md 12); after that nothing more is to be learnt of it."""
        return timezone.now() - (self.accepted_at or self.created_at) > REMEMBERED

    @property
    def is_finished(self) -> bool:
        return self.state in TERMINAL

    @property
    def words(self) -> str:
        """What the person wrote."""
        asked = self.request
        return str(asked.get("prompt") or asked.get("heading") or asked.get("text") or asked.get("title") or "")


class Result(models.Model):
    """One thing that a generation brought: kept as an asset, or still only at MiniMax.

    `asset_public_id` is chosen before the download, so that a crash between file and row finds its place again.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="results")
    index = models.PositiveSmallIntegerField(default=0)
    asset_public_id = models.UUIDField(default=uuid.uuid4)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="results")
    file_id = models.CharField(max_length=128, blank=True)
    source_url = models.TextField(blank=True)
    source_expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["index"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["generation", "index"], name="one_result_per_place")]
        # Which result is a file of MiniMax's store?
        indexes: ClassVar = [models.Index(fields=["file_id"], condition=~models.Q(file_id=""), name="result_file")]

    def __str__(self) -> str:
        return f"result {self.index} of {self.generation_id}"


class GenerationEvent(models.Model):
    """The trail of a generation: each step, by whom, when. Rows are added and never changed."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="events")
    frm = models.CharField("from", max_length=10, blank=True)
    to = models.CharField(max_length=10)
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.frm} -> {self.to}"

    @property
    def told(self) -> str:
        """The state that was reached, in words."""
        return str(dict(State.choices).get(self.to, self.to))

    @property
    def why(self) -> str:
        """The note in the reader's language, where it is one of our sentences."""
        return gettext(self.note) if self.note else ""


class RateBucket(models.Model):
    """The pace of one connection's family: GCRA, in the table, so that a restart cannot burst.

    `tat` is the theoretical arrival time: the next free instant once the burst is used up.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    family = models.CharField(max_length=20)
    tat = models.DateTimeField()
    penalty_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "family"], name="one_bucket")]

    def __str__(self) -> str:
        return f"pace of {self.family} on {self.connection_id}"

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from studio.chat.team_models import LONGEST_SYSTEM, ChatSettings
from studio.generations.collect import INTERRUPTED
from studio.generations.models import Generation
from studio.generations.models import State as Step
from studio.generations.written import STOPPED
from studio.library.marks import Project
from studio.library.models import Asset
from studio.live.models import LiveRow
from studio.minimax import Garbled
from studio.minimax.readers import read_object
from studio.search.fields import SearchedField
from studio.teams.models import Team

LONGEST_TITLE, LONGEST_TEXT = 120, 200_000


class Folder(models.Model):
    """A person's own drawer for conversations."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "author", "name"], name="one_folder_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, team: Team, author: Any) -> "ConversationQuerySet":
        """A person's own in a team: nobody else sees them."""
        return self.filter(team=team, author=author)

    def kept(self) -> "ConversationQuerySet":
        return self.filter(deleted_at=None)

    def with_asking(self) -> "ConversationQuerySet":
        """Each with `is_asking`: does a call at its end wait for a person's yes or no?"""
        asking = ToolCall.objects.filter(message=models.OuterRef("tip"), state=ToolCall.State.ASKING, message__note="")
        return self.annotate(is_asking=models.Exists(asking))


class Conversation(LiveRow):
    """One person's talk with models. Its messages are a tree; `tip` is the end of the branch that is shown."""

    class Named(models.TextChoices):
        BY_WORDS = "words", _("by its first words")
        BY_MODEL = "model", _("by a model")
        BY_PERSON = "person", _("by a person")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="conversations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    named = models.CharField(max_length=10, choices=Named, default=Named.BY_WORDS)
    titling = models.OneToOneField(Generation, null=True, blank=True, on_delete=models.PROTECT, related_name="titled")
    folder = models.ForeignKey(Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where what its tools make goes, as it was when something was said last.",
    )
    model = models.CharField(max_length=60)
    system = models.TextField(max_length=LONGEST_SYSTEM, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    top_p = models.FloatField(null=True, blank=True)
    max_tokens = models.PositiveIntegerField()
    has_tools = models.BooleanField(default=True)
    tip = models.ForeignKey("Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    forked_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="forks")
    pinned_at = models.DateTimeField(null=True, blank=True)
    press = models.UUIDField(
        null=True, blank=True, help_text="From the form: the same press twice is one conversation."
    )
    created_at = models.DateTimeField(default=timezone.now)
    spoken_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # The list beside a conversation: a person's own, the newest first, by keyset.
            models.Index(fields=["team", "author", "-spoken_at", "-id"], name="conversations_of_a_person"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["author", "press"], name="one_conversation_per_press")]

    def __str__(self) -> str:
        return self.title or str(_("New conversation"))

    @property
    def group(self) -> str:
        return f"u.{self.author_id}"

    @cached_property
    def team_settings(self) -> ChatSettings:
        return ChatSettings.of(self.team)

    @property
    def scope(self) -> str:
        """What its page names as the list that it shows, and as the topic that it follows."""
        return f"chat:{self.public_id}"


class Message(LiveRow):
    """What a person wrote, or one reply of a model: a text that grows, then stops.

    `parent` is what it follows; others with the same parent are other branches. `text` grows while a reply is written;
    `html` is made of it once, at the end. `reasoning` is what the model thought: shown folded, sent back to it while
    tools are used, and part of nothing else. `comparison`: the replies of one press to several models share it.
    """

    class Role(models.TextChoices):
        USER = "user", _("Person")
        ASSISTANT = "assistant", _("Model")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the model")
        WRITING = "writing", _("Writing")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        INTERRUPTED = "interrupted", _("Interrupted")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    role = models.CharField(max_length=10, choices=Role)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    words = models.TextField(blank=True, editable=False, help_text="What is searched; `studio.search` reads it.")
    reasoning = models.TextField(blank=True)
    reasoning_ms = models.PositiveIntegerField(null=True, blank=True)
    model = models.CharField(max_length=60, blank=True)
    generation = models.OneToOneField(
        Generation, null=True, blank=True, on_delete=models.PROTECT, related_name="message"
    )
    comparison = models.UUIDField(null=True, blank=True)
    press = models.UUIDField(null=True, blank=True, help_text="From the form: the same press twice is one message.")
    finish = models.CharField(max_length=40, blank=True, help_text="MiniMax's reason for the end.")
    note = models.CharField(
        max_length=20, blank=True, help_text="How it ended, where its generation does not say: of a copy, or of a turn."
    )
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes: ClassVar = [models.Index(fields=["conversation", "id"], name="messages_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "press"], name="one_message_per_press")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def group(self) -> str:
        return f"u.{self.conversation.author_id}"

    def telling(self) -> dict[str, Any]:
        return {"list": self.conversation.scope, "last": True}

    @property
    def safe_html(self) -> SafeString:
        """What `markup` made of the text, cleaned there: the one place where words of a model become HTML."""
        return SafeString(self.html)

    def know_bare(self) -> None:
        """It was made just now and nothing stands beside it: no table is asked for that."""
        nothing = {"attachments": self.attachments.none(), "calls": self.calls.none()}
        # Read already: otherwise SQL would be compiled to find that there is nothing to ask.
        for rows in nothing.values():
            rows._result_cache = []
        self._prefetched_objects_cache = nothing

    @property
    def is_known_bare(self) -> bool:
        return "calls" in getattr(self, "_prefetched_objects_cache", {}) and not self.calls.all()

    @property
    def is_reply(self) -> bool:
        return self.role == self.Role.ASSISTANT

    @property
    def asked_to_stop(self) -> bool:
        return self.generation is not None and self.generation.cancel_requested_at is not None

    @property
    def is_cut(self) -> bool:
        """Did it end because it may write no more?"""
        return self.state == self.State.DONE and self.finish == "length"

    @property
    def can_go_on(self) -> bool:
        """Is there a rest to ask for?"""
        cut_off = self.state in (self.State.INTERRUPTED, self.State.STOPPED) or self.is_cut
        return self.is_reply and cut_off and bool(self.text) and not self.calls.all()

    @cached_property
    def state(self) -> str:
        """As its generation says; what has none was written by a person, or copied."""
        gen = self.generation
        if self.note or gen is None:
            return self.note or self.State.DONE
        if gen.state == Step.DONE:
            return {STOPPED: self.State.STOPPED, INTERRUPTED: self.State.INTERRUPTED}.get(gen.note, self.State.DONE)
        return STATES.get(gen.state, self.State.WAITING)

    @property
    def is_open(self) -> bool:
        """May there be more of it?"""
        return self.state in OPEN


STATES: dict[str, Message.State] = {
    Step.RUNNING: Message.State.WRITING,
    Step.FAILED: Message.State.FAILED,
    Step.CANCELLED: Message.State.STOPPED,
    Step.UNCERTAIN: Message.State.UNKNOWN,
}
OPEN = (Message.State.WAITING, Message.State.WRITING)


class AttachmentManager(models.Manager["Attachment"]):
    def get_queryset(self) -> models.QuerySet["Attachment"]:
        """Without what is only searched, which is as long as the text."""
        return super().get_queryset().defer("words")


class Attachment(models.Model):
    """What a person put beside a message: a picture of the library, or a file's text."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    words = SearchedField(of=["name", "text"])

    objects = AttachmentManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or f"picture {self.asset_id}"


class ToolCall(models.Model):
    """One call that a reply wants made, in the model's words, and what came of it.

    `result` is what the model is told. Of a call that makes something, `generation` is that; it goes on when the call
    has long been answered.
    """

    class State(models.TextChoices):
        READY = "ready", _("About to be made")
        ASKING = "asking", _("Waits for a yes")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Not wanted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="calls")
    index = models.PositiveSmallIntegerField()
    call_id = models.CharField(max_length=200, help_text="The model's own name for it.")
    name = models.CharField(max_length=200)
    arguments = models.TextField(help_text="JSON, as the model wrote it.")
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    result = models.TextField(blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="What it looked at."
    )
    generation = models.OneToOneField(
        Generation, null=True, blank=True, on_delete=models.PROTECT, related_name="tool_call"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["message", "index"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "index"], name="one_call_at_a_place")]

    def __str__(self) -> str:
        return f"{self.name} of {self.message_id}"

    def step(self, frm: Iterable[str], to: str, **changes: Any) -> bool:
        """Take the step and return True; False when the call was no longer in one of these states."""
        if to in SETTLED:
            changes |= {"settled_at": timezone.now()}
        return bool(ToolCall.objects.filter(pk=self.pk, state__in=list(frm)).update(state=to, **changes))

    @property
    def parsed(self) -> dict[str, Any]:
        """Its arguments; nothing where the model wrote none that can be read."""
        try:
            return read_object(self.arguments.encode())
        except Garbled:
            return {}

    @property
    def is_settled(self) -> bool:
        """Does the model know what came of it?"""
        return self.state in SETTLED


SETTLED = (ToolCall.State.DONE, ToolCall.State.FAILED, ToolCall.State.REFUSED)
UNSETTLED = (ToolCall.State.READY, ToolCall.State.ASKING, ToolCall.State.RUNNING)


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def shown(self) -> "SnapshotQuerySet":
        """Those whose conversation is not in the trash."""
        return self.filter(conversation__deleted_at=None)


class Snapshot(models.Model):
    """A conversation as it was when its author showed it to the team: `content` is frozen, and only to be read.

    It is hidden while its conversation is in the trash, and goes with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="snapshots")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    content: Any = models.JSONField(help_text="A list of messages: role, who, at, text, html, files, made.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

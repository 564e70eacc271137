"""A page of a conversation: which of its messages, how full the context is, what it cost."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.called import Toolbox
from studio.chat.history import count_branch, messages_to_count
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.present import Shown
from studio.chat.tree import Tree
from studio.generations.models import Generation
from studio.generations.models import State as Step
from studio.web.ids import as_uuid

PAGE = 50
CALLS = [f"calls__generation__{part}" for part in ("author", "team", "connection", "results__asset")]


@dataclass(frozen=True)
class Gauge:
    """How full the model's context is, in tokens; `most`: None of a model whose limit is not known."""

    used: int
    most: int | None

    @property
    def part(self) -> float:
        return min(1.0, self.used / self.most) if self.most else 0.0

    @property
    def width(self) -> str:
        return f"{self.part:.1%}"

    @property
    def is_tight(self) -> bool:
        return self.part > 0.8


class Thread:
    """A page of a conversation: its last messages, those before one, or those round the one that it is opened `at`.

    A message on another branch than the one that is shown brings its own: then the thread `is_elsewhere`.
    """

    def __init__(self, conversation: Conversation, before: str = "", tree: Tree | None = None, at: str = "") -> None:
        self.conversation = conversation
        self.tree = tree or Tree(conversation)
        self.path = self.tree.path(conversation.tip_id)
        named = self._find(before or at) if before or at else None
        self.is_elsewhere = named is not None and named not in self.path
        if named is not None and self.is_elsewhere:
            self.path = self.tree.path(self.tree.end(named))
        place = self.path.index(named) if named is not None else None
        if before:
            self.end = place or 0
        elif place is None or place >= len(self.path) - PAGE:
            self.end = len(self.path)
        else:
            self.end = max(0, place - PAGE // 2) + PAGE
        self.keys = self.path[max(0, self.end - PAGE) : self.end]
        self.has_more = self.end > PAGE

    def _find(self, name: str) -> int | None:
        rows = Message.objects.filter(conversation=self.conversation, public_id=as_uuid(name))
        found = rows.values_list("pk", "comparison").first()
        tip = self.conversation.tip
        if found and tip and tip.comparison and found[1] == tip.comparison:
            return tip.pk  # shown beside it
        return found[0] if found else None

    @cached_property
    def newer(self) -> UUID | None:
        """The message that follows the last one here."""
        following = self.path[self.end : self.end + 1]
        return Message.objects.values_list("public_id", flat=True).get(pk=following[0]) if following else None

    @cached_property
    def messages(self) -> list[Message]:
        rows = for_thread(Message.objects.filter(pk__in=self.keys))
        by_pk = {row.pk: row for row in rows}
        for row in by_pk.values():
            row.conversation = self.conversation
        return [by_pk[pk] for pk in self.keys if pk in by_pk]

    @cached_property
    def counted(self) -> list[Message]:
        """What counting the branch to its end needs, whichever page of it this is."""
        if self.keys[-1:] != self.path[-1:]:
            return messages_to_count(self.path)
        is_enough = self.keys == self.path or any(row.prompt_tokens and row.completion_tokens for row in self.messages)
        return self.messages if is_enough else messages_to_count(self.path)

    @cached_property
    def shown(self) -> list[Shown]:
        shown = [self._show(row, after) for row, after in zip_longest(self.messages, self.messages[1:])]
        if shown and (tip := shown[-1].message).comparison and tip.pk == self.conversation.tip_id:
            shown[-1].compared = [self._show(row) for row in self._compared(tip)]
        return shown

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {row.name: row.label for row in ask.models_of("chat")}

    @cached_property
    def _toolbox(self) -> Toolbox:
        return Toolbox(self.conversation.team)

    def _show(self, row: Message, after: Message | None = None) -> Shown:
        is_followed = after is not None and after.is_reply
        label = self._labels.get(row.model, "")
        return Shown(row, self.tree.branches(row.pk), label, self._toolbox, is_followed=is_followed)

    def _compared(self, tip: Message) -> list[Message]:
        rows = list(for_thread(Message.objects.filter(comparison=tip.comparison).order_by("pk")))
        for row in rows:
            row.conversation = self.conversation
        return rows


def for_thread(rows: Any) -> Any:
    """With what drawing them needs, in a constant number of queries."""
    rows = rows.select_related("generation__connection", "parent", "conversation__team", "conversation__author")
    return rows.defer("words", "parent__html", "parent__text", "parent__words", "parent__reasoning").prefetch_related(
        "attachments__asset", *CALLS
    )


def gauge_of(thread: Thread, model: Model | None) -> Gauge:
    """Of the whole branch, whichever page of it is shown."""
    most = model.abilities.get("context") if model else None
    return Gauge(count_branch(thread.conversation, thread.counted, model), most)


def spent_in(conversation: Conversation) -> Decimal:
    """What it cost, on all branches: replies, what tools made, its title."""
    replies = Message.objects.filter(conversation=conversation, generation__isnull=False)
    made = ToolCall.objects.filter(message__conversation=conversation, generation__isnull=False)
    title = Conversation.objects.filter(pk=conversation.pk, titling__isnull=False)
    rows = [replies.order_by().values("generation"), made.order_by().values("generation"), title.values("titling")]
    # By id and by nothing else: with joins, or with the state beside it, all that was ever done is looked through.
    gens = Generation.objects.filter(pk__in=rows[0].union(*rows[1:], all=True))
    spent = gens.aggregate(all=Sum(Coalesce("spent", "price"), filter=Q(state=Step.DONE)))["all"]
    # SQLite adds in floating point.
    return round(spent or Decimal(0), 6)

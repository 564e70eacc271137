"""What pages say of a conversation and its messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.history import count_before
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.prices import at_most, measure_tokens
from studio.chat.tokens import count_tokens
from studio.chat.tools.base import Maker, Seat, Tool, Trouble
from studio.chat.tools.registry import all_tools
from studio.chat.tree import Tree
from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.generations.models import State as Step
from studio.generations.problems import Problem
from studio.generations.recipes import get_recipe
from studio.spend.pricing import price
from studio.web.ids import as_uuid
from studio.web.money import Money

PAGE = 50
NO_PROBLEM = (Message.State.WAITING, Message.State.WRITING, Message.State.DONE, Message.State.STOPPED)


class ShownCall:
    """One call of a reply: what it wants, what it costs, what came of it."""

    def __init__(self, call: ToolCall, message: Message, tools: dict[str, Tool]) -> None:
        self.call, self.message, self.tool = call, message, tools.get(call.name)

    @property
    def title(self) -> str:
        return str(self.tool.title) if self.tool else self.call.name

    @property
    def words(self) -> str:
        """What it is about, in the model's words."""
        asked = self.call.parsed
        return next(
            (str(asked[name])[:600] for name in ("prompt", "text") if asked.get(name)), self.call.arguments[:600]
        )

    @property
    def price(self) -> str:
        """What a yes costs; nothing for what costs nothing."""
        if not isinstance(self.tool, Maker):
            return ""
        return str(Money(self.call.price)) or _("price unknown")

    @cached_property
    def _seat(self) -> Seat:
        conversation = self.message.conversation
        return Seat(conversation.team, conversation.author, conversation)

    @cached_property
    def facts(self) -> list[str]:
        """Of what would be made: model, size, length."""
        if not isinstance(self.tool, Maker):
            return []
        try:
            wish = self.tool.wish(self._seat, self.call.parsed)
        except Trouble:
            return []
        return get_recipe(wish.kind).label(wish.request)

    @property
    def change(self) -> str:
        """The room's page with the same in its form."""
        if not isinstance(self.tool, Maker):
            return ""
        try:
            fields = self.tool.fields(self._seat, self.call.parsed)
        except Trouble:
            return ""  # what it was to be made from is gone
        return f"{reverse(self.tool.room, args=[self._seat.team.slug])}?{urlencode(fields)}#compose"

    @property
    def card(self) -> str:
        gen = self.call.generation
        return render_card(gen) if gen else ""


class Shown:
    """One message as it stands in the thread: `place` of `count` branches."""

    def __init__(self, message: Message, branches: list[int], label: str = "") -> None:
        self.message, self.branches = message, branches
        self.label = label or message.model
        # The replies of other models to the same words, while one may still choose between them.
        self.compared: list[Shown] = []

    @property
    def calls(self) -> list[ShownCall]:
        calls = list(self.message.calls.all())
        tools = all_tools(self.message.conversation.team) if calls else {}
        return [ShownCall(call, self.message, tools) for call in calls]

    @property
    def goes_on(self) -> bool:
        """May there be more by itself: of it, of its calls, or a round behind them, which begins at once?"""
        gen, calls = self.message.generation, self.message.calls.all()
        ended = gen.finished_at if gen else None
        just_ended = ended is not None and timezone.now() - ended < timedelta(seconds=30)
        return self.message.is_open or (self.is_calling and not self.is_asking) or (bool(calls) and just_ended)

    @property
    def is_chosen(self) -> bool:
        """Of several replies to the same words: is it the one that goes on?"""
        return self.message.conversation.tip_id == self.message.pk

    @property
    def is_asking(self) -> bool:
        """Is it a person's turn to say yes or no?"""
        return any(call.state == ToolCall.State.ASKING for call in self.message.calls.all())

    @property
    def is_calling(self) -> bool:
        """Are its tools under way?"""
        return not self.message.note and any(not call.is_settled for call in self.message.calls.all())

    @property
    def count(self) -> int:
        return len(self.branches)

    @property
    def place(self) -> int:
        return self.branches.index(self.message.pk) + 1

    @cached_property
    def _names(self) -> dict[int, UUID]:
        """The public names of the branches: one query, for the few messages that have several."""
        return dict(Message.objects.filter(pk__in=self.branches).values_list("pk", "public_id"))

    @property
    def before(self) -> UUID | None:
        return self._names[self.branches[self.place - 2]] if self.place > 1 else None

    @property
    def after(self) -> UUID | None:
        return self._names[self.branches[self.place]] if self.place < self.count else None

    @cached_property
    def continues(self) -> bool:
        """Is it more of the reply above, not another turn?"""
        parent = self.message.parent
        return self.message.is_reply and parent is not None and parent.is_reply

    @property
    def state(self) -> str:
        return str(Message.State(self.message.state).label)

    @property
    def gen(self) -> Generation | None:
        return self.message.generation

    @property
    def money(self) -> str:
        gen = self.gen
        if gen is None or self.message.is_open:
            return ""
        spent = gen.price if gen.spent is None else gen.spent
        if self.message.state in (Message.State.FAILED,) or gen.state == "cancelled":
            return _("nothing charged")
        if spent is None:
            return _("price unknown")
        about = "" if (gen.upstream_reply or {}).get("usage") else "≈ "
        return f"{about}{Money(spent, gen.currency)}"

    @property
    def tokens(self) -> int | None:
        return self.message.completion_tokens

    @property
    def thought(self) -> str:
        """How long it thought, once that is known."""
        ms = self.message.reasoning_ms
        if ms is None:
            return _("Thinking") if self.message.is_open else _("What it thought")
        seconds = ms / 1000
        return _("Thought for %(seconds)s s") % {"seconds": f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"}

    @cached_property
    def problem(self) -> Problem | None:
        """What went wrong, if something did."""
        gen = self.gen
        if gen is None or self.message.state in NO_PROBLEM:
            return None
        kept = gen.error or (gen.upstream_reply or {}).get("broke")
        return Problem.from_dict(kept) if kept else None

    @property
    def hold_up(self) -> str:
        """Why it still waits."""
        gen = self.gen
        if gen is None or self.message.state != Message.State.WAITING or not gen.error:
            return ""
        return Problem.from_dict(gen.error).cause_here

    @property
    def go_on_price(self) -> str:
        """The most that the rest costs."""
        message, gen = self.message, self.gen
        reads = (gen.request["prompt_tokens"] if gen else 0) + count_tokens(message.text)
        money = price(measure_tokens(message.model, reads, message.conversation.max_tokens))
        return at_most(money)


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
    """A page of a conversation: its last messages, or those before one."""

    def __init__(self, conversation: Conversation, before: str = "", tree: Tree | None = None) -> None:
        self.conversation = conversation
        self.tree = tree or Tree(conversation)
        self.path = self.tree.path(conversation.tip_id)
        end = self._place_of(before) if before else len(self.path)
        self.keys = self.path[max(0, end - PAGE) : end]
        self.has_more = end > PAGE

    def _place_of(self, before: str) -> int:
        rows = Message.objects.filter(conversation=self.conversation, public_id=as_uuid(before))
        found = rows.values_list("pk", flat=True).first()
        return self.path.index(found) if found in self.path else 0

    @cached_property
    def messages(self) -> list[Message]:
        rows = for_thread(Message.objects.filter(pk__in=self.keys))
        by_pk = {row.pk: row for row in rows}
        for row in by_pk.values():
            row.conversation = self.conversation
        return [by_pk[pk] for pk in self.keys if pk in by_pk]

    @cached_property
    def shown(self) -> list[Shown]:
        shown = [self._show(row) for row in self.messages]
        if shown and (tip := shown[-1].message).comparison and tip.pk == self.conversation.tip_id:
            shown[-1].compared = [self._show(row) for row in self._compared(tip)]
        return shown

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {row.name: row.label for row in ask.models_of("chat")}

    def _show(self, row: Message) -> Shown:
        return Shown(row, self.tree.branches(row.pk), self._labels.get(row.model, ""))

    def _compared(self, tip: Message) -> list[Message]:
        rows = list(for_thread(Message.objects.filter(comparison=tip.comparison).order_by("pk")))
        for row in rows:
            row.conversation = self.conversation
        return rows


CALLS = [f"calls__generation__{part}" for part in ("author", "team", "connection", "results__asset")]


def just_said(said: Message, models: list[Model]) -> list[Shown]:
    """What a person has just said and the replies that begin: they stand on no other branch yet."""
    labels = {row.name: row.label for row in models}
    rows = for_thread(Message.objects.filter(Q(pk=said.pk) | Q(parent=said))).order_by("pk")
    first, *replies = [Shown(row, [row.pk], labels.get(row.model, "")) for row in rows]
    for one in (first, *replies):
        one.message.conversation = said.conversation
    if len(replies) > 1:
        replies[0].compared = replies
    return [first, replies[0]]


def for_thread(rows: Any) -> Any:
    """With what drawing them needs, in a constant number of queries."""
    rows = rows.select_related("generation__connection", "parent", "conversation__team", "conversation__author")
    return rows.defer("words", "parent__html", "parent__text", "parent__words", "parent__reasoning").prefetch_related(
        "attachments__asset", *CALLS
    )


def show(message: Message) -> Shown:
    """One message by itself, as a push draws it."""
    siblings = Message.objects.filter(conversation=message.conversation_id, parent=message.parent_id)
    label = ask.label_of(message.model) if message.is_reply else ""
    return Shown(message, list(siblings.order_by("id").values_list("id", flat=True)), label)


def gauge_of(conversation: Conversation, messages: Iterable[Message], model: Model | None) -> Gauge:
    """From the last reply that MiniMax counted, and what came behind it."""
    most = model.abilities.get("context") if model else None
    return Gauge(count_before(conversation, list(messages)), most)


def spent_in(conversation: Conversation) -> Decimal:
    """What it cost, on all branches: replies, what tools made, its title."""
    replies, tools = Q(message__conversation=conversation), Q(tool_call__message__conversation=conversation)
    made = Generation.objects.filter(replies | tools | Q(titled=conversation), state=Step.DONE)
    # SQLite adds in floating point.
    return round(made.aggregate(all=Sum(Coalesce("spent", "price")))["all"] or Decimal(0), 6)

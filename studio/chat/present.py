"""What pages say of a conversation and its messages."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
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
from studio.chat.actions import Turn, price_ahead
from studio.chat.history import count_branch, messages_to_count
from studio.chat.models import Conversation, Message, ToolCall
from studio.chat.prices import HELD_BACK, at_most
from studio.chat.tools.base import Maker, Seat, Tool, Trouble
from studio.chat.tools.registry import all_tools
from studio.chat.tree import Tree
from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.generations.models import State as Step
from studio.generations.problems import Problem
from studio.generations.recipes import get_recipe
from studio.library.models import Asset
from studio.teams.models import Team
from studio.web.ids import as_uuid
from studio.web.money import Money

PAGE = 50
# Of a call: what it makes is not there yet.
BEGUN = "begun"
NO_PROBLEM = (Message.State.WAITING, Message.State.WRITING, Message.State.DONE, Message.State.STOPPED)


class ShownCall:
    """One call of a reply: what it wants, what it costs, what came of it."""

    def __init__(self, call: ToolCall, message: Message, tools: dict[str, Tool]) -> None:
        self.call, self.message, self.tool = call, message, tools.get(call.name)

    @property
    def title(self) -> str:
        return str(self.tool.title) if self.tool else self.call.name

    @property
    def prompt(self) -> str:
        """What is to be made or said, whole; nothing of a call that is about something else."""
        asked = self.call.parsed
        return next((str(asked[name]) for name in ("prompt", "text") if asked.get(name)), "")

    @property
    def words(self) -> str:
        """What it is about, in the model's words."""
        return (self.prompt or self.call.arguments)[:600]

    @property
    def has_begun(self) -> bool:
        """Is it answered, and what it makes still under way?"""
        gen = self.call.generation
        is_made = gen is None or gen.is_finished or gen.state == Step.UNCERTAIN
        return self.call.state == ToolCall.State.DONE and not is_made

    @property
    def end(self) -> str:
        """How it ended, as a snapshot keeps it: the state of the call, or what became of what it began."""
        gen = self.call.generation
        if self.has_begun:
            return BEGUN
        if gen is None or self.call.state != ToolCall.State.DONE:
            return str(self.call.state)
        return str(gen.state)

    @property
    def state(self) -> str:
        return label_of_end(self.end)

    @property
    def price(self) -> str:
        """What a yes costs; nothing for what costs nothing."""
        if not isinstance(self.tool, Maker):
            return ""
        return str(Money(self.call.price)) or _("price unknown")

    @property
    def agreed(self) -> str:
        """The same as the form carries it, so that a yes is to this price and to no other."""
        return "" if self.call.price is None else f"{self.call.price:f}"

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

    @cached_property
    def made(self) -> list[Asset]:
        """What it made, also what lies in the trash."""
        gen = self.call.generation
        return [result.asset for result in gen.results.all() if result.asset] if gen else []

    @property
    def is_lost(self) -> bool:
        """Was something made of which nothing is left, not even in the trash?"""
        gen = self.call.generation
        return gen is not None and gen.state == Step.DONE and not self.made

    @property
    def away(self) -> str:
        """What stands in the place of its card once that was put away; a card that is there hides it."""
        gen = self.call.generation
        if self.is_lost:
            return _("It was deleted.")
        return _("It is in the trash.") if self.made or gen is None or not gen.is_finished else _("It was put away.")


def label_of_end(end: str) -> str:
    """The words for `ShownCall.end`, in the reader's language."""
    if end == BEGUN:
        return _("Begun")
    if end in ToolCall.State:
        return str(ToolCall.State(end).label)
    return str(Step(end).label) if end in Step else end


class Toolbox:
    """The tools of a team for all messages of a page: asked for once, with the first call."""

    def __init__(self, team: Team) -> None:
        self.team = team

    @cached_property
    def tools(self) -> dict[str, Tool]:
        return all_tools(self.team)


class Shown:
    """One message as it stands in the thread: `place` of `count` branches."""

    def __init__(
        self,
        message: Message,
        branches: list[int],
        label: str = "",
        toolbox: Toolbox | None = None,
        *,
        is_followed: bool = False,
    ) -> None:
        """`is_followed`: does another reply of the same turn stand behind it?"""
        self.message, self.branches, self.is_followed = message, branches, is_followed
        self.label = label or message.model
        self.toolbox = toolbox or Toolbox(message.conversation.team)
        # The replies of other models to the same words, while one may still choose between them.
        self.compared: list[Shown] = []

    @property
    def calls(self) -> list[ShownCall]:
        return [ShownCall(call, self.message, self.toolbox.tools) for call in self.message.calls.all()]

    @property
    def goes_on(self) -> bool:
        """May there be more by itself: of it, of its calls, or a round behind them, which begins at once?"""
        gen, calls = self.message.generation, self.message.calls.all()
        ended = gen.finished_at if gen else None
        just_ended = ended is not None and timezone.now() - ended < timedelta(seconds=30)
        return self.message.is_open or (self.is_calling and not self.is_asking) or (bool(calls) and just_ended)

    @property
    def ends_turn(self) -> bool:
        """Is it the end of what was answered, so that one may ask for another answer here?"""
        return not self.is_followed and not self.goes_on and not self.is_asking

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
    def held_back(self) -> str:
        """Whose words MiniMax held back, "said" or "answered"; nothing where it held back none."""
        told = self.gen.upstream_reply or {} if self.gen else {}
        if told.get("input_sensitive"):
            return "said"
        return "answered" if told.get("output_sensitive") or self.message.finish == HELD_BACK else ""

    @property
    def can_go_on(self) -> bool:
        """Is there a rest to ask for, and is this the end of what is shown?"""
        return self.is_chosen and self.message.can_go_on

    @property
    def go_on_price(self) -> str:
        """The most that the rest costs."""
        message = self.message
        before = messages_to_count(Tree(message.conversation).path(message.pk))
        return at_most(price_ahead(message.conversation, before, None, [message.model]))


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


CALLS = [f"calls__generation__{part}" for part in ("author", "team", "connection", "results__asset")]


def just_said(turn: Turn, models: list[Model]) -> list[Shown]:
    """What a person has just said and the replies that begin: they stand on no other branch yet."""
    labels = {row.name: row.label for row in models}
    first, *replies = [Shown(row, [row.pk], labels.get(row.model, "")) for row in (turn.said, *turn.replies)]
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
    is_followed = message.is_reply and message.children.filter(role=Message.Role.ASSISTANT).exists()
    branches = list(siblings.order_by("id").values_list("id", flat=True))
    return Shown(message, branches, label, is_followed=is_followed)


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

"""What pages say of one message."""

from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.catalogue.models import Model
from studio.chat.actions import Turn, price_ahead, rounds_before
from studio.chat.called import ShownCall, Toolbox
from studio.chat.history import messages_to_count
from studio.chat.models import Message, ToolCall
from studio.chat.prices import HELD_BACK, at_most
from studio.chat.tree import Tree
from studio.generations.models import Generation
from studio.generations.models import State as Step
from studio.generations.problems import Problem
from studio.web.money import Money

NO_PROBLEM = (Message.State.WAITING, Message.State.WRITING, Message.State.DONE, Message.State.STOPPED)


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
        awaits_round = bool(calls) and just_ended and not self.message.note
        return self.message.is_open or (self.is_calling and not self.is_asking) or awaits_round

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
    def paused(self) -> str:
        """Why the connection that it waits for rests."""
        gen = self.gen
        return gen.connection.paused_here if gen and gen.state == Step.QUEUED else ""

    @property
    def is_at_limit(self) -> bool:
        """Does its turn end with calls, because tools were used in it as often as the team allows?"""
        message = self.message
        if self.is_followed or message.note or message.is_open or not message.calls.all() or self.is_calling:
            return False
        return rounds_before(message) >= message.conversation.team_settings.rounds

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


def just_said(turn: Turn, models: list[Model]) -> list[Shown]:
    """What a person has just said and the replies that begin: they stand on no other branch yet."""
    labels = {row.name: row.label for row in models}
    first, *replies = [Shown(row, [row.pk], labels.get(row.model, "")) for row in (turn.said, *turn.replies)]
    if len(replies) > 1:
        replies[0].compared = replies
    return [first, replies[0]]


def show(message: Message) -> Shown:
    """One message by itself, as a push draws it."""
    siblings = Message.objects.filter(conversation=message.conversation_id, parent=message.parent_id)
    label = ask.label_of(message.model) if message.is_reply else ""
    is_followed = message.is_reply and message.children.filter(role=Message.Role.ASSISTANT).exists()
    branches = list(siblings.order_by("id").values_list("id", flat=True))
    return Shown(message, branches, label, is_followed=is_followed)

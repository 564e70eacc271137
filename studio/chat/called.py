"""What pages say of one call of a reply."""

from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studio.chat.models import Message, ToolCall
from studio.chat.tools.base import Maker, Seat, Tool, Trouble
from studio.chat.tools.registry import all_tools
from studio.generations.feed import render_card
from studio.generations.models import State as Step
from studio.generations.recipes import get_recipe
from studio.library.models import Asset
from studio.teams.models import Team
from studio.web.money import Money

# Of a call: what it makes is not there yet.
BEGUN = "begun"


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

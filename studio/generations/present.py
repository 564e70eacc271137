"""What a card says of a generation: state, time and money, in that order, in words."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from studio.generations.collect import INTERRUPTED, NOT_FETCHED, PARTLY, TOO_LATE, WRITTEN_OFF
from studio.generations.models import ACTIVE, MADE, Generation, Result, State
from studio.generations.problems import Problem
from studio.generations.recipes import Recipe, Step, StreamedRecipe, get_recipe
from studio.generations.resolve import MATCHED, NOT_FOUND
from studio.generations.usual import Usual, get_usual
from studio.library.models import AUDIO, Asset, medium_of
from studio.library.uses import Use, uses_of
from studio.spend.pricing import price
from studio.web.money import Money

# Seconds that nobody waits.
AT_ONCE = 1.5


@dataclass(frozen=True)
class Ruler:
    """Drawn positions of the time ruler in percent of its length, as SVG attributes want them."""

    usual_from: str
    usual_width: str
    whole: float


class Card:
    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    @cached_property
    def recipe(self) -> Recipe:
        return get_recipe(self.generation.kind)

    @property
    def price(self) -> str:
        return str(Money(self.generation.price, self.generation.currency)) or _("price unknown")

    @property
    def again_price(self) -> str:
        """What the same request would cost now: the figure that pressing again reserves."""
        gen = self.generation
        return str(price(get_recipe(gen.kind).measure(gen.team, gen.request))) or _("price unknown")

    @property
    def status(self) -> str:
        """The word for `data-status`: the state itself."""
        return self.generation.state

    @property
    def state(self) -> str:
        gen = self.generation
        if gen.cancel_requested_at and not gen.is_finished:
            return _("Too late to stop") if self.is_too_late else _("Asked to stop")
        if self.is_stuck:
            return _("Made, not fetched yet")
        if gen.note == WRITTEN_OFF:
            return _("Written off")
        if gen.state == State.QUEUED and gen.connection.paused_reason:
            return _("Waits for the connection")
        if gen.state == State.SUBMITTING and self.recipe.synchronous:
            return str(State.RUNNING.label)
        return str(State(gen.state).label)

    @property
    def is_too_late(self) -> bool:
        return self.generation.note == TOO_LATE or self.generation.state in MADE

    @property
    def is_stuck(self) -> bool:
        """It is made and paid for, and the studio could not get it for a while."""
        return self.generation.state == State.FETCHING and self.generation.note == NOT_FETCHED

    @property
    def money(self) -> str:
        gen, price = self.generation, self.price
        if gen.price is None and not (gen.state in (State.FAILED, State.CANCELLED) and not self.results):
            return price
        if gen.state == State.DONE:
            return price if gen.spent is None else str(Money(gen.spent, gen.currency))
        if gen.state == State.FAILED and self.results:
            return _("%(price)s charged") % {"price": price}
        if gen.note == WRITTEN_OFF:
            return _("%(price)s given back") % {"price": price}
        if gen.state in (State.FAILED, State.CANCELLED):
            return _("nothing charged")
        if gen.state == State.UNCERTAIN:
            return _("%(price)s held") % {"price": price}
        return _("%(price)s reserved") % {"price": price}

    @cached_property
    def problem(self) -> Problem | None:
        return Problem.from_dict(self.generation.error) if self.generation.error else None

    @property
    def hold_up(self) -> str:
        """Why it waits: it could not be sent, or what was made could not be fetched, and is tried again."""
        if self.problem and (self.is_waiting or self.generation.state == State.FETCHING):
            return self.problem.cause_here
        return ""

    @cached_property
    def results(self) -> list[Result]:
        return list(self.generation.results.all())

    @cached_property
    def assets(self) -> list[Asset]:
        """The kept results that are not in the trash."""
        return [result.asset for result in self.results if result.asset and not result.asset.trashed_at]

    @property
    def asset(self) -> Asset | None:
        return self.assets[0] if self.assets else None

    @property
    def count(self) -> int:
        """How many results were asked for: into so many parts its frame is cut."""
        return self.recipe.count(self.generation.request)

    @property
    def uses(self) -> list[Use]:
        """Where its one result can go next; of several each one says so itself."""
        if len(self.assets) != 1:
            return []
        self.assets[0].team = self.generation.team  # known here, and not asked for again
        return uses_of(self.assets[0])

    @property
    def each(self) -> list[tuple[int, Asset, list[Use]]]:
        """Of several: which it is, from 1 on, itself, and where it can go next. Empty for one alone."""
        if len(self.assets) < 2:
            return []
        kept = [(result.index + 1, result.asset) for result in self.results if result.asset in self.assets]
        for _number, asset in kept:
            asset.team = self.generation.team
        return [(number, asset, uses_of(asset)) for number, asset in kept]

    @property
    def is_picture(self) -> bool:
        return self.recipe.outputs == Asset.Kind.IMAGE

    @property
    def text(self) -> str:
        return self.recipe.text(self.generation)

    @property
    def missing(self) -> int:
        """How many of a finished one's results were not made."""
        return max(0, self.count - len(self.results)) if self.generation.state == State.DONE else 0

    @property
    def is_sound(self) -> bool:
        return medium_of(self.recipe.outputs) == AUDIO

    @cached_property
    def steps(self) -> list[Step]:
        return self.recipe.steps(self.generation) if self.generation.state == State.DONE else []

    @property
    def is_streamed(self) -> bool:
        return isinstance(self.recipe, StreamedRecipe)

    @property
    def sounds(self) -> bool:
        """Is there something to hear: kept, or coming in at this moment?"""
        if self.asset:
            return self.is_sound
        coming = (State.SUBMITTING, State.RUNNING, State.FETCHING, State.FINISHING)
        return self.is_streamed and self.generation.state in coming

    @cached_property
    def facts(self) -> list[str]:
        return self.recipe.label(self.generation.request)

    @property
    def shape(self) -> str:
        if self.asset:
            return self.asset.shape
        return self.recipe.shape(self.generation.request)

    @cached_property
    def usual(self) -> Usual:
        gen = self.generation
        sandbox = gen.connection.sandbox
        known = self.recipe.usual_seconds(gen.request, sandbox=sandbox)
        if known is not None:
            return Usual(*known, sum(known) / 2)
        return get_usual(gen.team_id, gen.kind, gen.model, sandbox=sandbox)

    @property
    def ruler(self) -> Ruler:
        whole = self.usual.high * 1.6
        start, width = self.usual.low / whole, (self.usual.high - self.usual.low) / whole
        return Ruler(f"{start:.1%}", f"{width:.1%}", whole)

    @property
    def is_waiting(self) -> bool:
        return self.generation.state in (State.QUEUED, State.ADMITTED)

    @property
    def is_at_work(self) -> bool:
        return self.generation.state in (State.SUBMITTING, State.RUNNING, State.FETCHING, State.FINISHING)

    @property
    def can_cancel(self) -> bool:
        gen = self.generation
        return gen.state in (State.QUEUED, *ACTIVE) and gen.cancel_requested_at is None

    @property
    def cancel_is_free(self) -> bool:
        """Once it was sent, MiniMax bills it, unless its kind can be stopped there: said before the press."""
        return self.is_waiting or self.recipe.can_stop

    @property
    def can_try_again(self) -> bool:
        """Offered where the same request may succeed; after a refusal of its content one changes it instead."""
        if not self.recipe.may_retry(self.generation.request):
            return False
        if self.generation.state == State.CANCELLED:
            return True
        problem = self.problem
        return self.generation.state == State.FAILED and (not problem or problem.retryable or problem.account)

    @property
    def took(self) -> float | None:
        """Seconds from MiniMax's yes to the end; nothing for what was there at once."""
        gen = self.generation
        if not gen.finished_at or not gen.accepted_at:
            return None
        seconds = (gen.finished_at - gen.accepted_at).total_seconds()
        return seconds if seconds >= AT_ONCE else None

    @property
    def remark(self) -> str:
        """What there is to know beside the state."""
        gen = self.generation
        if gen.cancel_requested_at and not gen.is_finished and self.is_too_late:
            return _("MiniMax does not stop what it has begun. It will be billed; the result goes to the trash.")
        if gen.note == WRITTEN_OFF:
            return _("If MiniMax made it after all, its bill has it.")
        if gen.note == INTERRUPTED:
            return _("It broke off before its end. What had come is kept; MiniMax bills the whole text.")
        if gen.note == PARTLY:
            return _("Not all that MiniMax made could be fetched; it bills them all the same.")
        if gen.note == TOO_LATE:
            return _("Asked to stop when MiniMax had begun: it was billed, and lies in the trash.")
        if gen.note == MATCHED:
            return _("Matched by time: its answer was lost, and this is the only clip that fits.")
        if gen.state == State.UNCERTAIN and gen.note == NOT_FOUND:
            return _("MiniMax shows nothing that fits; probably it was not accepted.")
        return self.recipe.remark(gen) if gen.state == State.DONE else ""

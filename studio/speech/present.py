"""What a line of a script says of itself."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from studio.catalogue.models import Price
from studio.generations.present import Card
from studio.speech.models import Line, Script
from studio.speech.takes import price_of, state_of
from studio.voices.ask import AnyVoice, find_voice


class LineCard:
    """`number`: its place, where the page knows it. `prices`, `held`: spare queries when a page shows many."""

    def __init__(
        self,
        line: Line,
        script: Script,
        voice: AnyVoice | None = None,
        *,
        number: int | None = None,
        prices: list[Price] | None = None,
        held: set[str] | None = None,
    ) -> None:
        self.line, self.script, self.number = line, script, number
        self._voice, self._prices, self._held = voice, prices, held

    @cached_property
    def voice(self) -> AnyVoice | None:
        return self._voice or find_voice(self.script.team, self.line.voice)

    @property
    def price(self) -> str:
        """What making it (again) costs now."""
        voices = {self.voice.ref: self.voice} if self.voice else {}
        return str(price_of(self.script, [self.line], voices, self._prices, self._held)) or _("price unknown")

    @property
    def can_make(self) -> bool:
        waits = self.state in (Line.State.MAKING, Line.State.UNKNOWN)
        return bool(self.line.text) and not self.line.is_locked and not waits

    @property
    def undecided(self) -> str:
        """Where a person decides about a take of which nobody knows what became."""
        if self.state != Line.State.UNKNOWN or self.line.making is None:
            return ""
        return reverse("generation", args=[self.script.team.slug, self.line.making.generation.public_id])

    @cached_property
    def state(self) -> str:
        return state_of(self.line, self.script)

    @property
    def label(self) -> str:
        if self.line.is_locked:
            return _("Locked, changed since") if self.state == Line.State.STALE else _("Locked")
        return str(Line.State(self.state).label)

    @property
    def voice_name(self) -> str:
        return self.voice.name if self.voice else self.line.voice_name

    @property
    def seconds(self) -> float | None:
        take = self.line.take
        return take.asset.seconds if take and take.asset else None

    @property
    def sound(self) -> str:
        """The address of its take, or of the one that is coming in."""
        take = self.line.making if self.state == Line.State.MAKING else self.line.take
        if take is None:
            return ""
        return reverse("generation-audio", args=[self.script.team.slug, take.generation.public_id])

    @property
    def problem(self) -> str:
        if self.state != Line.State.FAILED or self.line.making is None:
            return ""
        problem = Card(self.line.making.generation).problem
        return f"{problem.cause_here} {problem.next_step_here}" if problem else _("It was cancelled.")

"""What a voice's card says: its state, its time, what keeping it costs."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from studio.catalogue.models import Price
from studio.generations.models import Generation, State
from studio.generations.problems import Problem
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.voices.actions import DESIGN_MODEL, keep_price, keep_prices, last_keepings
from studio.voices.ask import gender_label, language_label
from studio.voices.models import UNUSED, Voice
from studio.voices.speak import fees_held, measure_text

WEEK_HOURS = UNUSED.total_seconds() / 3600
DAYS = 7
SOON_HOURS = 24


@dataclass(frozen=True)
class Day:
    """One of the seven marks of a voice's week, as SVG attributes want it: where it begins, how much of it is left."""

    x: str
    left: str


@dataclass(frozen=True)
class Known:
    """What cards ask for, once for all of a team: prices, the last try to keep each, whose own price somebody holds."""

    prices: list[Price]
    keepings: dict[str, Generation]
    held: set[str]

    @classmethod
    def of(cls, team: Team) -> "Known":
        return cls(keep_prices(), last_keepings(team), fees_held(team))


class VoiceCard:
    def __init__(self, voice: Voice, known: Known | None = None, starred: bool = False) -> None:
        """`known` spares queries when a page shows many. Stars are personal: what is pushed has none."""
        self.voice, self.starred = voice, starred
        self._known = known

    @cached_property
    def known(self) -> Known:
        return self._known or Known.of(self.voice.team)

    @property
    def facts(self) -> list[str]:
        voice = self.voice
        author = str(voice.author) if voice.author else ""
        parts = (language_label(voice.language), gender_label(voice.gender), author)
        return [part for part in parts if part]

    @cached_property
    def state(self) -> str:
        return self.voice.state

    @property
    def is_temporary(self) -> bool:
        return self.state == Voice.State.TEMPORARY

    @property
    def is_soon(self) -> bool:
        return self.is_temporary and self.voice.hours_left < SOON_HOURS

    @property
    def keep_price(self) -> str:
        return str(keep_price(self.voice, self.known.prices, self.known.held)) or _("price unknown")

    @property
    def again_price(self) -> str:
        """What making it again costs now: its preview; its own price falls due with its first use."""
        asked, cloned = self.voice.recipe, self.voice.origin == Voice.Origin.CLONED
        model = asked.get("model", "") if cloned else DESIGN_MODEL
        return str(price(measure_text(model, len(asked.get("text") or "")), self.known.prices)) or _("price unknown")

    @property
    def again_note(self) -> str:
        if not self.voice.can_be_made_again:
            return _("Its sample is gone from the library's trash, so it cannot be cloned again.")
        told = {"price": str(price(self.voice.fee_anew, self.known.prices)) or _("price unknown")}
        return _("Made again it is new to MiniMax: its first use costs %(price)s.") % told

    @property
    def busy(self) -> str:
        """What is under way for it: another press would do nothing."""
        gen = self.last_try
        if gen is None or gen.is_finished:
            return ""
        if gen.state == State.UNCERTAIN:
            return _("MiniMax's answer was lost: see where its making stands, and decide.")
        return _("It is being made again.") if self.voice.is_gone else _("It is being kept.")

    @property
    def trouble(self) -> str:
        """Why the last try failed to keep it, or to make it again."""
        gen = self.last_try
        if gen is None or gen.state != State.FAILED or not gen.error:
            return ""
        problem = Problem.from_dict(gen.error)
        return f"{problem.cause_here} {problem.next_step_here}"

    @cached_property
    def last_try(self) -> Generation | None:
        """The last try to keep it, or of a lost one to make it again."""
        voice, gen = self.voice, self.voice.generation
        if voice.is_gone:
            return gen if gen and gen.request.get("voice_id") != voice.voice_id else None
        if not self.is_temporary:
            return None
        keeping = self.known.keepings.get(voice.ref)
        return keeping if keeping and keeping.request["voice_id"] == voice.voice_id else None

    @property
    def days(self) -> list[Day]:
        """Seven marks; what is left of the week fills them from the left."""
        days_left = self.voice.hours_left / 24
        wide = 100 / DAYS - 0.8
        return [
            Day(f"{number * 100 / DAYS:.2f}%", f"{min(1.0, max(0.0, days_left - number)) * wide:.2f}%")
            for number in range(DAYS)
        ]

    @property
    def mark_width(self) -> str:
        return f"{100 / DAYS - 0.8:.2f}%"

    @property
    def sound(self) -> str:
        """The address of how it sounds: what MiniMax spoke when it was made, else its sample; hearing costs nothing."""
        asset = self.voice.heard or self.voice.sample
        return reverse("asset-sound", args=[self.voice.team.slug, asset.public_id]) if asset else ""

    @property
    def is_sample(self) -> bool:
        """What can be heard is not the voice itself but what it was cloned from."""
        return self.voice.heard is None and self.voice.sample is not None

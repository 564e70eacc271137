"""A script as its page shows it: lines, speakers, what making the rest costs."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from studio.catalogue import ask as catalogue
from studio.catalogue.models import Price
from studio.speech.bindings import FORMATS
from studio.speech.models import Binding, Line, Script
from studio.speech.present import LineCard
from studio.speech.takes import price_of, state_of, to_make, with_takes
from studio.teams.models import Team
from studio.voices.ask import AnyVoice, find_voices
from studio.voices.speak import fees_held
from studio.web.ids import as_uuid
from studio.web.money import Money

PAGE = 80


@dataclass(frozen=True)
class Speaker:
    """One who speaks in the script: a name, or none for what nobody is named for. `voice` None: several."""

    name: str
    lines: int
    voice: str
    voice_name: str


class Desk:
    """All of it in a constant number of queries, whatever its length."""

    def __init__(self, script: Script, after: str = "") -> None:
        self.script, self.after = script, after

    @cached_property
    def lines(self) -> list[Line]:
        return with_takes(self.script)

    @cached_property
    def voices(self) -> dict[str, AnyVoice]:
        return find_voices(self.script.team, {line.voice for line in self.lines})

    @cached_property
    def prices(self) -> list[Price]:
        return catalogue.prices_of(self.script.settings["model"], "voice-clone", "voice-design")

    @cached_property
    def held(self) -> set[str]:
        return fees_held(self.script.team)

    @cached_property
    def shown(self) -> list[Line]:
        """The lines of this page: from the first, or from behind the last one that was shown."""
        named = [at for at, line in enumerate(self.lines) if line.public_id == as_uuid(self.after)]
        first = named[0] + 1 if named else 0
        return self.lines[first : first + PAGE]

    @property
    def cards(self) -> list[LineCard]:
        start = self.lines.index(self.shown[0]) if self.shown else 0
        voices, prices, held = self.voices, self.prices, self.held
        return [
            LineCard(line, self.script, voices.get(line.voice), number=start + at + 1, prices=prices, held=held)
            for at, line in enumerate(self.shown)
        ]

    @property
    def more(self) -> Line | None:
        """The last one shown, when others follow."""
        return self.shown[-1] if self.shown and self.shown[-1] is not self.lines[-1] else None

    @cached_property
    def to_make(self) -> list[Line]:
        return to_make(self.script, self.lines)

    @property
    def price(self) -> Money:
        return price_of(self.script, self.to_make, self.voices, self.prices, self.held)

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(state_of(line, self.script) for line in self.lines)

    @property
    def made(self) -> int:
        return self.states[Line.State.MADE]

    @property
    def stale(self) -> int:
        return self.states[Line.State.STALE]

    @property
    def making(self) -> int:
        return self.states[Line.State.MAKING]

    @property
    def failed(self) -> int:
        return self.states[Line.State.FAILED]

    @property
    def seconds(self) -> float:
        return sum(line.take.asset.seconds or 0 for line in self.lines if line.take and line.take.asset)

    @property
    def speakers(self) -> list[Speaker]:
        """In the order in which they first speak."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.speaker, []).append(line)
        return [self._speaker(name, lines) for name, lines in found.items()]

    def _speaker(self, name: str, lines: list[Line]) -> Speaker:
        voices = {line.voice: line.voice_name for line in lines}
        only = next(iter(voices)) if len(voices) == 1 else ""
        named = self.voices.get(only)
        return Speaker(name, len(lines), only, named.name if named else voices.get(only, ""))

    @property
    def bindings(self) -> list[Binding]:
        return list(self.script.bindings.select_related("asset", "script__team")[:5])

    @property
    def formats(self) -> list[tuple[str, str]]:
        return list(FORMATS.items())


def list_scripts(team: Team) -> Any:
    """The team's scripts, newest first, with how many lines each has and how many of them are made."""
    rows = Script.objects.for_team(team).select_related("author")
    return rows.annotate(count=Count("lines"), made=Count("lines__take")).order_by("-id")


def list_deleted(team: Team) -> Any:
    """Those that can be brought back, the last one to be deleted first."""
    return Script.objects.filter(team=team, deleted_at__isnull=False).order_by("-deleted_at")

"""What uses a voice: asked before it is deleted. Rooms above say what they have."""

from collections.abc import Callable
from dataclasses import dataclass

from studio.generations.models import Generation, State
from studio.voices.ask import KEEP, MADE_BY
from studio.voices.models import Voice


@dataclass(frozen=True)
class Use:
    """One thing that names the voice, and where it is."""

    words: str
    href: str


_askers: list[Callable[[Voice], list[Use]]] = []


def register(asker: Callable[[Voice], list[Use]]) -> None:
    _askers.append(asker)


@dataclass(frozen=True)
class Uses:
    """`spoken`: how many speeches were made with it, which stay; `things`: what would lack it."""

    spoken: int
    waiting: int
    things: list[Use]


def uses_of(voice: Voice) -> Uses:
    rows = Generation.objects.for_team(voice.team).filter(request__voice=voice.ref).exclude(kind__in=[*MADE_BY, KEEP])
    things = [use for asker in _askers for use in asker(voice)]
    return Uses(rows.filter(state=State.DONE).count(), rows.unfinished().count(), things)

"""The wall between the core and a kind: a recipe says how one kind is priced, sent, watched and collected."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from studio.generations.models import Generation
from studio.minimax import MiniMax, MiniMaxError, Source
from studio.spend.pricing import Measure


@dataclass(frozen=True)
class Waiting:
    """MiniMax is at work; `word` is its own name for how far."""

    upstream_id: str
    word: str = ""
    reply: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """One result at MiniMax: the asset's kind, and what is needed to ask for a fresh link."""

    kind: str
    file_id: str = ""
    url: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Ready:
    """It is made: what there is to fetch."""

    outputs: list[Output]
    reply: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """Something found upstream that a lost request may have become."""

    upstream_id: str
    created_at: datetime


class TaskFailed(Exception):
    """MiniMax took the task and says that it failed; nothing is billed. `why` is told in its own family's words."""

    def __init__(self, why: MiniMaxError) -> None:
        super().__init__(str(why))
        self.why = why


class Recipe(ABC):
    """How one kind is made. Failure is an exception of `studio.minimax`, never a return value."""

    kind: ClassVar[str]
    family: ClassVar[str]
    outputs: ClassVar[str]
    deadline: ClassVar[timedelta] = timedelta(minutes=30)
    # Does MiniMax stop it when asked, and bill nothing?
    can_stop: ClassVar[bool] = False

    @abstractmethod
    def measure(self, request: dict[str, Any]) -> Measure:
        """What is bought: the price follows from it."""

    @abstractmethod
    def label(self, request: dict[str, Any]) -> list[str]:
        """Short facts for a card: model, size, length."""

    @abstractmethod
    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        """Everything that is free and repeatable, before the paid request: reading files, uploading pictures."""

    @abstractmethod
    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting | Ready:
        """The one paid request: exactly one POST, never repeated in here."""

    @abstractmethod
    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        """Ask how far it is; free. Raises when MiniMax says that it failed."""

    @abstractmethod
    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        """A fresh link to one output."""

    async def cancel(self, api: MiniMax, gen: Generation) -> bool:
        """Ask MiniMax to stop; True when it will not be billed. Most kinds cannot."""
        return False

    async def find_lost(self, api: MiniMax, gen: Generation) -> list[Candidate] | None:
        """What the request may have become, or None when MiniMax offers no way to look."""
        return None

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        """The values that fill the kind's form with this request again."""
        return dict(request)

    def shape(self, request: dict[str, Any]) -> str:
        """The shape of the frame that is cut before the work arrives."""
        return "16x9"

    def poll_after(self, elapsed: float) -> float:
        """Seconds until the next look, by seconds since it was accepted (engine.md section 7)."""
        if elapsed < 30:
            return 3.0
        return 5.0 if elapsed < 180 else 10.0


@cache
def get_recipe(kind: str) -> Recipe:
    """The recipe of a kind, found by name in settings, so that the core imports no workroom."""
    recipe: Recipe = import_string(settings.RECIPES[kind])()
    return recipe

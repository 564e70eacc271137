"""The wall between the core and a kind: a recipe says how one kind is priced, sent, watched and collected."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

from studio.generations.models import Generation
from studio.library.examine import Unreadable
from studio.minimax import MiniMax, MiniMaxError, Source
from studio.spend.pricing import Measure
from studio.teams.models import Team

LINK_DEAD = _("MiniMax's link to this died before the studio could fetch it, and it gives no other.")


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


@dataclass(frozen=True)
class Step:
    """What one can do next with a result, beside what every card offers: a page to open, or a press.

    `fill` and `value`: the field that the page's form gets, so that a page which has it need not be left.
    """

    label: str
    href: str
    is_press: bool = False
    fill: str = ""
    value: str = ""


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
    # The name of the page that asks for it.
    room: ClassVar[str]
    deadline: ClassVar[timedelta] = timedelta(minutes=30)
    # Does MiniMax stop it when asked, and bill nothing?
    can_stop: ClassVar[bool] = False
    # Does its room take an earlier request back into its form?
    can_reuse: ClassVar[bool] = True
    # Do its team's pages hear of each of its steps? What a room shows with a row of its own tells them itself.
    tells_team: ClassVar[bool] = True
    # Does somebody wait for its first word? Then it goes at its birth, where nobody waits before it.
    hurries: ClassVar[bool] = False
    # Is its one request answered only when it is made?
    synchronous: ClassVar[bool] = False

    @abstractmethod
    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        """What is bought: the price follows from it."""

    def measure_made(self, gen: Generation) -> Measure | None:
        """What was really made, when MiniMax said it: charged instead of what was reserved. None: as reserved."""
        return None

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

    async def put_down(self, prepared: Any) -> None:  # noqa: B027  (most hold nothing)
        """The attempt is over, whatever became of it: let go of what `prepare` holds."""

    def unpack(self, gen: Generation, draft: Path, beside: Path) -> dict[str, Any]:
        """Turn what was fetched into the file to keep, in place, with what belongs `beside` it. Blocking.

        Answers columns for its asset. Again is harmless. Raises `Unreadable` or `MiniMaxError`.
        """
        return {}

    def usual_seconds(self, request: dict[str, Any], *, sandbox: bool) -> tuple[float, float] | None:
        """How long this very request usually takes, where its size decides; None: as its kind and model usually do."""
        return None

    def lane(self, request: dict[str, Any]) -> str:
        """What it shares with others that must go one after the other, in order; most share nothing."""
        return ""

    def count(self, request: dict[str, Any]) -> int:
        """How many results it asks for."""
        return 1

    def parents(self, request: dict[str, Any]) -> dict[str, str]:
        """The assets that it is made from, by role, as the request names them: `<asset>`, or `<asset>#last`."""
        return {}

    def text(self, gen: Generation) -> str:
        """What it brought, where that is words and no file."""
        return ""

    def remark(self, gen: Generation) -> str:
        """What there is to know of a finished one, beside its state."""
        return ""

    def steps(self, gen: Generation) -> list[Step]:
        """Asked once for each revision of a finished generation's card."""
        return []

    def may_retry(self, request: dict[str, Any]) -> bool:
        """May the same be asked for again by itself, or only where it belongs?"""
        return True

    def is_listed(self, request: dict[str, Any]) -> bool:
        """Does the library's page show it?"""
        return True

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


class SynchronousRecipe(Recipe):
    """A kind whose one request is answered when it is made, with links that live a day and cannot be asked for anew."""

    synchronous: ClassVar[bool] = True
    links_live: ClassVar[timedelta] = timedelta(hours=24)  # official.md 12

    def outputs_of(self, urls: Iterable[str]) -> list[Output]:
        expires_at = timezone.now() + self.links_live
        return [Output(self.outputs, url=url, expires_at=expires_at) for url in urls]

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        raise NotImplementedError

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        """The link that came with the answer. Raises Unreadable when it has died."""
        expires_at = output.expires_at or timezone.now() + self.links_live
        if expires_at < timezone.now():
            raise Unreadable(LINK_DEAD)
        return Source(output.url, expires_at)


class Pieces(Protocol):
    """What comes piece by piece; `facts` is there when it has ended well."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    @property
    def facts(self) -> Any: ...


class StreamedRecipe(Recipe):
    """A kind whose result comes with the answer, piece by piece, and is heard while it comes (docs/decisions/0018).

    `submit`, `check` and `source` are not for it: the first piece is the acceptance, the last the end.
    """

    @abstractmethod
    def stream(self, api: MiniMax, prepared: Any) -> AbstractAsyncContextManager[Pieces]:
        """The one paid request: exactly one POST or message. Refusals are raised before a first piece."""

    def told(self, facts: Any) -> dict[str, Any] | None:
        """What is kept of what MiniMax said at the end; None when it said nothing, for it broke off."""
        return None if facts is None else {"characters": getattr(facts, "characters", None)}

    def opening(self, request: dict[str, Any]) -> bytes:
        """Bytes that the file begins with, before the first piece."""
        return b""

    def heard_before(self, request: dict[str, Any]) -> bytes:
        """What a browser needs to hear before the file's first byte, while it grows."""
        return b""

    def mime(self, request: dict[str, Any]) -> str:
        """The type of what is heard while it grows."""
        return "audio/mpeg"

    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting | Ready:
        raise NotImplementedError

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        raise NotImplementedError

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        raise NotImplementedError


class Paper(Protocol):
    """Where the pieces of a text go while it is written: at once to who reads it, in time to its row."""

    def write(self, piece: Any) -> None:
        """In the event loop, for each piece; nothing in here waits."""

    async def close(self) -> None:
        """Nothing more comes. Everything that came is in the row when this is through."""


class WrittenRecipe(Recipe):
    """A kind whose result is words that come piece by piece and are kept by its room (docs/decisions/0026).

    `submit`, `check` and `source` are not for it: the first piece is the acceptance, the last the end.
    """

    outputs: ClassVar[str] = ""
    tells_team: ClassVar[bool] = False
    hurries: ClassVar[bool] = True
    synchronous: ClassVar[bool] = True
    can_reuse: ClassVar[bool] = False

    @abstractmethod
    def stream(self, api: MiniMax, prepared: Any) -> AbstractAsyncContextManager[Any]:
        """The one paid request. What it gives is iterated; its `reply` is there when it has ended well."""

    @abstractmethod
    def open(self, gen: Generation, prepared: Any) -> Paper:
        """The paper of this attempt."""

    @abstractmethod
    def has_begun(self, gen: Generation) -> bool:
        """Does its row hold a first piece? Asked after a crash."""

    @abstractmethod
    def told(self, reply: Any) -> dict[str, Any]:
        """What is kept of what MiniMax said at the end."""

    def end(self, gen: Generation, reply: Any) -> None:
        """Inside the transaction that says done; `reply` is None when it broke off or was stopped."""

    async def go_on(self, gen: Generation, reply: Any) -> None:
        """After it is done: what follows from it. A crash before this must be noticed by a sweep of its room."""

    def may_retry(self, request: dict[str, Any]) -> bool:
        return False

    def is_listed(self, request: dict[str, Any]) -> bool:
        return False

    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting | Ready:
        raise NotImplementedError

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        raise NotImplementedError

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        raise NotImplementedError


@cache
def get_recipe(kind: str) -> Recipe:
    """The recipe of a kind, found by name in settings, so that the core imports no workroom."""
    recipe: Recipe = import_string(settings.RECIPES[kind])()
    return recipe


def shared_kinds() -> list[str]:
    """The kinds whose works are the whole team's: not what one person writes with a model."""
    return [kind for kind in settings.RECIPES if get_recipe(kind).tells_team]

"""What every tool is."""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from jsonschema import Draft202012Validator
from referencing import Registry

from studio.accounts.models import User
from studio.chat.models import Conversation
from studio.generations.actions import Wish
from studio.library.models import Asset
from studio.teams.models import Team
from studio.web.money import Money

MOST_FAULTS = 3
# A schema is what it is: nothing that it names is fetched.
NOWHERE: Any = Registry()
REMEMBERED = 60.0
_schemas: dict[str, tuple[dict[str, Any], float]] = {}


class Trouble(Exception):
    """Why a call cannot be done, in words for the model."""


@dataclass(frozen=True)
class Seat:
    """For whom a tool works."""

    team: Team
    author: User
    conversation: Conversation


@dataclass(frozen=True)
class Answer:
    """What the model is told; `asset`: a picture that it may look at, if it can."""

    text: str
    asset: Asset | None = None


class Tool(ABC):
    """`name` and `description` are for the model, `title` for people."""

    name: str
    title: Any
    description: str
    # Does somebody say yes before each call, whatever it costs?
    asks: bool = False

    @abstractmethod
    def parameters(self, team: Team) -> dict[str, Any]:
        """The JSON schema of its arguments."""

    def schema(self, team: Team) -> dict[str, Any]:
        """The same, remembered for a minute: it follows the catalogue, and is asked for with every reply."""
        known, until = _schemas.get(self.name, ({}, 0.0))
        if until < time.monotonic():
            known = self.parameters(team)
            _schemas[self.name] = known, time.monotonic() + REMEMBERED
        return known

    def check(self, team: Team, arguments: dict[str, Any]) -> None:
        """Raises Trouble where the arguments do not fit the schema."""
        all_faults = Draft202012Validator(self.parameters(team), registry=NOWHERE).iter_errors(arguments)
        if faults := list(islice(all_faults, MOST_FAULTS)):
            raise Trouble("; ".join(f"{fault.json_path}: {fault.message}"[:300] for fault in faults))

    def price(self, seat: Seat, arguments: dict[str, Any]) -> Money | None:
        """What the call costs; None: nothing. Raises Trouble."""
        return None


class Lookup(Tool):
    """Is answered at once, by the database or by thinking."""

    @abstractmethod
    def answer(self, seat: Seat, arguments: dict[str, Any]) -> Answer:
        """Blocking, in a thread of the database. Raises Trouble."""


class Maker(Tool):
    """Makes something: a generation, whose card stands in the message and goes on living."""

    # Is the model told of the result, or only that it is being made?
    waits: ClassVar[bool] = True
    # The page where a person would ask for the same.
    room: ClassVar[str]

    @abstractmethod
    def wish(self, seat: Seat, arguments: dict[str, Any]) -> Wish:
        """What is asked for, as the room's own form makes it. Raises Trouble."""

    @abstractmethod
    def fields(self, seat: Seat, arguments: dict[str, Any]) -> dict[str, str]:
        """The same as values of the room's form."""


def object_of(required: list[str] | None = None, /, **properties: Any) -> dict[str, Any]:
    """The schema of an object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def words(description: str, longest: int = 4000) -> dict[str, Any]:
    return {"type": "string", "description": description, "maxLength": longest}


def one_of(description: str, choices: list[Any]) -> dict[str, Any]:
    kind = "integer" if choices and all(isinstance(one, int) for one in choices) else "string"
    return {"type": kind, "description": description, "enum": choices}

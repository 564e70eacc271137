"""A conversation as the assistant sees it, whichever surface it came through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Look:
    """A picture that was looked at: its type, size in pixels, and the names of its main colours."""

    kind: str
    width: int
    height: int
    colours: tuple[str, ...]
    brightness: str


@dataclass(frozen=True)
class Asked:
    """A tool call of an earlier turn. `arguments`: as JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Turn:
    """`role`: system, user, assistant or tool. `call_id`: of the tool call that a tool's turn answers."""

    role: str
    text: str = ""
    looks: tuple[Look, ...] = ()
    calls: tuple[Asked, ...] = ()
    call_id: str = ""


@dataclass(frozen=True)
class Tool:
    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """A tool that the assistant wants called."""

    name: str
    arguments: Mapping[str, Any]


@dataclass
class Reply:
    """`thoughts`: the steps of the reasoning, in order. Either `text` or `calls`, or both."""

    text: str = ""
    thoughts: list[str] = field(default_factory=list)
    calls: list[Wanted] = field(default_factory=list)

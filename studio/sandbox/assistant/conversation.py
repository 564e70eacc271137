"""A conversation as the assistant sees it, whichever surface it came through."""

import json
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
class File:
    """A text file that lay beside a person's words."""

    name: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A tool call of an earlier turn. `arguments`: as JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Turn:
    """`role`: system, user, assistant or tool. `call_id`: of the tool call that a tool's turn answers.

    `files` come within the text; `reading` lays them aside.
    """

    role: str
    text: str = ""
    looks: tuple[Look, ...] = ()
    calls: tuple[Asked, ...] = ()
    call_id: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Tool:
    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """A tool that the assistant wants called. `is_broken`: to order, so that its arguments are no JSON."""

    name: str
    arguments: Mapping[str, Any]
    is_broken: bool = False

    def as_json(self) -> str:
        """The arguments as they go out: of a broken call only the first half."""
        text = json.dumps(dict(self.arguments), ensure_ascii=False)
        return text[: max(len(text) // 2, 1)] if self.is_broken else text


@dataclass
class Reply:
    """`thoughts`: the steps of the reasoning, in order. Either `text` or `calls`, or both."""

    text: str = ""
    thoughts: list[str] = field(default_factory=list)
    calls: list[Wanted] = field(default_factory=list)


def find_person(turns: list[Turn]) -> int:
    """Where the last thing stands that a person wrote, or -1. A picture shown behind a tool's answer is none."""
    for at in range(len(turns) - 1, -1, -1):
        if turns[at].role == "user" and not is_shown(turns, at):
            return at
    return -1


def is_shown(turns: list[Turn], at: int) -> bool:
    """Whether it is a picture that belongs to the tool's answer before it."""
    return at > 0 and turns[at].role == "user" and bool(turns[at].looks) and turns[at - 1].role == "tool"

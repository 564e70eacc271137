"""Misuse of tools to order: words in a person's message that make a call which clients have to survive."""

import re
from datetime import datetime
from typing import Any

from .conversation import Tool, Turn, Wanted, find_person
from .deeds import serves
from .fitting import complete, main_field
from .plan import first_calls
from .wording import squeezed

BROKEN = re.compile(r"\bbroken tool call\b", re.IGNORECASE)
ENDLESS = re.compile(r"\bendless tools\b", re.IGNORECASE)


def ordered(turns: list[Turn], offered: list[Tool], now: datetime) -> list[Wanted]:
    """The calls that the person's words order; [] when they order none."""
    at = find_person(turns)
    text = squeezed(turns[at].text) if at >= 0 else ""
    if not offered or not text:
        return []
    count = sum(len(turn.calls) for turn in turns[at:])
    if ENDLESS.search(text):
        return [_harmless(offered, text, now, count)]
    if BROKEN.search(text) and not count:
        wish = [*turns[:at], Turn("user", BROKEN.sub(" ", text))]
        wanted = first_calls(wish, offered, now) or [_harmless(offered, text, now, 0)]
        return [Wanted(wanted[0].name, wanted[0].arguments, is_broken=True)]
    return []


def _harmless(offered: list[Tool], text: str, now: datetime, count: int) -> Wanted:
    """A call of a tool that costs nothing, if there is one; each time another sum."""
    deeds = {serves(tool): tool for tool in reversed(offered)}
    tool = deeds.get("sum") or deeds.get("time") or offered[0]
    main = main_field(tool, {})
    given: dict[str, Any] = {main: f"{count + 1} + 1"} if serves(tool) == "sum" else {}
    return Wanted(tool.name, complete(tool, given, text, now))

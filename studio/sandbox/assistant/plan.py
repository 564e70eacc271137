"""Which tools a message wants called, with which arguments: at once, or when an earlier one has brought a picture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from . import objects, tools
from .arithmetic import find_expression
from .clauses import Clause, lines_of, split
from .conversation import Tool, Turn, Wanted, find_person
from .deeds import POLITE, UUID, WRITING, serves
from .details import Words, take_settings
from .fitting import complete, field_for, main_field
from .results import Outcome, arguments_of, outcomes_of
from .wording import is_chinese
from .zones import find_zones

MOST = 12
SOURCES = {"image", "library", "look"}


@dataclass(frozen=True)
class Step:
    """A call. `frame`: the field for a picture of the steps of clause `source`; `takes_all`: one call for each."""

    tool: Tool
    arguments: Mapping[str, Any]
    clause: int
    source: int | None = None
    frame: str = ""
    takes_all: bool = False
    subject: str = ""

    def wanted(self, **more: Any) -> Wanted:
        return Wanted(self.tool.name, {**self.arguments, **more})


def first_calls(turns: list[Turn], offered: list[Tool], now: datetime, forced: str = "") -> list[Wanted]:
    """What is called for the person's words. `forced`: "any", or the name of the one tool that must be used."""
    if forced and forced != "any":
        offered = [tool for tool in offered if tool.name == forced]
    at = find_person(turns)
    text = lines_of(turns[at].text) if at >= 0 else ""
    steps = Planner(offered, now, outcomes_of(turns[: max(at, 0)])).steps(text)
    if not steps and forced and (tool := tools.choose(text, offered, forced)):
        return tools.call(text, tool, now)
    return [step.wanted() for step in steps if step.source is None][:MOST]


def next_calls(turns: list[Turn], offered: list[Tool], now: datetime) -> list[Wanted]:
    """What can be called now that an earlier call has brought its picture, and was not called yet."""
    at = find_person(turns)
    if at < 0:
        return []
    steps = Planner(offered, now, outcomes_of(turns[:at])).steps(lines_of(turns[at].text))
    made = [(call.name, arguments_of(call)) for turn in turns[at:] for call in turn.calls]
    came = outcomes_of(turns, at)
    wanted = [one for step in steps if step.source is not None for one in _with_pictures(step, steps, came)]
    return [one for one in wanted if (one.name, dict(one.arguments)) not in made][:MOST]


def _with_pictures(step: Step, steps: list[Step], came: list[Outcome]) -> list[Wanted]:
    """The step's calls with the pictures of the steps that it waits for."""
    found: list[Wanted] = []
    for source in (one for one in steps if one.clause == step.source):
        topic = str(source.arguments.get(main_field(source.tool, {}), ""))
        for outcome in came:
            if outcome.call.name == source.tool.name and arguments_of(outcome.call) == dict(source.arguments):
                main = main_field(step.tool, {})
                named = {main: objects.name_it(step.subject, topic)} if main else {}
                found += [step.wanted(**named, **{step.frame: one}) for one in outcome.pictures]
                break
    return found if step.takes_all else found[:1]


class Planner:
    """`earlier`: what came of calls before the message, for words like "it"."""

    def __init__(self, offered: list[Tool], now: datetime, earlier: list[Outcome]) -> None:
        self.offered, self.now, self.earlier = offered, now, earlier
        self.deeds = {tool.name: serves(tool) for tool in offered}
        self.others = [tool for tool in offered if not self.deeds[tool.name]]
        self.found: list[Step] = []
        self.topic = next((topic for one in reversed(earlier) if (topic := _prompt_of(one))), "")

    def steps(self, text: str) -> list[Step]:
        clauses = split(text)
        self.topic = self.topic or (_preface(text, clauses[0].text) if clauses else "")
        known = [at for at, clause in enumerate(clauses) if self.tool_for(clause)]
        for at, clause in enumerate(clauses):
            if at in known:
                self.found += self.of_clause(at, clause)
            elif known and (at > known[0] or not clause.deed):
                self.found += self.of_other(at, clause.text)
        return self.found or self.of_other(0, text)

    def tool_for(self, clause: Clause) -> Tool | None:
        """Of several tools that do this, the one whose name the words come nearest to."""
        fit = [tool for tool in self.offered if clause.deed and self.deeds[tool.name] == clause.deed]
        return max(fit, key=lambda tool: tools.score(clause.text, tool), default=None)

    def of_other(self, at: int, text: str) -> list[Step]:
        """Calls of tools that do something of their own, and of any that is mentioned by name."""
        mentioned = [tool for tool in self.offered if tools.is_mentioned(text, tool) and self.is_meant(text, tool)]
        fit = mentioned or ([] if WRITING.match(text[:300]) else self.others)
        tool = tools.choose(text, fit)
        calls = tools.call(text, tool, self.now) if tool else []
        return [Step(tool, wanted.arguments, at) for wanted in calls if tool]

    def is_meant(self, text: str, tool: Tool) -> bool:
        """Whether a name in the text is more than a word: "calculate" is a verb too."""
        return not self.deeds[tool.name] or "_" in tool.name or bool(re.search(r"\buse\b|用", text))

    def of_clause(self, at: int, clause: Clause) -> list[Step]:
        tool = self.tool_for(clause)
        assert tool is not None
        make = getattr(self, f"of_{clause.deed}", self.of_picture)
        return [
            replace(step, arguments=complete(tool, dict(step.arguments), clause.text, self.now))
            if step.source is None
            else step
            for step in make(at, clause.text, tool)
        ]

    def of_picture(self, at: int, text: str, tool: Tool) -> list[Step]:
        """Of pictures and clips: one for each thing that is to be seen."""
        words = Words(text)
        settings = take_settings(words, tool)
        subject, main = objects.subject_of(words.text), main_field(tool, settings)
        if frame := self.frame_of(tool, subject, settings):
            return self.from_picture(
                Step(tool, settings, at, frame=frame, takes_all=objects.is_several(subject), subject=subject)
            )
        if objects.points_back(subject) and not self.topic and not settings.get(field_for(tool, "first_frame")):
            return []
        named = objects.name_it(subject, self.topic)
        self.topic = named
        return [Step(tool, {**settings, main: one} if main else settings, at) for one in objects.split_pair(named)]

    def frame_of(self, tool: Tool, subject: str, settings: dict[str, Any]) -> str:
        """The field for the picture that "it" is, if the tool makes something of a picture."""
        frame = field_for(tool, "first_frame")
        return (
            frame if self.deeds[tool.name] == "video" and frame not in settings and objects.points_back(subject) else ""
        )

    def from_picture(self, step: Step) -> list[Step]:
        """It waits for the picture of a step before, or takes the newest of the conversation."""
        sources = [one.clause for one in self.found if self.deeds[one.tool.name] in SOURCES]
        if sources:
            return [replace(step, source=sources[-1])]
        main = main_field(step.tool, step.arguments)
        prompt = {main: objects.name_it(step.subject, self.topic)} if main and self.topic else {}
        pictures = next((one.pictures for one in reversed(self.earlier) if one.pictures), [])
        if not pictures:
            return [replace(step, arguments={**step.arguments, **prompt})] if prompt else []
        taken = pictures if step.takes_all else pictures[:1]
        return [replace(step, arguments={**step.arguments, **prompt, step.frame: one}) for one in taken]

    def of_song(self, at: int, text: str, tool: Tool) -> list[Step]:
        lyrics = field_for(tool, "lyrics")
        wish, sung = objects.cut_lyrics(text) if lyrics else (text, "")
        words = Words(objects.without_lyrics_words(wish))
        settings = take_settings(words, tool) | ({lyrics: sung} if sung else {})
        main = main_field(tool, settings)
        about = objects.name_it(objects.song_of(words.text), self.topic) or "a song"
        return [Step(tool, {**settings, main: about} if main else settings, at)]

    def of_speech(self, at: int, text: str, tool: Tool) -> list[Step]:
        instruction, spoken = objects.words_to_say(text)
        words = Words(instruction)
        settings, main = take_settings(words, tool), main_field(tool, {})
        said = spoken or [objects.said_plainly(words.text)]
        return [Step(tool, {**settings, main: one} if main else settings, at) for one in said if one]

    def of_voices(self, at: int, text: str, tool: Tool) -> list[Step]:
        words = Words(text)
        settings, main = take_settings(words, tool), main_field(tool, {})
        sought = "" if is_chinese(text) else " ".join(objects.search_words(words.text, most=2))
        return [Step(tool, {**settings, main: sought} if main and sought else settings, at)]

    def of_library(self, at: int, text: str, tool: Tool) -> list[Step]:
        words = Words(text)
        settings, main = take_settings(words, tool), main_field(tool, {})
        _outside, quotes = objects.cut_quotes(words.text)
        sought = quotes[0] if quotes else " ".join(objects.search_words(words.text))
        self.topic = sought or self.topic
        return [Step(tool, {**settings, main: sought} if main and sought else settings, at)]

    def of_look(self, at: int, text: str, tool: Tool) -> list[Step]:
        ids = find_ids(text) or [one for outcome in reversed(self.earlier) for one in newest_ids(outcome)][:1]
        main = main_field(tool, {})
        return [Step(tool, {main: one}, at) for one in ids if main]

    def of_sum(self, at: int, text: str, tool: Tool) -> list[Step]:
        main, found = main_field(tool, {}), find_expression(text)
        return [Step(tool, {main: found}, at)] if main and found else []

    def of_time(self, at: int, text: str, tool: Tool) -> list[Step]:
        """Once for each place; one without a field for zones gets the place as it was written."""
        zone, places = field_for(tool, "zone"), find_zones(text)
        main = zone or main_field(tool, {})
        if not main or not places:
            return [Step(tool, {}, at)]
        return [Step(tool, {main: name if zone else place}, at) for name, place in places]


def _preface(text: str, clause: str) -> str:
    """What was said before anything was asked for: "My dog is called Rex. Draw him"."""
    before = text.partition(clause)[0].strip()
    polite = POLITE.match(before)
    said = before[polite.end() if polite else 0 :].strip(" .,;!?。，！？")
    return said if len(said) > 5 else ""


def find_ids(text: str) -> list[str]:
    return re.findall(UUID, text, re.IGNORECASE)


def newest_ids(outcome: Outcome) -> list[str]:
    """The id that tells how far something is, else the first one."""
    given = outcome.value if isinstance(outcome.value, dict) else {}
    own = [str(given["id"])] if given.get("id") else []
    return own or find_ids(outcome.text) or [str(one["id"]) for one in outcome.things if one.get("id")]


def _prompt_of(outcome: Outcome) -> str:
    """What a maker was asked for."""
    if outcome.deed not in ("image", "video"):
        return ""
    given = arguments_of(outcome.call)
    return next((str(given[name]) for name in ("prompt", "description", "text") if given.get(name)), "")

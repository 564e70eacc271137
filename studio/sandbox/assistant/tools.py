"""Which tool a sentence asks for, and with which arguments, when nothing is known of it but its name and its schema."""

import re
from datetime import datetime

from .conversation import Tool, Wanted
from .schema import Filler
from .wording import stem, topics_of, words_of

# What people say for what a tool may be called.
_KIN = [
    {"draw", "paint", "sketch", "picture", "imag", "image", "photo", "drawn", "illustrat", "illustration", "画", "图"},
    {"say", "speak", "speech", "voice", "tts", "pronounc", "read", "spoken", "audio", "aloud", "说", "朗读"},
    {"film", "video", "clip", "movie", "animat", "shoot", "拍", "视频"},
    {"song", "music", "sing", "compos", "melody", "lyric", "tune", "唱", "歌", "音乐"},
    {"weather", "forecast", "temperature", "rain", "sunny", "天气"},
    {"search", "find", "look", "web", "browse", "google", "搜索", "查"},
    {"calculat", "comput", "math", "sum", "add", "multiply", "计算"},
    {"time", "clock", "date", "calendar", "时间"},
    {"mail", "email", "send", "message"},
    {"translat", "translation", "翻译"},
    {"stock", "price", "quote", "share"},
    {"remind", "reminder", "alarm", "timer"},
]
KIN = [{word if not word.isascii() else stem(word) for word in family} for family in _KIN]
ENOUGH = 2.0
_TWO = re.compile(r"\b(?:and|as well as)\b|,")


def choose(text: str, tools: list[Tool], forced: str = "") -> Tool | None:
    """The tool that fits best, if one fits well enough. `forced`: "any", or the name of the one that must be used."""
    if forced and forced != "any":
        return next((tool for tool in tools if tool.name == forced), None)
    rated = sorted(((score(text, tool), -at) for at, tool in enumerate(tools)), reverse=True)
    if not rated or (rated[0][0] < ENOUGH and not forced):
        return None
    return tools[-rated[0][1]]


def score(text: str, tool: Tool) -> float:
    """2 for each word of its name that the text says in some way, 1 for each of its description."""
    said = _kin({stem(word) for word in words_of(text)} | _chinese_kin(text))
    name = re.sub(r"([a-z])([A-Z])", r"\1 \2", tool.name).replace("_", " ").replace("-", " ")
    named = {stem(word) for word in topics_of(name)} | {stem(word) for word in words_of(name) if len(word) > 3}
    described = {stem(word) for word in topics_of(tool.description, 30)}
    value = 2.0 * len(_kin(named) & said) + 1.0 * len(described & {stem(word) for word in topics_of(text, 40)} - named)
    return value + (3.0 if is_mentioned(text, tool) else 0.0)


def is_mentioned(text: str, tool: Tool) -> bool:
    """Whether the text says that it must be used: by its name, or as the tool."""
    by_name = re.search(rf"(?<![A-Za-z0-9_]){re.escape(tool.name)}(?![A-Za-z0-9_])", text, re.IGNORECASE)
    return bool(by_name or re.search(r"\buse (?:the|a|your) tool", text, re.IGNORECASE))


def call(text: str, tool: Tool, now: datetime) -> list[Wanted]:
    """The call, or one call a place when the text asks for several places at once."""
    filler = Filler(text, now)
    arguments = filler.object(tool.parameters)
    calls = [Wanted(tool.name, arguments)]
    place = next(
        (name for name, value in arguments.items() if len(filler.places) > 1 and value == filler.places[0]), None
    )
    if place and _TWO.search(text):
        calls = [Wanted(tool.name, {**arguments, place: spot}) for spot in filler.places]
    return calls


def _kin(stems: set[str]) -> set[str]:
    """The stems, and for each family that they touch its first name."""
    return stems | {f"kin-{at}" for at, family in enumerate(KIN) if family & stems}


def _chinese_kin(text: str) -> set[str]:
    return {word for family in KIN for word in family if not word.isascii() and word in text}

"""Which tool a sentence asks for, with which arguments, and what to say about a tool's answer."""

import json
import re
from datetime import datetime
from typing import Any

from .conversation import Reply, Tool, Turn, Wanted
from .schema import Filler
from .wording import is_chinese, squeezed, stem, topics_of, words_of

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
    mentions = tool.name.lower() in text.lower() or re.search(r"\buse (?:the|a|your) tool", text, re.IGNORECASE)
    return value + (3.0 if mentions else 0.0)


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


def tell(turns: list[Turn]) -> Reply:
    """The reply to the tools' answers at the end of the conversation."""
    answers = []
    for turn in reversed(turns):
        if turn.role != "tool":
            break
        answers.append(turn)
    question = next((squeezed(turn.text) for turn in reversed(turns) if turn.role == "user"), "")
    names = {asked.id: asked.name for turn in turns for asked in turn.calls}
    chinese = is_chinese(question)
    sentences = [_sentence(names.get(turn.call_id, "the tool"), turn.text, chinese) for turn in reversed(answers)]
    thoughts = [
        f"The tool {names.get(turn.call_id, '')} has answered; I put its answer into words." for turn in answers
    ]
    return Reply(" ".join(sentences), thoughts)


def _sentence(name: str, answer: str, chinese: bool) -> str:
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        value = answer.strip()
    said = _said(value) or ("nothing" if not chinese else "没有内容")
    return (
        f"{name} 的结果：{said}。"
        if chinese
        else f"{name} says: {said}" + ("" if said.endswith((".", "!", "?")) else ".")
    )


def _said(value: Any, depth: int = 0) -> str:
    if isinstance(value, dict) and depth < 4:
        parts = [f"{str(name).replace('_', ' ')} {_said(child, depth + 1)}" for name, child in list(value.items())[:20]]
        return ", ".join(parts)
    if isinstance(value, list) and depth < 4:
        return "; ".join(_said(child, depth + 1) for child in value[:20])
    return str(value)[:2000]


def _kin(stems: set[str]) -> set[str]:
    """The stems, and for each family that they touch its first name."""
    return stems | {f"kin-{at}" for at, family in enumerate(KIN) if family & stems}


def _chinese_kin(text: str) -> set[str]:
    return {word for family in KIN for word in family if not word.isascii() and word in text}

"""What a prompt is about: the words that lyrics made from it must mention."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("lyric_words.json").read_text(encoding="utf-8"))
MOST = 8
_STOP, _MANNER = (set(WORDS["en"][part].split()) for part in ("stop", "manner"))
_ADJECTIVES = set(WORDS["en"]["adjectives"].split())
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Topic:
    """`kind`: noun, name, gerund or adjective."""

    text: str
    kind: str


def language_of_words(text: str) -> str:
    """zh when it is written in Chinese, else en."""
    return "zh" if sum(map(len, _HAN.findall(text))) * 4 > len(re.findall(r"[A-Za-z]", text)) else "en"


def topics_of(prompt: str, language: str) -> list[Topic]:
    """Up to eight topics in the order named; words about the manner of the music only when there is nothing else."""
    return _chinese(prompt) if language == "zh" else _english(prompt)


def _english(prompt: str) -> list[Topic]:
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|[^\W\d_]{2,}", prompt)
    opening = {match.group(1) for match in re.finditer(r"(?:^|[.!?:]\s+)([A-Za-z'’-]+)", prompt)}
    topics: list[Topic] = []
    for wanted in (lambda low: low not in _MANNER, lambda low: low in _MANNER):
        for word in words:
            low = word.lower()
            if low in _STOP or not wanted(low) or any(low == topic.text.lower() for topic in topics):
                continue
            topics.append(Topic(word if _is_name(word, opening) else low, _kind(word, opening)))
        if topics:
            break
    return topics[:MOST]


def _is_name(word: str, opening: set[str]) -> bool:
    return word[0].isupper() and word not in opening and not word.isupper()


def _kind(word: str, opening: set[str]) -> str:
    low = word.lower()
    if _is_name(word, opening):
        return "name"
    if low.endswith("ing") and len(low) > 5 and low not in ("morning", "evening", "spring"):
        return "gerund"
    if low in _ADJECTIVES or re.search(r"(ful|ous|less|ive|ish|ical)$", low):
        return "adjective"
    return "noun"


def _chinese(prompt: str) -> list[Topic]:
    words = WORDS["zh"]
    for known in (words["stop"] + words["manner"], words["stop"]):
        cutters = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        pieces = [piece for run in _HAN.findall(prompt) for piece in re.split(cutters, run) if piece]
        parts = [part for piece in pieces for part in (re.findall("..?", piece) if len(piece) > 3 else [piece])]
        topics = list(dict.fromkeys(part for part in parts if part))
        if topics:
            return [Topic(text, "noun") for text in topics[:MOST]]
    return []

"""Settings out of a clause: figures, shapes, voices. What is left says what is to be made."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..facts import shipped
from .conversation import Tool
from .deeds import CLIPS, NUMBER, PICTURES, UUID
from .fitting import ROLES, allowed, fields_of
from .wording import NUMBER_WORDS, stem, words_of

_LEAD = r"(?:[,，]?\s*\b(?:in|at|with|using|as|for|lasting|of|and|by)\b(?:\s+(?:an?|the))?\s+|[,，]\s*)?"
_AFTER = r"(?:\s*(?:aspect ratio|ratio|format|格式|比例|画幅))?"
_ZH_NUMBER = r"[一二两三四五六七八九十\d]{1,2}"
_COUNT = [
    rf"{_LEAD}\b({NUMBER})\s+(?:different\s+|other\s+|more\s+)?(?:versions|variations|variants|takes)\b(?:\s+of(?=\s))?",
    rf"\b({NUMBER})\s+(?=(?:[\w-]+\s+){{0,2}}?(?:{PICTURES}|illustration|sketch|poster|logo|portrait)s\b)",
    rf"({_ZH_NUMBER})\s*[张幅]",
]
_SECONDS = [
    rf"{_LEAD}\b({NUMBER})[\s-]*(?:seconds?|secs?|s)\b(?:[\s-]+long)?",
    r"[,，]?\s*(?:长度?|时长)?\s*(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*秒(?:钟)?(?:长)?的?",
]
_SPEEDS = [
    (r"[,，]?\s*\b(?:slowly|slower)\b|慢慢地?|慢一点", 0.8),
    (r"[,，]?\s*\b(?:quickly|faster|fast)\b|快一点|快速", 1.25),
]
_WIDTHS = [(r"\b(?:widescreen|landscape format|wide format)\b|(?:横屏|横版)的?", "16:9")]
_WIDTHS += [(r"\b(?:vertical|upright|portrait format)\b(?:\s+format)?|(?:竖屏|竖版)的?", "9:16")]
_WIDTHS += [(r"\bsquare(?=\s+(?:picture|image|photo|format|shape|one))|正方形的?", "1:1")]
_KINDS = {
    "image": PICTURES + "|图|照片",
    "video": CLIPS + "|视频|短片",
    "audio": "song|music|recording|audio|sound|speech|歌|音乐|录音",
}
_GENDERS = {"female": r"\b(?:female|wom[ae]n|girl|lady)\b|女", "male": r"\b(?:male|m[ae]n|boy|guy)\b|男"}
_ZH_LANGUAGES = {
    "中文": "Chinese",
    "汉语": "Chinese",
    "普通话": "Chinese",
    "英": "English",
    "日": "Japanese",
    "粤": "Cantonese",
}
_ZH_LANGUAGES |= {"韩": "Korean", "法": "French", "德": "German", "俄": "Russian", "西班牙": "Spanish"}


@dataclass
class Words:
    """A clause from which settings are taken one by one; what is left says what is to be made."""

    text: str

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first place that fits is cut out."""
        found = re.search(pattern, self.text, re.IGNORECASE)
        if found:
            self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
            self.text = re.sub(r"[ \t]{2,}", " ", re.sub(r" +([,.，。])", r"\1", self.text)).strip(" ,，")
        return found

    def peek(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.text, re.IGNORECASE)


def take_settings(words: Words, tool: Tool) -> dict[str, Any]:
    """The arguments that are settings; each is cut out of the words only when the tool has a field for it."""
    found: dict[str, Any] = {}
    for name, schema in fields_of(tool).items():
        reader = _READERS.get(ROLES.get(name.lower(), ""), _take_named)
        value = reader(words, name, schema)
        if value is not None:
            found[name] = value
    return found


def number_of(word: str) -> int:
    """Of figures or a word; 十五 is 10 and 5, 二十 is 2 times 10."""
    tens, ten, ones = word.partition("十")
    if ten:
        return NUMBER_WORDS.get(tens, 1) * 10 + NUMBER_WORDS.get(ones, 0)
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word.lower(), 1)


def _take_ratio(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    pattern = rf"{_LEAD}(?<![\d:])(\d{{1,2}})\s?(?:[:：比]|x|\sby\s)\s?(\d{{1,2}})(?![\d:]){_AFTER}的?"
    if (found := words.peek(pattern)) and (value := allowed(f"{found[1]}:{found[2]}", schema)):
        words.take(pattern)
        return value
    for pattern, ratio in _WIDTHS:
        if words.peek(pattern) and (value := allowed(ratio, schema)):
            words.take(_LEAD + "(?:" + pattern + ")" + _AFTER)
            return value
    return None


def _take_count(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    for pattern in _COUNT:
        if found := words.take(pattern):
            count = number_of(found[1])
            return allowed(count, schema, nearest=True) if count > 1 else None
    return None


def _take_seed(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    found = words.take(rf"{_LEAD}\bseed\s*(?:=|:|of|number|is)?\s*(\d{{1,15}})\b") or words.take(
        r"[,，]?\s*种子\s*[:：是]?\s*(\d{1,15})"
    )
    return allowed(int(found[1]), schema) if found else None


def _take_duration(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    for pattern in _SECONDS:
        if found := words.take(pattern):
            return allowed(number_of(found[1]), schema, nearest=True)
    if words.take(rf"{_LEAD}\b(?:an?|one)[\s-]minutes?\b(?:[\s-]+long)?"):
        return allowed(60, schema, nearest=True)
    return None


def _take_resolution(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    pattern = rf"{_LEAD}(?<![\w])(\d{{3,4}}\s?p|[248]k|full hd)(?![A-Za-z\d])(?:\s+resolution)?的?"
    found = words.peek(pattern)
    asked = found[1].replace(" ", "").lower() if found else ""
    value = allowed("1080P" if asked == "fullhd" else asked.upper(), schema) if found else None
    if value is not None:
        words.take(pattern)
    return value


def _take_size(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    pattern = rf"{_LEAD}\b(\d{{3,4}})\s?[x×*]\s?(\d{{3,4}})\b"
    found = words.peek(pattern)
    value = allowed(f"{found[1]}x{found[2]}", schema) if found else None
    if value is not None:
        words.take(pattern)
    return value


def _take_speed(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    number = r"(\d(?:\.\d{1,2})?)"
    times = rf"{number}\s?(?:x|×|times)(?:\s+(?:the\s+)?(?:normal\s+)?speed)?(?!\w)"
    exact = rf"{_LEAD}\b(?:speed\s*(?:of|=|:)?\s*{number}\b|{times})|{number}\s?倍速?"
    if found := words.take(exact):
        return allowed(float(found[1] or found[2] or found[3]), schema, nearest=True)
    for pattern, speed in _SPEEDS:
        if words.take(pattern):
            return allowed(speed, schema, nearest=True)
    return None


def _take_voice(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    lead = r"(?:[,，]?\s*\b(?:in|with|by|using)\s+)?(?:the\s+)?(?:voice|音色|声音)\s*(?:id|of|named|called|[:=：])?\s*"
    found = words.take(rf"{lead}((?:own:)?[A-Za-z][A-Za-z]*(?: \([A-Za-z ]{{2,20}}\))?[_:-][\w():-]+)")
    return found[1].rstrip(":") if found else None


def _take_frame(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    found = words.take(
        rf"(?:[,，]?\s*\b(?:from|to|with|as|ending with|beginning with|the (?:first|last) frame)\s+)*({UUID})"
    )
    return found[1] if found else None


def _take_language(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    labels = [row["label"] for row in shipped("languages")]
    spoken = {word.lower() for word in words_of(words.text)}
    label = next((one for one in labels if one.lower() in spoken), None)
    label = label or next((one for zh, one in _ZH_LANGUAGES.items() if zh in words.text), None)
    if label:
        words.take(rf"\b{label}\b")
    return allowed(label, schema) if label else None


def _take_gender(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    for gender, pattern in _GENDERS.items():
        if words.take(pattern):
            return allowed(gender, schema)
    return None


def _take_kind(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    kinds = [kind for kind, nouns in _KINDS.items() if words.peek(rf"\b(?:{nouns})s?\b|(?:{nouns})(?![a-z])")]
    return allowed(kinds[0], schema) if len(kinds) == 1 and isinstance(schema.get("enum"), list) else None


def _take_named(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    """A setting of another name: one of its listed values in the words, or a number behind its name."""
    options = schema.get("enum")
    for option in sorted(map(str, options), key=len, reverse=True) if isinstance(options, list) else []:
        exact = rf"(?<![\w-]){re.escape(option)}(?![\w-]|\.\d)"
        if option and words.take(
            rf"(?:[,，]?\s*\b(?:with|using|by|in|on)\s+)?(?:the\s+)?(?:{re.escape(name)}\s+)?{exact}"
        ):
            return allowed(option, schema)
    if schema.get("type") in ("integer", "number"):
        found = words.take(
            rf"{_LEAD}\b{re.escape(name.replace('_', ' '))}\s*(?:=|:|of|is)?\s*(-?\d{{1,12}}(?:\.\d{{1,6}})?)"
        )
        value = float(found[1]) if found else None
        return allowed(int(value) if value == int(value) else value, schema) if value is not None else None
    if schema.get("type") == "boolean" and stem(name) in {stem(word) for word in words_of(words.text)}:
        return not words.peek(rf"\b(?:no|not|without)\b[^.]{{0,20}}{re.escape(name)}")
    return None


def _nothing(words: Words, name: str, schema: Mapping[str, Any]) -> Any:
    """Of lyrics and time zones: `plan` knows them."""
    return None


_READERS: dict[str, Callable[[Words, str, Mapping[str, Any]], Any]] = {
    "ratio": _take_ratio,
    "count": _take_count,
    "seed": _take_seed,
    "duration": _take_duration,
    "resolution": _take_resolution,
    "size": _take_size,
    "speed": _take_speed,
    "voice": _take_voice,
    "first_frame": _take_frame,
    "last_frame": _take_frame,
    "lyrics": _nothing,
    "zone": _nothing,
    "language": _take_language,
    "gender": _take_gender,
    "kind": _take_kind,
}

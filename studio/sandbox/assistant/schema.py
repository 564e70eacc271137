"""Filling a JSON schema from a sentence: the arguments of a tool, or a reply that must have a shape."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .dates import find_dates
from .wording import NUMBER_WORDS, is_chinese, quoted, squeezed, stem, topics_of, words_of

DEEPEST = 6
LARGEST = 1e15
DIGITS = r"\d{1,15}(?:\.\d{1,15})?"
PLACES = {"location", "city", "place", "town", "country", "destination", "where", "address", "region", "state"}
ORIGINS = {"origin", "from", "source", "departure"}
# Fields that take the whole subject of the sentence, and fields that take a person's name.
WHOLE = {"prompt", "description", "query", "question", "text", "content", "message", "input", "body", "q", "search"}
WHOLE |= {"topic", "subject", "title", "lyrics", "caption", "task", "instruction", "keywords", "expression"}
PEOPLE = {"name", "person", "recipient", "to", "who", "user", "author", "contact"}
_ASKING = re.compile(
    r"^(?:please|could you|can you|would you|will you|i want you to|i would like you to|i'd like|i want|let's|now|then"
    r"|请你?|帮我|给我)\s*,?\s*",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:draw|paint|sketch|generate|create|make|design|film|shoot|record|compose|sing|play|say|speak|read(?: out)?"
    r"|pronounce|write|search(?: for)?|look up|find|show|render|translate|send|tell"
    r"|画|说|唱|拍|写|生成|制作|朗读|搜索|查)"
    r"(?:\s+(?:me|us|him|her|them|it|out|aloud))?"
    r"(?:\s+(?:a|an|the|some)?\s*"
    r"(?:picture|image|photo|drawing|painting|video|clip|film|song|music|speech|audio)s?"
    r"\s+(?:of|about|with|showing|where|saying|for))?\s*:?\s*(?:一[个张段首]|一下)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[,.;]?\s*(?:please|(?:and )?use (?:the|a|your) tools?|with the tool|using the tool)?[\s.?!。？！]*$",
    re.IGNORECASE,
)


class Filler:
    """Fills schemas from one sentence. Numbers are used up in their order."""

    def __init__(self, text: str, now: datetime) -> None:
        text = squeezed(text)
        self.text, self.now = text, now
        self.quotes = quoted(text)
        self.dates = [day.isoformat() for day in find_dates(text, now.date())]
        bare = re.sub(r"\d{4}-\d{1,2}-\d{1,2}", " ", text)
        self.numbers = [float(number) for number in re.findall(rf"(?<![\w.])-?{DIGITS}", bare)]
        if not self.numbers:
            self.numbers = [
                float(NUMBER_WORDS[word]) for word in words_of(text.lower()) if word in NUMBER_WORDS and len(word) > 2
            ]
        self.places = find_places(text)

    def object(self, schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
        """Required fields always, optional ones only where the sentence speaks of them."""
        fields = schema.get("properties")
        required = schema.get("required") if isinstance(schema.get("required"), list) else []
        found: dict[str, Any] = {}
        for name, field in (fields if isinstance(fields, dict) else {}).items():
            value = self.value(str(name), field if isinstance(field, dict) else {}, name in required, depth)  # type: ignore[operator]
            if value is not None:
                found[str(name)] = value
        return found

    def value(self, name: str, schema: Mapping[str, Any], needed: bool, depth: int = 0) -> Any:
        """The field's value; None when the sentence says nothing and it is not needed."""
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return self.choice(schema["enum"], schema, needed)
        for way in ("anyOf", "oneOf", "allOf"):
            options = schema.get(way)
            if isinstance(options, list) and options and isinstance(options[0], dict):
                schema = {**schema, **options[0]}
        kind = schema.get("type")
        kind = next((one for one in kind if one != "null"), "string") if isinstance(kind, list) else kind
        if kind in ("integer", "number"):
            return self.number(name, schema, needed, whole=kind == "integer")
        if kind == "boolean":
            return self.flag(name, schema, needed)
        if kind == "array":
            return self.array(name, schema, needed, depth)
        if kind == "object" or "properties" in schema:
            return self.object(schema, depth + 1) if (needed or depth == 0) and depth < DEEPEST else None
        return self.string(name, schema, needed)

    def choice(self, options: list[Any], schema: Mapping[str, Any], needed: bool) -> Any:
        spoken = {stem(word) for word in words_of(self.text)}
        for option in options:
            if str(option).lower() in self.text.lower() or {stem(word) for word in words_of(str(option))} & spoken:
                return option
        return schema.get("default", options[0]) if needed else None

    def number(self, name: str, schema: Mapping[str, Any], needed: bool, whole: bool) -> float | int | None:
        near = re.search(rf"{re.escape(name.replace('_', ' '))}\D{{0,12}}(-?{DIGITS})(?!\d)", self.text, re.IGNORECASE)
        if near and float(near[1]) in self.numbers:
            value = float(near[1])
            self.numbers.remove(value)
        elif self.numbers and (needed or self._speaks_of(name, schema)):
            value = self.numbers.pop(0)
        elif needed:
            known = (_number(schema.get(name)) for name in ("default", "minimum"))
            value = next((number for number in known if number is not None), 1.0)
        else:
            return None
        low, high = _number(schema.get("minimum")), _number(schema.get("maximum"))
        value = value if low is None else max(value, low)
        value = value if high is None else min(value, high)
        return int(value) if whole or value == int(value) else value

    def flag(self, name: str, schema: Mapping[str, Any], needed: bool) -> bool | None:
        if self._speaks_of(name, schema):
            word = re.escape(name.split("_")[-1])
            return not re.search(rf"\b(?:no|not|without|don't|never)\b[^.]{{0,20}}{word}", self.text, re.IGNORECASE)
        return bool(schema.get("default", False)) if needed else None

    def array(self, name: str, schema: Mapping[str, Any], needed: bool, depth: int) -> list[Any] | None:
        items = schema.get("items") if isinstance(schema.get("items"), dict) else {}
        kind = items.get("type", "string")  # type: ignore[union-attr]
        if kind in ("integer", "number") and self.numbers and (needed or self._speaks_of(name, schema)):
            numbers, self.numbers = self.numbers, []
            return [int(number) if kind == "integer" or number == int(number) else number for number in numbers]
        if kind == "string" and (needed or self._speaks_of(name, schema)):
            return (
                self.quotes or split_list(self.text) or topics_of(self.text, 5) or ([self.topic()] if needed else None)
            )
        if kind == "object" and needed and depth < DEEPEST:
            return [self.object(items, depth + 1)]  # type: ignore[arg-type]
        return [] if needed else None

    def string(self, name: str, schema: Mapping[str, Any], needed: bool) -> str | None:
        words = set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower()))
        form = str(schema.get("format", ""))
        if form in ("date", "date-time") or words & {"date", "day", "when", "deadline", "birthday"}:
            return self._date(form, needed)
        if form == "email" or "email" in words or "mail" in words:
            return self._match(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}", needed)
        if form in ("uri", "url") or words & {"url", "uri", "link"}:
            return self._match(r"https?://\S+", needed)
        if words & PLACES or words & ORIGINS:
            return self._place(words, needed)
        if self.quotes and (needed or words & WHOLE):
            return self.quotes[0]
        if words & PEOPLE and (person := find_name(self.text)):
            return person
        if needed or words & WHOLE:
            return self.topic()
        return self._mentioned(name, schema)

    def topic(self) -> str:
        """What the sentence is about: without its politeness, its verb and its request to use a tool."""
        return subject_of(self.text) or self.text.strip()

    def _place(self, words: set[str], needed: bool) -> str | None:
        if words & ORIGINS and (found := re.search(r"\bfrom ([A-Z][\w'-]*(?: [A-Z][\w'-]*)*)", self.text)):
            return found[1]
        if words & {"destination"} and (found := re.search(r"\bto ([A-Z][\w'-]*(?: [A-Z][\w'-]*)*)", self.text)):
            return found[1]
        if self.places:
            return self.places[0]
        return (topics_of(self.text, 8) or [self.text.strip()])[-1] if needed else None

    def _date(self, form: str, needed: bool) -> str | None:
        day = self.dates.pop(0) if self.dates else (self.now.date().isoformat() if needed else None)
        return f"{day}T00:00:00Z" if day and form == "date-time" else day

    def _match(self, pattern: str, needed: bool) -> str | None:
        found = re.search(pattern, self.text)
        return found[0].rstrip(".,;)") if found else ("" if needed else None)

    def _mentioned(self, name: str, schema: Mapping[str, Any]) -> str | None:
        found = re.search(
            rf"\b{re.escape(name.replace('_', ' '))}\b\s*(?:is|of|:|=|as)?\s*([\w-]+)", self.text, re.IGNORECASE
        )
        return found[1] if found else None

    def _speaks_of(self, name: str, schema: Mapping[str, Any]) -> bool:
        wanted = {stem(word) for word in words_of(name.replace("_", " "))}
        wanted |= {stem(word) for word in topics_of(str(schema.get("description", "")))}
        return bool(wanted & {stem(word) for word in words_of(self.text)})


def _number(value: object) -> float | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    return float(value) if is_one else None  # type: ignore[arg-type]


def find_places(text: str) -> list[str]:
    """Names after in, at, for, of, to or near; Chinese names before 的 or 天气."""
    if is_chinese(text):
        found = re.search(r"(?:在|去|到|查一?下?|今天|明天)?([\u3400-\u9fff]{2,4}?)(?:的|今天|明天|天气|现在)", text)
        return [found[1]] if found else []
    name = r"([A-Z][\w'’-]*(?:(?:,? and |[ ,]+)(?:[A-Z][\w'’-]*|de|la|of the))*)"
    spots = re.findall(rf"\b(?:[Ii]n|[Aa]t|[Ff]or|[Oo]f|[Tt]o|[Nn]ear|[Aa]round) {name}", text)
    if not spots:  # "Weather Paris?", "Paris weather": any name that does not merely begin the sentence
        spots = [
            word
            for word in re.findall(name, text)[:3]
            if word.lower() not in {"what", "weather", "use", "please", "how", "the"}
        ]
        spots = [re.sub(r"^(?:Weather|What|Show|Get|Use)\s+", "", word) for word in spots]
    return [
        part.strip(" ,.?!") for spot in spots for part in re.split(r"\band\b|,(?= [A-Z])", spot) if part.strip(" ,.?!")
    ]


def find_name(text: str) -> str | None:
    found = re.search(r"\b(?:to|called|named|name is|for|with|by|is) ([A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?)", text)
    return found[1] if found else None


def subject_of(text: str) -> str:
    rest = _TAIL.sub("", text.strip())
    for pattern in (_ASKING, _ASKING, _VERB):
        rest = pattern.sub("", rest, count=1).strip()
    return rest.strip(" ,:;“”\"'")


def split_list(text: str) -> list[str]:
    """ "apples, pears and plums" after a colon or as it stands."""
    tail = text.rsplit(":", 1)[-1] if ":" in text else text
    parts = [part.strip(" .?!") for part in re.split(r",| and |、|，|和", tail)]
    return [part for part in parts if 0 < len(part) <= 60] if len(parts) > 1 else []

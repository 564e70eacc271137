"""What a still's prompt asks for: English and Chinese words, its style, and what kind of picture it is."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .noise import dice
from .words import COLOURS, LIGHTS, SCENES, SUBJECTS, WEATHERS, Reading, read

KNOWN = json.loads(Path(__file__).with_name("still_words.json").read_text(encoding="utf-8"))
CHINESE: dict[str, str] = KNOWN["chinese"]
STYLES: dict[str, list[str]] = KNOWN["styles"]
MANNERS = set(KNOWN["manners"].split())  # words about the manner of a picture: nothing to draw
PEOPLE: dict[str, str] = KNOWN["people"]
HEADS: dict[str, str] = KNOWN["heads"]
ABSTRACT = set(KNOWN["abstract"].split())
HABITATS: dict[str, list[str]] = KNOWN["habitats"]
PLACES: dict[str, str] = KNOWN["places"]
_PLACES = re.compile(rf"\b(?:{'|'.join(PLACES)})\b")
_CHINESE = re.compile("|".join(sorted(map(re.escape, CHINESE), key=len, reverse=True)))


@dataclass(frozen=True)
class Wish:
    """A still, understood. `kind`: scene, portrait, head (an animal close by) or abstract; `who`: whose head.

    `style` is a key of `STYLES`, "" for none, or the free words of an unknown style; `weight` lies in (0, 1].
    """

    text: str
    kind: str
    who: str
    style: str
    weight: float
    rich: bool
    reading: Reading
    seed: str


def understand(recipe: dict[str, Any]) -> Wish:
    """The wish behind a recipe of `still.make_still`."""
    seed = str(recipe["seed"])
    english = to_english(recipe["prompt"])
    asked = (recipe.get("style") or "").strip()
    style = (find_style(to_english(asked)) or asked.lower()) if asked else find_style(english)
    weight = float(recipe.get("style_weight") or (0.8 if asked else 1.0))
    words = re.findall(r"[a-z][a-z'-]*|[^\x00-\x7f]+", english)
    kind, who = _kind(words)
    text = " ".join(word for word in words if word not in MANNERS)
    if not any(word in SCENE_WORDS for word in words):
        text = f"{_habitat(words, seed)} {text}"
    rich = bool(recipe.get("optimizer"))
    if rich:
        text = f"{text} {enriched(words, seed)}"
    return Wish(" ".join(words), kind, who, style, weight, rich, read(text, seed), seed)


def to_english(text: str) -> str:
    """Lower case, the Chinese words that we know put into English, spaces around them."""
    english = _CHINESE.sub(lambda found: f" {CHINESE[found[0]]} ", text.lower())
    return _PLACES.sub(lambda found: f"{found[0]} {PLACES[found[0]]}", english)


def find_style(text: str) -> str:
    """The first known style that the text names, or nothing."""
    found = [(match.start(), name) for name, marks in STYLES.items() for mark in marks
             if (match := re.search(rf"\b{mark}\b", text))]  # fmt: skip
    return min(found)[1] if found else ""


def _kind(words: list[str]) -> tuple[str, str]:
    """A portrait needs somebody and no place; an animal's head needs an animal and no place."""
    placed = any(word in SCENE_WORDS for word in words)
    person = next((PEOPLE[word] for word in words if word in PEOPLE), "")
    head = next((HEADS[word] for word in words if word in HEADS), "")
    close = bool({"portrait", "face", "headshot", "selfie", "closeup", "close-up"} & set(words))
    if person and (close or not placed) and not (head and not close):
        return "portrait", person
    if head and (close or not placed):
        return "head", head
    if ABSTRACT & set(words) and not placed and not any(word in SUBJECT_WORDS for word in words):
        return "abstract", ""
    return ("portrait", "woman") if close and not placed else ("scene", "")


def _habitat(words: list[str], seed: str) -> str:
    """A place for a subject that was named without one."""
    for place, names in HABITATS.items():
        if any(word in names for word in words):
            return place
    named = " ".join(words)
    return str(dice("habitat", named, seed).choice(["sea", "mountain", "field", "desert", "sky"]))


def enriched(words: list[str], seed: str) -> str:
    """What a prompt optimiser would add: an hour, an air and a living detail that the prompt left open."""
    rng = dice("optimizer", " ".join(words), seed)
    indoors = any(word in known for known in (SCENES["room"].split(), SCENES["space"].split()) for word in words)
    open_: list[str] = []
    if not any(word in known for known in map(str.split, LIGHTS.values()) for word in words):
        open_.append(str(rng.choice(["golden", "dusk", "dawn"])))
    if not indoors and not any(word in known for known in map(str.split, WEATHERS.values()) for word in words):
        open_.append(str(rng.choice(["mist", "breeze", "stars", "mist"])))
    return " ".join(open_ if indoors else [*open_, "birds"])


def _all(groups: dict[str, str]) -> set[str]:
    singular = {word for text in groups.values() for word in text.split()}
    return singular | {f"{word}s" for word in singular}


SCENE_WORDS = _all(SCENES) - _all(SUBJECTS) - {"moon", "stars", "star"}
SUBJECT_WORDS = _all(SUBJECTS)
COLOUR_WORDS = set(COLOURS)

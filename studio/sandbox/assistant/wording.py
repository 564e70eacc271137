"""Reading words: which language, which ones matter, which numbers."""

import json
import re
from pathlib import Path

_LISTS = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
# Words without a meaning of their own, and words that say what is to be written rather than of what.
STOP, FORM_WORDS = (set(" ".join(_LISTS[name]).split()) for name in ("stop", "forms"))
SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
NUMBER_WORDS = {word: number for number, word in enumerate(SMALL)} | {
    "a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_NUMBERS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
READ = 20_000  # characters of a message that are thought about
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]*|[\u3400-\u9fff]+|\d+")


def is_chinese(text: str) -> bool:
    """Whether most of its letters are Han."""
    han = len(_HAN.findall(text))
    return han > 0 and han * 2 >= len(re.findall(r"[A-Za-z]", text))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def topics_of(text: str, most: int = 8) -> list[str]:
    """The words that carry the meaning, in their order and without repetition."""
    found: list[str] = []
    known = set[str]()
    for word in words_of(text):
        plain = word.strip("'’-")
        low = plain.lower()
        carries = low not in STOP and (len(plain) > 2 or _HAN.match(plain)) and not plain.isdigit()
        if carries and low not in known:
            known.add(low)
            found.append(plain)
        if len(found) == most:
            break
    return found


def stem(word: str) -> str:
    """A word without the commonest endings: drawing, draws, drawn and draw meet."""
    word = word.lower().strip("'’-")
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def says(stems: set[str], words: str) -> bool:
    """Whether one of these words is among the stems."""
    return bool(stems & {stem(word) for word in words.split()})


def number_before(text: str, nouns: str) -> int | None:
    """The number that stands before one of the nouns (a pattern): "three sentences", "12 rows"."""
    found = re.search(rf"(?<!\w)(\d{{1,4}}|{_NUMBERS})\s*(?:{nouns})", text, re.IGNORECASE)
    if not found:
        return None
    return int(found[1]) if found[1].isdigit() else NUMBER_WORDS[found[1].lower()]


def squeezed(text: str) -> str:
    """As much of the text as is thought about, with single spaces: patterns take longer the more there is."""
    return " ".join(text[: 2 * READ].split())[:READ]


def quoted(text: str) -> list[str]:
    return [
        found
        for pair in re.findall(r"\"([^\"]{1,2000})\"|“([^”]{1,2000})”|「([^」]{1,2000})」|'([^']{2,2000})'", text)
        for found in pair
        if found
    ]


def listed(words: list[str], chinese: bool = False) -> str:
    """ "a, b and c"."""
    if chinese:
        return "、".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)

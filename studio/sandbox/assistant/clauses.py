"""A message in its clauses, one for each thing that is asked: "draw a cat, then film it" has two."""

import re
from dataclasses import dataclass
from itertools import islice

from .deeds import POLITE, QUESTION, WRITING, find_deed
from .wording import READ

_INNER = re.compile(
    r"\s*(?:,(?!\d)|[;，；、]|\s(?:and(?: then| also| after that)?|then|after that|afterwards|&)\s"
    r"|然后|接着|之后|并且|并|同时|再)\s*(?:(?:and|then|after that|also|然后|接着|再|并)\s*)*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?:\s+|$)|[。！？]\s*|\s*\n\s*")
_QUOTES = re.compile(
    r"\"[^\"]{1,4000}\"|“[^”]{1,4000}”|「[^」]{1,4000}」|(?:(?<=[\s:,])|^)'[^'\n]{2,2000}'(?=[\s.,!?]|$)"
)
# What may follow a wish without being one of these: it is left to the other tools.
_OTHER = re.compile(r"(?:tell|what|how|check|get|look up|find|search|send|show|is|will|告诉|查|看)", re.IGNORECASE)
_URGED = re.compile(r"(?:please|now|so|can you|could you|then|请|帮我|再|给我)", re.IGNORECASE)
MOST, SPOTS = 24, 200


@dataclass(frozen=True)
class Clause:
    """`deed`: see `deeds`; "" is left to other tools. The text begins with its verb."""

    deed: str
    text: str


def lines_of(text: str) -> str:
    """As much of the text as is thought about, line by line, with single spaces."""
    lines = [" ".join(line.split()) for line in text[: 2 * READ].split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:READ]


def quotes_of(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in islice(_QUOTES.finditer(text), SPOTS)]


def split(text: str) -> list[Clause]:
    """The clauses that ask for something, in their order. Other sentences belong to the one before them."""
    found: list[tuple[int, Clause]] = []
    ends: list[int] = []
    is_open = False
    for at, begins, stop in _starts(text):
        if found and found[-1][1].deed in ("speech", "song") and _is_verbatim(text[found[-1][0] : at]):
            break
        start = at + _polite(text[at : at + 200])
        deed = find_deed(text[start : start + 600])
        other = _OTHER.match(text[start : start + 20]) is not None
        if begins:
            is_open = bool(deed) or (other and not WRITING.match(text[start : start + 200]))
            if not deed and (
                WRITING.match(text[start : start + 200]) or (found and QUESTION.match(text[start : start + 20]))
            ):
                ends.append(stop)
        if (deed or other) and (is_open or (deed and _URGED.match(text[at : at + 12]))) and (deed or found or begins):
            ends.append(stop)
            found.append((start, Clause(deed, "")))
        if len(found) == MOST:
            break
    return [
        Clause(clause.deed, text[start : min((end for end in ends if end > start), default=len(text))].strip(" ,;，；"))
        for start, clause in found
    ]


def _starts(text: str) -> list[tuple[int, bool, int]]:
    """(where a clause may begin, whether a sentence begins there, where the text before it ends), outside quotes."""
    quotes = quotes_of(text)
    spots = [(0, True, 0)]
    for pattern, begins in ((_SENTENCE, True), (_INNER, False)):
        spots += [(found.end(), begins, found.start()) for found in islice(pattern.finditer(text), SPOTS)]
    free = [spot for spot in spots if not any(begin < spot[0] < end for begin, end in quotes)]
    best: dict[int, tuple[int, bool, int]] = {}
    for spot in sorted(free):
        known = best.get(spot[0])
        best[spot[0]] = (spot[0], spot[1] or bool(known and known[1]), min(spot[2], known[2] if known else spot[2]))
    return [best[at] for at in sorted(best) if at < len(text) or at == 0]


def _polite(text: str) -> int:
    found = POLITE.match(text)
    return found.end() if found else 0


def _is_verbatim(text: str) -> bool:
    """Whether all that follows is what is to be said or sung: after a colon there is no instruction any more."""
    return bool(re.search(r"[:：](?!\d)\s*[^\s,.;，。；]", _QUOTES.sub("", text)))

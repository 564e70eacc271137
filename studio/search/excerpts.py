"""The part of a text round what was looked for, with its words marked: found as the index finds them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from studio.search.words import beginnings, fold, pieces, terms

LENGTH, BEFORE = 220, 60
# Without a space between, so much is read at once; a pair across that seam is not marked.
TOKEN = re.compile(r"\S{1,400}")
# They become one letter with the one before: half-width voicing, the vowels and ends of hangul written in parts.
JOINED = "\uff9e\uff9f" + "".join(map(chr, range(0x1160, 0x1200)))


class Part(NamedTuple):
    text: str
    is_match: bool = False


def excerpt(text: str, query: str, length: int = LENGTH) -> list[Part]:
    """About so many letters round the first place where most of the terms stand together; nothing where none stands.

    Parts are plain text: whoever draws them escapes them.
    """
    wanted = terms(query)
    place = _find_place(text, wanted, length - BEFORE)
    if place is None:
        return []
    start, end = _window(text, place, length)
    marked = _marked(text[start:end], wanted)
    return [*([Part("…")] if start else []), *marked, *([Part("…")] if end < len(text) else [])]


def beginning(text: str, length: int = LENGTH) -> list[Part]:
    """Of a text in which nothing is to be marked."""
    return [Part(f"{text[:length].rstrip()}…" if len(text) > length else text)]


def _find_place(text: str, wanted: Sequence[str], reach: int) -> int | None:
    """Where the first stretch begins that has the most different terms. Read no further than to one with all."""
    place, most = None, 0
    window: list[tuple[int, str]] = []
    for start, _end, term in _matches(text, wanted):
        window = [*(one for one in window if start - one[0] <= reach and one[1] != term), (start, term)]
        if len(window) > most:
            place, most = window[0][0], len(window)
        if most == len(set(wanted)):
            break
    return place


def _matches(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """From where to where a term stands, and which."""
    asked = beginnings(wanted)
    for token in TOKEN.finditer(text):
        folded, places = _folded(token[0])
        for piece, at in pieces(folded):
            found = next((word for word, begins in asked if piece == word or (begins and piece.startswith(word))), "")
            if found:
                start, end = places[at][0], places[at + len(found) - 1][1]
                yield token.start() + start, token.start() + end, found


def _folded(token: str) -> tuple[str, list[tuple[int, int]]]:
    """The letters as the index has them, and for each from where to where in the token it stands."""
    if token.isascii():
        return token.lower(), [(at, at + 1) for at in range(len(token))]
    folded, places, at = "", [], 0
    while at < len(token):
        end = at + 1
        while end < len(token) and (token[end] in JOINED or unicodedata.category(token[end])[0] == "M"):
            end += 1
        letters = fold(token[at:end])
        folded += letters
        places += [(at, end)] * len(letters)
        at = end
    return folded, places


def _window(text: str, place: int, length: int) -> tuple[int, int]:
    """From a little before the match; each end at a space, if one is near."""
    start = max(0, min(place - BEFORE, len(text) - length))
    if start and (space := re.search(r"\s+", text[start : min(place, start + BEFORE // 2)])):
        start += space.end()
    end = min(len(text), start + length)
    if end < len(text) and (space := re.search(r"\s+\S*$", text[end - BEFORE // 2 : end])):
        end -= len(space[0])
    return start, end


def _marked(text: str, wanted: Sequence[str]) -> list[Part]:
    """What touches is one mark: the pairs of "生成图" overlap."""
    parts: list[Part] = []
    at = 0
    for start, end, _term in _matches(text, wanted):
        if parts and start <= at:
            parts[-1] = Part(parts[-1].text + text[at:end], True)
        else:
            parts += [Part(text[at:start]), Part(text[start:end], True)]
        at = max(at, end)
    return [part for part in [*parts, Part(text[at:])] if part.text]

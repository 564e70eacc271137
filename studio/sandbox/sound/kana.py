"""How Japanese words are read, by janome's dictionary: 90 MB, loaded with the first kanji."""

import functools
import re
from collections.abc import Iterator
from typing import Any

PARTICLES = {"ハ": "ワ", "ヘ": "エ", "ヲ": "オ"}  # written by their history, spoken otherwise


@functools.cache
def _tokenizer() -> Any:
    from janome.tokenizer import Tokenizer

    return Tokenizer(mmap=True)


def readings(text: str) -> Iterator[tuple[str, str]]:
    """The text's words, each with its reading in hiragana; what has none is read as it is written."""
    end = 0
    for token in _tokenizer().tokenize(text):
        start = text.index(token.surface, end)
        if start > end:
            yield text[end:start], text[end:start]
        end = start + len(token.surface)
        phonetic = token.phonetic if token.phonetic != "*" else token.surface
        if token.part_of_speech.startswith("助詞"):
            phonetic = PARTICLES.get(phonetic, phonetic)
        yield token.surface, _hiragana(phonetic)
    if end < len(text):
        yield text[end:], text[end:]


def _hiragana(text: str) -> str:
    return re.sub("[ァ-ヶ]", lambda match: chr(ord(match.group()) - 0x60), text)

"""Tokens, counted alike everywhere: a Han letter is one, other words one for each four letters begun."""

import re

_PIECE = re.compile(r"\s*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\s*[^\W\d_]{1,4}|\s*\d{1,3}|\s*[^\w\s]|\s*_|\s+")


def pieces(text: str) -> list[str]:
    """The text in tokens; joined, they are the text."""
    return _PIECE.findall(text)


def count(text: str) -> int:
    return len(_PIECE.findall(text))

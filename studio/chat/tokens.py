"""How many tokens a text has, before MiniMax counts them: for prices ahead and the gauge, not for the bill."""

import math
import re
from dataclasses import dataclass

# MiniMax's models cut Han letters singly or in pairs, and other words into pieces of about four letters. The box that
# one types in counts the same letters as wide (`say-price.js`).
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
LETTERS_A_TOKEN = 3.5
OF_A_MESSAGE, OF_A_TOOL, OF_A_PICTURE = 4, 12, 1200


@dataclass(frozen=True)
class Size:
    """What is said, in numbers: its letters without the wide ones, its wide ones, its pictures."""

    letters: int = 0
    wide: int = 0
    pictures: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(self.letters + other.letters, self.wide + other.wide, self.pictures + other.pictures)

    @property
    def tokens(self) -> int:
        return self.wide + math.ceil(self.letters / LETTERS_A_TOKEN) + OF_A_PICTURE * self.pictures


def size_of(text: str, pictures: int = 0) -> Size:
    wide = len(WIDE.findall(text))
    return Size(len(text) - wide, wide, pictures)


def count_tokens(text: str) -> int:
    """About as many as MiniMax will count, rather too many than too few."""
    return size_of(text).tokens

"""Text as words that FTS5 and PostgreSQL read alike, and what a person types as terms of the same kind."""

import re
import unicodedata

# What PostgreSQL can index of one row is one megabyte with its own marks; so much never exceeds it.
LONGEST = 200_000
LONGEST_WORD = 64
LONGEST_QUERY = 1_000
MOST_TERMS = 32

WORD = re.compile(r"[^\W_]+")
# Scripts that write without spaces: ideographs, kana, bopomofo, hangul.
PAIRED = (
    r"\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3041-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
RUN = re.compile(rf"[{PAIRED}]+|[^{PAIRED}]+")
PAIRED_RUN = re.compile(rf"[{PAIRED}]+")
# が without its mark is another letter, é without its is not.
VOICED = "\u3099\u309a"


def split(text: str) -> str:
    """What is stored of a text: its words in order, one space apart; "生成图" becomes "生成 成图".

    Case, accents and width are folded. Of a long text the beginning is kept, up to LONGEST characters, and of a long
    word LONGEST_WORD.
    """
    words: list[str] = []
    room = LONGEST
    for word in WORD.findall(_folded(text[:LONGEST])):
        for piece in _pieces(word):
            room -= len(piece) + 1
            if room < 0:
                return " ".join(words)
            words.append(piece)
    return " ".join(words)


def terms(query: str) -> list[str]:
    """What a person looks for, as words like the stored ones; each must be found, the last as a beginning.

    Terms hold letters and digits only, so none can be syntax. At most MOST_TERMS; none when nothing can be looked for.
    """
    return split(query[:LONGEST_QUERY]).split()[:MOST_TERMS]


def _folded(text: str) -> str:
    """Lower case, one width, no accents. Marks go before words are found: some scripts write vowels as marks."""
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    text = unicodedata.normalize("NFKC", text.casefold())
    kept = (sign for sign in unicodedata.normalize("NFD", text) if _stays(sign))
    return unicodedata.normalize("NFC", "".join(kept))


def _stays(sign: str) -> bool:
    return sign in VOICED or unicodedata.category(sign)[0] != "M"


def _pieces(word: str) -> list[str]:
    return [piece for run in RUN.findall(word) for piece in _pairs(run)]


def _pairs(run: str) -> list[str]:
    if not PAIRED_RUN.fullmatch(run) or len(run) == 1:
        return [run[:LONGEST_WORD]]
    return [run[at : at + 2] for at in range(len(run) - 1)]

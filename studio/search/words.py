"""Text as words that FTS5 and PostgreSQL read alike, and what a person types as terms of the same kind."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

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
    """What is stored of a text: its words in order, one space apart; "生成图" becomes "生成 成图 图".

    Every letter of such a run begins a piece, so that one letter alone is found too. Case, accents and width are
    folded. Of a long text the beginning is kept, up to LONGEST characters, and of a long word LONGEST_WORD.
    """
    words: list[str] = []
    room = LONGEST
    for piece, _at in pieces(fold(text[:LONGEST])):
        room -= len(piece) + 1
        if room < 0:
            break
        words.append(piece)
    return " ".join(words)


def terms(query: str) -> list[str]:
    """What a person looks for, as words like the stored ones; each must be found, the last as a beginning.

    Terms hold letters and digits only, so none can be syntax. At most MOST_TERMS; none when nothing can be looked for.
    """
    folded = fold(query[:LONGEST_QUERY])
    wanted = [piece for word in WORD.findall(folded) for run in RUN.findall(word) for piece in _terms(run)]
    return wanted[:MOST_TERMS]


def beginnings(wanted: Sequence[str]) -> list[tuple[str, bool]]:
    """Each term, and whether words that only begin with it are found too: the last, and one letter of a paired run."""
    last = len(wanted) - 1
    return [(term, at == last or (len(term) == 1 and bool(PAIRED_RUN.match(term)))) for at, term in enumerate(wanted)]


def pieces(folded: str) -> Iterator[tuple[str, int]]:
    """What is stored of a folded text, each piece with the place where it begins."""
    for word in WORD.finditer(folded):
        for run in RUN.finditer(word[0]):
            first = word.start() + run.start()
            yield from ((piece, first + at) for at, piece in enumerate(_pairs(run[0])))


def fold(text: str) -> str:
    """Lower case, one width, no accents. Marks go before words are found: some scripts write vowels as marks."""
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    text = unicodedata.normalize("NFKC", text.casefold())
    kept = (sign for sign in unicodedata.normalize("NFD", text) if _stays(sign))
    return unicodedata.normalize("NFC", "".join(kept))


def _stays(sign: str) -> bool:
    return sign in VOICED or unicodedata.category(sign)[0] != "M"


def _pairs(run: str) -> list[str]:
    if not PAIRED_RUN.match(run):
        return [run[:LONGEST_WORD]]
    return [run[at : at + 2] for at in range(len(run))]


def _terms(run: str) -> list[str]:
    """The pairs alone: a text has the last letter of what is looked for, but hardly at the end of a run."""
    pairs = _pairs(run)
    return pairs[:-1] if len(pairs) > 1 else pairs

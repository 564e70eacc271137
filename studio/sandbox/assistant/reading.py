"""Reading the text files beside a message: how long they are, and which of their lines the words ask for."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from .clauses import lines_of, split
from .conversation import File, Tool, Turn
from .dates import find_dates
from .deeds import NUMBER, POLITE, serves
from .wording import is_chinese, squeezed, stem, topics_of

LONGEST = 300  # characters of a line that is quoted whole
MOST = 12  # files that are told one by one
MAKERS = {"image", "video", "song", "speech"}  # deeds that make something of a text
# As clients send them within the text, behind the words.
_FILE = re.compile(r"(?:^|\n)The file ([^\n]{1,300}):\n\n")
_NOTE = "[A picture "
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_OF_FILES = {stem(word) for word in ("file", "document", "text", "line", "attached", "read", "find")}
_POINTS = re.compile(r"\b(?:this|these|it|that|file|text|lyrics|words|story|poem)\b|这|它|文件", re.IGNORECASE)
# Words that want something new, whatever lies beside them.
_MADE = re.compile(
    r"(?!.{0,60}\bsummar)(?:write|compose|draft|invent|make up|code|implement)\b|count (?:to|from|down)\b|[写编]"
    rf"|(?:tell|make|give|create|list)\s+(?:me\s+|us\s+)?(?:an?|some|{NUMBER})\b",
    re.IGNORECASE,
)


def lay_aside(turns: list[Turn], offered: list[Tool]) -> list[Turn]:
    """The turns with their files apart from the words. What a tool is to read out, sing or draw stays among them."""
    makers = MAKERS & {serves(tool) for tool in offered}
    return [_lay_aside(turn, makers) if turn.role == "user" else turn for turn in turns]


def _lay_aside(turn: Turn, makers: set[str]) -> Turn:
    words, *parts = _FILE.split(turn.text)
    files, notes = [], list[str]()
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        paragraphs = text.split("\n\n")
        while paragraphs and paragraphs[-1].lstrip().startswith(_NOTE):
            notes.append(paragraphs.pop().strip())
        files.append(File(name, "\n\n".join(paragraphs).rstrip("\n")))
    if not files:
        return turn
    wish = lines_of(words)
    if _POINTS.search(wish) and any(clause.deed in makers for clause in split(wish)):
        return replace(turn, text="\n\n".join([wish.rstrip(" .:。：") + ":", *(file.text for file in files)]))
    return replace(turn, text="\n\n".join([words.strip(), *notes]).strip(), files=tuple(files))


def find_rules(words: str, now: datetime) -> set[str]:
    """What the words clearly ask for, whatever file lies beside them; see `answer.RULES`."""
    polite = POLITE.match(words)
    deeds = {clause.deed for clause in split(words)}
    found = {"sum"} if "sum" in deeds else set()
    found |= {"date"} if "time" in deeds or find_dates(words, now.date()) else set()
    return found | ({"writing"} if _MADE.match(words[polite.end() if polite else 0 :]) else set())


def tell(files: Sequence[File], words: str) -> str:
    """Each file's size, and the line that fits the words best; where none does, how the first begins."""
    chinese = is_chinese(words or files[0].text)
    told = [_size(file, chinese) for file in files[:MOST]]
    if found := find_line(files, words):
        told.append(_quote(*found, len(files) > 1, chinese))
    elif files[0].text.strip():
        begins = next((line for _number, line in _lines(files[0])), "")
        told.append(f"开头是：“{_cut(begins)}”" if chinese else f"It begins: “{_cut(begins)}”")
    return ("" if chinese else " ").join(told)


def recall(files: Sequence[File], words: str) -> str | None:
    """The line of files that were read earlier which fits the words, or None."""
    found = find_line(files, words)
    return _quote(*found, True, is_chinese(words)) if found else None


def find_line(files: Sequence[File], words: str) -> tuple[File, int, str] | None:
    """(the file, the line's number, it or a sentence of it) that shares most with the words, the rarest first."""
    said = squeezed(words)
    sought = _marks(" ".join([*topics_of(said, 40), *re.findall(r"\d+", said)])) - _OF_FILES
    lines = [(file, number, line, _marks(line) & sought) for file in files for number, line in _lines(file)]
    common = Counter(mark for *_, marks in lines for mark in marks)

    def worth(marks: set[str], line: str) -> float:
        # A heading asks what the line below it answers.
        return sum(1 / common[mark] for mark in marks) * (0.5 if line.startswith("#") or line.endswith(":") else 1)

    best = max(lines, key=lambda found: worth(found[3], found[2]), default=None)
    return best[:3] if best and best[3] else None


def _lines(file: File) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.text.split("\n"), 1):
        for part in _SENTENCE.split(line) if len(line) > LONGEST else [line]:
            if part.strip():
                yield number, part.strip()


def _marks(text: str) -> set[str]:
    """What texts are compared by: stems, and of Chinese each two letters that stand together."""
    pairs = {run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)}
    return pairs | {stem(word) for word in re.findall(r"[^\W_\u3400-\u9fff]+", text)}


def _size(file: File, chinese: bool) -> str:
    lines, words = len(file.text.splitlines()), len(_WORD.findall(file.text))
    if chinese:
        return f"文件 {file.name} 有 {lines} 行，{words} 个词。"
    return f"The file {file.name} has {_counted(lines, 'line')} and {_counted(words, 'word')}."


def _quote(file: File, number: int, line: str, is_one_of_many: bool, chinese: bool) -> str:
    if chinese:
        return f"最相符的是{file.name if is_one_of_many else ''}第 {number} 行：“{_cut(line)}”"
    where = f"line {number:,} of {file.name}" if is_one_of_many else f"line {number:,}"
    return f"What fits your words best is {where}: “{_cut(line)}”"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

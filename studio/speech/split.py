"""A long text as paragraphs with their speakers. Knows no Django."""

import re
from collections import Counter
from dataclasses import dataclass

LONGEST = 10_000
LONGEST_NAME, MOST_WORDS = 30, 4
# A name and a colon at a line's beginning; what follows on the line belongs to it.
NAME = re.compile(rf"^[*_]*([^\W\d_][^:：\n]{{0,{LONGEST_NAME}}}?)[*_]*\s*[:：][*_]*(?:\s+|(?<=：)|$)(.*)$")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")


@dataclass(frozen=True)
class Paragraph:
    """`speaker`: empty where the text names nobody."""

    speaker: str
    text: str


def split(text: str, longest: int = LONGEST) -> list[Paragraph]:
    """The paragraphs in order; blank lines part them, and so does every `Name:`. None is longer than MiniMax takes."""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    speakers = find_speakers(text)
    found: list[Paragraph] = []
    for block in blocks:
        found += _parted(block, speakers)
    return [Paragraph(one.speaker, piece) for one in found for piece in _shortened(one.text, longest)]


def find_speakers(text: str) -> set[str]:
    """The names that lines begin with. One that stands there once, alone of its kind, is no speaker but a note."""
    names = Counter(name for line in text.splitlines() if (name := _name_of(line)[0]))
    return set(names) if len(names) > 1 or sum(names.values()) > 1 else set()


def _parted(block: str, speakers: set[str]) -> list[Paragraph]:
    """One block; each speaker's line begins a paragraph, and lines without a name belong to the one before."""
    found: list[tuple[str, list[str]]] = []
    for line in block.split("\n"):
        name, rest = _name_of(line)
        if name in speakers:
            found.append((name, [rest]))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    paragraphs = [Paragraph(speaker, "\n".join(lines).strip()) for speaker, lines in found]
    return [paragraph for paragraph in paragraphs if paragraph.text]


def _name_of(line: str) -> tuple[str, str]:
    """The name and the rest; ("", line) where none stands."""
    match = NAME.match(line.strip())
    if match is None or len(match[1].split()) > MOST_WORDS:
        return "", line
    return match[1].strip(" *_"), match[2]


def _shortened(text: str, longest: int) -> list[str]:
    """Cut at the ends of sentences, and where a sentence is longer still, at spaces."""
    if len(text) <= longest:
        return [text]
    pieces, piece = [], ""
    for sentence in SENTENCE_END.split(text):
        for part in _cut(sentence, longest):
            if piece and len(piece) + 1 + len(part) > longest:
                pieces.append(piece)
                piece = part
            else:
                piece = f"{piece} {part}".strip()
    return [*pieces, piece] if piece else pieces


def _cut(sentence: str, longest: int) -> list[str]:
    parts = []
    while len(sentence) > longest:
        at = sentence.rfind(" ", 1, longest)
        at = at if at > 0 else longest
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence] if sentence else parts

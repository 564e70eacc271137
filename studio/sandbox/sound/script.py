"""A text as MiniMax reads it (official.md 4.1): sentences, pauses, interjections, and how each word is pronounced."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .languages import HAN
from .normalizing import formulas_spoken, numbers_spoken

PAUSES = (0.01, 99.99)  # seconds
LONGEST = (
    140  # characters that are synthesised at once; longer sentences are cut, so that the first sound is soon there
)
_MARK = re.compile(r"<#\s*([0-9.]+)\s*#>")
# A stop ends a sentence before a space or the end; those of East Asia end it anywhere.
_END = re.compile(r"(?:[。！？；।؟]|[.!?…;](?=[.!?…;]*[\"'”’»)\]]*(?:\s|$)))[.!?…。！？；;।؟]*[\"'”’»)\]）」』]*\s*")
_CJK = f"{HAN}ぁ-ゖァ-ヺー"
_WORD = re.compile(rf"[{_CJK}][^\w\s]*\s*|[^\s{_CJK}]+\s*|\s+")
_READING = re.compile(r"\(([a-zü]{1,6}[1-6])\)")


class Unspeakable(ValueError):
    """The text cannot be spoken as it is marked; the message begins with the field."""


@dataclass(frozen=True)
class Token:
    """`text`: as written, with what follows up to the next word. `spoken`: as espeak shall read it. `phonetic`: it is
    pinyin or jyutping with tone numbers."""

    text: str
    spoken: str
    phonetic: bool = False


@dataclass(frozen=True)
class Sentence:
    """`text`: as written. `ends`: False when the sentence was only cut for its length."""

    text: str
    ends: bool = True


@dataclass(frozen=True)
class Pause:
    """Exactly so many seconds of silence, whatever the speed."""

    seconds: float


@dataclass(frozen=True)
class Paragraph:
    """A breath between two paragraphs; scales with the speed."""


@dataclass(frozen=True)
class Interjection:
    name: str


Part = Sentence | Pause | Paragraph | Interjection


def parts_of(text: str, interjections: Sequence[str] = ()) -> Iterator[Part]:
    """The parts in their order. `interjections`: the names that a `(name)` in the text may have; others are words."""
    sound = re.compile(rf"\(({'|'.join(map(re.escape, interjections))})\)") if interjections else None
    for number, stretch in enumerate(_MARK.split(_readable(text))):
        if number % 2:
            yield _pause(stretch)
            continue
        for count, line in enumerate(stretch.split("\n")):
            if count and number + count:
                yield Paragraph()
            for turn, piece in enumerate(sound.split(line) if sound else [line]):
                if turn % 2:
                    yield Interjection(piece)
                else:
                    yield from _sentences(piece)


def _readable(text: str) -> str:
    """Lines end in a newline; other control characters and halves of a letter are spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") and c != "\n" else c for c in text)


def _pause(written: str) -> Pause:
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not PAUSES[0] <= seconds <= PAUSES[1]:
        raise Unspeakable(f"text: a pause <#x#> is {PAUSES[0]} to {PAUSES[1]} seconds, not {written}")
    return Pause(seconds)


def _sentences(text: str) -> Iterator[Sentence]:
    """The text after each end; what holds nothing to be spoken joins its neighbour."""
    start = 0
    for match in _END.finditer(text):
        written = text[start : match.end()]
        if re.search(r"[^\W\d]", written) or match.end() == len(text):  # "1." alone is the number of what follows
            yield from _cut(written.strip())
            start = match.end()
    yield from _cut(text[start:].strip())


def _cut(sentence: str) -> Iterator[Sentence]:
    while len(sentence) > LONGEST:
        head = sentence[:LONGEST]
        at = max((match.end() for match in re.finditer(r"[,，、:：]\s*", head)), default=0)
        at = at if at > LONGEST // 3 else head.rfind(" ") + 1 or LONGEST
        yield Sentence(sentence[:at].strip(), ends=False)
        sentence = sentence[at:].strip()
    if re.search(r"\w", sentence):
        yield Sentence(sentence)


@dataclass(frozen=True)
class Reader:
    """Turns a sentence into tokens. `tone`: `pronunciation_dict.tone`, entries of "word/replacement"."""

    tone: Sequence[str] = ()
    normalize: bool = False
    latex: bool = False
    _entries: list[tuple[re.Pattern[str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in self.tone:
            word, slash, replacement = entry.partition("/")
            if not (slash and word.strip() and replacement.strip()):
                raise Unspeakable(f'pronunciation_dict.tone: "word/replacement" is expected, not "{entry[:60]}"')
            border = r"\b" if word.strip()[:1].isascii() else ""
            pattern = re.compile(f"{border}{re.escape(word.strip())}{border}", re.IGNORECASE)
            self._entries.append((pattern, replacement.strip().strip("/")))

    def tokens(self, sentence: str, language: str) -> list[Token]:
        """Together, the tokens' texts are the sentence."""
        spans: list[Token | str] = [sentence]
        for pattern, replacement in self._entries:
            spans = _replaced(spans, pattern, lambda match, by=replacement: by)
        if self.latex and language == "Chinese":
            spans = _replaced(spans, re.compile(r"\$\$(.+?)\$\$"), lambda match: formulas_spoken(match.group(1)))
        if self.normalize:
            for pattern, speak in numbers_spoken(language):
                spans = _replaced(spans, pattern, speak)
        return _joined_marks([token for span in spans for token in _tokens(span, language)])


def _replaced(spans, pattern, speak) -> list[Token | str]:  # type: ignore[no-untyped-def]
    """The plain spans with every match made a token of its own."""
    result: list[Token | str] = []
    for span in spans:
        if isinstance(span, Token):
            result.append(span)
            continue
        at = 0
        for match in pattern.finditer(span):
            result += [span[at : match.start()], Token(match.group(), speak(match))]
            at = match.end()
        result.append(span[at:])
    return [span for span in result if isinstance(span, Token) or span]


def _tokens(span: Token | str, language: str) -> Iterator[Token]:
    if isinstance(span, Token):
        yield from _phonetic(span, language)
        return
    if language == "Japanese" and re.search(f"[{HAN}]", span):
        from .kana import readings

        yield from (Token(surface, reading) for surface, reading in readings(span))
        return
    at = 0
    tagged = _READING if language in ("Chinese", "Chinese,Yue") else re.compile(r"(?!)")
    for match in tagged.finditer(span):
        yield from (Token(word, word) for word in _WORD.findall(span[at : match.start()]))
        yield Token(match.group(), match.group(1), phonetic=True)
        at = match.end()
    yield from (Token(word, word) for word in _WORD.findall(span[at:]))


def _phonetic(token: Token, language: str) -> Iterator[Token]:
    """A replacement such as "(chu3)(li3)" is pinyin, in Cantonese jyutping."""
    if language in ("Chinese", "Chinese,Yue") and re.fullmatch(rf"(?:{_READING.pattern})+", token.spoken):
        yield Token(token.text, " ".join(_READING.findall(token.spoken)), phonetic=True)
    else:
        yield token


def _joined_marks(tokens: list[Token]) -> list[Token]:
    """Punctuation belongs to the word before it, so that every token is something to be heard."""
    result: list[Token] = []
    for token in tokens:
        if result and not token.phonetic and not re.search(r"\w", token.text) and token.text == token.spoken:
            last = result.pop()
            token = Token(last.text + token.text, last.spoken + token.spoken, last.phonetic)
        result.append(token)
    return result

"""The text of a document that somebody brought: TXT, DOCX, PDF, EPUB. Runs in the child process (`library.pool`).

Knows no Django. What a file is, its content says, whatever it is called.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.library.examine import Unreadable

# Marks a text for translation; whoever shows it translates it.
_ = str

SUFFIXES = (".txt", ".docx", ".pdf", ".epub")
LONGEST = 1_000_000  # characters
MOST_READ = 4 * LONGEST  # bytes of a plain text
TEXTS = ("txt", "md", "csv", "srt", "vtt", "json")
DOCX, EPUB = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/epub+zip"
TITLE_LENGTH = 200
TOO_LONG = _("It has %(count)s characters; 1,000,000 is the most.")
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LINES = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Marks that nobody says: controls, soft hyphens, turns of direction, byte order marks, halves of characters.
_UNSAID = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_MARKUP = re.compile(r"<(!doctype|html|svg|\?xml|head|body|script)\b", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_PAIR, _HIGH = re.compile(rb"[\xa1-\xfe]{2}"), re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Document:
    """`text`: paragraphs with one blank line between them; `title`: one line, the file's name when it has none."""

    title: str
    text: str


@dataclass(frozen=True)
class DocumentFacts:
    """`characters`: how long its text is, as far as it is kept; `title`: one line."""

    mime: str
    suffix: str
    characters: int
    title: str


class NoText(Unreadable):
    """It opens, and there is nothing to read in it."""


class TooLong(Unreadable):
    """More than LONGEST characters: TOO_LONG with `count`, for those who translate it."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def __str__(self) -> str:
        return TOO_LONG % {"count": f"{self.count:,}"}


def read_document(path: str, name: str) -> Document:
    """The text of `path`, which its owner calls `name`.

    Raises Unreadable with a sentence: empty, scanned, protected, damaged, too large inside, no document; TooLong.
    """
    title, text = _read(path, name, tell_sort(path))
    text = tidy(text)
    if not text:
        raise NoText(_("There is no text in it."))
    if len(text) > LONGEST:
        raise TooLong(len(text))
    return Document(title_of(title, name), text)


def examine_document(path: str, name: str, text_path: str) -> DocumentFacts:
    """What a document is, by its content; its text goes to `text_path`, of a long one the first million characters.

    One without text, as from a scanner, is kept all the same. Raises Unreadable: damaged, protected, a bomb, a page or
    drawing that could carry scripts, no document.
    """
    sort = tell_sort(path)
    try:
        title, text = _read(path, name, sort, MOST_READ)
    except NoText:
        title, text = "", ""
    if sort == "text" and _MARKUP.match(text[:1000].lstrip("\ufeff \t\r\n")):
        raise Unreadable(_("It is a web page or a drawing made of text, which can carry scripts; those are not kept."))
    text = tidy(text)[:LONGEST]
    Path(text_path).write_text(text, encoding="utf-8")
    mime, suffix = _kind_of(sort, path, name, text)
    return DocumentFacts(mime, suffix, len(text), title_of(title, name))


def _kind_of(sort: str, path: str, name: str, text: str) -> tuple[str, str]:
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    if sort == "pdf":
        return "application/pdf", "pdf"
    if sort == "zip":
        from studio.library.documents_zip import is_epub

        return (EPUB, "epub") if is_epub(path, name) else (DOCX, "docx")
    if suffix == "jsonl" and _is_json(text.partition("\n")[0]):
        return "application/jsonl", "jsonl"
    return "text/plain", suffix if suffix in TEXTS else "txt"


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def tell_sort(path: str) -> str:
    """`zip`, `pdf` or `text`, by how it begins. Raises Unreadable for documents that nobody reads here."""
    with open(path, "rb") as file:
        head = file.read(1024)
    if head.startswith(_ZIP):
        return "zip"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_OLE):
        raise Unreadable(_("It is an old Word file, or one with a password. Save it as .docx without a password."))
    if head.startswith(b"{\\rtf"):
        raise Unreadable(_("It is an RTF file. Save it as .docx or .txt."))
    return "text"


def _read(path: str, name: str, sort: str, most: int = -1) -> tuple[str, str]:
    """Title and text; of a plain text no more than `most` bytes."""
    if sort == "zip":
        from studio.library.documents_zip import read_zip

        return read_zip(path, name)
    if sort == "pdf":
        from studio.library.documents_pdf import read_pdf

        return read_pdf(path)
    return "", read_text(path, most)


def title_of(title: str, name: str) -> str:
    own = " ".join(tidy(title).split()) or PurePosixPath(tidy(name).replace("\\", "/")).stem
    return own[:TITLE_LENGTH].strip()


def read_text(path: str, most: int = -1) -> str:
    """Plain text: UTF-8, or UTF-16 with its mark; otherwise Chinese GB18030 when the bytes look like it, or Western.

    They look like it when they decode so and at least seven in ten of the bytes above ASCII stand in pairs, as in
    Chinese. Of a file longer than `most` bytes that much is read. Raises Unreadable for anything binary.
    """
    with open(path, "rb") as file:
        data = file.read(most)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data:
        raise Unreadable(_("It is no TXT, DOCX, PDF or EPUB file."))
    else:
        text = _guess(data)
    strange = len(_UNSAID.findall(text)) + text.count("\ufffd")
    if strange > 10 + len(text) // 100:
        raise Unreadable(_("It is no TXT, DOCX, PDF or EPUB file."))
    return text


def tidy(text: str) -> str:
    """One kind of line end and of space, at most one blank line, nothing unsaid, no ligatures; composed (NFC)."""
    text = unicodedata.normalize("NFC", _UNSAID.sub("", _LINES.sub("\n", text)))
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > 3 and error.start >= len(data) - 3:  # cut within its last character
            return data.decode("utf-8-sig", "ignore")
    if 2 * len(_PAIR.findall(data)) >= 0.7 * len(_HIGH.findall(data)):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")

"""The text of a document that somebody brought: TXT, DOCX, PDF, EPUB. Runs in the child process (`library.pool`).

Knows no Django. What a file is, its content says, whatever it is called.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from studio.library.examine import Unreadable

# Marks a text for translation; whoever shows it translates it.
_ = str

SUFFIXES = (".txt", ".docx", ".pdf", ".epub")
LONGEST = 1_000_000  # characters
TITLE_LENGTH = 200
TOO_LONG = _("It has %(count)s characters; 1,000,000 is the most.")
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LINES = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Marks that nobody says: controls, soft hyphens, turns of direction, byte order marks, halves of characters.
_UNSAID = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SPACES = re.compile(r"[^\S\n]+")
_PAIR, _HIGH = re.compile(rb"[\xa1-\xfe]{2}"), re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Document:
    """`text`: paragraphs with one blank line between them; `title`: one line, the file's name when it has none."""

    title: str
    text: str


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
    with open(path, "rb") as file:
        head = file.read(1024)
    if head.startswith(_ZIP):
        from studio.speech.documents_zip import read_zip

        title, text = read_zip(path, name)
    elif b"%PDF-" in head:
        from studio.speech.documents_pdf import read_pdf

        title, text = read_pdf(path)
    elif head.startswith(_OLE):
        raise Unreadable(_("It is an old Word file, or one with a password. Save it as .docx without a password."))
    elif head.startswith(b"{\\rtf"):
        raise Unreadable(_("It is an RTF file. Save it as .docx or .txt."))
    else:
        title, text = "", read_text(path)
    text = tidy(text)
    if not text:
        raise Unreadable(_("There is no text in it."))
    if len(text) > LONGEST:
        raise TooLong(len(text))
    own = " ".join(tidy(title).split()) or PurePosixPath(tidy(name).replace("\\", "/")).stem
    return Document(own[:TITLE_LENGTH].strip(), text)


def read_text(path: str) -> str:
    """Plain text: UTF-8, or UTF-16 with its mark; otherwise Chinese GB18030 when the bytes look like it, or Western.

    They look like it when they decode so and at least seven in ten of the bytes above ASCII stand in pairs, as in
    Chinese. Raises Unreadable for anything binary.
    """
    with open(path, "rb") as file:
        data = file.read()
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

"""The text of a PDF: its lines put together to paragraphs again."""

import logging
import re
from collections.abc import Iterator

from studio.library.documents import NoText
from studio.library.examine import Unreadable

# Marks a text for translation; whoever shows it translates it.
_ = str

_END = re.compile(r"[.!?:;…。！？：；][\"'”’」』）)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PAGE_NUMBER = re.compile(r"[-–— ]*\d{1,4}[-–— ]*")


def read_pdf(path: str) -> tuple[str, str]:
    """Title ("" when unknown) and text, in the order of the pages. Raises Unreadable."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with PdfReader(path) as reader:
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable(_("It is protected with a password. Bring it without one."))
            pages = [page.extract_text() for page in reader.pages]
            title = (reader.metadata.title if reader.metadata else None) or ""
    except Unreadable:
        raise
    except Exception as error:
        # pypdf meets what is broken with whatever exception comes up.
        raise Unreadable(_("It is damaged and does not open.")) from error
    if not any(page.strip() for page in pages):
        raise NoText(_("Its pages are pictures, as from a scanner: there is no text in it."))
    return title, "\n\n".join(join_lines(pages))


def join_lines(pages: list[str]) -> list[str]:
    """Paragraphs out of lines: one ends where a line is blank, where one is much shorter than most of its page, or
    where a sentence ends in a line that is a little shorter. A page's number is left out."""
    paragraphs, open_one = [], ""
    for line, width in _lines_of(pages):
        open_one = _joined(open_one, line)
        full = _width(line) / max(1, width)
        if open_one and (not line or full < 0.6 or (full < 0.9 and _END.search(line))):
            paragraphs.append(open_one)
            open_one = ""
    return [*paragraphs, open_one] if open_one else paragraphs


def _lines_of(pages: list[str]) -> Iterator[tuple[str, int]]:
    """Each line, and how wide the lines of its page usually are: nine of ten are not wider."""
    for page in pages:
        lines = [" ".join(line.split()) for line in page.strip().split("\n")]
        for edge in (0, -1):
            if lines and _PAGE_NUMBER.fullmatch(lines[edge]):
                lines.pop(edge)
        widths = sorted(_width(line) for line in lines if line)
        width = widths[9 * len(widths) // 10] if widths else 0
        yield from ((line, width) for line in lines)


def _width(line: str) -> int:
    """A Chinese or Japanese sign is as wide as two letters."""
    return len(line) + len(re.findall(f"[{_CJK}]", line))


def _joined(before: str, line: str) -> str:
    """With a space between words, none between Chinese or Japanese signs; a word divided at the line's end is one."""
    if not before or not line:
        return before + line
    if _HYPHEN.search(before) and line[0].islower():
        return before[:-1] + line
    if re.match(f"[{_CJK}]{{2}}", before[-1] + line[0]):
        return before + line
    return f"{before} {line}"

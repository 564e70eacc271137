"""The text of the documents that are zip files full of XML: Word's DOCX, and EPUB. Nothing is unpacked to disk."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from studio.library.examine import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

# Marks a text for translation; whoever shows it translates it.
_ = str

MOST_ENTRIES = 5_000
MOST_BYTES = 200 * 1024 * 1024
WORD, CONTAINER = "word/document.xml", "META-INF/container.xml"
DAMAGED = _("It is damaged and does not open.")
PROTECTED = _("It is protected. Bring it without a password or copy protection.")
PARAGRAPH = "\n\n"
# Word: what was deleted, what is not text, and what says the same again for older programs.
UNSAID = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr"}
WORD_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SILENT = re.compile("head|script|style|nav|template|svg|math|rt|rp|noscript|object|iframe|audio|video")
BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|d[dlt]|details|div|fig(caption|ure)|footer|form|h[1-6r]|header|li|"
    "main|ol|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead|ul"
)
FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHARSET = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def read_zip(path: str, name: str) -> tuple[str, str]:
    """Title ("" when unknown) and text. A zip that is both is what its name says. Raises Unreadable."""
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(path) as archive:
            names = _guard(archive)
            if WORD in names and not (CONTAINER in names and name.lower().endswith(".epub")):
                return _read_docx(archive, names)
            if CONTAINER in names:
                return _read_epub(archive, names)
    except (
        zipfile.BadZipFile,
        zlib.error,
        LxmlError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
        RuntimeError,
    ) as error:
        raise Unreadable(DAMAGED) from error
    raise Unreadable(_("It is neither a DOCX nor an EPUB file."))


def is_epub(path: str, name: str) -> bool:
    """Of a zip that `read_zip` has read."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    return CONTAINER in names and (WORD not in names or name.lower().endswith(".epub"))


def _guard(archive: zipfile.ZipFile) -> set[str]:
    """The names, after a look at what unpacking would cost; no member is ever read beyond the size that it states."""
    members = archive.infolist()
    if len(members) > MOST_ENTRIES or sum(member.file_size for member in members) > MOST_BYTES:
        raise Unreadable(_("Unpacked it is too large: more than 200 MB or 5,000 files."))
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(PROTECTED)
    return {member.filename for member in members}


def _parse(data: bytes) -> "_Element":
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _first(root: "_Element", name: str) -> str:
    """The text of the first element of that local name."""
    return next((found.text or "" for found in root.iter(f"{{*}}{name}")), "")


# Word


def _read_docx(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    core = "docProps/core.xml"
    title = _first(_parse(archive.read(core)), "title") if core in names else ""
    return title, "".join(_say_word(_parse(archive.read(WORD))))


def _say_word(node: "_Element") -> Iterator[str]:
    for child in node.iterchildren("*"):
        name = child.tag.rpartition("}")[2]
        if name in UNSAID:
            continue
        if name == "t":
            yield child.text or ""
        elif name in WORD_MARKS:
            yield WORD_MARKS[name]
        else:
            around = PARAGRAPH if name == "p" else ""
            yield around
            yield from _say_word(child)
            yield around


# EPUB


def _read_epub(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    """The chapters in the order of the spine; links that lead out of the archive lead nowhere."""
    if "META-INF/encryption.xml" in names:
        methods = _parse(archive.read("META-INF/encryption.xml")).iter("{*}EncryptionMethod")
        if any(method.get("Algorithm") not in FONT_SCRAMBLING for method in methods):
            raise Unreadable(PROTECTED)
    opf = next((root.get("full-path", "") for root in _parse(archive.read(CONTAINER)).iter("{*}rootfile")), "")
    package = _parse(archive.read(opf))
    items = {item.get("id"): item for item in package.iter("{*}item")}
    texts = []
    for ref in package.iter("{*}itemref"):
        item = items.get(ref.get("idref"))
        if item is None or "nav" in item.get("properties", "").split() or "html" not in item.get("media-type", ""):
            continue
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(opf), unquote(item.get("href", ""))))
        if inside in names:
            texts.append(_read_page(archive.read(inside)))
    return _first(package, "title"), PARAGRAPH.join(texts)


def _read_page(data: bytes) -> str:
    """The text of a chapter, whose (X)HTML may be as bad as on the web."""
    from lxml import html

    found = _CHARSET.search(data[:1024])
    text = data.decode(found[1].decode() if found and not data.startswith(b"\xef\xbb\xbf") else "utf-8-sig", "replace")
    # Without huge_tree, what is nested deeper than 256 elements would silently be missing.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(text.encode(), parser) if text.strip() else None
    return "" if root is None else "".join(_say_html(root))


def _say_html(node: "_Element") -> Iterator[str]:
    """Its text, then that of its children, each with what follows it; white space counts for one space."""
    yield _flat(node.text)
    for child in node.iterchildren("*"):
        if child.tag == "br":
            yield "\n"
        elif not SILENT.fullmatch(child.tag) and "noteref" not in child.get("epub:type", ""):
            around = PARAGRAPH if BLOCK.fullmatch(child.tag) else ""
            yield around
            yield from _say_html(child)
            yield around
        yield _flat(child.tail)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")

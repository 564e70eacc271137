"""Documents: their text in order, as paragraphs; what cannot be read is refused in words."""

import io
import pickle
import zipfile

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from studio.library.documents import LONGEST, Document, TooLong, read_document
from studio.library.examine import Unreadable

BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    "<rootfile full-path='OPS/book.opf'/></rootfiles></container>",
    "OPS/book.opf": "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<metadata><dc:title>The Pier</dc:title></metadata><manifest>"
    "<item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>"
    "<item id='b' href='text/b%201.xhtml' media-type='application/xhtml+xml'/>"
    "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
    "<item id='x' href='../../../etc/passwd' media-type='application/xhtml+xml'/>"
    "<item id='p' href='p.png' media-type='image/png'/></manifest>"
    "<spine><itemref idref='n'/><itemref idref='b'/><itemref idref='x'/><itemref idref='p'/><itemref idref='a'/>"
    "<itemref idref='gone'/></spine></package>",
    "OPS/nav.xhtml": "<html><body>Contents</body></html>",
    "OPS/text/b 1.xhtml": "<?xml version='1.0' encoding='utf-8'?><html><head><title/><script src='x.js'/></head><body>"
    "<h1>Caf&eacute; &amp; pier</h1><div>One<p>Two <b>bold</b>\n words</p>tail<br/>line</div><style>p{}</style>"
    "<nav>skip</nav><ruby>港<rt>gang</rt></ruby><a epub:type='noteref' href='#n'>1</a></body></html>",
    "OPS/a.xhtml": "<html><body><ul><li>last&nbsp;one<li>end</ul><!-- no --></body></html>",
}


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Two walks"
    document.add_heading("First walk", 1)
    document.add_paragraph("It was\tcold.").add_run(" Very cold.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.add_paragraph("The end.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(*pages: list[str]) -> bytes:
    """Each page lines of text, in ASCII, drawn as a typesetter would."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, lines in enumerate(pages):
        drawn = "BT /F 12 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        needs = "/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>"
        parts.append(f"<</Type/Page/Parent 2 0 R{needs}/Contents {5 + 2 * at} 0 R>>")
        parts.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}" + end).encode()


def locked(content: bytes, user: str) -> bytes:
    writer, file = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt(user, "owner", algorithm="AES-256")
    writer.write(file)
    return file.getvalue()


PAGE = [
    "A Walk",
    "The gulls were quarrelling about a fish that nobody had ever seen, be-",
    "cause there was none. It rained.",
]
TEXT = "A Walk\n\nThe gulls were quarrelling about a fish that nobody had ever seen, because there was none. It rained."


@pytest.fixture
def read(tmp_path):
    def read_one(content: bytes, name: str = "a pier.txt") -> Document:
        (tmp_path / "upload").write_bytes(content)
        return read_document(str(tmp_path / "upload"), name)

    return read_one


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Grüße\r\n\r\n\r\n\r\naus  Köln\tund \x07Bonn\r\n".encode(), "Grüße\n\naus Köln und Bonn"),
        ("\ufeffGrüße".encode(), "Grüße"),
        ("港口的海鸥".encode("utf-16"), "港口的海鸥"),
        (b"\xfe\xff" + "港口的海鸥".encode("utf-16-be"), "港口的海鸥"),
        ("春天来了，港口的海鸥又开始争吵。".encode("gb18030"), "春天来了，港口的海鸥又开始争吵。"),
        ("繁體中文，開始說話。".encode("gb18030"), "繁體中文，開始說話。"),
        ("“Élan” à la carte, garçon".encode("cp1252"), "“Élan” à la carte, garçon"),
        ("Größe, Übermut, Äpfel".encode("latin-1"), "Größe, Übermut, Äpfel"),
        ("港口的海鸥".encode()[:-1], "港口的海"),
        ("soft\u00adhyphen of\ufb01ce e\u0301".encode(), "softhyphen office é"),
    ],
    ids=["lines", "bom", "utf-16", "utf-16-be", "gb", "gbk", "cp1252", "latin", "cut", "marks"],
)
def test_plain_text_is_read_in_its_encoding(read, content, text):
    assert read(content) == Document("a pier", text)


def test_word_is_read_in_order(read):
    told = Document("Two walks", "First walk\n\nIt was cold. Very cold.\n\nleft\n\nright\n\nThe end.")
    assert read(word(), "called.pdf") == told


def test_word_says_what_was_inserted_and_nothing_that_was_deleted_or_noted(read):
    body = (
        "<w:document xmlns:w='w' xmlns:mc='mc'><w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>held</w:t><w:br/><w:t>on</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:body></w:document>"
    )
    assert read(zipped({"word/document.xml": body})).text == "new\n\nheld\non\n\nbox"


def test_a_book_is_read_along_its_spine(read):
    book = read(zipped(BOOK), "x.docx")
    assert book.title == "The Pier"
    assert book.text.split("\n\n") == [
        "Café & pier", "One", "Two bold words", "tail\nline", "港", "last one", "end",
    ]  # fmt: skip


def test_a_book_with_a_mark_for_each_page_is_read_to_its_end(read):
    page = "<html><body>" + "".join(f"<span id='p{at}'/><p>{at}</p>" for at in range(1000)) + "<b>" * 400 + "deep"
    assert read(zipped({**BOOK, "OPS/a.xhtml": page})).text.endswith("998\n\n999\n\ndeep")


def test_a_pdf_becomes_paragraphs_again(read):
    assert read(pdf([*PAGE, "12"])) == Document("a pier", TEXT)
    assert read(pdf(PAGE[:2], PAGE[2:])).text == TEXT


def test_a_pdf_that_only_forbids_printing_is_read(read):
    assert read(locked(pdf(PAGE), "")).text == TEXT


def test_entities_are_not_followed(read, tmp_path):
    (tmp_path / "secret").write_text("a secret")
    evil = f"<!DOCTYPE p [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'><!ENTITY y 'a secret'>]>"
    page, package = "<html><body>a &x; &y; b</body></html>", BOOK["OPS/book.opf"].replace("The Pier", "The &x;&y;")
    for document in (
        {**BOOK, "OPS/a.xhtml": evil + page, "OPS/book.opf": evil + package},
        {"word/document.xml": evil + "<w:p xmlns:w='w'><w:p><w:t>said &x;</w:t><w:t>&y;</w:t></w:p></w:p>"},
    ):
        assert "secret" not in str(read(zipped(document)))


def bomb() -> bytes:
    return zipped({**BOOK, "OPS/big.xhtml": bytes(201 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: b"", "no text"),
        (lambda: b" \n\xef\xbb\xbf\t", "no text"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no TXT"),
        (lambda: bytes(range(1, 256)) * 20, "no TXT"),
        (lambda: "a pier".encode("utf-16-le"), "no TXT"),
        (lambda: b"{\\rtf1 Hello}", "RTF"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
        (lambda: zipped({"hello.txt": "hello"}), "neither"),
        (lambda: zipped(BOOK)[:600], "damaged"),
        (lambda: zipped({"word/document.xml": "<w:p"}), "damaged"),
        (lambda: zipped({"META-INF/container.xml": "<a/>"}), "damaged"),
        (
            lambda: zipped({**BOOK, "META-INF/encryption.xml": "<e><EncryptionMethod Algorithm='aes'/></e>"}),
            "protected",
        ),
        (lambda: zipped({"word/document.xml": "<w:document xmlns:w='w'/>"}), "no text"),
        (lambda: zipped({**{f"{at}": "" for at in range(5001)}, **BOOK}), "too large"),
        (bomb, "too large"),
        (lambda: locked(pdf(PAGE), "secret"), "password"),
        (lambda: pdf(["", ""]), "scanner"),
        (lambda: pdf(PAGE)[:300], "damaged|scanner"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(read, content, told):
    with pytest.raises(Unreadable, match=told):
        read(content())


def test_a_text_that_is_too_long_says_how_long_it_is(read):
    assert len(read(b"a" * LONGEST).text) == LONGEST
    with pytest.raises(TooLong, match="1,000,001 characters") as caught:
        read(b"a" * LONGEST + b"b")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value), "it comes out of the child"


def test_a_name_is_only_words(read):
    assert read(b"x", "../../a\x00b/c\u202e.txt").title == "c"
    assert read(b"x", "n" * 300 + ".txt").title == "n" * 200

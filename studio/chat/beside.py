"""What a person puts beside a message: pictures go into the library, of documents the text is taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from studio.chat.models import LONGEST_TEXT
from studio.chat.tokens import Size, size_of
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.intake import upload_image
from studio.library.models import Asset
from studio.library.names import clean_name, sent_name
from studio.speech.views import read_upload
from studio.speech.views import words_of as words_of_document
from studio.teams.models import Team

MOST_BESIDE = 10
PICTURE_BYTES = 10_000_000  # official.md 3.3
TEXT_BYTES = 4 * LONGEST_TEXT
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
DOCUMENTS = {".docx", ".pdf", ".epub"}
NO_TEXT = gettext_noop("It is neither a picture nor a text. Attach JPG, PNG, WebP, text, code, DOCX, PDF or EPUB.")
NOT_UTF_8 = gettext_noop("Its letters cannot be read. Save it as UTF-8, and attach it again.")
TOO_LARGE = gettext_noop("MiniMax looks at pictures of up to 10 MB.")
TOO_MUCH = gettext_noop("It holds more text than a message takes, which is 200,000 characters. Attach a part of it.")
TOO_MANY = gettext_noop("At most 10 things beside one message.")
REASONS = (NO_TEXT, NOT_UTF_8, TOO_LARGE, TOO_MUCH, TOO_MANY)


@dataclass(frozen=True)
class Paper:
    """A document of the library and its words; `size` for the price ahead, counted as the box counts."""

    asset: Asset
    text: str

    @property
    def size(self) -> Size:
        return size_of(self.name + self.text)

    @property
    def name(self) -> str:
        return self.asset.name or f"{self.asset.headline[:200]}.{self.asset.suffix}"


class Beside:
    """`pictures` and `papers`: of the library; `files`: texts, each with its name, those of the papers among them."""

    def __init__(self, team: Team, pictures: Iterable[UUID], documents: Iterable[UUID] = ()) -> None:
        self.team = team
        named = list(pictures)
        rows = (
            Asset.objects.for_team(team)
            .kept()
            .filter(kind=Asset.Kind.IMAGE, public_id__in=named, bytes__lte=PICTURE_BYTES)
        )
        found = rows[:MOST_BESIDE] if named else []
        self.pictures = sorted(found, key=lambda asset: named.index(asset.public_id))
        self.papers = list(self._papers(list(documents)))
        self.files: list[tuple[str, str]] = [(paper.name, paper.text) for paper in self.papers]

    def _papers(self, named: list[UUID]) -> Iterator[Paper]:
        """As much of each as a message takes."""
        rows = Asset.objects.for_team(self.team).kept().filter(kind=Asset.Kind.DOCUMENT, public_id__in=named)
        for asset in rows[:MOST_BESIDE] if named else []:
            text = storage.text_of(asset.key, TEXT_BYTES)[:LONGEST_TEXT]
            if text:
                yield Paper(asset, text)

    def __bool__(self) -> bool:
        return bool(self.pictures or self.files)

    def take(self, file: UploadedFile, author: Any) -> None:
        """Raises Unreadable with the reason."""
        if len(self.pictures) + len(self.files) >= MOST_BESIDE:
            raise Unreadable(TOO_MANY)
        suffix = Path(file.name or "").suffix.lower()
        if suffix in PICTURES or (file.content_type or "").startswith("image/"):
            self.take_picture(upload_image(team=self.team, author=author, file=file))
        else:
            self.files.append((name_of(file), read_text(file, suffix)))

    def take_picture(self, asset: Asset) -> None:
        if asset.bytes > PICTURE_BYTES:
            raise Unreadable(TOO_LARGE)
        self.pictures.append(asset)


def name_of(file: UploadedFile) -> str:
    """As the library would call it, but with the dot of a `.env`: a model has to know it for what it is."""
    name = clean_name(sent_name(file.name or ""))
    return f".{name}" if name and Path(file.name or "").name.startswith(".") else name


def read_text(file: UploadedFile, suffix: str) -> str:
    """Of a document its text, of anything else what it says if it is text. Raises Unreadable."""
    text = read_upload(file).text if suffix in DOCUMENTS else decode(file)
    if len(text) > LONGEST_TEXT:
        raise Unreadable(TOO_MUCH)
    return text


def decode(file: UploadedFile) -> str:
    if (file.size or 0) > TEXT_BYTES:
        raise Unreadable(TOO_MUCH)
    raw = file.read()
    if not raw.strip():
        raise Unreadable(gettext_noop("The file is empty."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        is_text = (file.content_type or "").startswith("text/")
        raise Unreadable(NOT_UTF_8 if is_text else NO_TEXT)
    return text.replace("\r\n", "\n")


def words_of(error: Unreadable) -> str:
    """Why it cannot be taken, in the reader's language."""
    return _(str(error)) if str(error) in REASONS else words_of_document(error)

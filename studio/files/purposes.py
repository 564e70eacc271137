"""What a file at MiniMax is for, and what may be uploaded for it (official.md 4.4, 5.2, 8; reference.md, File
Management)."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studio.library.audio import examine_audio
from studio.library.pool import in_child
from studio.minimax import FilePurpose

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

MB = 1024 * 1024
DOCUMENT_BYTES = 512 * MB
# A text of so many characters or more is too long, and one of so many bytes holds them (official.md 4.3).
CHARACTERS, CHARACTER_BYTES = 1_000_000, 4
LIVES = timedelta(days=7)


class Unfit(Exception):
    """MiniMax would not take it; the text says why, in the reader's language."""


@dataclass(frozen=True)
class Form:
    """A form of file: the beginnings that it may have, each at its place; `text` has none."""

    mime: str
    starts: tuple[tuple[int, bytes], ...] = ()

    def fits(self, head: bytes) -> bool:
        if not self.starts:
            return is_text(head)
        return any(head[at : at + len(start)] == start for at, start in self.starts)


ZIP = ((0, b"PK\x03\x04"),)
FTYP = ((4, b"ftyp"),)
FORMS = {
    "mp3": Form("audio/mpeg", ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa"))),
    "m4a": Form("audio/mp4", FTYP),
    "wav": Form("audio/wav", ((8, b"WAVE"),)),
    "mp4": Form("video/mp4", FTYP),
    "mov": Form("video/quicktime", (*FTYP, (4, b"moov"), (4, b"mdat"), (4, b"wide"), (4, b"free"))),
    "avi": Form("video/x-msvideo", ((8, b"AVI "),)),
    "mkv": Form("video/x-matroska", ((0, b"\x1aE\xdf\xa3"),)),
    "jpg": Form("image/jpeg", ((0, b"\xff\xd8\xff"),)),
    "jpeg": Form("image/jpeg", ((0, b"\xff\xd8\xff"),)),
    "png": Form("image/png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    "webp": Form("image/webp", ((8, b"WEBP"),)),
    "txt": Form("text/plain"),
    "jsonl": Form("application/jsonl"),
    "pdf": Form("application/pdf", ((0, b"%PDF-"),)),
    "docx": Form("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "zip": Form("application/zip", ZIP),
}
SOUNDS = ("mp3", "m4a", "wav")
FILMS = ("mp4", "mov")
PICTURES = ("jpg", "jpeg", "png", "webp")


@dataclass(frozen=True)
class Purpose:
    """`takes`: by file ending the most bytes; empty where nobody uploads. `seconds`: how long a sound may last.
    `lives`: how long MiniMax keeps it."""

    label: "StrOrPromise"
    help: "StrOrPromise" = ""
    takes: dict[str, int] | None = None
    seconds: tuple[float, float] | None = None
    lives: timedelta | None = None


PURPOSES: dict[str, Purpose] = {
    FilePurpose.VOICE_CLONE: Purpose(
        _("Sample of a voice"),
        _("MP3, M4A or WAV of 10 seconds to 5 minutes, up to 20 MB."),
        dict.fromkeys(SOUNDS, 20 * MB),
        seconds=(10.0, 300.0),
    ),
    FilePurpose.PROMPT_AUDIO: Purpose(
        _("Prompt beside a sample"),
        _("MP3, M4A or WAV of less than 8 seconds, up to 20 MB."),
        dict.fromkeys(SOUNDS, 20 * MB),
        seconds=(0.0, 8.0),
    ),
    FilePurpose.SPEECH_TEXT: Purpose(
        _("Text to be spoken"),
        _(
            "TXT of less than 1,000,000 characters, ZIP or JSONL, up to 512 MB. PDF and DOCX are sent too; MiniMax's "
            "own service may refuse them."
        ),
        dict.fromkeys(("txt", "zip", "jsonl", "pdf", "docx"), DOCUMENT_BYTES),
    ),
    FilePurpose.VIDEO_UNDERSTANDING: Purpose(
        _("Film for a chat model"),
        _("MP4, AVI, MOV or MKV, up to 512 MB. MiniMax deletes it after 7 days."),
        dict.fromkeys(("mp4", "avi", "mov", "mkv"), DOCUMENT_BYTES),
        lives=LIVES,
    ),
    FilePurpose.VIDEO_INPUT: Purpose(
        _("Material for a clip"),
        _(
            "JPG, PNG or WebP up to 30 MB, MP4 or MOV up to 50 MB, MP3, M4A or WAV up to 15 MB. MiniMax deletes it "
            "after 7 days."
        ),
        dict.fromkeys(PICTURES, 30 * MB) | dict.fromkeys(FILMS, 50 * MB) | dict.fromkeys(SOUNDS, 15 * MB),
        lives=LIVES,
    ),
    FilePurpose.SPEECH: Purpose(_("Long speech, made")),
    FilePurpose.VIDEO: Purpose(_("Clip, made")),
}
UPLOADS = {str(name): purpose for name, purpose in PURPOSES.items() if purpose.takes}


def label_of(purpose: str) -> str:
    """In words, as far as MiniMax's word is known."""
    known = PURPOSES.get(purpose)
    return str(known.label) if known else gettext("Another purpose") if purpose else gettext("Purpose not told")


def lives_of(purpose: str) -> timedelta | None:
    known = PURPOSES.get(purpose)
    return known.lives if known else None


def check_name(purpose: str, name: str, size: int) -> None:
    """What a name and a size tell. Raises Unfit."""
    takes = UPLOADS[purpose].takes or {}
    most = takes.get(ending_of(name))
    if most is None:
        endings = ", ".join(ending.upper() for ending in takes)
        raise Unfit(gettext("For this purpose MiniMax takes %(endings)s.") % {"endings": endings})
    if not size:
        raise Unfit(gettext("The file is empty."))
    if size > most:
        raise Unfit(gettext("It is larger than %(size)s MB, the most for this purpose.") % {"size": most // MB})


def check_content(purpose: str, name: str, path: Path) -> str:
    """The media type, by the content, of what `check_name` has let through. Blocking. Raises Unfit or Unreadable."""
    ending = ending_of(name)
    form = FORMS[ending]
    with path.open("rb") as file:
        head = file.read(4096)
    if not form.fits(head):
        raise Unfit(gettext("Its content is not what its name says: %(ending)s.") % {"ending": ending.upper()})
    if seconds := UPLOADS[purpose].seconds:
        check_length(path, *seconds)
    if ending == "txt":
        check_text(path)
    return form.mime


def check_length(path: Path, least: float, most: float) -> None:
    """A prompt is shorter than `most`; a sample, which has a `least`, may last as long."""
    lasts = in_child(examine_audio, str(path)).duration_ms / 1000
    told = {"lasts": f"{lasts:.1f}", "least": f"{least:g}", "most": f"{most:g}"}
    if lasts < least:
        raise Unfit(gettext("It lasts %(lasts)s s; MiniMax wants at least %(least)s s.") % told)
    if least and lasts > most:
        raise Unfit(gettext("It lasts %(lasts)s s; MiniMax takes at most %(most)s s for this purpose.") % told)
    if not least and lasts >= most:
        raise Unfit(gettext("It lasts %(lasts)s s; MiniMax takes less than %(most)s s for this purpose.") % told)


def check_text(path: Path) -> None:
    is_long = path.stat().st_size >= CHARACTERS * CHARACTER_BYTES
    try:
        if is_long or len(path.read_text("utf-8")) >= CHARACTERS:
            raise Unfit(gettext("MiniMax takes texts of less than 1,000,000 characters."))
    except UnicodeDecodeError:
        raise Unfit(gettext("It is not a text in UTF-8.")) from None


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def is_text(head: bytes) -> bool:
    """UTF-8 without zeros; a letter may be cut at the end."""
    try:
        head.decode()
    except UnicodeDecodeError as problem:
        return problem.start >= len(head) - 3 and b"\0" not in head
    return b"\0" not in head

"""What an upload really is: told by its bytes, never by its label."""

import re
import unicodedata

from django.core.files.uploadedfile import UploadedFile

from .errors import InvalidParams

AUDIO = {"audio/mpeg", "audio/mp4", "audio/wav"}
IMAGES = {"image/jpeg", "image/png", "image/webp"}
VIDEOS = {"video/mp4", "video/quicktime", "video/x-matroska", "video/x-msvideo"}
DOCUMENTS = {
    "application/pdf",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "application/jsonl",
}
# What MiniMax's upload page and the reference's format table allow; any other purpose takes all of it.
BY_PURPOSE = {
    "voice_clone": AUDIO,
    "prompt_audio": AUDIO,
    "t2a_async_input": {"text/plain", "application/zip", "application/jsonl"},
    "text-to-speech": DOCUMENTS | AUDIO,
    "video_understanding": VIDEOS,
    "video_generation_input": IMAGES | VIDEOS | AUDIO,
}
LIMITS = {"voice_clone": 20_000_000, "prompt_audio": 20_000_000}
EXTENSIONS = {
    "mp3": {"audio/mpeg"}, "m4a": {"audio/mp4", "video/mp4"}, "wav": {"audio/wav"}, "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"}, "png": {"image/png"}, "webp": {"image/webp"}, "pdf": {"application/pdf"},
    "mp4": {"video/mp4", "audio/mp4"}, "mov": {"video/quicktime", "video/mp4"}, "mkv": {"video/x-matroska"},
    "avi": {"video/x-msvideo"}, "zip": {"application/zip"}, "txt": {"text/plain"}, "jsonl": {"text/plain"},
    "docx": {"application/zip"},
}  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def check_content(given: UploadedFile, name: str, purpose: str) -> str:
    """The media type of the bytes. Refuses what the purpose does not take and labels that lie."""
    given.seek(0)
    head = given.read(4096)
    given.seek(0)
    mime = sniffed(head)
    extension = name.rpartition(".")[2].lower()
    unlisted = purpose == "text-to-speech" and extension not in EXTENSIONS  # the reference lists its formats
    if mime is None or unlisted or mime not in EXTENSIONS.get(extension, {mime}):
        raise InvalidParams(f"file: the content of '{name[:60]}' is not what its name says, or of no known kind")
    mime = {"docx": DOCX, "jsonl": "application/jsonl", "m4a": "audio/mp4"}.get(extension, mime)
    if mime not in BY_PURPOSE.get(purpose, {mime}):
        raise InvalidParams(f"file: purpose {purpose} does not take {mime}")
    if (given.size or 0) > LIMITS.get(purpose, given.size or 0):
        raise InvalidParams(f"file: purpose {purpose} takes at most {LIMITS[purpose]} bytes")
    return mime


def sniffed(head: bytes) -> str | None:
    """The media type that the first bytes announce, or None."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}.get(brand, "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}.get(head[8:12])
    starts = {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"%PDF-": "application/pdf",
        b"PK\x03\x04": "application/zip",
        b"\x1aE\xdf\xa3": "video/x-matroska",
        b"ID3": "audio/mpeg",
    }
    for start, mime in starts.items():
        if head.startswith(start):
            return mime
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:  # an MPEG audio frame of layer III
        return "audio/mpeg"
    return "text/plain" if _is_text(head) else None


def clean_name(name: str) -> str:
    """The name as text only: no separators, no control or direction characters, at most 255 bytes."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    return name.encode()[:255].decode(errors="ignore") or "file"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as problem:
        return problem.start >= len(head) - 3 and len(head) == 4096  # a letter cut at the end of the sample
    return True

"""Sending bytes: private, typed, in ranges, without holding a file in memory."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from studio.library.audio import wav_header
from studio.library.models import RAW, Asset
from studio.library.parts import Part, Slice, read_parts, size_of
from studio.library.stamps import Stamp
from studio.library.storage import path_of

Response = HttpResponse | StreamingHttpResponse
RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII)
# Shown in the page; everything else is only ever downloaded (threats.md 4).
INLINE = {
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "video/mp4",
    "audio/mpeg",
    "audio/wav",
    "audio/flac",
    "audio/mp4",
    "audio/ogg",
    "audio/webm",
    "text/plain",
}


def send_file(
    request: HttpRequest,
    path: Path,
    *,
    mime: str,
    etag: str,
    download: str = "",
    size: int | None = None,
    before: bytes = b"",
    stamp: Stamp | None = None,
) -> Response:
    """A file as `send_parts` sends it.

    `before`: bytes that are sent as if the file began with them; `stamp`: what it says where it comes from.
    """
    size = path.stat().st_size if size is None else size
    parts = stamp.around(path, size) if stamp else [Slice(path, 0, size)]
    etag = f"{etag}-{stamp.tag}" if stamp else etag
    name, attached = download or path.name, bool(download)
    return send_parts(request, [before, *parts], mime=mime, etag=etag, name=name, attached=attached)


def send_parts(
    request: HttpRequest, parts: Sequence[Part], *, mime: str, etag: str, name: str, attached: bool = False
) -> Response:
    """Parts in a row as 200, 206, 304 or 416 (RFC 9110: ETag, If-None-Match, If-Range, one byte range)."""
    size = size_of(parts)
    quoted = f'"{etag}"'
    if quoted in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponse(status=304), quoted)
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", quoted) != quoted:
        asked = ""
    span = parse_range(asked, size)
    if span is None:
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _dressed(answer, quoted)
    start, end = span
    body = read_parts(parts, start, end) if request.method != "HEAD" else _nothing()
    response = StreamingHttpResponse(body, status=206 if _range_in(asked) else 200, content_type=mime)
    response.headers["Content-Length"] = str(end - start)
    if response.status_code == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Disposition"] = str(content_disposition_header(attached or mime not in INLINE, name))
    return _dressed(response, quoted)


def send_sound(request: HttpRequest, asset: Asset) -> Response:
    """An asset's audio as a browser plays it: bare PCM gets the header that it lacks."""
    bare = asset.mime == RAW
    before = wav_header(asset.sample_rate or 0, data_bytes=asset.bytes) if bare else b""
    mime = "audio/wav" if bare else asset.mime
    return send_file(request, path_of(asset.key), mime=mime, etag=f"{asset.sha256[:32]}-sound", before=before)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; the whole file for no or a strange header, None beyond the end."""
    found = _range_in(header)
    if not found:
        return 0, size
    if found[1] == "":
        count = int(found[2])
        return (max(0, size - count), size) if count else None
    start = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    return (start, end) if start < end else None


def _range_in(header: str) -> re.Match[str] | None:
    """What is no range, or one that ends before it begins, is as if it were not there (RFC 9110 14.1.1 and 14.2)."""
    found = RANGE.match(header)
    if not found or found[1] == found[2] == "" or (found[1] and found[2] and int(found[2]) < int(found[1])):
        return None
    return found


def _dressed(response: Response, etag: str) -> Response:
    """What every answer about a private file says: its tag, ranges welcome, for this browser only, no guessing."""
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return inert(response)


def inert(response: Response) -> Response:
    """Bytes of somebody else's making, whatever they turn out to be."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""

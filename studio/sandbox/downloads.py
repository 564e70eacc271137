"""Signed links that need no key, and the bytes behind them, in pieces and in ranges."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt

from . import clock, misfortune, store
from .errors import Refused, Style, refusal
from .models import Account, StoredFile

PIECE = 256 * 1024
INLINE = re.compile(r"(video|audio|image)/|text/plain$")
_LINK = re.compile(r"/downloads/([0-9]{15})/([A-Za-z0-9:_-]{20,100})$")
_signer = Signer(salt="sandbox.download")


def build_link(file: StoredFile, until: float) -> str:
    """The link's path below the sandbox; it works until then (seconds since 1970)."""
    return f"downloads/{file.pk}/{_signer.sign(f'{file.pk}:{int(until)}')}"


async def find_linked(url: str, account: Account, now: float) -> StoredFile | None:
    """The file behind one of our links, if it is still good and the file this account's."""
    match = _LINK.search(urlsplit(url).path)
    if not match or not _is_good(int(match[1]), match[2], now):
        return None
    return await StoredFile.objects.filter(pk=int(match[1]), account=account).afirst()


@csrf_exempt
async def download(request: HttpRequest, file_id: int, token: str) -> HttpResponseBase:
    try:
        now = clock.moment(request)
        what = misfortune.ordered(request)
        if what and (struck := await misfortune.strike(what, Style.REFERENCE)):
            return struck
        if not _is_good(file_id, token, now):
            raise Refused(2013, "this link has expired or is not ours", status=403)
        file = await StoredFile.objects.select_related("task").filter(pk=file_id).afirst()
        if file is None or store.find_size(file_id) is None:
            raise Refused(2013, "there is no such file any more", status=404)
    except Refused as problem:
        return refusal(problem, Style.REFERENCE)
    short = what == "short" or bool(file.task and file.task.plan["misfortune"] == "short")
    return serve(request, file, short=short)


def serve(request: HttpRequest, file: StoredFile, short: bool = False) -> HttpResponseBase:
    """The file's bytes, whole or the asked range. `short` breaks off in the middle."""
    size = store.find_size(file.pk) or 0
    part = _asked_range(request.headers.get("Range", ""), size)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part
    length = last - first + 1
    path = store.file_path(file.pk)
    body = _pieces(path, first, length // 2 if short else length, short)
    reply: HttpResponseBase
    reply = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(body)
    reply.status_code = 206 if (first, last) != (0, size - 1) or "Range" in request.headers else 200
    if reply.status_code == 206:
        reply["Content-Range"] = f"bytes {first}-{last}/{size}"
    for name, value in _labels(file, length).items():
        reply[name] = value
    return reply


def _labels(file: StoredFile, length: int) -> dict[str, str]:
    inline = bool(INLINE.match(file.mime))
    return {
        "Content-Type": file.mime,
        "Content-Length": str(length),
        "Accept-Ranges": "bytes",
        # Without an encoding the main site's GZipMiddleware would pack the stream and drop its length.
        "Content-Encoding": "identity",
        "Content-Disposition": content_disposition_header(not inline, file.filename) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


async def _pieces(path: Path, first: int, length: int, short: bool) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, first)
        while length > 0 and (piece := await asyncio.to_thread(file.read, min(PIECE, length))):
            length -= len(piece)
            yield piece
    if short:
        raise ConnectionAbortedError("cut on request (Sandbox-Misfortune: short)")


def _is_good(file_id: int, token: str, now: float) -> bool:
    try:
        signed, _, until = _signer.unsign(token).partition(":")
    except BadSignature:
        return False
    return signed == str(file_id) and now <= int(until)


def _asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte. The whole file for no range or several; None when the range lies outside."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not match or not (match[1] or match[2]):
        return 0, size - 1
    if not match[1]:
        wanted = int(match[2])
        return (max(0, size - wanted), size - 1) if wanted and size else None
    first, last = int(match[1]), min(int(match[2] or size), size - 1)
    return (first, last) if first <= last else None

"""Bodies are measured before Django reads them (threats.md 8)."""

import json
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

MB = 1024 * 1024
PAGE_LIMIT = 64 * MB
UPLOAD_LIMIT = 520 * MB
# Where whole files come in (`/<team>/library/upload/`).
UPLOADS = ("/library/upload/", "/files/upload/")
# A body is spooled, read out of its form, and kept; and the database needs some.
COPIES, SPARE = 3, 200 * MB
WITH_BODY = {"POST", "PUT", "PATCH"}
TEXTS = {
    411: "This request needs a Content-Length.",
    413: "This is larger than the studio takes.",
    507: "The studio's disk is almost full.",
}


class BodyLimits:
    """411 without a length, 413 beyond the limit, 507 without room: all before a byte of the body is taken."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        status = verdict(scope)
        if status is None:
            await self.app(scope, receive, send)
            return
        text, kind = TEXTS[status].encode(), b"text/plain"
        if _is_sandbox(scope):  # its callers read JSON
            said = {"base_resp": {"status_code": 2013, "status_msg": f"invalid params, {TEXTS[status]}"}}
            text, kind = json.dumps(said).encode(), b"application/json"
        headers = [(b"content-type", kind), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})


def verdict(scope: Any) -> int | None:
    if scope["type"] != "http" or scope["method"] not in WITH_BODY:
        return None
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers and b"content-length" not in headers:
        return 411
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        return 411
    if int(length) > (UPLOAD_LIMIT if _takes_files(scope) else PAGE_LIMIT):
        return 413
    return 507 if int(length) > MB and not _has_room(int(length)) else None


def _takes_files(scope: Any) -> bool:
    """Of a stranger no file is taken: nobody has looked at the cookie yet, but without one nobody is signed in."""
    cookies = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    is_upload = scope["path"].endswith(UPLOADS) and scope["path"].count("/") == 4
    return _is_sandbox(scope) or (is_upload and f"{settings.SESSION_COOKIE_NAME}=" in cookies)


def _has_room(length: int) -> bool:
    there = Path(settings.MEDIA_ROOT)
    there = next(folder for folder in (there, *there.parents) if folder.exists())
    return shutil.disk_usage(there).free > COPIES * length + SPARE


def _is_sandbox(scope: Any) -> bool:
    return bool(settings.SANDBOX and scope["path"].startswith("/sandbox/"))

"""Files, in both dialects: upload, list, look up, read, delete.

An id is a number inside `file` (MiniMax) and a string beside it (the reference).
"""

import asyncio
import re
import time
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db.models import Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import store
from .contents import check_content, clean_name
from .door import Call, answer, by_method, call, read_json
from .downloads import build_link, serve
from .errors import InvalidParams, NotFound, Refused, Style
from .facts import ACCOUNT_BYTES, FILE_BYTES, LINK_SECONDS_GENERATED, LINK_SECONDS_RESULT, LINK_SECONDS_VIDEO
from .models import Account, StoredFile, new_id

LIST_DEFAULT, LIST_MOST = 100, 1000
RESULTS_BETWEEN_SWEEPS = 100
LONG_SPEECH = "t2a_async"  # the purpose of what a long speech task makes


def read_id(value: object, field: str) -> int:
    """A file or task id: digits, as number or text, with or without `file_` or `task_` before them."""
    match = re.fullmatch(r"(?:file_|task_)?(\d{1,18})", str(value)) if isinstance(value, str | int) else None
    if match is None or isinstance(value, bool):
        raise NotFound(f"{field} is not an id")
    return int(match[1])


async def find_file(account: Account, file_id: int) -> StoredFile:
    """The account's file with its bytes on disk. Someone else's file does not exist."""
    file = await StoredFile.objects.select_related("task").filter(pk=file_id, account=account).afirst()
    if file is None or store.find_size(file.pk) is None:
        raise NotFound(f"file_id {file_id} does not exist")
    return file


@call(Style.NATIVE)
async def upload(call: Call) -> HttpResponseBase:
    return await take_upload(call)


async def take_upload(call: Call, always: str = "") -> HttpResponseBase:
    """Keep the form's file; its purpose is the form's unless it is `always` the same."""
    if int(call.request.headers.get("Content-Length") or 0) > FILE_BYTES + 1024 * 1024:
        raise Refused(2013, "invalid params, file is larger than 512 MB", status=413)
    purpose, given = await asyncio.to_thread(read_form, call.request)
    purpose = always or purpose
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", purpose):
        raise InvalidParams("purpose is required: lower-case letters, digits, _ and -")
    if given is None or not given.size:
        raise InvalidParams("file is required and must not be empty")
    if given.size > FILE_BYTES:
        raise Refused(2013, "invalid params, file is larger than 512 MB", status=413)
    name = clean_name(given.name or "")
    mime = await asyncio.to_thread(check_content, given, name, purpose)
    used = await StoredFile.objects.filter(account=call.account).aaggregate(total=Sum("size"))
    if (used["total"] or 0) + given.size > ACCOUNT_BYTES or not store.has_room(given.size):
        raise InvalidParams("the account's 100 GB are used up, or this disk is nearly full")
    file = StoredFile(id=new_id(), account=call.account, filename=name, purpose=purpose, mime=mime)
    file.size, file.created_at = given.size, call.now
    await asyncio.to_thread(_keep, given, file.pk)
    await file.asave(force_insert=True)
    return answer({"file": described(file), **flat(file)})


@call(Style.NATIVE)
async def list_by_purpose(call: Call) -> HttpResponseBase:
    """MiniMax's page knows no limit (official.md 8)."""
    return answer({"files": [described(file) for file in await _listed(call, LIST_MOST)]})


@call(Style.REFERENCE)
async def list_newest(call: Call) -> HttpResponseBase:
    files = await _listed(call, LIST_DEFAULT)
    return answer({"files": [flat(file) for file in files], "data": [flat(file) for file in files]})


@call(Style.NATIVE)
async def retrieve(call: Call) -> HttpResponseBase:
    file = await find_file(call.account, read_id(call.request.GET.get("file_id"), "file_id"))
    return answer({"file": {**described(file), "download_url": link(call, file)}})


@call(Style.REFERENCE)
async def show(call: Call, file_id: str) -> HttpResponseBase:
    """The reference's links live 9 hours, whatever MiniMax's own do (reference.md "File URL Expiration")."""
    file = await find_file(call.account, read_id(file_id, "file_id"))
    url = link(call, file, LINK_SECONDS_GENERATED)
    return answer({**flat(file), "download_url": url, "file": {**described(file), "download_url": url}})


@call(Style.NATIVE)
async def retrieve_content(call: Call) -> HttpResponseBase:
    return await _content(call, call.request.GET.get("file_id"))


@call(Style.REFERENCE)
async def content(call: Call, file_id: str) -> HttpResponseBase:
    return await _content(call, file_id)


@call(Style.NATIVE)
async def delete(call: Call) -> HttpResponseBase:
    return answer({"file_id": await _deleted(call, (await read_json(call.request)).get("file_id"))})


@call(Style.REFERENCE)
async def remove(call: Call, file_id: str) -> HttpResponseBase:
    return answer({"file_id": str(await _deleted(call, file_id)), "deleted": True})


def described(file: StoredFile) -> dict[str, Any]:
    """MiniMax's file object."""
    size = file.size if file.size is not None else store.find_size(file.pk)
    return {
        "file_id": file.pk,
        "bytes": size,
        "created_at": int(file.created_at),
        "filename": file.filename,
        "purpose": file.purpose,
    }


def flat(file: StoredFile) -> dict[str, Any]:
    """The reference's file object."""
    return {**described(file), "file_id": str(file.pk), "status": "processed"}


async def keep_result(call: Call, content: bytes, filename: str, mime: str, purpose: str = "result") -> StoredFile:
    """Keep what a call has made, for the link in its reply. Lists do not show it; it goes when the link does."""
    file = StoredFile(id=new_id(), account=call.account, filename=filename, purpose=purpose, mime=mime, listed=False)
    file.size, file.created_at = len(content), call.now
    await asyncio.to_thread(store.keep_bytes, content, file.pk)
    await file.asave(force_insert=True)
    if file.pk % RESULTS_BETWEEN_SWEEPS == 0:
        await forget_old_results()
    return file


async def forget_old_results() -> None:
    old = StoredFile.objects.filter(listed=False, created_at__lt=time.time() - LINK_SECONDS_RESULT)
    async for file in old[:1000]:
        await asyncio.to_thread(store.delete, file.pk)
        await file.adelete()


def link(call: Call, file: StoredFile, seconds: int = 0) -> str:
    """A link that lives so long; without `seconds`, as long as MiniMax's own for such a file (official.md 12)."""
    seconds = seconds or (LINK_SECONDS_GENERATED if file.purpose == LONG_SPEECH else LINK_SECONDS_VIDEO)
    return call.address(build_link(file, call.now + seconds))


async def _content(call: Call, given: object) -> HttpResponseBase:
    file = await find_file(call.account, read_id(given, "file_id"))
    short = call.request.headers.get("Sandbox-Misfortune", "").lower() == "short"
    return serve(call.request, file, short or bool(file.task and file.task.plan["misfortune"] == "short"))


async def _deleted(call: Call, given: object) -> int:
    file = await find_file(call.account, read_id(given, "file_id"))
    file_id = file.pk
    await file.adelete()
    await asyncio.to_thread(store.delete, file_id)
    return file_id


async def _listed(call: Call, default: int) -> list[StoredFile]:
    """Newest first, without films that are not finished."""
    limit = call.request.GET.get("limit", str(default))
    if not re.fullmatch(r"\d{1,5}", limit) or not 1 <= int(limit) <= LIST_MOST:
        raise InvalidParams(f"limit must be 1 to {LIST_MOST}")
    files = StoredFile.objects.filter(account=call.account, listed=True).order_by("-created_at", "-id")
    if purpose := call.request.GET.get("purpose"):
        files = files.filter(purpose=purpose)
    found = [file async for file in files[: int(limit) + 50]]
    return [file for file in found if file.size is not None or store.find_size(file.pk)][: int(limit)]


def read_form(request: HttpRequest) -> tuple[str, UploadedFile | None]:
    """The form's purpose and file. Django's parser keeps large files on disk; it runs in a thread."""
    try:
        given = request.FILES.get("file")
        return str(request.POST.get("purpose", "")).strip().strip('"'), given
    except Exception:
        raise InvalidParams("body is not a multipart form") from None


def _keep(given: UploadedFile, file_id: int) -> None:
    if isinstance(given, TemporaryUploadedFile):
        store.keep_upload(given.temporary_file_path(), file_id)
        return
    store.keep_bytes(given.read(), file_id)


one = by_method(get=show, delete=remove)

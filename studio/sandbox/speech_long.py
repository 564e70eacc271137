"""Long speech as a task: MiniMax's `t2a_async_v2` and the reference's `text_to_speech/async` (official.md 4.3).

MiniMax's result is an archive of audio, subtitles and facts; the reference's is the audio itself, and beside it the
subtitles, if asked for. The two queries find the tasks of both.
"""

import asyncio
import json
import secrets
import zipfile
import zlib
from dataclasses import asdict, replace
from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import clock, files, misfortune, plans, rendering, store, tasks, voices
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Refused, Style
from .facts import LINK_SECONDS_GENERATED
from .files import LONG_SPEECH
from .models import StoredFile, Task, new_id
from .plans import State
from .sound.formats import EXTENSIONS, MIMES
from .speech_request import NATIVE_LONG, REFERENCE_LONG, Dialect, SpeechRequest, count_facts, read_settings, read_text

KIND = "speech"
PURPOSES = ("t2a_async_input", "text-to-speech")
LONGEST_FILE = 1_000_000  # characters; a text in a file must have less
TEXT_BYTES = 4 * LONGEST_FILE
MEMBERS = 100
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PARTS = ("title", "content", "extra")
STATUSES = {"Preparing": "Processing", "Queueing": "Processing", "Fail": "Failed"}


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    request, what = await _read(call, body, NATIVE_LONG)
    if struck := await misfortune.strike(what, call.style):
        return struck
    task, file = await _start(call, request, what, bundle=True)
    facts = {"task_token": secrets.token_hex(16), "usage_characters": len(request.text)}
    return _accepted(what, {"task_id": task.pk, "file_id": file.pk, **facts})


@call(Style.REFERENCE)
async def create_plain(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    request, what = await _read(call, body, REFERENCE_LONG)
    if struck := await misfortune.strike(what, call.style):
        return struck
    task, _ = await _start(call, request, what, bundle=False)
    facts = {"created_at": clock.iso(task.created_at), "usage_characters": len(request.text)}
    return _accepted(what, {"task_id": str(task.pk), "status": "Processing", "file_id": None, **facts})


@call(Style.NATIVE)
async def query(call: Call) -> HttpResponseBase:
    task, file, state = await tasks.find(call, call.request.GET.get("task_id"), kinds=(KIND,))
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    body = {"task_id": task.pk, "status": status_of(task, state, call.now), "file_id": file.pk if file else 0}
    return JsonResponse(tasks.with_reason(body, state))


@call(Style.REFERENCE)
async def show(call: Call, task_id: str) -> HttpResponseBase:
    task, file, state = await tasks.find(call, task_id, kinds=(KIND,))
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    status = status_of(task, state, call.now)
    body = {"task_id": str(task.pk), "status": status, "file_id": None, "created_at": clock.iso(task.created_at)}
    if status == "Success" and file:
        body |= {"file_id": str(file.pk), "audio_url": files.link(call, file, LINK_SECONDS_GENERATED)}
        body |= await _subtitle_field(call, task)
    return JsonResponse(tasks.with_reason(body, state))


async def _subtitle_field(call: Call, task: Task) -> dict[str, str]:
    """`subtitle_file`, if the task keeps subtitles beside its audio: a link to a JSON list of sentences or words."""
    titles = await StoredFile.objects.filter(pk=task.film.get("titles"), account=call.account).afirst()
    return {"subtitle_file": files.link(call, titles, LINK_SECONDS_GENERATED)} if titles else {}


def status_of(task: Task, state: State, now: float) -> str:
    """Processing, Success, Failed, or Expired nine hours after the end (official.md 4.3, 12)."""
    if state.done and now > task.created_at + task.plan["least"] + LINK_SECONDS_GENERATED:
        return "Expired"
    return STATUSES.get(state.status, state.status)


async def _read(call: Call, body: dict[str, Any], dialect: Dialect) -> tuple[SpeechRequest, str]:
    """The request with its text, which comes in the body or as an uploaded file, and the trouble that is ordered."""
    request = read_settings({**body, "stream": None, "output_format": None}, dialect)
    text, given = body.get("text"), body.get("text_file_id")
    if text and given is not None:
        raise InvalidParams("text and text_file_id exclude each other")
    name, longest = "text", dialect.longest
    if given is not None:
        text, name, longest = await _uploaded(call, given), "text_file_id", LONGEST_FILE - 1
    request = replace(request, text=await asyncio.to_thread(read_text, text, longest, name))
    await asyncio.to_thread(_check_marks, request.text, name)
    return request, misfortune.ordered(call.request, str(text))


async def _uploaded(call: Call, given: object) -> str:
    file = await files.find_file(call.account, files.read_id(given, "text_file_id"))
    if file.purpose not in PURPOSES:
        raise InvalidParams(f"text_file_id: the file's purpose must be {' or '.join(PURPOSES)}, not {file.purpose}")
    if file.mime not in ("text/plain", "application/zip"):
        raise InvalidParams("text_file_id must be a txt or zip file")
    return await asyncio.to_thread(_file_text, file)


def _file_text(file: StoredFile) -> str:
    path = store.file_path(file.pk)
    if file.mime == "text/plain":
        with path.open("rb") as source:
            return _decoded(source.read(TEXT_BYTES + 1))
    try:
        with zipfile.ZipFile(path) as archive:
            return _zip_text(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise InvalidParams("text_file_id is not a readable zip file") from None


def _zip_text(archive: zipfile.ZipFile) -> str:
    """The txt and json members in the order of their names; a bomb is stopped by its unpacked bytes."""
    names = sorted(name for name in archive.namelist() if name.lower().endswith((".txt", ".json")))
    if not names or len(names) > MEMBERS:
        raise InvalidParams(f"text_file_id: the zip must hold 1 to {MEMBERS} txt or json files")
    if any(archive.getinfo(name).compress_type not in PACKED for name in names):
        raise InvalidParams("text_file_id: the zip must be packed by deflate or not at all")
    texts, left = [], TEXT_BYTES
    for name in names:
        with archive.open(name) as member:
            raw = member.read(left + 1)
        left -= len(raw)
        text = _decoded(raw, left)
        texts.append(_json_text(text, name) if name.lower().endswith(".json") else text)
    return "\n".join(texts)


def _json_text(text: str, name: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    parts = [found.get(part) for part in PARTS] if isinstance(found, dict) else []
    if not any(parts) or not all(isinstance(part, str | None) for part in parts):
        raise InvalidParams(f"text_file_id: {name[:60]} must be an object with texts as title, content or extra")
    return "\n".join(part for part in parts if part)


def _decoded(raw: bytes, left: int = 0) -> str:
    if len(raw) > TEXT_BYTES or left < 0:
        raise InvalidParams(f"text_file_id must have less than {LONGEST_FILE} characters")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidParams("text_file_id must be UTF-8 text") from None


def _check_marks(text: str, name: str) -> None:
    """Refuse now what the renderer could not speak later."""
    from .sound.script import Paragraph, Unspeakable, parts_of

    try:
        empty = all(isinstance(part, Paragraph) for part in parts_of(text))
    except Unspeakable as problem:
        raise InvalidParams(str(problem).replace("text", name, 1)) from None
    if empty:
        raise InvalidParams(f"{name}: there is nothing in it that can be spoken")


async def _start(call: Call, request: SpeechRequest, what: str, bundle: bool) -> tuple[Task, StoredFile]:
    profile, own = await voices.find_profile(call.account, request.voices, call.now)
    film = {
        "kind": KIND,
        "speech": {**request.manner, "profile": profile.to_json()},
        "audio": asdict(request.audio),
        "facts": count_facts(request.text),
        "bundle": bundle,
        "subtitles": "" if bundle else request.subtitles,
    }
    await voices.note_use(own, call.now)
    return await sync_to_async(_keep)(call, film, request, what)


def _keep(call: Call, film: dict[str, Any], request: SpeechRequest, what: str) -> tuple[Task, StoredFile]:
    task = Task(id=new_id(), account=call.account, kind=KIND, created_at=call.now)
    text = store.folder("inputs") / f"{task.pk}-text"
    text.write_text(request.text, encoding="utf-8")
    task.film = {**film, "text": text.name, "stem": str(task.pk)}
    task.plan = plans.build_plan(what, queues=False)
    format = request.audio.format
    mime, extension = ("application/x-tar", "tar") if film["bundle"] else (MIMES[format], EXTENSIONS[format])
    file = StoredFile(id=new_id(), account=call.account, task=task, purpose=LONG_SPEECH, mime=mime)
    file.filename, file.created_at = f"{task.pk}.{extension}", call.now
    with transaction.atomic():
        if film["subtitles"]:
            task.film["titles"] = _titles_of(task).pk
        task.save(force_insert=True)
        file.save(force_insert=True)
    rendering.render_later(task, file)
    return task, file


def _titles_of(task: Task) -> StoredFile:
    """The row of a file that the renderer writes before the audio; only a link leads there."""
    return StoredFile.objects.create(
        account=task.account,
        filename=f"{task.pk}_titles.json",
        purpose=LONG_SPEECH,
        mime="application/json",
        created_at=task.created_at,
        listed=False,
    )


def _accepted(what: str, body: dict[str, Any]) -> HttpResponseBase:
    """The reply to a create, unless it is to be lost on its way."""
    if what == "lost":
        return tasks.lost(Refused(1000))
    return misfortune.reset() if what == "reset" else answer(body)

"""V2 videos (official.md 5.2): create, ask after one, list those of seven days, cancel or delete."""

import asyncio
import re
from typing import Any

from asgiref.sync import sync_to_async
from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import callbacks, misfortune, store, tasks
from .contents import sniffed
from .door import Call, call, read_json
from .errors import InvalidParams, Refused, Style
from .files import link, read_id
from .inputs import read_bytes
from .models import StoredFile, Task
from .pictures import Picture, check
from .plans import State
from .video import frame_size
from .video_v2_request import V2Request, read_request

KIND = "video_v2"
SHORT_SIDES = {"480P": 480, "768P": 768, "2K": 1152}
STATUSES = {
    "Preparing": "queued",
    "Queueing": "queued",
    "Processing": "running",
    "Success": "succeeded",
    "Fail": "failed",
    "Cancelled": "cancelled",
}
VISIBLE = 7 * 86_400
IMAGE_BYTES, VIDEO_BYTES, AUDIO_BYTES = 30_000_000, 50_000_000, 15_000_000
DATA_URLS = {"video": r"mp4|quicktime|x-matroska|webm", "audio": r"[\w.+-]+"}
PAGES = 1000


class NoRecord(Refused):
    """V2's way of not knowing a task: HTTP 500 (official.md 2)."""

    def __init__(self) -> None:
        super().__init__(1000, "record not found", status=500)


@call(Style.OPENAI)
async def create(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    asked, address = read_request(body), callbacks.read_address(body)
    what = misfortune.ordered(call.request, asked.prompt)
    if struck := await misfortune.strike(what, call.style):
        return struck
    pictures, others = await _read_media(asked, call)
    film = build_film(asked, pictures)
    await callbacks.challenge(address)
    task = await tasks.start(call, KIND, film, pictures + others, what)
    callbacks.tell_later(call, task, address, describe_for_callback)
    return misfortune.after(what, call.style) or JsonResponse({"task_id": str(task.pk)})


@call(Style.OPENAI)
async def query(call: Call, task_id: str) -> HttpResponseBase:
    task, file, state = await _find(call, task_id)
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    return JsonResponse({"task": describe(call, task, file, state)})


@call(Style.OPENAI)
async def index(call: Call) -> HttpResponseBase:
    """Newest first. `filter.model`, `filter.status` and `filter.task_ids` narrow the list."""
    given = call.request.GET
    page, size = (
        _whole(given.get("page_num", "1"), "page_num", PAGES),
        _whole(given.get("page_size", "20"), "page_size", 100),
    )
    found = await sync_to_async(_listed)(call, given)
    chosen = found[(page - 1) * size : page * size]
    body = {"tasks": [describe(call, *one) for one in chosen], "total": len(found), "page_num": page, "page_size": size}
    return JsonResponse(body)


@call(Style.OPENAI)
async def remove(call: Call, task_id: str) -> HttpResponseBase:
    """Cancel what is queued, delete what has ended; what runs can be neither."""
    task, _file, state = await _find(call, task_id)
    status = STATUSES[state.status]
    if status == "running":
        raise InvalidParams("a running task can be neither cancelled nor deleted")
    if status == "queued":
        task.plan["cancelled"] = call.now - task.created_at
        await task.asave(update_fields=["plan"])
        return JsonResponse({"task_id": str(task.pk), "action": "cancelled", "status": "cancelled"})
    await sync_to_async(_delete)(task)
    return JsonResponse({"task_id": str(task_id), "action": "deleted", "status": status})


def describe(call: Call, task: Task, file: StoredFile | None, state: State) -> dict[str, Any]:
    film, done = task.film, state.done and file is not None
    error = {"code": str(state.code), "message": Refused(state.code).text} if state.code else None
    return {
        "id": str(task.pk),
        "model": film["model"],
        "status": STATUSES[state.status],
        "created_at": int(task.created_at),
        "updated_at": int(_changed_at(task, call.now)),
        "content": {"url": link(call, file)} if done and file else None,
        "error": error,
        "resolution": film["resolution"],
        "duration": film["seconds"],
        "usage": _usage(film) if done else None,
        "ratio": film["ratio"],
        "task_type": film["task_type"],
        "modality": "video",
    }


def describe_for_callback(call: Call, task: Task, file: StoredFile | None, state: State) -> dict[str, Any]:
    return {"task_id": str(task.pk), "task": describe(call, task, file, state)}


def build_film(asked: V2Request, pictures: list[Picture]) -> dict[str, Any]:
    """The renderer's recipe (`render/film.py`), and what a query tells of the request."""
    kinds = {"text_to_video": "text", "image_to_video": "frame", "first_last_frame_to_video": "frames"}
    shape = asked.ratio or (pictures[0].size if pictures else (16, 9))
    width, height = frame_size(_within(shape), SHORT_SIDES[asked.resolution])
    return {
        "kind": kinds.get(asked.task_type, "subject"),
        "prompt": misfortune.without_orders(asked.prompt)
        + (" in golden light, richly detailed" if asked.expands else ""),
        "seconds": asked.seconds,
        "width": width,
        "height": height,
        "watermark": asked.watermark,
        "model": asked.model,
        "resolution": asked.resolution,
        "ratio": asked.ratio_word,
        "task_type": asked.task_type,
        "images": len(pictures),
    }


async def _read_media(asked: V2Request, call: Call) -> tuple[list[Picture], list[Picture]]:
    """(pictures, and after them the reference videos and audio, which the renderer tells by their content)."""
    pictures, others = [], []
    for role, urls in asked.media.items():
        for url in urls:
            if role == "reference_video":
                others.append(await _read_stream(url, role, call, "video", VIDEO_BYTES))
            elif role == "reference_audio":
                others.append(await _read_stream(url, role, call, "audio", AUDIO_BYTES))
            else:
                kinds = {"image": "jpe?g|png|webp"}
                data = await read_bytes(url, role, call.account, call.now, kinds=kinds, most=IMAGE_BYTES)
                pictures.append(Picture(data, await asyncio.to_thread(check, data, role)))
    return pictures, others


async def _read_stream(url: str, role: str, call: Call, kind: str, most: int) -> Picture:
    data = await read_bytes(url, role, call.account, call.now, kinds={kind: DATA_URLS[kind]}, most=most)
    mime = sniffed(data[:4096]) or ""
    fits = mime.startswith(f"{kind}/") or (kind == "audio" and mime == "video/mp4")
    if not fits or len(data) > most:
        raise InvalidParams(f"{role}: not a {kind} of at most {most // 1_000_000} MB")
    return Picture(data, (0, 0))


async def _find(call: Call, given: str) -> tuple[Task, StoredFile | None, State]:
    try:
        task_id = read_id(given, "task_id")
        task, file, state = await tasks.find(call, str(task_id), kinds=(KIND,))
    except Refused:
        raise NoRecord from None
    if call.now - task.created_at > VISIBLE:
        raise NoRecord
    return task, file, state


def _listed(call: Call, given: Any) -> list[tuple[Task, StoredFile | None, State]]:
    rows = Task.objects.filter(account=call.account, kind=KIND, created_at__gt=call.now - VISIBLE)
    if wanted := given.get("filter.task_ids"):
        ids = [int(one) for one in re.findall(r"\d{1,18}", wanted)][:100]
        rows = rows.filter(pk__in=ids)
    found = [(task, *tasks.look(task, call.now)) for task in rows.order_by("-created_at", "-id")[:PAGES]]
    model, status = given.get("filter.model"), given.get("filter.status")
    return [
        one
        for one in found
        if model in (None, "", one[0].film["model"]) and status in (None, "", STATUSES[one[2].status])
    ]


def _delete(task: Task) -> None:
    for file in StoredFile.objects.filter(task=task):
        store.delete(file.pk)
    task.delete()


def _changed_at(task: Task, now: float) -> float:
    """The last step of the plan that has passed."""
    age, plan = now - task.created_at, task.plan
    steps = [0.0, plan["queueing"], plan["least"], plan.get("cancelled", 0.0)]
    return task.created_at + max(step for step in steps if step <= max(age, 0.0))


def _usage(film: dict[str, Any]) -> dict[str, int]:
    made = film["seconds"]
    return {"total_seconds": made, "input_seconds": 0, "output_seconds": made, "input_image_count": film["images"]}


def _within(shape: tuple[int, int]) -> tuple[int, int]:
    """The shape, no longer than 21:9: what adapts to a picture stays within the ratios that V2 knows."""
    wide, high = shape
    if wide * 9 > high * 21:
        return 21, 9
    return (9, 21) if high * 9 > wide * 21 else shape


def _whole(given: str, name: str, most: int) -> int:
    if not re.fullmatch(r"\d{1,6}", given) or not 1 <= int(given) <= most:
        raise InvalidParams(f"{name} must be 1 to {most}")
    return int(given)

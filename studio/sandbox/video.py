"""Videos: one create path for both dialects, two query paths.

`POST /v1/video_generation` takes MiniMax's fields and the reference's, and answers the union of both.
"""

from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import callbacks, clock, misfortune, tasks
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Style
from .facts import LINK_SECONDS_GENERATED
from .files import link
from .models import StoredFile, Task
from .pictures import Picture, read_picture
from .plans import State
from .video_request import VideoRequest, read_request


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    what = misfortune.ordered(call.request, str(body.get("prompt") or ""))
    if struck := await misfortune.strike(what, Style.NATIVE):
        return struck
    asked, address = read_request(body), callbacks.read_address(body)
    pictures = [await read_picture(value, field, call.account, call.now) for field, value in asked.pictures]
    film = build_film(asked, pictures)
    await callbacks.challenge(address)
    task = await tasks.start(call, "video", film, pictures, what)
    callbacks.tell_later(call, task, address, describe)
    return accepted(task, what)


@call(Style.NATIVE)
async def query(call: Call) -> HttpResponseBase:
    task, file, state = await tasks.find(call, call.request.GET.get("task_id"), kinds=("video",))
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    return JsonResponse(describe(call, task, file, state))


def describe(call: Call, task: Task, file: StoredFile | None, state: State) -> dict[str, Any]:
    """The body of MiniMax's query: sizes as `video_width`, the film by `file_id` only."""
    body = {
        "task_id": str(task.pk),
        "status": state.status,
        "file_id": str(file.pk) if state.done and file else "",
        **_size(task.film, state),
    }
    return tasks.with_reason(body, state)


@call(Style.REFERENCE)
async def show(call: Call, task_id: str) -> HttpResponseBase:
    """The reference's query; it finds template tasks too."""
    task, file, state = await tasks.find(call, task_id, kinds=("video", "video_template"))
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    body: dict[str, Any] = {
        "task_id": str(task.pk),
        "status": state.status,
        "created_at": clock.iso(task.created_at),
        **_size(task.film, state),
    }
    if state.done and file:
        film = task.film
        body |= {"file_id": str(file.pk), "video_url": link(call, file, LINK_SECONDS_GENERATED)}
        body |= {"duration": film["seconds"], "width": film["width"], "height": film["height"]}
    return JsonResponse(tasks.with_reason(body, state))


def accepted(task: Task, what: str) -> HttpResponseBase:
    """The reply to a create, unless it is to be lost on its way."""
    if trouble := misfortune.after(what, Style.NATIVE):
        return trouble
    return answer({"task_id": str(task.pk), "status": "Processing", "created_at": clock.iso(task.created_at)})


def build_film(asked: VideoRequest, pictures: list[Picture]) -> dict[str, Any]:
    """The renderer's recipe; see `render/film.py`."""
    shape = asked.ratio or (pictures[0].size if asked.kind in ("frame", "frames") else (16, 9))
    width, height = frame_size(shape, asked.short_side)
    return {
        "kind": asked.kind,
        "prompt": misfortune.without_orders(asked.prompt),
        "seconds": asked.seconds,
        "width": width,
        "height": height,
        "optimizer": asked.optimizer,
        "watermark": asked.watermark,
        "fast": asked.fast,
    }


def frame_size(shape: tuple[int, int], short_side: int) -> tuple[int, int]:
    """Pixels of a frame with this shape and short side: both even, as H.264 wants them."""
    if not 2 * max(shape) <= 5 * min(shape):
        raise InvalidParams(f"video_ratio must lie between 2:5 and 5:2, it is {shape[0]}:{shape[1]}")
    long_side = 2 * round(short_side * max(shape) / min(shape) / 2)
    return (long_side, short_side) if shape[0] >= shape[1] else (short_side, long_side)


def _size(film: dict[str, Any], state: State) -> dict[str, int]:
    shown = state.done
    return {"video_width": film["width"] if shown else 0, "video_height": film["height"] if shown else 0}

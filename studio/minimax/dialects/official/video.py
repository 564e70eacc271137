"""Videos as the live service takes them (official.md 5)."""

import base64
from typing import Any
from urllib.parse import urlencode

from studio.minimax import readers
from studio.minimax.dialects.official import files
from studio.minimax.dialects.shared.tasks import (
    id_in_path,
    read_created_task,
    read_status,
    read_task,
    unprepared,
)
from studio.minimax.line import Call, Reply, json_body
from studio.minimax.terms import Picture, TaskStatus, Unsaid
from studio.minimax.verdict import problem_of_task
from studio.minimax.video import Surface, TemplateRequest, VideoRequest, VideoTask

SUBJECT_MODEL = "S2V-01"
SHORT, LONG = 6, 10
VIDEO_LIVES, TEMPLATE_LIVES = 3600, 9 * 3600
wants_file_ids = False
read = read_task
read_created = read_created_task


def create(request: VideoRequest) -> Call:
    """V1. What V1 cannot say is what `find_unsaid` lists."""
    subject = request.subject and [{"type": "character", "image": [picture_value(request.subject, "subject")]}]
    fields = {
        "model": _model(request),
        "prompt": request.prompt or None,
        "first_frame_image": _value(request.first_frame, "first_frame"),
        "last_frame_image": _value(request.last_frame, "last_frame"),
        "subject_reference": subject,
        "duration": _duration(request.duration),
        "resolution": request.resolution,
        "prompt_optimizer": request.prompt_optimizer,
        "fast_pretreatment": request.fast_pretreatment,
        "aigc_watermark": request.aigc_watermark,
        "callback_url": request.callback_url,
    }
    return Call("POST", "/v1/video_generation", json_body(fields))


def find_unsaid(request: VideoRequest) -> list[Unsaid]:
    """V1 has no ratio (shape follows the model or the first frame), lasts 6 or 10 s, and films a subject with
    one model only."""
    found = []
    if request.ratio is not None:
        found.append(Unsaid("ratio", request.ratio))
    if request.duration != _duration(request.duration):
        found.append(Unsaid("duration", request.duration, _duration(request.duration)))
    if request.model != _model(request):
        found.append(Unsaid("model", request.model, _model(request)))
    return found


def query(task_id: str) -> Call:
    return Call("GET", f"/v1/query/video_generation?task_id={id_in_path(task_id)}", is_task=True, is_lookup=True)


def create_template(request: TemplateRequest) -> Call:
    fields = {
        "template_id": request.template_id,
        "media_inputs": [{"value": picture_value(picture, "media")} for picture in request.media] or None,
        "text_inputs": [{"value": text} for text in request.texts.values()] or None,
        "callback_url": request.callback_url,
    }
    return Call("POST", "/v1/video_template_generation", json_body(fields))


def query_template(task_id: str) -> Call:
    return Call(
        "GET", f"/v1/query/video_template_generation?task_id={id_in_path(task_id)}", is_task=True, is_lookup=True
    )


def list_tasks(model: str | None, page: int, size: int) -> Call:
    fields = {"page_num": page, "page_size": size, "filter.model": model}
    asked = urlencode({name: value for name, value in fields.items() if value is not None})
    return Call("GET", f"/v2/query/video_generation?{asked}")


def read_tasks(reply: Reply) -> list[VideoTask]:
    """The pages do not show the list's name; `tasks` is what V2's `task` suggests, `items` its usual twin."""
    name = "tasks" if "tasks" in reply.body else "items"
    return [_read_listed(item, reply.trace_id) for item in readers.read_objects(reply.body, name, 1000)]


def locate(task: VideoTask) -> Call | None:
    if task.surface is Surface.TEMPLATE:
        return query_template(task.task_id)
    if task.surface is Surface.V2:
        return Call("GET", f"/v2/query/video_generation/{id_in_path(task.task_id)}", is_lookup=True)
    return files.show(task.file_id) if task.file_id else None


def read_location(reply: Reply) -> tuple[str | None, str | None, int]:
    body = reply.body
    if (file := readers.find_object(body, "file")) is not None:
        path = files.read_content(readers.read_id(file, "file_id")).path
        return readers.find_url(file, "download_url"), path, VIDEO_LIVES
    if (task := readers.find_object(body, "task")) is not None:
        return _read_listed(task, reply.trace_id).video_url, None, VIDEO_LIVES
    return read_task(reply).video_url, None, TEMPLATE_LIVES


def picture_value(picture: Picture, field: str) -> str:
    """A data URL or the address. Raises `Unprepared` for a bare file id, which V1 does not take."""
    if picture.content is not None:
        return f"data:{picture.mime};base64,{base64.b64encode(picture.content).decode()}"
    if picture.url is None:
        raise unprepared(field)
    return picture.url


def _value(picture: Picture | None, field: str) -> str | None:
    return None if picture is None else picture_value(picture, field)


def _model(request: VideoRequest) -> str:
    return SUBJECT_MODEL if request.subject else request.model


def _duration(seconds: int | None) -> int | None:
    return None if seconds is None else (SHORT if seconds <= SHORT else LONG)


def _read_listed(item: dict[str, Any], trace_id: str) -> VideoTask:
    status = read_status(item)
    error = readers.find_object(item, "error") or {}
    code = readers.find_whole(error, "code") if str(error.get("code", "")).isdigit() else 0
    failed = status.finished and status is not TaskStatus.SUCCESS
    return VideoTask(
        task_id=readers.read_id(item, "id"),
        status=status,
        video_url=readers.find_url(readers.find_object(item, "content") or {}, "url"),
        duration=readers.find_number(item, "duration", 86_400),
        reply=item,
        trace_id=trace_id,
        problem=problem_of_task(item, code, str(error.get("message", ""))) if failed else None,
        surface=Surface.V2,
        model=readers.find_text(item, "model", 100),
        resolution=readers.find_text(item, "resolution", 20),
        created_at=readers.find_moment(item, "created_at"),
    )

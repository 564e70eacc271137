"""Videos as reference.md asks for them.

Its fields are fewer than MiniMax's. `resolution`, `prompt_optimizer`, `fast_pretreatment`,
`aigc_watermark` and `callback_url` are sent along under MiniMax's names: the sandbox and gateways take the
union, and a server that knows the reference only ignores them. So nothing is dropped or changed here.
"""

from studio.minimax.dialects.reference import files
from studio.minimax.dialects.shared.tasks import (
    id_in_path,
    read_created_task,
    read_task,
    unprepared,
)
from studio.minimax.errors import NotInDialect
from studio.minimax.line import Call, Reply, json_body
from studio.minimax.terms import Picture, Unsaid
from studio.minimax.video import TemplateRequest, VideoRequest, VideoTask

LINK_LIVES = 9 * 3600
wants_file_ids = True
read = read_task
read_created = read_created_task


def create(request: VideoRequest) -> Call:
    """Pictures by file id; a first frame may also be a public address. Else `Unprepared`."""
    first = request.first_frame
    by_url = first is not None and first.file_id is None and first.content is None and first.url
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "image_url": by_url or None,
        "first_frame_image_id": None if by_url else _file_id(first, "first_frame"),
        "last_frame_image_id": _file_id(request.last_frame, "last_frame"),
        "subject_image_id": _file_id(request.subject, "subject"),
        "video_length": request.duration,
        "video_ratio": request.ratio,
        "resolution": request.resolution,
        "prompt_optimizer": request.prompt_optimizer,
        "fast_pretreatment": request.fast_pretreatment,
        "aigc_watermark": request.aigc_watermark,
        "callback_url": request.callback_url,
    }
    return Call("POST", "/v1/video_generation", json_body(fields))


def find_unsaid(request: VideoRequest) -> list[Unsaid]:
    return []


def query(task_id: str) -> Call:
    return Call("GET", f"/v1/video_generation/{id_in_path(task_id)}", is_task=True, is_lookup=True)


def create_template(request: TemplateRequest) -> Call:
    fields = {
        "template_id": request.template_id,
        "media_inputs": [_file_id(picture, "media") for picture in request.media],
        "text_inputs": dict(request.texts),
        "callback_url": request.callback_url,
    }
    return Call("POST", "/v1/video_template_generation", json_body(fields))


def query_template(task_id: str) -> Call:
    """The reference names no query for templates; the one for videos is the only one it has."""
    return query(task_id)


def list_tasks(model: str | None, page: int, size: int) -> Call:
    raise NotInDialect


def read_tasks(reply: Reply) -> list[VideoTask]:
    raise NotInDialect


def locate(task: VideoTask) -> Call | None:
    return query(task.task_id)


def read_location(reply: Reply) -> tuple[str | None, str | None, int]:
    task = read_task(reply)
    path = files.read_content(task.file_id).path if task.file_id else None
    return task.video_url, path, LINK_LIVES


def _file_id(picture: Picture | None, field: str) -> str | None:
    if picture is None:
        return None
    if picture.file_id is None:
        raise unprepared(field)
    return picture.file_id

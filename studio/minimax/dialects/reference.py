"""The paths and fields of reference.md.

Its video fields are fewer than MiniMax's. `resolution`, `prompt_optimizer`, `fast_pretreatment`,
`aigc_watermark` and `callback_url` are sent along under MiniMax's names: the sandbox and gateways take the
union, and a server that knows the reference only ignores them. So nothing is dropped or changed here.
"""

from dataclasses import replace
from urllib.parse import urlencode

from studio.minimax import readers
from studio.minimax.dialects.shared import (
    id_in_path,
    read_created_task,
    read_remote_file,
    read_task,
    unprepared,
)
from studio.minimax.errors import NotInDialect
from studio.minimax.files import FilePurpose, RemoteFile
from studio.minimax.line import UPLOAD_SECONDS, Call, Reply, Upload, json_body
from studio.minimax.video import Picture, TemplateRequest, Unsaid, VideoRequest, VideoTask

# Video (reference.md "Video Generation API")

LINK_LIVES = 9 * 3600
wants_file_ids = True
read_video = read_task
read_video_created = read_created_task


def create_video(request: VideoRequest) -> Call:
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


def query_video(task_id: str) -> Call:
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
    return query_video(task_id)


def list_videos(model: str | None, page: int, size: int) -> Call:
    raise NotInDialect


def read_videos(reply: Reply) -> list[VideoTask]:
    raise NotInDialect


def locate_video(task: VideoTask) -> Call | None:
    return query_video(task.task_id)


def read_location(reply: Reply) -> tuple[str | None, str | None, int]:
    task = read_task(reply)
    path = read_content(task.file_id).path if task.file_id else None
    return task.video_url, path, LINK_LIVES


def _file_id(picture: Picture | None, field: str) -> str | None:
    if picture is None:
        return None
    if picture.file_id is None:
        raise unprepared(field)
    return picture.file_id


# Files (reference.md "File Management API")

PURPOSES = {str(FilePurpose.SPEECH_TEXT): "text-to-speech"}
OURS = {theirs: ours for ours, theirs in PURPOSES.items()}


def upload_file(upload: Upload) -> Call:
    fields = {name: PURPOSES.get(value, value) for name, value in upload.fields.items()}
    return Call("POST", "/v1/files/upload", upload=replace(upload, fields=fields), seconds=UPLOAD_SECONDS)


def read_file(reply: Reply) -> RemoteFile:
    return _with_our_purpose(read_remote_file(reply.body))


def list_files(purpose: str | None, limit: int) -> Call:
    """The reference filters by nothing; the client picks the purpose from what comes."""
    return Call("GET", f"/v1/files?{urlencode({'limit': limit})}")


def read_files(reply: Reply) -> list[RemoteFile]:
    name = "files" if "files" in reply.body else "data"
    return [_with_our_purpose(read_remote_file(item)) for item in readers.read_objects(reply.body, name)]


def show_file(file_id: str) -> Call:
    return Call("GET", f"/v1/files/{id_in_path(file_id)}", is_lookup=True)


def read_content(file_id: str) -> Call:
    return Call("GET", f"/v1/files/{id_in_path(file_id)}/content", is_lookup=True)


def delete_file(file_id: str, purpose: str | None) -> Call:
    return Call("DELETE", f"/v1/files/{id_in_path(file_id)}", is_lookup=True)


def _with_our_purpose(file: RemoteFile) -> RemoteFile:
    return replace(file, purpose=OURS.get(file.purpose, file.purpose))

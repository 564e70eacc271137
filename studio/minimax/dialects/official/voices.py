"""Voices on the live service (official.md 4.4)."""

from studio.minimax.dialects.official import files
from studio.minimax.dialects.shared import voices as shared
from studio.minimax.dialects.shared.tasks import number, unprepared
from studio.minimax.files import RemoteFile
from studio.minimax.line import Call, Reply, Upload, json_body
from studio.minimax.terms import Unsaid
from studio.minimax.voices import PREVIEW_TEXT, CloneRequest, DesignRequest

list_all, read_list, delete = shared.list_all, shared.read_list, shared.delete
read_clone, read_design = shared.read_clone, shared.read_design


def upload(given: Upload) -> Call:
    return files.upload(given)


def read_upload(reply: Reply) -> RemoteFile:
    return files.read(reply)


def clone(request: CloneRequest) -> Call:
    if request.sample.file_id is None:
        raise unprepared("sample")
    fields = {"file_id": number(request.sample.file_id), "voice_id": request.voice_id, **shared.build_clone(request)}
    return Call("POST", "/v1/voice_clone", json_body(fields))


def design(request: DesignRequest) -> Call:
    """A preview is a must here, so one is supplied; there is no choice of model (mapping.md 5)."""
    fields = {
        "prompt": request.prompt,
        "preview_text": request.preview_text or PREVIEW_TEXT,
        "voice_id": request.voice_id,
        "aigc_watermark": request.aigc_watermark,
    }
    return Call("POST", "/v1/voice_design", json_body(fields))


def find_unsaid(request: DesignRequest) -> list[Unsaid]:
    return [Unsaid("model", request.model)] if request.model is not None else []

"""Voices as reference.md makes them; listing and deleting go by MiniMax's own calls."""

from dataclasses import replace

from studio.minimax.dialects.reference import files
from studio.minimax.dialects.shared import voices as shared
from studio.minimax.dialects.shared.tasks import read_remote_file, unprepared
from studio.minimax.files import FilePurpose, RemoteFile
from studio.minimax.line import UPLOAD_SECONDS, Call, Reply, Upload, json_body
from studio.minimax.terms import Unsaid
from studio.minimax.voices import CloneRequest, DesignRequest

list_all, read_list, delete = shared.list_all, shared.read_list, shared.delete
read_clone, read_design = shared.read_clone, shared.read_design


def upload(given: Upload) -> Call:
    """A sample has a path of its own; prompt audio, which the reference does not know, is a file like others."""
    if given.fields.get("purpose") != FilePurpose.VOICE_CLONE:
        return files.upload(given)
    bare = replace(given, fields={})
    return Call("POST", "/v1/voice_clone/upload", upload=bare, seconds=UPLOAD_SECONDS)


def read_upload(reply: Reply) -> RemoteFile:
    return read_remote_file(reply.body)


def clone(request: CloneRequest) -> Call:
    if request.sample.file_id is None:
        raise unprepared("sample")
    fields = {"voice_id": request.voice_id, "file_id": request.sample.file_id, **shared.build_clone(request)}
    return Call("POST", "/v1/voice_clone/create", json_body(fields))


def design(request: DesignRequest) -> Call:
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "voice_id": request.voice_id,
        "preview_text": request.preview_text,
        "aigc_watermark": request.aigc_watermark,
    }
    return Call("POST", "/v1/voice_design/create", json_body(fields))


def find_unsaid(request: DesignRequest) -> list[Unsaid]:
    return []

"""Files as reference.md keeps them."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from studio.minimax import readers
from studio.minimax.dialects.shared.tasks import id_in_path, read_remote_file
from studio.minimax.files import FilePurpose, RemoteFile
from studio.minimax.line import UPLOAD_SECONDS, Call, Reply, Upload

PURPOSES = {str(FilePurpose.SPEECH_TEXT): "text-to-speech"}
GENERATED = ("", str(FilePurpose.VIDEO), str(FilePurpose.SPEECH))
OURS = {theirs: ours for ours, theirs in PURPOSES.items()}


def upload(given: Upload) -> Call:
    fields = {name: PURPOSES.get(value, value) for name, value in given.fields.items()}
    return Call("POST", "/v1/files/upload", upload=replace(given, fields=fields), seconds=UPLOAD_SECONDS)


def read(reply: Reply) -> RemoteFile:
    return _with_our_purpose(read_remote_file(reply.body))


def list_all(purpose: str | None, limit: int) -> Call:
    """The reference filters by nothing; the client picks the purpose from what comes."""
    return Call("GET", f"/v1/files?{urlencode({'limit': limit})}")


def read_list(reply: Reply) -> list[RemoteFile]:
    name = "files" if "files" in reply.body else "data"
    return [_with_our_purpose(read_remote_file(item)) for item in readers.read_objects(reply.body, name)]


def show(file_id: str) -> Call:
    return Call("GET", f"/v1/files/{id_in_path(file_id)}", is_lookup=True)


def read_content(file_id: str) -> Call:
    return Call("GET", f"/v1/files/{id_in_path(file_id)}/content", is_lookup=True)


def delete(file_id: str, purpose: str | None) -> Call:
    return Call("DELETE", f"/v1/files/{id_in_path(file_id)}", is_lookup=True)


def link_lives(purpose: str) -> timedelta | None:
    """Of generated files (reference.md "File URL Expiration"); a file without a purpose may be one."""
    return timedelta(hours=9) if purpose in GENERATED else None


def _with_our_purpose(file: RemoteFile) -> RemoteFile:
    return replace(file, purpose=OURS.get(file.purpose, file.purpose))

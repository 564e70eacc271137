"""Files as the live service keeps them (official.md 8)."""

from datetime import timedelta
from urllib.parse import urlencode

from studio.minimax import readers
from studio.minimax.dialects.shared.tasks import id_in_path, number, read_remote_file
from studio.minimax.files import FilePurpose, RemoteFile
from studio.minimax.line import UPLOAD_SECONDS, Call, Reply, Upload, json_body

# Of what MiniMax made, a film's link lives an hour and a speech's nine (official.md 12). Of uploads nothing is said.
LIVES = {str(FilePurpose.VIDEO): timedelta(hours=1), str(FilePurpose.SPEECH): timedelta(hours=9)}


def upload(given: Upload) -> Call:
    return Call("POST", "/v1/files/upload", upload=given, seconds=UPLOAD_SECONDS)


def read(reply: Reply) -> RemoteFile:
    return read_remote_file(readers.find_object(reply.body, "file") or {})


def list_all(purpose: str | None, limit: int) -> Call:
    """MiniMax knows no limit; the client cuts the list."""
    return Call("GET", "/v1/files/list" + (f"?{urlencode({'purpose': purpose})}" if purpose else ""))


def read_list(reply: Reply) -> list[RemoteFile]:
    return [read_remote_file(item) for item in readers.read_objects(reply.body, "files")]


def show(file_id: str) -> Call:
    return Call("GET", f"/v1/files/retrieve?file_id={id_in_path(file_id)}", is_lookup=True)


def read_content(file_id: str) -> Call:
    return Call("GET", f"/v1/files/retrieve_content?file_id={id_in_path(file_id)}", is_lookup=True)


def delete(file_id: str, purpose: str | None) -> Call:
    """The id as the int64 that MiniMax's page asks for, as far as it is one."""
    fields = {"file_id": number(file_id), "purpose": purpose}
    return Call("POST", "/v1/files/delete", json_body(fields), is_lookup=True)


def link_lives(purpose: str) -> timedelta | None:
    return LIVES.get(purpose)

"""Where files lie. Every name on disk is made of our ids; nothing a caller sends becomes a path."""

import shutil
from pathlib import Path

from django.conf import settings


def folder(name: str) -> Path:
    """A folder below SANDBOX_DATA, made when missing: `files` or `inputs`."""
    path = Path(getattr(settings, "SANDBOX_DATA", "var/sandbox")) / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_path(file_id: int) -> Path:
    return folder("files") / str(int(file_id))


def failure_path(file_id: int) -> Path:
    """Exists when the renderer gave up on this film."""
    return folder("files") / f"{int(file_id)}.failed"


def find_size(file_id: int) -> int | None:
    """Bytes on disk, or None while there is no such file."""
    try:
        return file_path(file_id).stat().st_size
    except FileNotFoundError:
        return None


def keep_upload(source: str, file_id: int) -> None:
    """Move an upload in place; only then does it have its name."""
    draft = folder("files") / f".{int(file_id)}.upload"
    shutil.move(source, draft)
    draft.chmod(0o600)
    draft.replace(file_path(file_id))


def keep_bytes(content: bytes, file_id: int) -> None:
    draft = folder("files") / f".{int(file_id)}.small"
    draft.write_bytes(content)
    keep_upload(str(draft), file_id)


def delete(file_id: int) -> None:
    file_path(file_id).unlink(missing_ok=True)
    failure_path(file_id).unlink(missing_ok=True)


def has_room(size: int) -> bool:
    return shutil.disk_usage(folder("files")).free > 3 * size

"""Task and file objects, whose fields are the union of both dialects (mapping.md 10, 11)."""

import re
from collections.abc import Mapping
from typing import Any

from studio.minimax import readers
from studio.minimax.errors import Garbled, Unprepared
from studio.minimax.files import RemoteFile
from studio.minimax.line import Reply
from studio.minimax.terms import TaskStatus
from studio.minimax.verdict import problem_of_task
from studio.minimax.video import VideoTask

# Callbacks write them in lower case, V2 has words of its own, and Fail and Failed both occur.
STATUSES = {
    "preparing": TaskStatus.PREPARING,
    "queueing": TaskStatus.QUEUEING,
    "queued": TaskStatus.QUEUEING,
    "processing": TaskStatus.PROCESSING,
    "running": TaskStatus.PROCESSING,
    "success": TaskStatus.SUCCESS,
    "succeeded": TaskStatus.SUCCESS,
    "fail": TaskStatus.FAILED,
    "failed": TaskStatus.FAILED,
    "expired": TaskStatus.EXPIRED,
    "cancelled": TaskStatus.CANCELLED,
    "canceled": TaskStatus.CANCELLED,
}


def read_status(body: Mapping[str, Any]) -> TaskStatus:
    """The task's status. A word that nobody knows is an error, never a success."""
    word = body.get("status")
    status = STATUSES.get(word.lower()) if isinstance(word, str) else None
    if status is None:
        raise Garbled
    return status


def read_task(reply: Reply) -> VideoTask:
    """The task of a query, of either kind and dialect."""
    body = reply.body
    status = read_status(body)
    return VideoTask(
        task_id=readers.read_id(body, "task_id"),
        status=status,
        file_id=readers.find_id(body, "file_id"),
        video_url=readers.find_url(body, "video_url"),
        width=readers.find_whole(body, "width" if "width" in body else "video_width", 100_000) or None,
        height=readers.find_whole(body, "height" if "height" in body else "video_height", 100_000) or None,
        duration=readers.find_number(body, "duration", 86_400),
        reply=body,
        trace_id=reply.trace_id,
        problem=problem_of_task(body) if status.finished and status is not TaskStatus.SUCCESS else None,
    )


def read_created_task(reply: Reply) -> VideoTask:
    """The task of a create; MiniMax itself names only its id."""
    status = read_status(reply.body) if reply.body.get("status") else TaskStatus.PREPARING
    task_id = readers.read_id(reply.body, "task_id")
    return VideoTask(task_id=task_id, status=status, reply=reply.body, trace_id=reply.trace_id)


def read_remote_file(body: Mapping[str, Any]) -> RemoteFile:
    return RemoteFile(
        file_id=readers.read_id(body, "file_id"),
        name=readers.find_text(body, "filename") or "",
        size=readers.find_whole(body, "bytes"),
        created_at=readers.find_moment(body, "created_at"),
        purpose=readers.find_text(body, "purpose", 100) or "",
        download_url=readers.find_url(body, "download_url"),
        reply=dict(body),
    )


def id_in_path(value: str) -> str:
    """An id fit for an address. Raises ValueError: such an id never came from MiniMax."""
    if not re.fullmatch(r"[\w-]{1,128}", value, re.ASCII):
        raise ValueError("not an id of MiniMax")
    return value


def number(file_id: str | None) -> int | str | None:
    """A file id as the int64 that MiniMax's pages ask for, as far as it is one."""
    return int(file_id) if file_id and id_in_path(file_id).isdigit() else file_id


def unprepared(field: str) -> Unprepared:
    return Unprepared(said=field)

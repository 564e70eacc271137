"""Video: from text, a first frame, first and last frames, a subject, or a template.

Creating is billed and happens at most once per call; everything else is free and repeatable.
Limits (official.md 5, 12): prompts 2,000 characters; pictures JPG, PNG or WebP, under 20 MB, short side over
300 pixels, shape 2:5 to 5:2.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from studio.minimax.errors import MiniMaxError, NotFound, gettext_noop
from studio.minimax.files import FilePurpose, Files
from studio.minimax.line import Line
from studio.minimax.terms import Picture, Source, TaskStatus, Unsaid

if TYPE_CHECKING:
    from studio.minimax.dialects import VideoTongue


class Surface(StrEnum):
    """Which of MiniMax's interfaces knows a task's id."""

    VIDEO = "video"
    TEMPLATE = "template"
    V2 = "v2"


@dataclass(frozen=True)
class VideoRequest:
    """`duration` in seconds, `resolution` like "768P", `ratio` like "16:9"; None leaves it to MiniMax."""

    model: str
    prompt: str = ""
    first_frame: Picture | None = None
    last_frame: Picture | None = None
    subject: Picture | None = None
    duration: int | None = None
    resolution: str | None = None
    ratio: str | None = None
    prompt_optimizer: bool | None = None
    fast_pretreatment: bool | None = None
    aigc_watermark: bool | None = None
    callback_url: str | None = None


@dataclass(frozen=True)
class TemplateRequest:
    """`texts`: the template's texts by label, in the template's order."""

    template_id: str
    media: tuple[Picture, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    callback_url: str | None = None


@dataclass(frozen=True)
class VideoTask:
    """`width`, `height` in pixels and `duration` in seconds when MiniMax says them. `problem`: why it failed.
    `model`, `resolution` and `created_at` come with lists only. `reply` is the raw JSON."""

    task_id: str
    status: TaskStatus
    file_id: str | None = None
    video_url: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    reply: dict[str, Any] = field(default_factory=dict, repr=False)
    trace_id: str = ""
    problem: MiniMaxError | None = None
    surface: Surface = Surface.VIDEO
    model: str | None = None
    resolution: str | None = None
    created_at: datetime | None = None


R = TypeVar("R", VideoRequest, TemplateRequest)
NO_FILM = (
    gettext_noop("This task has no film to download."),
    gettext_noop("Wait until it has succeeded, or make it again."),
)


class Video:
    def __init__(self, line: Line, tongue: VideoTongue, files: Files) -> None:
        self._line, self._tongue, self._files = line, tongue, files

    async def create(self, request: VideoRequest) -> VideoTask:
        """Start a film: exactly one POST, billed. Raises `Unprepared` before sending when `prepare` is due."""
        # In a thread: 20 MB pictures become base64 on the way.
        call = await asyncio.to_thread(self._tongue.create, request)
        return (await self._line.submit(call)).read(self._tongue.read_created)

    async def query(self, task_id: str) -> VideoTask:
        """Where the task is. A failed task is an answer, with its `problem`, not an exception."""
        return (await self._line.ask(self._tongue.query(task_id))).read(self._tongue.read)

    async def create_from_template(self, request: TemplateRequest) -> VideoTask:
        """Start a film from a template: exactly one POST, billed."""
        call = await asyncio.to_thread(self._tongue.create_template, request)
        task = (await self._line.submit(call)).read(self._tongue.read_created)
        return replace(task, surface=Surface.TEMPLATE)

    async def query_template(self, task_id: str) -> VideoTask:
        task = (await self._line.ask(self._tongue.query_template(task_id))).read(self._tongue.read)
        return replace(task, surface=Surface.TEMPLATE)

    async def prepare(self, request: R) -> R:
        """The request with its pictures as this dialect needs them: uploaded, or unchanged. Free, repeatable."""
        if not self._tongue.wants_file_ids:
            return request
        changes: dict[str, Any] = {}
        if isinstance(request, TemplateRequest):
            changes["media"] = tuple([await self._uploaded(picture) for picture in request.media])
        else:
            for name in ("first_frame", "last_frame", "subject"):
                if picture := getattr(request, name):
                    changes[name] = await self._uploaded(picture)
        return replace(request, **changes)

    def unsaid(self, request: VideoRequest) -> list[Unsaid]:
        """What this dialect drops or changes of the request, so that the page can say so. Pure."""
        return self._tongue.find_unsaid(request)

    async def source(self, task: VideoTask) -> Source:
        """A fresh download address, asked for now. Raises `NotFound` when there is no film."""
        call = self._tongue.locate(task)
        if call is None:
            raise NotFound(*NO_FILM)
        url, path, lives = (await self._line.ask(call)).read(self._tongue.read_location)
        expires_at = datetime.now(UTC) + timedelta(seconds=lives)
        if url:
            return Source(url, expires_at)
        if path:
            return Source(self._line.root + path, expires_at, self._line.headers)
        raise NotFound(*NO_FILM)

    async def list(self, *, model: str | None = None, page: int = 1, size: int = 50) -> list[VideoTask]:
        """The V2 tasks of the last 7 days (official.md 5.2); they name no prompt. V1 tasks are never listed.
        Raises `NotInDialect` in the reference dialect."""
        call = self._tongue.list_tasks(model, page, size)
        return (await self._line.ask(call)).read(self._tongue.read_tasks)

    async def _uploaded(self, picture: Picture) -> Picture:
        if picture.file_id or picture.content is None:
            return picture
        file = await self._files.upload(
            name=picture.name, content=picture.content, mime=picture.mime, purpose=FilePurpose.VIDEO_INPUT
        )
        return replace(picture, file_id=file.file_id, content=None)

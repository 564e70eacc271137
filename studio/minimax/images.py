"""Images: from words, or with the person of a reference picture.

Each call is billed by the image and happens at most once. Limits (official.md 6): prompts 1,500 characters; 1 to 9
images; 512 to 2048 pixels a side in steps of 8 with image-01; links live 24 hours.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from studio.minimax.files import FilePurpose, Files
from studio.minimax.line import Line
from studio.minimax.terms import Picture, Unsaid

if TYPE_CHECKING:
    from studio.minimax.dialects import ImagesTongue


@dataclass(frozen=True)
class ImageRequest:
    """`size` in pixels like "1024x1024", or `ratio` like "16:9". `reference`: whose person the image shows.
    `style` and `style_weight` (0 to 1): image-01-live. `output`: "url" or "base64"; None leaves it to MiniMax."""

    model: str
    prompt: str
    size: str | None = None
    ratio: str | None = None
    count: int | None = None
    seed: int | None = None
    reference: Picture | None = None
    style: str | None = None
    style_weight: float | None = None
    prompt_optimizer: bool | None = None
    output: str | None = None
    aigc_watermark: bool | None = None


@dataclass(frozen=True)
class MadeImages:
    """`urls` or `contents`, as asked for; `failed`: how many were judged sensitive and are not among them."""

    id: str
    urls: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = field(default=(), repr=False)
    succeeded: int = 0
    failed: int = 0
    trace_id: str = ""
    reply: dict[str, Any] = field(default_factory=dict, repr=False)


class Images:
    """`api.images`."""

    def __init__(self, line: Line, tongue: ImagesTongue, files: Files) -> None:
        self._line, self._tongue, self._files = line, tongue, files

    async def create(self, request: ImageRequest) -> MadeImages:
        """Make the images: exactly one POST, billed. Raises `Unprepared` before sending when `prepare` is due."""
        call = await asyncio.to_thread(self._tongue.create, request)
        return (await self._line.submit(call)).read(self._tongue.read)

    async def prepare(self, request: ImageRequest) -> ImageRequest:
        """The request with its reference as this dialect needs it: uploaded, or unchanged. Free, repeatable."""
        picture = request.reference
        if not self._tongue.wants_file_ids or picture is None or picture.file_id or picture.content is None:
            return request
        file = await self._files.upload(
            name=picture.name, content=picture.content, mime=picture.mime, purpose=FilePurpose.VIDEO_INPUT
        )
        return replace(request, reference=replace(picture, file_id=file.file_id, content=None))

    def unsaid(self, request: ImageRequest) -> list[Unsaid]:
        """What this dialect drops or changes of the request. Pure."""
        return self._tongue.find_unsaid(request)

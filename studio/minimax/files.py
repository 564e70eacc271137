"""Files that MiniMax keeps: upload, list, look up, read, delete.

Limits (official.md 8, 12): 100 GB an account, 512 MB a file, pictures for video 20 MB; uploads for video are
kept 7 days. None of these calls is billed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.minimax.bodies import chunks_of
from studio.minimax.line import Line, Upload

if TYPE_CHECKING:
    from studio.minimax.dialects import FilesTongue


class FilePurpose(StrEnum):
    """What an upload is for, in MiniMax's own words (official.md 8)."""

    VOICE_CLONE = "voice_clone"
    PROMPT_AUDIO = "prompt_audio"
    SPEECH_TEXT = "t2a_async_input"
    VIDEO_UNDERSTANDING = "video_understanding"
    VIDEO_INPUT = "video_generation_input"
    SPEECH = "t2a_async"
    VIDEO = "video_generation"


@dataclass(frozen=True)
class RemoteFile:
    """`size` in bytes. `download_url` needs no key and lives until `link_expires_at`, as far as that is known; only
    `info` has them."""

    file_id: str
    name: str
    size: int | None
    created_at: datetime | None
    purpose: str
    download_url: str | None = None
    link_expires_at: datetime | None = None
    reply: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Content:
    """A file on its way. `size` in bytes when MiniMax says it; `mime` is a claim, not a fact."""

    chunks: AsyncIterator[bytes]
    size: int | None
    mime: str


class Files:
    def __init__(self, line: Line, tongue: FilesTongue) -> None:
        self._line, self._tongue = line, tongue

    async def upload(self, *, name: str, content: bytes | Path, mime: str, purpose: FilePurpose | str) -> RemoteFile:
        """Keep it at MiniMax. Repeating it makes a second copy and costs nothing."""
        call = self._tongue.upload(Upload(name, content, mime, {"purpose": str(purpose)}))
        return (await self._line.submit(call)).read(self._tongue.read)

    async def list(self, purpose: FilePurpose | str | None = None, limit: int = 100) -> list[RemoteFile]:
        """At most `limit` files, newest first as far as MiniMax sorts them."""
        reply = await self._line.ask(self._tongue.list_all(str(purpose) if purpose else None, limit))
        found = reply.read(self._tongue.read_list)
        return [file for file in found if not purpose or file.purpose in ("", str(purpose))][:limit]

    async def info(self, file_id: str) -> RemoteFile:
        file = (await self._line.ask(self._tongue.show(file_id))).read(self._tongue.read)
        lives = self._tongue.link_lives(file.purpose) if file.download_url else None
        return replace(file, link_expires_at=datetime.now(UTC) + lives) if lives else file

    @asynccontextmanager
    async def content(self, file_id: str) -> AsyncIterator[Content]:
        """The bytes, streamed with the key: `async with api.files.content(id) as content: ...`."""
        async with self._line.stream(self._tongue.read_content(file_id)) as response:
            size = response.headers.get("content-length", "")
            mime = response.headers.get("content-type", "")
            yield Content(chunks_of(response), int(size) if size.isdecimal() else None, mime[:100])

    def content_path(self, file_id: str) -> str:
        """Where the bytes lie on the host, for those who download with the key by themselves."""
        return self._tongue.read_content(file_id).path

    async def delete(self, file_id: str, purpose: FilePurpose | str | None = None) -> None:
        """Remove it at MiniMax. `purpose`: as uploaded; MiniMax's page wants it, its clients leave it out."""
        await self._line.submit(self._tongue.delete(file_id, str(purpose) if purpose else None))

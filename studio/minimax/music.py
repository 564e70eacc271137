"""Music: songs from a description and lyrics, instrumentals, covers; and lyrics themselves.

Each call is billed by the song and happens at most once. Limits (official.md 7): prompts 2,000 characters, lyrics
3,500; covers take 6 s to 6 min of source; links live 24 hours. MiniMax closed it to new customers on 2026-08-20.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.minimax.audio import AudioStream
from studio.minimax.errors import Garbled, gettext_noop
from studio.minimax.line import Line
from studio.minimax.terms import Unsaid

if TYPE_CHECKING:
    from studio.minimax.dialects import MusicTongue


@dataclass(frozen=True)
class MusicRequest:
    """`duration` in seconds (reference only). `audio_format`: mp3, wav or pcm; `sample_rate` in Hz; `bitrate` in bits a
    second. `cover_url`, `cover` (the bytes) or `cover_feature_id`: the song to cover. `output`: "hex" or "url", of
    `create` only; unsaid it is hex, but a link for WAV and PCM, which may be larger than a reply can be.
    """

    model: str
    prompt: str = ""
    lyrics: str | None = None
    duration: int | None = None
    is_instrumental: bool | None = None
    lyrics_optimizer: bool | None = None
    audio_format: str | None = None
    sample_rate: int | None = None
    bitrate: int | None = None
    output: str | None = None
    cover_url: str | None = None
    cover: bytes | None = field(default=None, repr=False)
    cover_feature_id: str | None = None
    aigc_watermark: bool | None = None


@dataclass(frozen=True)
class Song:
    """`audio` or `url`, as asked for. What MiniMax did not say is None."""

    audio: bytes | None = field(default=None, repr=False)
    url: str | None = None
    seconds: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bitrate: int | None = None
    size: int | None = None
    trace_id: str = ""


@dataclass(frozen=True)
class LyricsRequest:
    """`mode`: "write_full_song", or "edit" with the `lyrics` to change."""

    prompt: str = ""
    mode: str = "write_full_song"
    lyrics: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Lyrics:
    """`text` has its sections in brackets: `[Verse]`, `[Chorus]`."""

    title: str
    style_tags: str
    text: str
    trace_id: str = ""


BROKEN_OFF = (
    gettext_noop("The song broke off before its end."),
    gettext_noop("What has arrived is kept. Look at MiniMax's bill before making it again."),
)


class Music:
    def __init__(self, line: Line, tongue: MusicTongue) -> None:
        self._line, self._tongue = line, tongue

    async def create(self, request: MusicRequest) -> Song:
        """Make the song: exactly one POST, billed. Takes minutes."""
        call = await asyncio.to_thread(self._tongue.create, request, False)
        song = (await self._line.submit(call)).read(self._tongue.read)
        if song.audio is None and song.url is None:
            raise Garbled(trace_id=song.trace_id)
        return song

    @asynccontextmanager
    async def stream(self, request: MusicRequest) -> AsyncIterator[AudioStream[Song]]:
        """The song as it is made: exactly one POST, billed. Refusals are raised on entering."""
        call = await asyncio.to_thread(self._tongue.create, request, True)
        async with self._line.submit_stream(call) as events:
            yield AudioStream(events, self._tongue.read_part, BROKEN_OFF)

    async def write_lyrics(self, request: LyricsRequest) -> Lyrics:
        """Write or change lyrics: exactly one POST, billed."""
        return (await self._line.submit(self._tongue.write_lyrics(request))).read(self._tongue.read_lyrics)

    def unsaid(self, request: MusicRequest) -> list[Unsaid]:
        """What this dialect drops or changes of the request. Pure."""
        return self._tongue.find_unsaid(request)

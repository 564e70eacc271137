"""Songs while the caller waits, whole or on a stream (official.md 7)."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import files, misfortune, rendering, store
from .crew import Broken, Unfit
from .door import Call, call, data_line, events, read_json
from .errors import TEXTS, InvalidParams, Style, base_resp
from .facts import LINK_SECONDS_RESULT
from .making import play
from .music_cover import open_source
from .music_request import MusicRequest, read_request

GOING_ON, FINISHED = 1, 2  # `data.status`
MIMES = {"mp3": "audio/mpeg", "wav": "audio/wav", "pcm": "audio/pcm"}


@dataclass
class Playing:
    """A song on its way out of a worker. `seconds` is known from the start, `size` (bytes) grows."""

    call: Call
    request: MusicRequest
    seconds: float
    pieces: Any = field(repr=False)
    size: int = 0

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The file; a caller who leaves before its end stops the work."""
        async with aclosing(self.pieces) as pieces:
            async for piece in pieces:
                if piece:
                    self.size += len(piece)
                    yield piece

    @property
    def facts(self) -> dict[str, int]:
        """extra_info; the bitrate of what is not compressed is its own."""
        setting = self.request.setting
        plain = setting["sample_rate"] * setting["channels"] * 16
        return {
            "music_duration": round(self.seconds * 1000),
            "music_sample_rate": setting["sample_rate"],
            "music_channel": setting["channels"],
            "bitrate": setting["bitrate"] if setting["format"] == "mp3" else plain,
            "music_size": self.size,
        }

    def body(self, audio: str, status: int, **more: Any) -> dict[str, Any]:
        data = {"audio": audio, "status": status}
        return {"data": data, "trace_id": self.call.trace, **more, "base_resp": base_resp()}


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    request = read_request(await read_json(call.request))
    what = misfortune.ordered(call.request, f"{request.prompt} {request.lyrics}")
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    playing = await begin(call, request)
    if request.stream:
        if late := misfortune.after(what, call.style):
            await playing.pieces.aclose()
            return late
        return events(misfortune.cut_stream(lines(playing), what))
    reply = await _whole(playing)
    return misfortune.after(what, call.style) or reply


async def begin(call: Call, request: MusicRequest) -> Playing:
    """Let the song be played. What is wrong with it is refused here, before a reply has begun."""
    async with AsyncExitStack() as stack:
        folder, source = str(store.folder("inputs")), None
        if request.cover is not None:
            folder, source = await open_source(call, *request.cover, stack)
        pieces = rendering.MAKERS.run(play, recipe(request, source), folder, not request.stream)
        try:
            seconds = await anext(pieces)  # by then the worker has heard the source
        except Unfit as problem:
            raise InvalidParams(f"{request.cover[0] if request.cover else 'prompt'}: {problem}") from problem
    return Playing(call, request, seconds, pieces)


def recipe(request: MusicRequest, source: str | None) -> dict[str, Any]:
    """The recipe of `song/song.py`. The same request makes another song each time."""
    return {
        "prompt": misfortune.without_orders(request.prompt),
        "lyrics": misfortune.without_orders(request.lyrics) or None,
        "seconds": request.seconds,
        "instrumental": request.instrumental,
        "writes_lyrics": request.writes_lyrics,
        "seed": secrets.token_hex(8),
        "cover": source,
        "watermark": request.watermark,
        **request.setting,
    }


async def lines(playing: Playing) -> AsyncIterator[bytes]:
    """Events of status 1 with audio, then one of status 2 with the figures and no audio."""
    try:
        async with aclosing(playing.chunks()) as chunks:
            async for chunk in chunks:
                yield data_line(playing.body(chunk.hex(), GOING_ON))
        yield data_line(playing.body("", FINISHED, extra_info=playing.facts, analysis_info=None))
    except Unfit as problem:
        yield data_line(_failed(playing, base_resp(2013, InvalidParams(str(problem)).text)))
    except Broken:
        yield data_line(_failed(playing, base_resp(1013, TEXTS[1013])))


async def _whole(playing: Playing) -> HttpResponseBase:
    audio = b"".join([chunk async for chunk in playing.chunks()])
    form = playing.request.setting["format"]
    if playing.request.output == "url":
        file = await files.keep_result(playing.call, audio, f"song.{form}", MIMES[form])
        told = files.link(playing.call, file, LINK_SECONDS_RESULT)
    else:
        told = await asyncio.to_thread(audio.hex)
    body = playing.body(told, FINISHED, extra_info=playing.facts, analysis_info=None)
    return await asyncio.to_thread(JsonResponse, body)


def _failed(playing: Playing, resp: dict[str, Any]) -> dict[str, Any]:
    return {"data": None, "trace_id": playing.call.trace, "base_resp": resp}

"""Speech while the caller waits: MiniMax's `t2a_v2` and the reference's `tts` (official.md 4.1, mapping.md 4).

They differ in the names of the fields and in how they refuse; the reply is the same.
"""

import asyncio
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import files, misfortune
from .door import Call, call, events, read_json
from .errors import Style, base_resp
from .facts import LINK_SECONDS_RESULT
from .sound.formats import EXTENSIONS, MIMES
from .speech_request import NATIVE, REFERENCE, Dialect, read_request
from .speech_stream import FINISHED, Speaking, begin, lines


@call(Style.NATIVE)
async def native(call: Call) -> HttpResponseBase:
    return await _speak(call, NATIVE)


@call(Style.REFERENCE)
async def reference(call: Call) -> HttpResponseBase:
    return await _speak(call, REFERENCE)


async def _speak(call: Call, dialect: Dialect) -> HttpResponseBase:
    body = await read_json(call.request)
    request = read_request(body, dialect)
    what = misfortune.ordered(call.request, body["text"])
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    speaking = await begin(call, request, whole=not request.stream)
    if request.stream:
        if late := misfortune.after(what, call.style):
            await speaking.close()
            return late
        return events(misfortune.cut_stream(lines(speaking), what))
    reply = await _whole(speaking)
    return misfortune.after(what, call.style) or reply


async def _whole(speaking: Speaking) -> HttpResponseBase:
    audio = b"".join([chunk.data async for chunk in speaking.chunks()])
    data: dict[str, Any] = {"status": FINISHED, **await speaking.subtitle_field()}
    if speaking.request.output == "url":
        data["audio"] = await audio_link(speaking.call, audio, speaking.request.audio.format)
    else:
        data["audio"] = await asyncio.to_thread(audio.hex)
    body = {
        "data": data,
        "extra_info": speaking.facts,
        "trace_id": speaking.call.trace,
        "base_resp": base_resp(),
    }
    return await asyncio.to_thread(JsonResponse, body)


async def audio_link(call: Call, audio: bytes, format: str) -> str:
    """Keep the audio for a day, behind a link."""
    file = await files.keep_result(call, audio, f"speech.{EXTENSIONS[format]}", MIMES[format])
    return files.link(call, file, LINK_SECONDS_RESULT)

"""The song that a cover is made from (official.md 7): by link, in the request, or listened to before."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from django.http.response import HttpResponseBase

from . import files, misfortune, rendering, store
from .contents import sniffed
from .crew import Unfit
from .door import Call, answer, call, read_json
from .errors import InvalidParams, NotFound, Style
from .facts import LINK_SECONDS_RESULT, shipped
from .files import find_file, read_id
from .inputs import lent, read_bytes
from .making import time_cover
from .music_request import find_model, read_source

SOURCE_BYTES = 50_000_000
PURPOSE = "music_cover"
DATA_URLS = {"audio": r"[\w.+-]+"}
MORE_SOUNDS = (b"fLaC", b"OggS")


@call(Style.NATIVE)
async def preprocess(call: Call) -> HttpResponseBase:
    """Keep the song for a day, to be covered by its `cover_feature_id`. `audio_duration` is in seconds."""
    body = await read_json(call.request)
    _check_model(body)
    source = read_source(body)
    if source is None or source[0] == "cover_feature_id":
        raise InvalidParams("audio_url or audio_base64 is required")
    what = misfortune.ordered(call.request)
    data = await read_sound(call, *source)
    await misfortune.before(what)
    async with lent(data) as name:
        try:
            seconds = await rendering.MAKERS.one(time_cover, name, str(store.folder("inputs")))
        except Unfit as problem:
            raise InvalidParams(f"{source[0]}: {problem}") from problem
    mime = sniffed(data[:4096]) or "application/octet-stream"
    kept = await files.keep_result(call, data, "cover-source", mime, PURPOSE)
    reply = {"cover_feature_id": str(kept.pk), "audio_duration": round(seconds, 3), "trace_id": call.trace}
    return misfortune.after(what, call.style) or answer(reply)


async def open_source(call: Call, field: str, value: object, stack: AsyncExitStack) -> tuple[str, str]:
    """The source as (folder, file name) until the stack is closed."""
    if field == "cover_feature_id":
        return str(store.folder("files")), str(await _find_kept(call, value))
    data = await read_sound(call, field, value)
    return str(store.folder("inputs")), await stack.enter_async_context(lent(data))


async def read_sound(call: Call, field: str, value: object) -> bytes:
    """The bytes of a sound file of at most 50 MB. Whether they can be decoded, the worker sees."""
    if not isinstance(value, str):
        raise InvalidParams(f"{field} must be a text")
    if field == "audio_base64" and value[:5].lower() != "data:":
        value = f"data:audio/mpeg;base64,{value}"
    data = await read_bytes(value, field, call.account, call.now, kinds=DATA_URLS, most=SOURCE_BYTES)
    if len(data) > SOURCE_BYTES:
        raise InvalidParams(f"{field} must be at most 50 MB")
    kind = await asyncio.to_thread(sniffed, data[:4096]) or ""
    if not kind.startswith("audio/") and kind != "video/mp4" and not data.startswith(MORE_SOUNDS):
        raise InvalidParams(f"{field} must be an mp3, wav, m4a, flac or ogg file")
    return data


async def _find_kept(call: Call, value: object) -> int:
    file = await find_file(call.account, read_id(value, "cover_feature_id"))
    if file.purpose != PURPOSE or call.now - file.created_at > LINK_SECONDS_RESULT:
        raise NotFound("cover_feature_id does not exist or has expired")
    return file.pk


def _check_model(body: dict[str, Any]) -> None:
    if body.get("model") is None:
        return
    if not find_model(body["model"])["abilities"]["cover"]:
        names = [row["name"] for row in shipped("models") if row["abilities"].get("cover")]
        raise InvalidParams(f"model must be one of {', '.join(names)}")

"""Images while the caller waits (official.md 6): one path for both dialects."""

import asyncio
import base64
import secrets
from contextlib import AsyncExitStack
from typing import Any

from django.http.response import HttpResponseBase

from . import files, misfortune, rendering, store
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Style
from .facts import LINK_SECONDS_RESULT
from .image_request import ImageRequest, read_request
from .inputs import lent, read_bytes
from .making import draw
from .pictures import measure

REFERENCE_BYTES = 10_000_000
DATA_URLS = {"image": "jpe?g|png"}


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    request = read_request(await read_json(call.request))
    what = misfortune.ordered(call.request, request.prompt)
    if struck := await misfortune.strike(what, call.style):
        return struck
    reference = await read_reference(call, request)
    if what == "no-face" and request.reference:
        raise InvalidParams(f"{request.reference[0]}: no face was found in the picture")
    await misfortune.before(what)
    passed = misfortune.passed(what, request.count)
    pictures = await draw_all(request, reference, passed)
    if late := misfortune.after(what, call.style):
        return late
    body: dict[str, Any] = {
        "id": call.trace,
        "data": await _data(call, request, pictures),
        "metadata": {"success_count": str(passed), "failed_count": str(request.count - passed)},
    }
    return await asyncio.to_thread(answer, body)


async def read_reference(call: Call, request: ImageRequest) -> bytes | None:
    """The picture whose person is to be shown: JPG or PNG, below 10 MB."""
    if request.reference is None:
        return None
    field, value = request.reference
    data = await read_bytes(value, field, call.account, call.now, kinds=DATA_URLS, most=REFERENCE_BYTES)
    if len(data) >= REFERENCE_BYTES:
        raise InvalidParams(f"{field} must be smaller than 10 MB")
    await asyncio.to_thread(measure, data, field, ("JPEG", "PNG"))
    return data


async def draw_all(request: ImageRequest, reference: bytes | None, count: int) -> list[bytes]:
    """The first `count` of them, one after the other, so that other callers get their turn between them."""
    seed = secrets.token_hex(8) if request.seed is None else str(request.seed)
    async with AsyncExitStack() as stack:
        name = await stack.enter_async_context(lent(reference)) if reference is not None else None
        return [
            await rendering.MAKERS.one(draw, recipe(request, seed, number, name), str(store.folder("inputs")))
            for number in range(count)
        ]


def recipe(request: ImageRequest, seed: str, number: int, reference: str | None) -> dict[str, Any]:
    """The recipe (`render/still.py`) of picture `number`, counted from 0; the first has the seed itself."""
    return {
        "prompt": misfortune.without_orders(request.prompt),
        "seed": f"{seed} {number}" if number else seed,
        "width": request.size[0],
        "height": request.size[1],
        "style": request.style or None,
        "style_weight": request.style_weight,
        "reference": reference,
        "optimizer": request.optimizer,
        "watermark": request.watermark,
    }


async def _data(call: Call, request: ImageRequest, pictures: list[bytes]) -> dict[str, list[str]]:
    if request.output == "base64":
        return {"image_base64": [base64.b64encode(picture).decode() for picture in pictures]}
    urls = []
    for number, picture in enumerate(pictures, 1):
        file = await files.keep_result(call, picture, f"image-{number}.jpg", "image/jpeg")
        urls.append(files.link(call, file, LINK_SECONDS_RESULT))
    return {"image_urls": urls}

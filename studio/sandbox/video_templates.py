"""Video agent templates, with inputs in either dialect's shape."""

from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from . import callbacks, misfortune, tasks
from .door import Call, call, read_json
from .errors import InvalidParams, Style, unknown
from .facts import LINK_SECONDS_GENERATED, PROMPT_LIMIT, TEMPLATES, Template
from .files import link
from .models import StoredFile, Task
from .pictures import read_picture
from .plans import State
from .video import accepted, frame_size

SECONDS, SHORT_SIDE = 6, 768


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    template = TEMPLATES.get(str(body.get("template_id")))
    if template is None:
        raise unknown("template_id", body.get("template_id"))
    media, texts = _media(body), _texts(body)
    _check(template, media, texts)
    address = callbacks.read_address(body)
    what = misfortune.ordered(call.request, " ".join(texts))
    if struck := await misfortune.strike(what, Style.NATIVE):
        return struck
    pictures = [
        await read_picture(value, f"media_inputs[{i}]", call.account, call.now) for i, value in enumerate(media)
    ]
    await callbacks.challenge(address)
    task = await tasks.start(call, "video_template", build_film(template, texts), pictures, what)
    callbacks.tell_later(call, task, address, describe)
    return accepted(task, what)


@call(Style.NATIVE)
async def query(call: Call) -> HttpResponseBase:
    task, file, state = await tasks.find(call, call.request.GET.get("task_id"), kinds=("video_template",))
    if trouble := tasks.poll_trouble(task, call):
        return trouble
    return JsonResponse(describe(call, task, file, state))


def describe(call: Call, task: Task, file: StoredFile | None, state: State) -> dict[str, Any]:
    """The body of MiniMax's query: the film by its link only."""
    url = link(call, file, LINK_SECONDS_GENERATED) if state.done and file else ""
    return tasks.with_reason({"task_id": str(task.pk), "status": state.status, "video_url": url}, state)


def build_film(template: Template, texts: list[str]) -> dict[str, Any]:
    width, height = frame_size((9, 16) if template.portrait else (16, 9), SHORT_SIDE)
    return {
        "kind": "template",
        "template": template.name,
        "prompt": misfortune.without_orders(" ".join(texts)),
        "seconds": SECONDS,
        "width": width,
        "height": height,
    }


def _media(body: dict[str, Any]) -> list[object]:
    """`[{"value": url}]` (MiniMax) or `["file_..."]` (the reference)."""
    given = body.get("media_inputs") or []
    if not isinstance(given, list):
        raise InvalidParams("media_inputs must be a list")
    return [item.get("value") if isinstance(item, dict) else item for item in given]


def _texts(body: dict[str, Any]) -> list[str]:
    """`[{"value": text}]` (MiniMax) or an object, whose values are taken in order (the reference)."""
    given = body.get("text_inputs") or []
    values = list(given.values()) if isinstance(given, dict) else given
    if not isinstance(values, list):
        raise InvalidParams("text_inputs must be a list or an object")
    texts = [item.get("value") if isinstance(item, dict) else item for item in values]
    if not all(isinstance(text, str) and 0 < len(text) <= PROMPT_LIMIT for text in texts):
        raise InvalidParams(f"text_inputs must hold texts of 1 to {PROMPT_LIMIT} characters")
    return texts  # type: ignore[return-value]


def _check(template: Template, media: list[object], texts: list[str]) -> None:
    for name, given, wanted in (
        ("media_inputs", media, template.media),
        ("text_inputs", texts, template.texts),
    ):
        if len(given) != wanted:
            raise InvalidParams(f"{name}: template {template.name} takes {wanted}, {len(given)} given")

"""Reading a video request of either dialect, and holding it to the rules of MiniMax's pages."""

import re
from dataclasses import dataclass, field
from typing import Any

from . import facts
from .errors import InvalidParams, unknown
from .facts import HAILUO_02, MODELS, SHORT_SIDES, SUBJECT_MODEL, TEXT_MODELS

FLAGS = ("prompt_optimizer", "fast_pretreatment", "aigc_watermark")
LONGEST = 10
FIRST = ("first_frame_image", "first_frame_image_id", "image_url")
LAST = ("last_frame_image", "last_frame_image_id")


@dataclass(frozen=True)
class VideoRequest:
    """`kind`: text, frame, frames or subject. `pictures`: (field, value) in that order. `ratio`: None for
    the model's own shape. `seconds` 1 to 10, `short_side` in pixels. `fast`: a short look at the prompt."""

    model: str
    prompt: str
    kind: str
    seconds: int
    short_side: int
    ratio: tuple[int, int] | None
    optimizer: bool = True
    fast: bool = False
    watermark: bool = False
    pictures: list[tuple[str, object]] = field(default_factory=list)


def read_request(body: dict[str, Any]) -> VideoRequest:
    model = body.get("model")
    if not isinstance(model, str) or model not in MODELS:
        raise unknown("model", model)
    prompt = body.get("prompt") or ""
    if not isinstance(prompt, str) or len(prompt) > facts.PROMPT_LIMIT:
        raise InvalidParams(f"prompt must be a text of at most {facts.PROMPT_LIMIT} characters")
    for name in FLAGS:
        if not isinstance(body.get(name, False), bool):
            raise InvalidParams(f"{name} must be true or false")
    kind, pictures = _pictures(body)
    _check_mode(model, kind, prompt)
    seconds, resolution = _length(body, model, kind)
    return VideoRequest(
        model,
        prompt,
        kind,
        seconds,
        SHORT_SIDES[resolution],
        _ratio(body),
        optimizer=body.get("prompt_optimizer", True),
        fast=body.get("fast_pretreatment", False),
        watermark=body.get("aigc_watermark", False),
        pictures=pictures,
    )


def _pictures(body: dict[str, Any]) -> tuple[str, list[tuple[str, object]]]:
    first, last, subject = _one(body, FIRST), _one(body, LAST), _subject(body)
    if subject and (first or last):
        raise InvalidParams(f"{subject[0]} and a first or last frame exclude each other")
    if last and not first:
        raise InvalidParams(f"{last[0]} needs a first frame")
    if subject:
        return "subject", [subject]
    if first and last:
        return "frames", [first, last]
    return ("frame", [first]) if first else ("text", [])


def _one(body: dict[str, Any], names: tuple[str, ...]) -> tuple[str, object] | None:
    """The one of these fields that is given. They are two dialects' names for the same thing."""
    given = [(name, body[name]) for name in names if body.get(name) not in (None, "")]
    if len(given) > 1:
        raise InvalidParams(f"{given[0][0]} and {given[1][0]} mean the same; send one")
    return given[0] if given else None


def _subject(body: dict[str, Any]) -> tuple[str, object] | None:
    reference = body.get("subject_reference")
    if reference in (None, []):
        return _one(body, ("subject_image_id",))
    item = reference[0] if isinstance(reference, list) and len(reference) == 1 else None
    images = item.get("image") if isinstance(item, dict) and item.get("type") == "character" else None
    if not isinstance(images, list) or len(images) != 1:
        raise InvalidParams('subject_reference must be [{"type": "character", "image": [one picture]}]')
    return "subject_reference", images[0]


def _check_mode(model: str, kind: str, prompt: str) -> None:
    if kind == "text":
        if model not in TEXT_MODELS:
            wanted = "subject_reference" if model == SUBJECT_MODEL else "first_frame_image"
            raise InvalidParams(f"model {model} needs {wanted}")
        if not prompt.strip():
            raise InvalidParams("prompt is required without a first frame")
    if kind == "frame" and model not in facts.FRAME_MODELS:
        raise InvalidParams(f"model {model} takes no first frame")
    if kind == "frames" and model != HAILUO_02:
        raise InvalidParams(f"last_frame_image: only {HAILUO_02} takes a last frame")


def _length(body: dict[str, Any], model: str, kind: str) -> tuple[int, str]:
    """Seconds and resolution. The reference's `video_length` may be any from 1 to 10; MiniMax's `duration`
    is held to the table of its pages, as is a `subject_reference` to its model."""
    reference = body.get("video_length") is not None or "subject_image_id" in body
    resolution = body.get("resolution") or facts.default_resolution(model)
    if not isinstance(resolution, str) or resolution not in SHORT_SIDES:
        raise InvalidParams("resolution must be 512P, 720P, 768P or 1080P")
    if kind == "subject" and model != SUBJECT_MODEL and not body.get("subject_image_id"):
        raise InvalidParams(f"subject_reference: only {SUBJECT_MODEL} takes a subject")
    name = "video_length" if body.get("video_length") is not None else "duration"
    seconds = body.get(name, 6)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 1 <= seconds <= LONGEST:
        raise InvalidParams(f"{name} must be a whole number of seconds from 1 to {LONGEST}")
    allowed = facts.durations(model, resolution, kind == "frame")
    if not reference and seconds not in allowed:
        made = " or ".join(f"{length} s" for length in allowed) or "nothing"
        raise InvalidParams(f"duration: {model} makes {made} at {resolution}")
    return seconds, resolution


def _ratio(body: dict[str, Any]) -> tuple[int, int] | None:
    given = body.get("video_ratio")
    if given in (None, ""):
        return None
    match = re.fullmatch(r"([1-9]\d{0,3}):([1-9]\d{0,3})", given) if isinstance(given, str) else None
    if not match:
        raise InvalidParams('video_ratio must look like "16:9"')
    return int(match[1]), int(match[2])

"""Reading an image request of either dialect, and holding it to the rules of official.md 6 and mapping.md 8."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import InvalidParams, unknown
from .facts import shipped
from .speech_fields import Fields, Names, is_number, read_whole

LEAST, MOST, STEP = 512, 2048, 8  # pixels
LEAST_SEED, MOST_SEED = -(2**63), 2**63 - 1
STYLE_LENGTH = 100
NAMES: Names = {name: (name,) for name in ("n", "seed", "response_format", "prompt_optimizer", "aigc_watermark")}


@dataclass(frozen=True)
class ImageRequest:
    """`size` in pixels. `reference`: the field that brings a picture, and its value. `output`: url or base64."""

    model: str
    prompt: str
    size: tuple[int, int]
    count: int = 1
    seed: int | None = None
    reference: tuple[str, object] | None = None
    style: str = ""
    style_weight: float = 0.8
    optimizer: bool = False
    watermark: bool = False
    output: str = "url"


def read_request(body: dict[str, Any]) -> ImageRequest:
    model = find_model(body.get("model"))
    facts, fields = model["abilities"], Fields(body, NAMES)
    prompt = body.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip() or len(prompt) > facts["prompt"]:
        raise InvalidParams(f"prompt is required and must be a text of at most {facts['prompt']} characters")
    style, weight = _style(body.get("style"), model)
    return ImageRequest(
        model=model["name"],
        prompt=prompt,
        size=_size(body, model),
        count=fields.whole("n", 1, facts["count"], 1),
        seed=_seed(body.get("seed")),
        reference=_reference(body),
        style=style,
        style_weight=weight,
        optimizer=fields.flag("prompt_optimizer"),
        watermark=fields.flag("aigc_watermark"),
        output=fields.choice("response_format", ("url", "base64"), "url"),
    )


def find_model(name: object) -> dict[str, Any]:
    for row in shipped("models"):
        if row["family"] == "image" and row["name"] == name:
            return row
    raise unknown("model", name)


def _sizes() -> dict[str, tuple[int, int]]:
    return {row["ratio"]: (row["width"], row["height"]) for row in shipped("image_sizes")}


def _size(body: dict[str, Any], model: dict[str, Any]) -> tuple[int, int]:
    """MiniMax's fields are held to the model's shapes; the reference's, which know no such rule, fit every model.

    A ratio wins over a size.
    """
    ratio = _ratio(body, model)
    sides = _sides(body, model, alone=ratio is None)
    return ratio or sides or _sizes()["1:1"]


def _ratio(body: dict[str, Any], model: dict[str, Any]) -> tuple[int, int] | None:
    name = one_of(body, "aspect_ratio", "image_ratio")
    if not name:
        return None
    allowed = model["abilities"]["ratios"] if name == "aspect_ratio" else list(_sizes())
    if body[name] not in allowed:
        raise InvalidParams(f"{name} must be one of {', '.join(allowed)} with {model['name']}")
    return _sizes()[body[name]]


def _sides(body: dict[str, Any], model: dict[str, Any], alone: bool) -> tuple[int, int] | None:
    """The size in pixels, if one is given. `alone`: without a ratio, which would win."""
    given = [body.get("width"), body.get("height")]
    if one_of(body, "image_size", "width", "height", together=("width", "height")) == "image_size":
        return _read_size(body["image_size"])
    if given == [None, None]:
        return None
    if None in given:
        raise InvalidParams("width and height must be given together")
    if alone and "side" not in model["abilities"]:
        raise InvalidParams(f"width and height: {model['name']} takes an aspect_ratio only")
    return _side("width", given[0]), _side("height", given[1])


def _read_size(given: object) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})\s*[xX×*]\s*(\d{1,5})", given) if isinstance(given, str) else None
    if not found:
        raise InvalidParams('image_size must look like "1024x1024"')
    return _side("image_size", int(found[1])), _side("image_size", int(found[2]))


def _side(name: str, value: Any) -> int:
    pixels = read_whole(name, value, LEAST, MOST)
    if pixels % STEP:
        raise InvalidParams(f"{name} must be a multiple of {STEP} from {LEAST} to {MOST} pixels")
    return pixels


def _seed(given: Any) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not LEAST_SEED <= given <= MOST_SEED:
        raise InvalidParams("seed must be a whole number of 64 bits")
    return given


def _style(given: object, model: dict[str, Any]) -> tuple[str, float]:
    """(style, weight): MiniMax's object with one of its styles, or the reference's word, which may be any."""
    if given in (None, "", {}):
        return "", 0.8
    styles = model["abilities"].get("styles")
    if not styles:
        raise InvalidParams(f"style: only image-01-live takes one, not {model['name']}")
    if isinstance(given, str):
        if not given.strip() or len(given) > STYLE_LENGTH:
            raise InvalidParams(f"style must be a text of at most {STYLE_LENGTH} characters")
        return given, 0.8
    if not isinstance(given, dict) or given.get("style_type") not in styles:
        raise InvalidParams(f"style.style_type must be one of {', '.join(styles)}")
    weight = given.get("style_weight", 0.8)
    if not is_number(weight) or not 0 < weight <= 1:
        raise InvalidParams("style.style_weight must be a number above 0 to 1")
    return given["style_type"], float(weight)


def _reference(body: dict[str, Any]) -> tuple[str, object] | None:
    """The picture of `subject_reference`, or the reference's `reference_image_id`."""
    name = one_of(body, "subject_reference", "reference_image_id")
    if not name or body[name] == []:
        return None
    given = body[name]
    if name == "reference_image_id" or isinstance(given, str):
        return name, given
    item = given[0] if isinstance(given, list) and len(given) == 1 else None
    if not isinstance(item, dict) or item.get("type") != "character":
        raise InvalidParams('subject_reference must be [{"type": "character", "image_file": one picture}]')
    part = one_of(item, "image_file", "image_url", within="subject_reference.")
    if not part:
        raise InvalidParams("subject_reference.image_file is required")
    return f"subject_reference.{part}", item[part]


def one_of(body: dict[str, Any], *names: str, together: tuple[str, ...] = (), within: str = "") -> str:
    """The one of these fields that is given, "" when none is. Those of `together` may come together."""
    given = [name for name in names if body.get(name) not in (None, "")]
    apart = [name for name in given if name not in together]
    if apart and len(given) > 1:
        raise InvalidParams(f"{within}{given[0]} and {given[1]} exclude each other; send one")
    return given[0] if given else ""

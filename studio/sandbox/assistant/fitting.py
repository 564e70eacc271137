"""A tool's fields: what each is for, told from its name, and which values it takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .conversation import Tool
from .schema import Filler

# What a field is for, by its name.
_ROLES = {
    "ratio": "ratio aspect_ratio aspect shape image_ratio video_ratio",
    "count": "count n num_images number_of_images quantity image_count num_outputs",
    "seed": "seed",
    "duration": "duration seconds duration_seconds video_length length_seconds",
    "resolution": "resolution quality definition",
    "size": "size image_size",
    "speed": "speed rate speaking_rate",
    "voice": "voice voice_id",
    "first_frame": "first_frame first_frame_image image image_id image_url start_frame first_frame_id picture",
    "last_frame": "last_frame last_frame_image end_frame last_frame_id",
    "lyrics": "lyrics",
    "zone": "zone timezone time_zone tz",
    "language": "language lang",
    "gender": "gender sex",
    "kind": "kind type media_type asset_type",
}
ROLES = {name: role for role, names in _ROLES.items() for name in names.split()}
LONGEST = 10_000


def fields_of(tool: Tool) -> dict[str, Mapping[str, Any]]:
    fields = tool.parameters.get("properties")
    return {
        str(name): one if isinstance(one, dict) else {}
        for name, one in (fields if isinstance(fields, dict) else {}).items()
    }


def field_for(tool: Tool, role: str) -> str:
    """The name of the tool's field for this, or ""."""
    return next((name for name in fields_of(tool) if ROLES.get(name.lower()) == role), "")


def main_field(tool: Tool, taken: Mapping[str, Any]) -> str:
    """The field for what it is all about: the first text that is required, else the first text without another use."""
    required = tool.parameters.get("required")
    needed = [str(name) for name in required] if isinstance(required, list) else []
    texts = [
        name for name, one in fields_of(tool).items() if one.get("type", "string") == "string" and "enum" not in one
    ]
    free = [name for name in texts if name not in taken and name.lower() not in ROLES and name.lower() != "model"]
    return next((name for name in free if name in needed), free[0] if free else "")


def complete(tool: Tool, given: dict[str, Any], text: str, now: datetime) -> dict[str, Any]:
    """In the schema's order, what is required and not known filled in from the text, what is too long cut."""
    required = tool.parameters.get("required")
    found: dict[str, Any] = {}
    for name, schema in fields_of(tool).items():
        value = given.get(name)
        if value is None and isinstance(required, list) and name in required:
            value = Filler(text, now).value(name, schema, needed=True)
        most = schema.get("maxLength")
        if isinstance(value, str):
            value = value[: most if isinstance(most, int) and most > 0 else LONGEST]
        if value is not None:
            found[name] = value
    return found


def allowed(value: Any, schema: Mapping[str, Any], nearest: bool = False) -> Any:
    """The value as the schema has it; None when its list does not have it. `nearest`: a number may be moved to one."""
    options = schema.get("enum")
    if isinstance(options, list) and options:
        same = [one for one in options if str(one).lower() == str(value).lower()]
        numbers = [one for one in options if isinstance(one, int | float) and not isinstance(one, bool)]
        near = sorted(numbers, key=lambda one: abs(one - value)) if nearest and numbers else []
        return next(iter(same or near), None)
    if isinstance(value, int | float):
        low, high = schema.get("minimum"), schema.get("maximum")
        value = max(value, low) if isinstance(low, int | float) else value
        value = min(value, high) if isinstance(high, int | float) else value
    return str(value) if schema.get("type") == "string" else value

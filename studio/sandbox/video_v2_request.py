"""Reading a V2 video request, and holding it to the rules of MiniMax's page (official.md 5.2)."""

from dataclasses import dataclass, field
from typing import Any

from .errors import InvalidParams, unknown
from .facts import shipped

PROMPT_LIMIT = 7000
# By the kind of content: its roles, and how many of each may come.
ROLES = {
    "image_url": {"first_frame": 1, "last_frame": 1, "reference_image": 9},
    "video_url": {"reference_video": 3},
    "audio_url": {"reference_audio": 3},
}
FRAMES = {"first_frame", "last_frame"}
EXPANSIONS = ("auto", "off")


@dataclass(frozen=True)
class V2Request:
    """`media`: role to the addresses given for it. `ratio`: (wide, high), None for adaptive."""

    model: str
    prompt: str
    resolution: str
    seconds: int
    ratio: tuple[int, int] | None
    ratio_word: str
    expands: bool
    watermark: bool
    media: dict[str, list[str]] = field(default_factory=dict)

    @property
    def task_type(self) -> str:
        if "last_frame" in self.media:
            return "first_last_frame_to_video"
        if "first_frame" in self.media:
            return "image_to_video"
        return "reference_to_video" if self.media else "text_to_video"


def read_request(body: dict[str, Any]) -> V2Request:
    name = body.get("model")
    facts = next((m["abilities"] for m in shipped("models") if m["family"] == "video_v2" and m["name"] == name), None)
    if facts is None:
        raise unknown("model", name)
    prompt, media = _read_content(body.get("content"))
    resolution = body.get("resolution", facts["resolutions"][-1 if name == "MiniMax-H3-Max" else 0])
    if resolution not in facts["resolutions"]:
        raise InvalidParams(f"resolution must be {' or '.join(facts['resolutions'])}")
    least, most = facts["durations"]
    seconds = body.get("duration", max(5, least))
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not least <= seconds <= most:
        raise InvalidParams(f"duration must be a whole number of seconds from {least} to {most}")
    word = _read_ratio(body.get("ratio"), facts["ratios"], bool(media))
    wide, _, high = word.partition(":")
    return V2Request(
        model=str(name),
        prompt=prompt,
        resolution=str(resolution),
        seconds=seconds,
        ratio=(int(wide), int(high)) if high else None,
        ratio_word=word,
        expands=_read_expansion(body.get("extra"), str(name)),
        watermark=_read_flag(body, "aigc_watermark"),
        media=media,
    )


def _read_content(given: object) -> tuple[str, dict[str, list[str]]]:
    if not isinstance(given, list) or not 0 < len(given) <= 32:
        raise InvalidParams("content must be a list of 1 to 32 items")
    prompts, media = [], dict[str, list[str]]()
    for at, item in enumerate(given):
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "text" and isinstance(item, dict) and isinstance(item.get("text"), str):
            prompts.append(item["text"])
        elif isinstance(kind, str) and kind in ROLES and isinstance(item, dict):
            role, url = _read_medium(at, kind, item)
            media.setdefault(role, []).append(url)
        else:
            raise InvalidParams(f"content[{at}].type must be text, image_url, video_url or audio_url")
    _check_media(media)
    if len(prompts) > 1 or (prompts and not 0 < len(prompts[0].strip()) <= PROMPT_LIMIT):
        raise InvalidParams(f"content: one text of 1 to {PROMPT_LIMIT} characters")
    if not prompts and not media.keys() & FRAMES:
        raise InvalidParams("content: a text is required without a first frame")
    return (prompts[0] if prompts else ""), media


def _read_medium(at: int, kind: str, item: dict[str, Any]) -> tuple[str, str]:
    role, value = item.get("role"), item.get(kind)
    url = value.get("url") if isinstance(value, dict) else value
    if not isinstance(role, str) or role not in ROLES[kind]:
        raise InvalidParams(f"content[{at}].role must be one of {', '.join(ROLES[kind])}")
    if not isinstance(url, str) or not url:
        raise InvalidParams(f"content[{at}].{kind}.url is required")
    return role, url


def _check_media(media: dict[str, list[str]]) -> None:
    for roles in ROLES.values():
        for role, most in roles.items():
            if len(media.get(role, ())) > most:
                raise InvalidParams(f"content: at most {most} of role {role}")
    if media.keys() & FRAMES and media.keys() - FRAMES:
        raise InvalidParams("content: frames and references exclude each other")
    if "last_frame" in media and "first_frame" not in media:
        raise InvalidParams("content: last_frame needs a first_frame")
    if media and media.keys() <= {"reference_audio"}:
        raise InvalidParams("content: reference_audio needs a reference image or video")


def _read_ratio(given: object, known: list[str], has_media: bool) -> str:
    if given is None and has_media:
        return "adaptive"
    if given not in known:
        raise InvalidParams(f"ratio must be one of {', '.join(known)}; without pictures it is required")
    if given == "adaptive" and not has_media:
        raise InvalidParams("ratio: adaptive needs a picture to adapt to")
    return str(given)


def _read_expansion(given: object, model: str) -> bool:
    """Whether the model may add to the prompt; H3 always does, H3-Max unless told otherwise."""
    mode = given.get("prompt_expansion_mode") if isinstance(given, dict) else given
    if mode is None:
        return True
    if model != "MiniMax-H3-Max" or mode not in EXPANSIONS:
        raise InvalidParams(f"extra.prompt_expansion_mode: MiniMax-H3-Max only, {' or '.join(EXPANSIONS)}")
    return bool(mode == "auto")


def _read_flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidParams(f"{name} must be true or false")
    return bool(value)

"""What MiniMax's pages say about models, shapes and templates; the sandbox holds every call to it.

Lists that the studio ships (models, voices, languages) are read from the same data files, by `shipped`.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"

SHORT_SIDES = {"512P": 512, "720P": 720, "768P": 768, "1080P": 1080}
HAILUO_23, HAILUO_FAST, HAILUO_02 = "MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02"
SUBJECT_MODEL = "S2V-01"
TEXT_MODELS = {HAILUO_23, HAILUO_02, "T2V-01", "T2V-01-Director"}
FRAME_MODELS = {HAILUO_23, HAILUO_FAST, HAILUO_02, "I2V-01", "I2V-01-Director", "I2V-01-live"}
MODELS = TEXT_MODELS | FRAME_MODELS | {SUBJECT_MODEL}
HAILUO = {HAILUO_23, HAILUO_FAST, HAILUO_02}

PROMPT_LIMIT = 2000
PICTURE_BYTES = 20_000_000
PICTURE_SHORT_SIDE = 300
PICTURE_PIXELS = 40_000_000
FILE_BYTES = 512 * 1024 * 1024
ACCOUNT_BYTES = 100 * 1024**3
JSON_BYTES = 64 * 1024 * 1024

LINK_SECONDS_VIDEO = 3600
LINK_SECONDS_GENERATED = 32_400
LINK_SECONDS_RESULT = 24 * 3600


def durations(model: str, resolution: str, from_frame: bool) -> tuple[int, ...]:
    """The seconds that this model makes at this resolution; empty when it does not make it at all.

    Source: MiniMax's text-to-video, image-to-video and first-and-last-frame pages.
    """
    if model not in HAILUO:
        return (6,) if resolution == "720P" else ()
    if resolution == "512P":
        return (6, 10) if model == HAILUO_02 and from_frame else ()
    return {"768P": (6, 10), "1080P": (6,)}.get(resolution, ())


def default_resolution(model: str) -> str:
    return "768P" if model in HAILUO else "720P"


@dataclass(frozen=True)
class Template:
    """`media`, `texts`: how many of each MiniMax asks for."""

    name: str
    media: int
    texts: int
    portrait: bool = False


TEMPLATES = {
    "392753057216684038": Template("diving", 1, 0),
    "393881433990066176": Template("rings", 1, 0),
    "393769180141805569": Template("survival", 1, 1),
    "394246956137422856": Template("labubu", 1, 0, portrait=True),
    "393879757702918151": Template("courier", 1, 0),
    "393766210733957121": Template("tibet", 1, 0, portrait=True),
    "394125185182695432": Template("hopeless", 0, 1),
    "393857704283172864": Template("love_letter", 1, 0, portrait=True),
    "398574688191234048": Template("seasons", 1, 0, portrait=True),
    "393866076583718914": Template("woman_model", 1, 0, portrait=True),
    "393876118804459526": Template("man_model", 1, 0, portrait=True),
}


@cache
def shipped(name: str) -> list[dict[str, Any]]:
    """The rows of a data file: `shipped("voices")`."""
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows


@cache
def model_names(family: str) -> frozenset[str]:
    return frozenset(row["name"] for row in shipped("models") if row["family"] == family)

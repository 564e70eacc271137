"""Images on the live service (official.md 6, mapping.md 8)."""

import re

from studio.minimax.dialects.official.video import picture_value
from studio.minimax.dialects.shared import images as shared
from studio.minimax.images import ImageRequest
from studio.minimax.line import Call, json_body
from studio.minimax.terms import Unsaid, find_changes

IMAGE_SECONDS = 300.0
SIZES = {
    "1024x1024": "1:1",
    "1280x720": "16:9",
    "1152x864": "4:3",
    "1248x832": "3:2",
    "832x1248": "2:3",
    "864x1152": "3:4",
    "720x1280": "9:16",
    "1344x576": "21:9",
}
STYLES = ("漫画", "元气", "中世纪", "水彩")
LEAST, MOST, STEP = 512, 2048, 8
LIVE = "image-01-live"
wants_file_ids = False
read = shared.read


def create(request: ImageRequest) -> Call:
    """A standard size is said as its ratio, which every model takes; any other as width and height."""
    width, height, ratio = _shape(request)
    style = _style(request)
    reference = request.reference
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "aspect_ratio": ratio,
        "width": width,
        "height": height,
        "n": request.count,
        "seed": request.seed,
        "response_format": request.output,
        "prompt_optimizer": request.prompt_optimizer,
        "subject_reference": reference and [{"type": "character", "image_file": picture_value(reference, "reference")}],
        "style": style and {"style_type": style, "style_weight": request.style_weight or 0.8},
        "aigc_watermark": request.aigc_watermark,
    }
    return Call("POST", "/v1/image_generation", json_body(fields), seconds=IMAGE_SECONDS)


def find_unsaid(request: ImageRequest) -> list[Unsaid]:
    """Sizes go in steps of 8 from 512 to 2048, with image-01 only; there are four styles."""
    width, height, ratio = _shape(request)
    sent = {"size": f"{width}x{height}" if width else request.size, "style": _style(request)}
    if request.size and ratio and ratio != SIZES.get(request.size):
        sent["size"] = next(size for size, shape in SIZES.items() if shape == ratio)
    return find_changes({"size": request.size, "style": request.style}, sent)


def _shape(request: ImageRequest) -> tuple[int | None, int | None, str | None]:
    """(width, height, None), (None, None, ratio), or nothing."""
    found = re.fullmatch(r"(\d{1,5})\s*[x×*]\s*(\d{1,5})", request.size or "", re.IGNORECASE)
    if not found:
        return None, None, request.ratio
    size = f"{int(found[1])}x{int(found[2])}"
    if size in SIZES:
        return None, None, SIZES[size]
    wide, high = int(found[1]), int(found[2])
    if request.model == LIVE:
        return None, None, _nearest_ratio(wide / max(high, 1))
    return _nearest_side(wide), _nearest_side(high), None


def _nearest_side(pixels: int) -> int:
    return max(LEAST, min(MOST, STEP * round(pixels / STEP)))


def _nearest_ratio(shape: float) -> str:
    def distance(size: str) -> float:
        wide, high = map(int, size.split("x"))
        return abs(wide / high - shape)

    return SIZES[min((size for size in SIZES if SIZES[size] != "21:9"), key=distance)]


def _style(request: ImageRequest) -> str | None:
    return request.style if request.style in STYLES else None

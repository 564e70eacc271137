"""Images on the live service (official.md 6, mapping.md 8)."""

import re

from studio.minimax.dialects.official.video import picture_value
from studio.minimax.dialects.shared import images as shared
from studio.minimax.errors import OutOfRange
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
WEIGHT, LEAST_WEIGHT = 0.8, 0.01
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
        "style": style and {"style_type": style, "style_weight": _weight(request)},
        "aigc_watermark": request.aigc_watermark,
    }
    return Call("POST", "/v1/image_generation", json_body(fields), seconds=IMAGE_SECONDS)


def find_unsaid(request: ImageRequest) -> list[Unsaid]:
    """Sizes go in steps of 8 from 512 to 2048, with image-01 only, and make a ratio needless; there are four styles."""
    width, height, ratio = _shape(request)
    style = _style(request)
    sent = {
        "size": f"{width}x{height}" if width else request.size and _canonical(request.size),
        "ratio": ratio if request.size else request.ratio,
        "style": style,
        "style_weight": _weight(request) if style else None,
    }
    if request.size and ratio and ratio != SIZES.get(_canonical(request.size)):
        sent["size"] = next(size for size, shape in SIZES.items() if shape == ratio)
    wished = {"size": request.size and _canonical(request.size), "ratio": request.ratio}
    return find_changes({**wished, "style": request.style, "style_weight": request.style_weight}, sent)


def _shape(request: ImageRequest) -> tuple[int | None, int | None, str | None]:
    """(width, height, None), (None, None, ratio), or nothing."""
    if not request.size:
        return None, None, request.ratio
    size = _canonical(request.size)
    if size in SIZES:
        return None, None, SIZES[size]
    wide, high = map(int, size.split("x"))
    if request.model == LIVE:
        return None, None, _nearest_ratio(wide / max(high, 1))
    return _nearest_side(wide), _nearest_side(high), None


def _canonical(size: str) -> str:
    found = re.fullmatch(r"0*(\d{1,5})\s*[x×*]\s*0*(\d{1,5})", size.strip(), re.IGNORECASE)
    if found is None:
        raise OutOfRange(said="size")
    return f"{found[1]}x{found[2]}"


def _weight(request: ImageRequest) -> float:
    wish = request.style_weight
    return WEIGHT if wish is None else min(max(wish, LEAST_WEIGHT), 1.0)


def _nearest_side(pixels: int) -> int:
    return max(LEAST, min(MOST, STEP * round(pixels / STEP)))


def _nearest_ratio(shape: float) -> str:
    def distance(size: str) -> float:
        wide, high = map(int, size.split("x"))
        return abs(wide / high - shape)

    return SIZES[min((size for size in SIZES if SIZES[size] != "21:9"), key=distance)]


def _style(request: ImageRequest) -> str | None:
    return request.style if request.style in STYLES else None

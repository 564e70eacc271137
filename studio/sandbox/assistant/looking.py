"""Looking at a picture: what a pair of eyes without a mind can tell. Imports Pillow when called; blocking."""

import colorsys
import io
from collections import Counter

from .conversation import Look
from .wording import listed

NAMES = [
    (15, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (195, "turquoise"),
    (255, "blue"),
    (290, "violet"),
    (335, "pink"),
    (361, "red"),
]
PIXELS = 40_000_000


def look_at(content: bytes) -> Look | None:
    """What the picture looks like, or None when it cannot be opened."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "GIF"]) as image:
            if image.width * image.height > PIXELS:
                return None
            kind, size = image.format or "", image.size
            small = image.convert("RGB").resize((24, 24))
    except Exception:
        return None
    data = small.tobytes()
    pixels = [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]
    counted = Counter(name_of(*pixel) for pixel in pixels)
    main = tuple(name for name, count in counted.most_common(3) if count >= len(pixels) * 0.12)
    light = sum(sum(pixel) for pixel in pixels) / (3 * len(pixels))
    return Look(kind, *size, main, "bright" if light > 170 else "dark" if light < 85 else "evenly lit")


def name_of(red: int, green: int, blue: int) -> str:
    hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.16:
        return "black"
    if saturation < 0.14:
        return "white" if value > 0.86 else "grey"
    if 15 <= hue * 360 < 45 and value < 0.62:
        return "brown"
    return next(name for end, name in NAMES if hue * 360 < end)


def tell(looks: tuple[Look, ...], chinese: bool) -> str:
    told = []
    for look in looks:
        colours = listed(list(look.colours) or ["many colours"])
        if chinese:
            told.append(f"一张 {look.width}×{look.height} 像素的 {look.kind} 图片，主要颜色：{colours}。")
        else:
            told.append(
                f"A {look.kind} picture of {look.width} by {look.height} pixels, {look.brightness}, mostly {colours}."
            )
    tail = "我只能看到颜色和大小。" if chinese else "More than size and colours I cannot see."
    return " ".join([*told, tail])

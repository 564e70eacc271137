"""The shapes of a picture by name, and in pixels (official.md 6)."""

SIZES = {
    "1:1": (1024, 1024),
    "16:9": (1280, 720),
    "4:3": (1152, 864),
    "3:2": (1248, 832),
    "2:3": (832, 1248),
    "3:4": (864, 1152),
    "9:16": (720, 1280),
    "21:9": (1344, 576),
}
EXACT = "exact"


def drawn(shape: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """A shape in a box of 16: (x, width), (y, height)."""
    wide, high = (int(part) for part in shape.split(":"))
    scale = 15 / max(wide, high)
    width, height = wide * scale, high * scale
    return ((16 - width) / 2, width), ((16 - height) / 2, height)

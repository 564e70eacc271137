"""The shapes of pictures and clips, as a form draws them."""


def drawn(shape: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """A shape like `16:9` in a box of 16: (x, width), (y, height)."""
    wide, high = (int(part) for part in shape.split(":"))
    scale = 15 / max(wide, high)
    width, height = wide * scale, high * scale
    return ((16 - width) / 2, width), ((16 - height) / 2, height)

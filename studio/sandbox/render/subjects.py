"""Draws what the prompt names: a known silhouette, or for any other word a shape made of its letters."""

import math

import numpy as np
from PIL import Image, ImageDraw

from .noise import Array, dice, enlarge
from .palette import Palette, mix
from .rooms import ball
from .sheets import Colour
from .silhouettes import SHAPES, Points, Shape

FINE = 3  # drawn this many times larger, then reduced: that is the anti-aliasing


def draw_subject(name: str, height: int, palette: Palette, colour: Colour | None) -> tuple[Array, Array]:
    """The subject as rgb and alpha floats, `height` pixels high."""
    shape = find_shape(name)
    if name == "sphere":
        return ball(height, colours(shape, palette, colour)["body"], -0.5)
    width = max(2, round(height * shape.aspect))
    paints = colours(shape, palette, colour)
    picture = Image.new("RGBA", (width * FINE, height * FINE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    glowing = Image.new("L", picture.size, 0)
    light_pen = ImageDraw.Draw(glowing)
    for form, points, role in shape.strokes:
        ink = tuple(round(255 * min(1.0, part)) for part in paints[role])
        stroke(pen, form, points, picture.size, (*ink, 255))
        stroke(light_pen, form, points, picture.size, 255 if role == "glow" else 0)
    size = (width, height)
    fine = np.asarray(picture.resize(size, Image.Resampling.BOX), np.float32) / 255
    lit = np.asarray(glowing.resize(size, Image.Resampling.BOX), np.float32)[..., None] / 255
    alpha = fine[..., 3]
    rgb = fine[..., :3] * (1 - lit) * volume(alpha)[..., None] + fine[..., :3] * lit
    return rgb, alpha


def find_shape(name: str) -> Shape:
    return SHAPES.get(name) or invented(name)


def colours(shape: Shape, palette: Palette, colour: Colour | None) -> dict[str, Colour]:
    """Every role's colour in this light. Lit windows keep their own light at night."""
    own = colour or shape.colour
    dark_hour = palette.light < 0.6

    def lit(paint: Colour, strength: float = 1.0) -> Colour:
        # By night a lead actor keeps some of its own colour, or nobody would see what was asked for.
        plain = tuple(part * strength * 0.85 for part in paint)
        return mix(mix(palette.lit(paint, strength), palette.horizon, 0.06), plain, 0.45 if dark_hour else 0.0)  # type: ignore[arg-type]

    return {
        "body": lit(own, 1.12),
        "lite": lit(mix(own, (1.0, 0.96, 0.9), 0.45), 1.12),
        "dark": lit(mix(own, (0.08, 0.08, 0.10), 0.78), 1.0),
        "white": lit((0.95, 0.94, 0.90), 1.1),
        "grey": lit((0.58, 0.60, 0.62)),
        "accent": lit(palette.accent if colour is None else mix(own, (1.0, 0.9, 0.6), 0.6), 1.1),
        "gold": lit((0.90, 0.72, 0.32), 1.1),
        "green": lit((0.28, 0.46, 0.24), 1.0),
        "leaf": lit(mix(own, (0.72, 0.80, 0.36), 0.38), 1.15),
        "hair": lit((0.22, 0.15, 0.12), 1.2),
        "glow": (1.0, 0.86, 0.52) if dark_hour else mix((0.80, 0.88, 0.92), palette.horizon, 0.3),
    }


def volume(alpha: Array) -> Array:
    """Soft light from the upper left, as if the silhouette were rounded."""
    reach = max(2, round(min(alpha.shape) / 9))
    rim = 2 * reach
    padded = np.pad(alpha.astype(np.float32), rim)
    # Blurred small and in floats: Pillow's own blur is 8-bit, and its steps would show as dents.
    step = max(1, reach // 2)
    tiny = Image.fromarray(padded).resize((padded.shape[1] // step, padded.shape[0] // step), Image.Resampling.BOX)
    small = np.asarray(tiny)
    for axis in (0, 1):
        shifted = [w * np.roll(small, k, axis) for k, w in zip(range(-2, 3), (1, 4, 6, 4, 1), strict=True)]
        small = np.sum(shifted, axis=0) / 16
    soft = enlarge(small, *padded.shape)[rim:-rim, rim:-rim]
    slope = np.gradient(soft, axis=0) * 0.8 + np.gradient(soft, axis=1)
    return np.clip(1.0 + slope * reach * 1.5, 0.55, 1.45)


def stroke(pen: ImageDraw.ImageDraw, form: str, points: Points, size: tuple[int, int], ink: tuple | int) -> None:
    scaled = [(x * size[0], y * size[1]) for x, y in points]
    if form == "oval":
        pen.ellipse([*scaled[0], *scaled[1]], fill=ink)
    elif form == "poly":
        pen.polygon(scaled, fill=ink)
    elif form == "curve":
        pen.polygon(rounded(scaled), fill=ink)
    else:
        width = max(1, round(float(form.partition(":")[2]) * max(size)))
        pen.line(scaled, fill=ink, width=width, joint="curve")


def rounded(points: Points, steps: int = 10) -> Points:
    """The closed Catmull-Rom curve through the points."""
    p = np.array(points)
    before, after, beyond = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = 0.5 * (2 * p + (after - before) * t + (2 * before - 5 * p + 4 * after - beyond) * t**2
                   + (3 * p - before - 3 * after + beyond) * t**3)  # fmt: skip
    return [tuple(point) for point in curve.transpose(1, 0, 2).reshape(-1, 2)]


def invented(word: str) -> Shape:
    """A round-limbed figure for a word that has no drawing: its own for every word, the same each time."""
    rng = dice("shape", word)
    colour = tuple(float(part) for part in rng.uniform(0.25, 0.85, 3))
    strokes = [("curve", _star(rng, 0.5, 0.52, 0.46), "body")]
    strokes.append(("curve", _star(rng, 0.5, 0.54, 0.27), "lite"))
    strokes.append(("curve", _star(rng, 0.5, 0.55, 0.12), "accent"))
    home = str(rng.choice(["ground", "air", "ground"]))
    return Shape(float(rng.uniform(0.75, 1.2)), float(rng.uniform(0.30, 0.40)), home, strokes, colour)  # type: ignore[arg-type]


def _star(rng: np.random.Generator, cx: float, cy: float, size: float) -> Points:
    """A closed line that swells and narrows, alike on both sides."""
    limbs, deep, sway = int(rng.integers(2, 8)), float(rng.uniform(0.12, 0.42)), float(rng.uniform(0, 0.25))
    points = []
    for number in range(36):
        angle = 2 * math.pi * number / 36
        reach = size * (1 - deep / 2 + deep / 2 * math.cos(limbs * angle) - sway * abs(math.sin(angle)) ** 3 * 0.5)
        points.append((cx + reach * math.sin(angle), cy - reach * math.cos(angle)))
    return points

"""An easel for large figures: closed curves laid over a picture, rounded by light, with texture.

Points are in units of `scale` pixels from the figure's middle, x to the right and y down.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .noise import Array, dice, surface
from .sheets import Colour
from .subjects import rounded

Points = list[tuple[float, float]]


class Easel:
    """`rgb`: floats (rows, columns, 3), painted in place. `light` < 0 comes from the left."""

    def __init__(self, rgb: Array, middle: tuple[float, float], scale: float, light: float, words: str) -> None:
        self.rgb, self.middle, self.scale, self.light = rgb, middle, scale, light
        self.rng = dice("easel", words)

    def curve(self, points: Points, colour: Colour, *, mirror: bool = False, angular: bool = False, relief: float = 0.0,
              soft: float = 0.0, opacity: float = 1.0, grain: float = 0.0, strands: float = 0.0) -> None:  # fmt: skip
        """A closed smooth curve through the points.

        `mirror` adds the same points on the other side of the middle; `relief` rounds the form by light, `soft`
        blurs its edge (units), `grain` mottles it and `strands` lays hair or fur along it.
        """
        if mirror:
            points = points + [(-x, y) for x, y in reversed(points) if x]  # a point on the axis is its own mirror
        shape = np.array(points if angular else rounded(points))
        self._lay(shape, colour, relief, soft, opacity, grain, strands)

    def oval(self, x: float, y: float, wide: float, high: float, colour: Colour, **look: float) -> None:
        """An oval with half axes `wide` and `high`."""
        angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        shape = np.stack([x + wide * np.cos(angle), y + high * np.sin(angle)], axis=1)
        values = {"relief": 0.0, "soft": 0.0, "opacity": 1.0, "grain": 0.0, "strands": 0.0, **look}
        self._lay(shape, colour, **values)

    def line(self, points: Points, width: float, colour: Colour, opacity: float = 1.0, soft: float = 0.0) -> None:
        """A stroke through the points that narrows towards both ends."""
        path = np.array(points, float)
        fine = np.linspace(0, 1, 24)
        knots = np.linspace(0, 1, len(path))
        spine = np.stack([np.interp(fine, knots, path[:, axis]) for axis in (0, 1)], axis=1)
        for _ in range(3):
            spine[1:-1] = (spine[:-2] + 2 * spine[1:-1] + spine[2:]) / 4
        along = np.gradient(spine, axis=0)
        across = np.stack([-along[:, 1], along[:, 0]], axis=1) / (np.hypot(*along.T)[:, None] + 1e-9)
        girth = (width / 2 * np.sin(np.pi * (0.08 + 0.84 * fine)))[:, None]
        self._lay(np.concatenate([spine + across * girth, (spine - across * girth)[::-1]]), colour, 0.0, soft, opacity)

    def _lay(self, shape: Array, colour: Colour, relief: float, soft: float, opacity: float, grain: float = 0.0,
             strands: float = 0.0) -> None:  # fmt: skip
        pixels = shape * self.scale + np.array(self.middle)
        rim = int(soft * self.scale * 2.5) + 3
        high, wide = self.rgb.shape[:2]
        left, top = (max(0, int(edge) - rim) for edge in pixels.min(axis=0))
        right, low = min(wide, int(pixels[:, 0].max()) + rim), min(high, int(pixels[:, 1].max()) + rim)
        if right - left < 2 or low - top < 2:
            return
        mask = _mask(pixels - (left, top), (right - left, low - top), soft * self.scale)
        paint = np.broadcast_to(np.array(colour, np.float32), (*mask.shape, 3))
        shade = np.ones_like(mask)
        if relief:
            shade += relief * self._roundness(mask)
        if grain:
            shade += grain * (surface(self.rng, mask.shape[0], mask.shape[1], self.scale * 0.06, 4) - 0.5)
        if strands:
            shade += strands * (_streaks(self.rng, mask.shape, self.scale) - 0.5)
        share = (mask * opacity)[..., None]
        area = self.rgb[top:low, left:right]
        area += (paint * shade[..., None] - area) * share

    def _roundness(self, mask: Array) -> Array:
        """From about -1 (turned away from the light) to 1, as if the flat form were a cushion."""
        rows, columns = mask.shape
        step = max(1, min(rows, columns) // 48)
        small = Image.fromarray(mask).resize((max(2, columns // step), max(2, rows // step)), Image.Resampling.BOX)
        height = np.pad(np.asarray(small), 8)
        for reach in (2, 3, 4):
            for axis in (0, 1):
                height = np.mean([np.roll(height, k, axis) for k in range(-reach, reach + 1)], axis=0)
        across, down = np.gradient(height, axis=1)[8:-8, 8:-8], np.gradient(height, axis=0)[8:-8, 8:-8]
        value = (-np.sign(self.light) * -across * 0.8 + down * 0.6) * 10
        image = Image.fromarray(np.clip(value, -1, 1).astype(np.float32))
        return np.asarray(image.resize((columns, rows), Image.Resampling.BICUBIC))


def _mask(pixels: Array, size: tuple[int, int], blur: float) -> Array:
    large = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    ImageDraw.Draw(large).polygon([tuple(point) for point in pixels * 2], fill=255)
    mask = large.reduce(2)
    if blur > 0.5:
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
    return np.asarray(mask, np.float32) / 255


def _streaks(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Array:
    """Fine upright fibres that wave a little, 0 to 1."""
    rows, columns = shape
    cells = (int(rows / (scale * 0.10)) + 3, int(columns / (scale * 0.0045)) + 3)
    fine = Image.fromarray(rng.random(cells, dtype=np.float32)).resize((columns, rows), Image.Resampling.BICUBIC)
    cells = (int(rows / (scale * 0.16)) + 3, int(columns / (scale * 0.022)) + 3)
    broad = Image.fromarray(rng.random(cells, dtype=np.float32)).resize((columns, rows), Image.Resampling.BICUBIC)
    shift = (np.sin(np.arange(rows) / (scale * 0.09)) * scale * 0.012).astype(int)
    value = 0.5 * np.asarray(fine) + 0.5 * np.asarray(broad)
    return np.take_along_axis(value, (np.arange(columns)[None, :] + shift[:, None]) % columns, axis=1)

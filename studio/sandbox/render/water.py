"""Water: the sky's colours laid flat, with glitter that runs in the light's path."""

import numpy as np
from PIL import ImageChops

from .noise import Array, dice, enlarge
from .palette import Palette, mix, ramp
from .sheets import Canvas, grey, halved, sheet, yuv
from .stage import Stage
from .words import Reading


def paint_water(stage: Stage, palette: Palette, reading: Reading, horizon: float, sun: float | None) -> None:
    """From the horizon (share of the home frame) down. `sun`: where the light stands, or None."""
    top = stage.y(horizon) & ~1
    rows = stage.high - top & ~1
    deep = palette.lit(palette.ground, 0.55)
    stops = [
        (0.0, mix(palette.horizon, deep, 0.22)),
        (0.30, mix(palette.middle, deep, 0.5)),
        (1.0, mix(deep, palette.top, 0.25)),
    ]
    rng = dice("water", reading.text)
    rgb = np.repeat(ramp(stops, rows)[:, None, :], stage.wide, axis=1)
    waves = ripples(rng, rows, stage.wide)
    rgb *= (0.90 + 0.20 * waves)[..., None]
    stage.add(sheet(rgb, at=(0, top), depth=0.9))
    stage.add(Glitter(stage, palette, (top, rows), sun, rng))


def ripples(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Waves from 0 to 1 that are fine at the horizon and long near us."""
    tall = enlarge(rng.random((70, 26), dtype=np.float32), 420, max(64, columns // 4))
    place = np.linspace(0, 1, rows) ** 0.5 * 418
    picked = tall[place.astype(int)]
    wide = enlarge(picked, rows, columns)
    fine = enlarge(rng.random((rows // 3, columns // 14), dtype=np.float32), rows, columns)
    return np.clip(0.6 * wide + 0.4 * fine, 0, 1)


class Glitter:
    """Two sheets of ripples sliding against each other; where both are high the light glints."""

    def __init__(self, stage: Stage, palette: Palette, span: tuple[int, int], sun: float | None,
                 rng: np.random.Generator) -> None:  # fmt: skip
        self.top, rows = span
        self.slack = 160
        wide = stage.wide + 2 * self.slack
        self.one = grey(np.clip((ripples(rng, rows, wide) - 0.30) * 1.9, 0, 1))
        other = np.clip((ripples(rng, rows, wide) - 0.30) * 1.9, 0, 1) * self._lane(stage, rows, wide, sun)
        self.two = grey(other)
        self.pace = stage.width * 0.011
        self.colour = yuv(mix(palette.sun, palette.horizon, 0.25))
        self.table = [min(255, int(max(0, value - 36) * 2.3)) for value in range(256)]

    def _lane(self, stage: Stage, rows: int, wide: int, sun: float | None) -> Array:
        """The path of light below the sun, widening towards us, over a faint glint everywhere."""
        if sun is None:
            return np.full((rows, wide), 0.42, np.float32)
        x = np.arange(wide, dtype=np.float32)[None, :] - self.slack - stage.x(sun)
        spread = stage.width * np.linspace(0.035, 0.16, rows)[:, None]
        return np.clip(0.34 + 0.80 * np.exp(-((x / spread) ** 2)) * np.linspace(1.0, 0.55, rows)[:, None], 0, 1)

    def draw(self, canvas: Canvas, t: float) -> None:
        left, top = canvas.offset(0.9)
        shift = round(self.pace * t) % self.slack
        width = self.one.width - 2 * self.slack
        view = (-left, width)
        first, last = max(0, view[0] & ~1), min(width, (view[0] + canvas.size[0] + 2) & ~1)
        below = min(self.one.height, max(2, canvas.size[1] - (top + self.top) + 2)) & ~1
        one, two = (
            waves.crop((self.slack + slide + first, 0, self.slack + slide + last, below))
            for waves, slide in ((self.one, shift), (self.two, -(shift // 2)))
        )
        mask = ImageChops.multiply(one, two).point(self.table)
        canvas.paste(self.colour, (left + first, top + self.top), mask, halved(mask))

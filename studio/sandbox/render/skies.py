"""What is above the horizon: the sky, the sun or moon, clouds, stars and the aurora."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from .noise import Array, dice, surface
from .palette import Palette, mix, ramp
from .sheets import Canvas, Colour, Sheet, plane, sheet, tint, veil_of, yuv
from .stage import Stage
from .words import Reading


def paint_sky(stage: Stage, palette: Palette, reading: Reading, horizon: float = 0.62) -> None:
    """The whole sky behind everything; `horizon` as a share of the home frame."""
    rng = dice("sky", reading.text)
    rgb = _gradient(stage, palette, horizon)
    sun = find_sun(reading)
    if sun:
        moon = reading.light == "night" or reading.moonlit
        at = (stage.x(sun[0]), stage.y(horizon * sun[1]))
        _shine(stage, rgb, palette.sun, at, 0.042 if moon else 0.066, 0.35 if moon else 0.8)
    stage.add(sheet(rgb, depth=0.0))
    if reading.light == "night" or "stars" in reading.weather:
        stage.add(*add_stars(stage, rng, horizon))
    if "aurora" in reading.weather:
        stage.add(Aurora(stage, rng))
    if "fog" not in reading.weather:
        cover = {"storm": 0.95, "night": 0.35, "noon": 0.6}.get(reading.light, 0.5)
        stage.add(*_clouds(stage, palette, rng, horizon, cover))


def find_sun(reading: Reading) -> tuple[float, float] | None:
    """Where the sun or moon stands: share of the width, share of the way down to the horizon; or None."""
    if reading.light == "storm" or (reading.weather & {"rain", "snow", "fog"} and not reading.moonlit):
        return None
    if not (reading.sunny or reading.moonlit or reading.light == "night"):
        return None
    rng = dice("sun", reading.text)
    low = 0.72 if reading.light in ("dawn", "dusk") else 0.42
    return float(rng.uniform(0.22, 0.78)), low + float(rng.uniform(-0.14, 0.14))


def _gradient(stage: Stage, palette: Palette, horizon: float) -> Array:
    low = stage.y(horizon) / stage.high
    stops = [(0.0, palette.top), (low * 0.62, palette.middle), (low, palette.horizon), (1.0, palette.horizon)]
    return np.repeat(ramp(stops, stage.high)[:, None, :], stage.wide, axis=1)


def _shine(stage: Stage, rgb: Array, sun: Colour, at: tuple[int, int], size: float, halo: float) -> None:
    """A disc with a soft edge and a wide glow, painted into the sky in place."""
    rows, columns = np.ogrid[: stage.high, : stage.wide]
    away = np.sqrt(((columns - at[0]) ** 2 + (rows - at[1]) ** 2).astype(np.float32)) / stage.short
    disc = np.clip((size - away) * stage.short / 2 + 0.5, 0, 1)
    glow = halo * (0.55 * np.exp(-away * 5.5) + 0.45 * np.exp(-((away / 0.16) ** 2)))
    share = np.clip(np.maximum(disc, glow * 0.75), 0, 1)[..., None]
    rgb += (np.array(sun, np.float32) - rgb) * share


def add_stars(stage: Stage, rng: np.random.Generator, horizon: float, depth: float = 0.0) -> list[Sheet]:
    """Three families of stars that twinkle out of step."""
    sheets = []
    for number in range(3):
        mask = np.zeros((stage.high, stage.wide), np.uint8)
        count = 150
        rows = (rng.random(count) ** 1.3 * min(stage.y(horizon), stage.high - 3)).astype(int)
        columns = rng.integers(2, stage.wide - 2, count)
        bright = (60 + 195 * rng.random(count) ** 3).astype(np.uint8)
        mask[rows, columns] = bright
        for row, column in ((rows, columns + 1), (rows + 1, columns)):
            mask[row, column] = bright // 2
        phase = float(number * 2.1)
        glow = _twinkle(phase, 1.7 + number)
        sheets.append(tint((0.95, 0.97, 1.0), Image.fromarray(mask), depth=depth, glow=glow))
    return sheets


def _twinkle(phase: float, pace: float) -> Callable[[float], float]:
    return lambda t: 0.72 + 0.28 * np.sin(t * pace + phase)


def _clouds(stage: Stage, palette: Palette, rng: np.random.Generator, horizon: float, cover: float) -> list[Sheet]:
    """Two banks of cloud that drift at their own pace; drawn wider than the plate so they may."""
    high, wide = stage.y(horizon) & ~1, int(stage.wide * 1.12) & ~1
    sheets = []
    for number in range(2):
        shape = surface(rng, high, wide // 2, stage.short * (0.55 - 0.2 * number), 5)
        shape = np.repeat(shape, 2, axis=1)[:, :wide]
        fade = np.interp(np.linspace(0, 1, high), [0, 0.25, 0.8, 1], [0.9, 1, 0.5, 0]).astype(np.float32)
        alpha = np.clip((shape - (0.66 - 0.26 * cover)) * 2.6, 0, 1) * fade[:, None] * (0.35 + 0.4 * cover)
        bright = mix(palette.horizon, (1.0, 0.98, 0.96), 0.35 * palette.light)
        dark = mix(palette.top, palette.middle, 0.6)
        share = np.clip(shape * 1.3 - 0.3, 0, 1)[..., None]
        rgb = np.array(dark, np.float32) * (1 - share) + np.array(bright, np.float32) * share
        pace = stage.width * (0.006 + 0.006 * number)
        sheets.append(sheet(rgb, alpha, at=(-int(stage.wide * 0.12), 0), depth=0.05, path=_drift(pace)))
    return sheets


def _drift(pace: float) -> Callable[[float], tuple[float, float]]:
    return lambda t: (pace * t, 0.0)


class Aurora:
    """Curtains of light: computed small every frame, shown large; softness is their nature."""

    def __init__(self, stage: Stage, rng: np.random.Generator) -> None:
        self.rows, self.columns = 54, 120
        self.size = (stage.wide, int(stage.high * 0.62) & ~1)
        self.noise = np.concatenate([surface(rng, self.rows, self.columns, 40, 3)] * 2, axis=1)
        self.streaks = rng.random(self.columns * 2).astype(np.float32)
        self.colours = [yuv((0.25, 0.95, 0.62)), yuv((0.46, 0.36, 0.92))]

    def draw(self, canvas: Canvas, t: float) -> None:
        x = np.arange(self.columns)
        rows = np.arange(self.rows)[:, None]
        left, top = canvas.offset(0.0)
        for number, colour in enumerate(self.colours):
            foot = (
                self.rows * (0.50 + 0.18 * number)
                + 5 * np.sin(x / 15 + t * 0.5 + number * 2)
                + 2.5 * np.sin(x / 6 - t * 0.4)
            )
            rise = np.clip((foot - rows) / (self.rows * 0.62), 0, 1)
            veil = np.where(rows < foot, np.exp(-3.0 * rise), np.exp((foot - rows) / 1.6))
            streak = 0.55 + 0.45 * np.interp(x + t * 2.2, np.arange(self.columns * 2), self.streaks)
            small = plane(veil * streak * 205 * (0.75 + 0.25 * np.sin(x / 22 - t * 0.7 + number)))
            canvas.paste(colour, (left, top), *veil_of(small, self.size))

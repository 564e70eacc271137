"""Mountains, dunes and hills: ridges behind ridges, each paler than the one before it."""

import numpy as np

from .noise import Array, dice, outline, surface
from .palette import Palette, mix
from .sheets import Colour, Sheet, sheet
from .stage import Stage
from .words import Reading


def ridge(stage: Stage, line: Array, top: Colour, foot: Colour, depth: float, grain: Array | None = None) -> Sheet:
    """Ground below `line` (plate rows, one per column), from `top` at its edge to `foot` further down."""
    first = max(0, int(line.min()) - 2) & ~1
    rows = np.arange(first, stage.high, dtype=np.float32)[:, None]
    below = rows - line[None, :]
    alpha = np.clip(below + 0.5, 0, 1)
    share = np.clip(below / (stage.high * 0.30), 0, 1)[..., None] ** 0.8
    rgb = np.array(top, np.float32) * (1 - share) + np.array(foot, np.float32) * share
    if grain is not None:
        rgb = rgb * (1 + (grain[first : stage.high] - 0.5)[..., None] * 0.22)
    return sheet(rgb, alpha, at=(0, first), depth=depth)


def paint_mountains(
    stage: Stage,
    palette: Palette,
    reading: Reading,
    base: float = 0.74,
    rows: int = 5,
    tall: float = 1.0,
    haze: float = 0.80,
) -> None:
    """`rows` ridges; the last stands at `base` (share of the home frame). `tall` scales them, `haze` is
    how much of the farthest the air swallows."""
    rng = dice("mountains", reading.text)
    misty = "fog" in reading.weather
    grain = surface(rng, stage.high, stage.wide, stage.short * 0.12, 4)
    for number in range(rows):
        share = number / max(1, rows - 1)
        line = outline(rng, stage.wide, stage.width * (0.62 - 0.26 * share), 7, 0.47 + 0.05 * share)
        lift = stage.height * (0.36 - 0.16 * share) * tall * float(rng.uniform(0.8, 1.15))
        level = stage.y(base - 0.10 + 0.22 * share)
        top = palette.far(haze * (1 - share) ** (0.7 if misty else 1.0) + 0.02)
        foot = mix(top, palette.horizon, (0.75 if misty else 0.5) * (1 - share * 0.75))
        stage.add(ridge(stage, level - line * lift, top, foot, 0.12 + 0.95 * share**1.3, grain))


def paint_dunes(stage: Stage, palette: Palette, reading: Reading) -> None:
    """Long soft dunes with a lit and a shaded flank and wind ripples."""
    rng = dice("dunes", reading.text)
    columns = np.arange(stage.wide, dtype=np.float32)
    for number in range(5):
        share = number / 4
        line = outline(rng, stage.wide, stage.width * (0.9 - 0.3 * share), 2, 0.34)
        line = stage.y(0.50 + 0.42 * share) - line * stage.height * (0.10 + 0.10 * share)
        rows = np.arange(stage.high, dtype=np.float32)[:, None]
        below = rows - line[None, :]
        slope = np.gradient(line)[None, :]
        light = np.clip(0.5 - slope * 1.7, 0, 1) * np.exp(-below / (stage.height * 0.24))
        ripple = np.sin((below * 0.9 + columns[None, :] * 0.12 * (1 if number % 2 else -1)) * 620 / stage.short / 1.9)
        shade = 0.74 + 0.36 * light + 0.018 * ripple * np.clip(share * 1.4, 0, 1)
        colour = mix(palette.lit(palette.ground, 1.08), palette.horizon, 0.55 * (1 - share))
        rgb = np.array(colour, np.float32) * shade[..., None]
        stage.add(sheet(rgb, np.clip(below / 1.5 + 0.5, 0, 1), depth=0.15 + 0.9 * share))


def paint_hills(stage: Stage, palette: Palette, reading: Reading, base: float = 0.62) -> None:
    """Rounded fields, with a mottled surface that darkens towards us."""
    rng = dice("hills", reading.text)
    grain = surface(rng, stage.high, stage.wide, stage.short * 0.05, 5)
    for number in range(4):
        share = number / 3
        line = outline(rng, stage.wide, stage.width * 0.8, 3, 0.32)
        line = stage.y(base + 0.26 * share) - line * stage.height * 0.12
        top = mix(palette.lit(palette.ground, 1.12 - 0.2 * share), palette.horizon, 0.62 * (1 - share))
        foot = mix(palette.lit(palette.ground, 0.68), palette.horizon, 0.3 * (1 - share))
        stage.add(ridge(stage, line, top, foot, 0.2 + 0.85 * share, grain))

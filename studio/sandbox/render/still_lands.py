"""Mountains for stills: ridges with lit and shaded faces, gullies, snow, and firs at their feet."""

import numpy as np
from PIL import Image, ImageDraw

from .noise import Array, dice, outline, surface
from .palette import Palette, mix
from .sheets import sheet, tint
from .skies import find_sun
from .stage import Stage
from .words import Reading


def paint_peaks(stage: Stage, palette: Palette, reading: Reading, base: float = 0.76, rows: int = 5) -> None:
    """`rows` ridges, the last at `base` (share of the height), lit from where the sun stands."""
    rng = dice("peaks", reading.text)
    sun = find_sun(reading)
    side = -1.0 if sun is None or sun[0] < 0.5 else 1.0
    rough = surface(rng, stage.high, stage.wide, stage.short * 0.10, 6)
    cold = bool({"snow"} & reading.weather) or any(
        word in reading.text for word in ("snow", "alps", "glacier", "himalaya")
    )
    shares = [number / max(1, rows - 1) for number in range(rows)]
    edges = [_edge(stage, rng, base, share) for share in shares]
    for number, share in enumerate(shares):
        last = stage.high if share == 1 else min(stage.high, int(edges[number + 1].max()) + 4 & ~1)
        air = 0.80 * (1 - share) ** (0.7 if "fog" in reading.weather else 1.0) + 0.02
        snow = (0.9 if cold else 0.55) * (1 - share) ** 0.5 if share < 0.95 or cold else 0.0
        _face(
            stage,
            palette,
            (edges[number], last),
            rough[:: 1 - number // 2 % 2 * 2, :: 1 - number % 2 * 2],
            side,
            air,
            snow,
        )
    _firs(stage, palette, reading, rng, base)


def _edge(stage: Stage, rng: np.random.Generator, base: float, share: float) -> Array:
    """A ridge's upper edge, in rows, one a column; `share` 0 is the farthest."""
    line = outline(rng, stage.wide, stage.width * (0.62 - 0.26 * share), 8, 0.50)
    lift = stage.height * (0.42 - 0.24 * share) * float(rng.uniform(0.85, 1.15))
    return (stage.y(base - 0.14 + 0.24 * share) - line * lift).astype(np.float32)


def _face(stage: Stage, palette: Palette, span: tuple[Array, int], rough: Array, side: float, air: float,
          snow: float) -> None:  # fmt: skip
    """One ridge from its edge (rows, one a column) to row `last`, below which the next one hides it.

    Faces follow the edge's own slope, sheared down the flank.
    """
    edge, last = span
    first = max(0, int(edge.min()) - 2) & ~1
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    rough = rough[first:last]
    below = np.maximum(rows - edge[None, :], 0)
    cell = max(3, stage.short // 45)
    slope = np.convolve(np.gradient(np.pad(edge, cell, mode="edge")), np.ones(cell) / cell, "same")[cell:-cell].astype(
        np.float32
    )
    bent = (np.arange(stage.wide)[None, :] + (rough - 0.5) * stage.short * 0.10).astype(np.int32)
    sheared = [slope[(bent + (below * turn).astype(np.int32)) % stage.wide] for turn in (0.30, -0.55)]
    relief = np.gradient(rough, axis=1) * stage.short * 0.045
    light = (
        side * (0.75 * sheared[0] + 0.45 * sheared[1]) * np.exp(-below / (stage.height * 0.25)) + side * relief * 0.9
    )
    light = np.clip(light, -1, 1)
    rock = np.array(mix(palette.lit(palette.ground, 0.72), palette.horizon, air), np.float32)
    warm = np.array(mix(mix(palette.lit(palette.ground, 1.1), palette.sun, 0.35), palette.horizon, air), np.float32)
    cool = np.array(
        mix(mix(palette.lit(palette.ground, 0.4), palette.top, 0.25), palette.horizon, air * 0.85), np.float32
    )
    up = np.clip(light, 0, 1)[..., None] * (0.35 + 0.65 * palette.light)
    down = np.clip(-light, 0, 1)[..., None]
    rgb = rock + (warm - rock) * up + (cool - rock) * down
    if snow:
        reach = stage.height * 0.16 * snow
        cover = np.clip((reach * (0.35 + 1.3 * rough) - below) / (reach * 0.35), 0, 1)
        cover *= np.clip(0.95 + light * 0.6, 0, 1) * snow
        white = np.array(mix(palette.lit((0.94, 0.95, 0.98), 1.05), palette.horizon, air * 0.8), np.float32)
        rgb += (white * (0.82 + 0.24 * light[..., None]) - rgb) * cover[..., None]
    mist = np.clip(below / (stage.height * 0.34), 0, 1)[..., None] ** 1.4 * (0.15 + 0.75 * air)
    rgb += (np.array(palette.horizon, np.float32) - rgb) * mist
    stage.add(sheet(rgb, np.clip(rows - edge[None, :] + 0.5, 0, 1), at=(0, first)))


def _firs(stage: Stage, palette: Palette, reading: Reading, rng: np.random.Generator, base: float) -> None:
    """A dark wood along the lower edge, thinner in the middle."""
    tone = mix(palette.lit((0.07, 0.12, 0.11), 0.8), palette.horizon, 0.06)
    mask = Image.new("L", (stage.wide, stage.high), 0)
    pen = ImageDraw.Draw(mask)
    foot = outline(rng, stage.wide, stage.width * 0.7, 4, 0.5)
    for x in np.sort(rng.integers(0, stage.wide, 95)):
        aside = abs(x / stage.wide - 0.5) * 2
        tall = stage.short * float(rng.uniform(0.025, 0.075)) * (0.45 + aside)
        low = stage.y(base + 0.235) - foot[x] * stage.height * 0.05 * (0.4 + aside)
        for tier in range(7):
            y, half = low - tall * tier / 7, tall * 0.23 * (1 - tier / 7.5)
            pen.polygon([(x - half, y), (x, y - tall * 0.30), (x + half, y)], fill=255)
        pen.rectangle((x - tall * 0.3, low - 1, x + tall * 0.3, stage.high), fill=255)
    crest = [(float(x), stage.y(base + 0.235) - foot[x] * stage.height * 0.04) for x in range(0, stage.wide, 8)]
    pen.polygon([(0, stage.high), *crest, (stage.wide, stage.high)], fill=255)
    stage.add(tint(tone, mask))

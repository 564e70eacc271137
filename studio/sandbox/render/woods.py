"""Trees: firs in the mist, blossoming crowns, grass and flowers."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from .noise import dice, surface
from .palette import Palette, mix
from .sheets import Colour, Sheet, sheet, tint
from .stage import Stage
from .words import Reading


def paint_forest(stage: Stage, palette: Palette, reading: Reading) -> None:
    """Four rows of firs that come out of the mist towards us, on rising ground."""
    rng = dice("forest", reading.text)
    snowy = "snow" in reading.weather
    for row in range(4):
        share = row / 3
        stage.add(_ground(stage, palette, rng, share, snowy))
        if share == 1:
            break
        tone = mix(palette.far(0.86 * (1 - share) ** 0.8), palette.lit((0.10, 0.20, 0.18), 0.7), 0.25 + 0.4 * share)
        count = int((26, 17, 9)[row] * max(1.0, stage.width / stage.height))
        stage.add(_firs(stage, rng, share, count, tone, snowy))


def _ground(stage: Stage, palette: Palette, rng: np.random.Generator, share: float, snowy: bool) -> Sheet:
    top = stage.y(0.62 + 0.23 * share) & ~1
    rows = stage.high - top & ~1
    grain = surface(rng, rows, stage.wide, stage.short * 0.2, 5)
    base = palette.lit((0.88, 0.92, 0.97) if snowy else palette.ground, 1.0 if snowy else 0.75 - 0.2 * share)
    near = np.array(mix(base, palette.horizon, 0.75 * (1 - share)), np.float32)
    rgb = near * (0.90 + 0.2 * grain[..., None])
    edge = surface(rng, 2, stage.wide, stage.short * 0.5, 3)[0] * stage.short * 0.05
    alpha = np.clip((np.arange(rows)[:, None] - edge[None, :]) / (stage.short * 0.03), 0, 1)
    return sheet(rgb, alpha, at=(0, top), depth=0.3 + 0.75 * share)


def _firs(stage: Stage, rng: np.random.Generator, share: float, count: int, tone: Colour, snowy: bool) -> Sheet:
    mask = Image.new("L", (stage.wide, stage.high), 0)
    frost = Image.new("L", mask.size, 0)
    pen, frost_pen = ImageDraw.Draw(mask), ImageDraw.Draw(frost)
    for place in np.sort(rng.random(count)):
        height = stage.height * (0.30 + 0.34 * share) * float(rng.uniform(0.7, 1.25))
        foot = stage.y(0.66 + 0.22 * share + float(rng.uniform(-0.02, 0.03)))
        _fir(pen, frost_pen, (place * stage.wide, foot, height), rng)
    alpha = np.asarray(mask, np.float32) / 255
    rows = np.linspace(0, 1, stage.high, dtype=np.float32)[:, None, None]
    rgb = np.array(mix(tone, (0, 0, 0), 0.12), np.float32) * (1.15 - 0.3 * rows)
    rgb = np.broadcast_to(rgb, (stage.high, stage.wide, 3)).copy()
    if snowy:
        white = np.asarray(frost, np.float32)[..., None] / 255 * 0.75
        rgb += (np.array((0.93, 0.95, 0.98), np.float32) * 0.9 - rgb) * white
    return sheet(rgb, alpha, depth=0.3 + 0.75 * share)


def _fir(pen: ImageDraw.ImageDraw, frost: ImageDraw.ImageDraw, where: tuple[float, float, float],
         rng: np.random.Generator) -> None:  # fmt: skip
    """Branches in tiers, uneven as in nature; `where`: x, foot, height in plate pixels."""
    x, foot, height = where
    tiers, lean = 8, float(rng.normal(0, height * 0.008))
    pen.rectangle((x - height * 0.012, foot - height * 0.15, x + height * 0.012, foot), fill=255)
    for tier in range(tiers):
        low = foot - height * (0.06 + 0.88 * tier / tiers)
        top = low - height * 0.24
        half = height * 0.19 * (1 - tier / tiers) ** 0.85 * float(rng.uniform(0.85, 1.15)) + height * 0.012
        tip = (x + lean * tier, top)
        left, right = (x - half, low + half * 0.16), (x + half, low + half * 0.10)
        pen.polygon(
            [
                tip,
                left,
                (x - half * 0.4, low - half * 0.06),
                (x, low + half * 0.1),
                (x + half * 0.4, low - half * 0.06),
                right,
            ],
            fill=255,
        )
        frost.polygon([tip, left, (x - half * 0.3, low - half * 0.45), (x, (top + low) / 2)], fill=255)


def paint_blossoms(stage: Stage, palette: Palette, reading: Reading, crown: Colour) -> None:
    """Three trees with crowns of round leaves, behind one another."""
    rng = dice("blossoms", reading.text)
    for number, place in enumerate((0.16, 0.88, 0.60)):
        share = (0.7, 1.0, 0.45)[number]
        x, foot = stage.x(place + float(rng.normal(0, 0.03))), stage.y(0.70 + 0.14 * share)
        size = stage.short * (0.30 + 0.22 * share)
        stage.add(*_crown(stage, palette, rng, (x, foot, size), crown, share))


def _crown(stage: Stage, palette: Palette, rng: np.random.Generator, where: tuple[int, int, float], colour: Colour,
           share: float) -> list[Sheet]:  # fmt: skip
    x, foot, size = where
    trunk = Image.new("L", (stage.wide, stage.high), 0)
    pen = ImageDraw.Draw(trunk)
    pen.polygon(
        [
            (x - size * 0.035, foot),
            (x - size * 0.02, foot - size),
            (x + size * 0.02, foot - size),
            (x + size * 0.04, foot),
        ],
        fill=255,
    )
    for sway in (-0.3, 0.25, -0.15):
        pen.line(
            [(x, foot - size * 0.55), (x + size * sway, foot - size * 1.05)],
            fill=255,
            width=max(1, int(size * 0.02)),
        )
    sheets = [
        tint(
            mix(palette.lit((0.26, 0.18, 0.15)), palette.horizon, 0.4 * (1 - share)),
            trunk,
            depth=0.4 + 0.6 * share,
        )
    ]
    for shade in range(4):
        leaves = Image.new("L", trunk.size, 0)
        pen = ImageDraw.Draw(leaves)
        for _ in range(90):
            angle, far = float(rng.uniform(0, 2 * math.pi)), float(rng.random() ** 0.6)
            cx = x + math.cos(angle) * far * size * 0.62
            cy = foot - size * 1.12 + math.sin(angle) * far * size * 0.42 - shade * size * 0.03
            r = size * float(rng.uniform(0.018, 0.055))
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=235)
        tone = mix(mix(colour, (0.2, 0.12, 0.2), 0.30 - 0.10 * shade), (1, 1, 1), max(0, shade - 1) * 0.16)
        tone = mix(palette.lit(tone, 1.15), palette.horizon, 0.45 * (1 - share))
        breeze = _breeze(size * 0.006, shade * 0.9 + x)
        sheets.append(tint(tone, leaves, depth=0.4 + 0.6 * share, path=breeze))
    return sheets


def _breeze(reach: float, phase: float) -> Callable[[float], tuple[float, float]]:
    return lambda t: (reach * math.sin(t * 1.3 + phase), reach * 0.5 * math.sin(t * 1.7 + phase))


def paint_meadow(stage: Stage, palette: Palette, reading: Reading, petals: Colour) -> None:
    """Blades and flowers in front, dense at our feet."""
    rng = dice("meadow", reading.text)
    for row in range(3):
        share = row / 2
        blades, heads = (
            Image.new("L", (stage.wide, stage.high), 0),
            Image.new("L", (stage.wide, stage.high), 0),
        )
        pen, head_pen = ImageDraw.Draw(blades), ImageDraw.Draw(heads)
        foot, tall = stage.y(0.90 + 0.10 * share), stage.short * (0.05 + 0.07 * share)
        for x in rng.integers(0, stage.wide, int(stage.wide / (5 + 2 * share))):
            height, lean = tall * float(rng.uniform(0.4, 1.2)), float(rng.normal(0, tall * 0.16))
            root = foot + int(rng.integers(0, stage.short // 14))
            pen.polygon([(x - 2, root + stage.head), (x + lean, root - height), (x + 2, root + stage.head)], fill=255)
            if rng.random() < 0.16:
                r = tall * float(rng.uniform(0.05, 0.11))
                head_pen.ellipse(
                    (x + lean - r, root - height - r * 0.8, x + lean + r, root - height + r * 0.8), fill=255
                )
        green = mix(
            palette.lit(mix(palette.ground, (0.16, 0.32, 0.14), 0.45), 0.95 - 0.35 * share),
            palette.horizon,
            0.25 * (1 - share),
        )
        sway = _breeze(stage.width * 0.003 * (1 + share), row * 1.4)
        stage.add(tint(green, blades, depth=0.9 + 0.2 * share, path=sway))
        stage.add(tint(palette.lit(petals, 1.25), heads, depth=0.9 + 0.2 * share, path=sway))

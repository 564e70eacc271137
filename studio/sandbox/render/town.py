"""A city: rows of buildings with windows that light up, a street, and its reflection when wet."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from .noise import Array, dice, surface
from .palette import Palette, mix
from .sheets import Sheet, sheet, tint
from .stage import Stage
from .words import Reading

ROWS = 3
STREET = 0.80


def paint_town(stage: Stage, palette: Palette, reading: Reading) -> None:
    rng = dice("town", reading.text)
    for row in range(ROWS):
        stage.add(*_skyline(stage, palette, rng, row))
    _street(stage, palette, reading, rng)


def _skyline(stage: Stage, palette: Palette, rng: np.random.Generator, row: int) -> list[Sheet]:
    """One row of towers, and three sheets of windows that flicker out of step."""
    share = row / (ROWS - 1)
    mask = Image.new("L", (stage.wide, stage.high), 0)
    panes = [Image.new("L", mask.size, 0) for _ in range(3)]
    pen, pane_pens = ImageDraw.Draw(mask), [ImageDraw.Draw(pane) for pane in panes]
    street = stage.y(STREET)
    x = -int(rng.integers(0, stage.short // 12))
    while x < stage.wide:
        wide = int(stage.short * rng.uniform(0.09, 0.20))
        tall = int(stage.height * (rng.uniform(0.30, 0.62) - 0.17 * share) * rng.uniform(0.8, 1.1))
        box = (x, street - tall, x + wide, street + stage.short // 12)  # the street hides the rest
        _tower(pen, box, rng, stage.short)
        _windows(
            pane_pens,
            (x, street - tall, x + wide, street),
            rng,
            stage.short,
            0.62 if palette.light < 0.6 else 0.3,
        )
        x += wide + int(rng.integers(-6, max(2, stage.short // 40)))
    _, first, _, last = mask.getbbox() or (0, 0, 2, 2)
    seen = slice(first & ~1, last + 1 & ~1)  # above and below there is nothing to paint
    rows = np.linspace(0, 1, stage.high, dtype=np.float32)[seen, None, None]
    top, foot = palette.far(0.66 * (1 - share) + 0.05), palette.far(0.80 * (1 - share) + 0.10)
    rgb = np.array(top, np.float32) * (1 - rows) + np.array(foot, np.float32) * rows
    rgb = np.broadcast_to(rgb, (len(rows), stage.wide, 3))
    alpha = np.asarray(mask, np.float32)[seen] / 255
    dark_hour = palette.light < 0.6
    glows = [(1.0, 0.80, 0.46), (1.0, 0.90, 0.68), (0.62, 0.80, 1.0)] if dark_hour else [palette.horizon] * 3
    strength = (0.55 + 0.45 * share) * (1 if dark_hour else 0.55)
    tones = [mix(glow, palette.horizon, 0.25 * (1 - share)) for glow in glows]
    depth = 0.25 + 0.6 * share
    if share < 1:  # far windows do not flicker: they are painted on, which saves three sheets a row
        for tone, pane in zip(tones, panes, strict=True):
            lit = np.asarray(pane, np.float32)[seen, :, None] / 255 * strength
            rgb = rgb * (1 - lit) + np.array(tone, np.float32) * lit
        return [sheet(rgb, alpha, at=(0, seen.start), depth=depth)]
    sheets = [sheet(rgb, alpha, at=(0, seen.start), depth=depth)]
    for number, pane in enumerate(panes):
        sheets.append(tint(tones[number], pane, depth=depth, glow=_flicker(strength, number * 2.0 + row)))
    return sheets


def _flicker(strength: float, phase: float) -> Callable[[float], float]:
    return lambda t: strength * (0.86 + 0.14 * math.sin(t * 1.9 + phase) * math.sin(t * 0.83 + phase))


def _tower(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: np.random.Generator, short: int) -> None:
    x0, y0, x1, y1 = box
    pen.rectangle(box, fill=255)
    kind, wide = int(rng.integers(5)), x1 - x0
    if kind == 0:
        pen.rectangle((x0 + wide // 4, y0 - short // 30, x1 - wide // 4, y1), fill=255)
    elif kind == 1:
        middle = (x0 + x1) // 2
        pen.polygon([(x0, y0), (middle, y0 - short // 14), (x1, y0)], fill=255)
        pen.line([(middle, y0 - short // 14), (middle, y0 - short // 8)], fill=255, width=max(1, short // 260))
    elif kind == 2:
        pen.rectangle((x0 + wide // 5, y0 - short // 45, x0 + wide // 2, y0), fill=255)


def _windows(pens: list, box: tuple[int, int, int, int], rng: np.random.Generator, short: int, lit: float) -> None:
    x0, y0, x1, y1 = box
    size = max(2, short // 110)
    step_x, step_y = int(size * 2.1), int(size * 2.7)
    for y in range(y0 + step_y, y1 - step_y, step_y):
        for x in range(x0 + size, x1 - size * 2, step_x):
            if rng.random() < lit * 0.7:
                pen = pens[int(rng.choice(3, p=(0.5, 0.35, 0.15)))]
                pen.rectangle((x, y, x + size, y + int(size * 1.4)), fill=int(rng.integers(120, 256)))


def _street(stage: Stage, palette: Palette, reading: Reading, rng: np.random.Generator) -> None:
    """Pavement, then the ground; wet, it mirrors the lights above it."""
    top = stage.y(STREET) & ~1
    rows = stage.high - top & ~1
    wet = bool(reading.weather & {"rain", "fog"}) or palette.light < 0.6
    grain = surface(rng, rows, stage.wide, stage.short * 0.08, 4)
    fall = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    kerb = np.array(palette.far(0.34), np.float32)
    near = np.array(palette.lit(mix(palette.ground, (0.2, 0.2, 0.24), 0.5), 0.5), np.float32)
    rgb = (kerb * (1 - fall[..., None]) + near * fall[..., None]) * (0.86 + 0.28 * grain[..., None])
    if wet:
        rgb = rgb + _lamps_mirrored(rng, rows, stage.wide, stage.short)[..., None] * np.array(
            (1.0, 0.72, 0.36), np.float32
        )
    stage.add(sheet(rgb, at=(0, top), depth=1.0))
    line = np.zeros((max(2, stage.short // 90) & ~1, stage.wide, 3), np.float32) + np.array(
        palette.far(0.55), np.float32
    )
    stage.add(sheet(line, at=(0, top), depth=1.0))


def _lamps_mirrored(rng: np.random.Generator, rows: int, wide: int, short: int) -> Array:
    """Upright smears of light in a wet street."""
    columns = np.zeros(wide, np.float32)
    for place in rng.integers(0, wide, 16):
        x = np.arange(wide) - place
        columns += float(rng.uniform(0.2, 1.0)) * np.exp(-((x / (short * 0.016)) ** 2)).astype(np.float32)
    fall = np.exp(-np.linspace(0, 3.2, rows, dtype=np.float32))[:, None]
    broken = surface(rng, rows, wide, short * 0.05, 3)
    return np.clip(columns, 0, 1)[None, :] * fall * (0.15 + 0.5 * broken)

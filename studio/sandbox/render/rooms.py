"""Indoors: a wall, a window with daylight falling in, a table, and things on it."""

import math

import numpy as np

from .noise import Array, dice, surface
from .palette import Palette, mix
from .sheets import Colour, sheet
from .stage import Stage
from .words import COLOURS, Reading

TABLE = 0.72


def paint_room(stage: Stage, palette: Palette, reading: Reading, things: bool = True) -> None:
    """The room; `things` adds spheres around whatever the prompt names."""
    rng = dice("room", reading.text)
    pane_x = float(rng.choice([0.26, 0.72]))
    _wall(stage, palette, rng, pane_x)
    _window(stage, palette, pane_x)
    _table(stage, palette, rng, pane_x)
    if things:
        _things(stage, palette, reading, rng, pane_x)


def _wall(stage: Stage, palette: Palette, rng: np.random.Generator, pane_x: float) -> None:
    tone = np.array(palette.lit(mix(palette.ground, palette.middle, 0.25), 0.95), np.float32)
    rows, columns = np.mgrid[0 : stage.high, 0 : stage.wide].astype(np.float32)
    away = np.hypot((columns - stage.x(pane_x)) / stage.width, (rows - stage.y(0.34)) / stage.height)
    light = 0.55 + 0.75 * np.exp(-away * 1.9)
    grain = surface(rng, stage.high, stage.wide, stage.short * 0.03, 5)
    stage.add(sheet(tone * (light * (0.96 + 0.08 * grain))[..., None], depth=0.75))


def _window(stage: Stage, palette: Palette, pane_x: float) -> None:
    wide, high = int(stage.short * 0.40) & ~1, int(stage.short * 0.46) & ~1
    rows = np.linspace(0, 1, high, dtype=np.float32)[:, None, None]
    sky = np.array(mix(palette.middle, (1, 1, 1), 0.55 * palette.light), np.float32)
    low = np.array(mix(palette.horizon, palette.sun, 0.5), np.float32)
    rgb = np.broadcast_to(sky * (1 - rows) + low * rows, (high, wide, 3)).copy()
    bar, frame = max(2, wide // 40), np.array(palette.lit((0.34, 0.28, 0.24), 0.8), np.float32)
    for cut in (
        slice(0, bar),
        slice(wide // 2 - bar // 2, wide // 2 + bar // 2 + 1),
        slice(wide - bar, wide),
    ):
        rgb[:, cut] = frame
    for cut in (slice(0, bar), slice(int(high * 0.45), int(high * 0.45) + bar), slice(high - bar, high)):
        rgb[cut] = frame
    stage.add(sheet(rgb, at=(stage.x(pane_x) - wide // 2 & ~1, stage.y(0.06) & ~1), depth=0.7))


def _table(stage: Stage, palette: Palette, rng: np.random.Generator, pane_x: float) -> None:
    top = stage.y(TABLE) & ~1
    rows = stage.high - top & ~1
    grain = surface(rng, rows, stage.wide // 8, stage.short * 0.1, 4).repeat(8, axis=1)
    grain = np.pad(grain, ((0, 0), (0, max(0, stage.wide - grain.shape[1]))), mode="edge")[:, : stage.wide]
    x = (np.arange(stage.wide, dtype=np.float32) - stage.x(pane_x)) / stage.width
    light = 0.62 + 0.55 * np.exp(-((x / 0.30) ** 2))[None, :] * np.exp(-np.linspace(0, 2.0, rows))[:, None]
    tone = np.array(palette.lit(mix(palette.ground, (0.46, 0.30, 0.20), 0.55), 0.95), np.float32)
    stage.add(sheet(tone * (light * (0.88 + 0.24 * grain))[..., None], at=(0, top), depth=0.95))
    edge = np.zeros((max(2, stage.short // 160) & ~1, stage.wide, 3), np.float32) + tone * 1.35
    stage.add(sheet(edge, at=(0, top), depth=0.95))


def _things(stage: Stage, palette: Palette, reading: Reading, rng: np.random.Generator, pane_x: float) -> None:
    """Spheres and a few smaller ones around whatever the prompt names."""
    names = set(reading.subjects)
    hues = list(reading.colours) or [
        COLOURS[n] for n in rng.permutation(["teal", "copper", "beige", "navy", "amber", "rose"])[:3]
    ]
    if "sphere" in names:
        spots = [(0.70, 0.30), (0.83, 0.18), (0.20, 0.15)]
    else:
        spots = [
            (float(rng.uniform(0.12, 0.24)), 0.16),
            (float(rng.uniform(0.78, 0.90)), 0.20),
            (float(rng.uniform(0.28, 0.33)), 0.09),
        ]
    for number, (x, size) in enumerate(spots):
        hue = hues[number % len(hues)]
        if number >= len(hues):
            hue = mix(hue, (0.95, 0.9, 0.8), 0.5)
        add_sphere(stage, palette, (x, 0.84 + 0.02 * (number % 2)), size, hue, pane_x - x)


def add_sphere(
    stage: Stage, palette: Palette, foot: tuple[float, float], size: float, colour: Colour, light: float
) -> None:
    """A lit ball standing at `foot`; `light` < 0 comes from the left."""
    wide = int(stage.short * size) & ~1
    rgb, alpha = ball(wide, palette.lit(colour, 1.15), light)
    x, y = stage.x(foot[0]) - wide // 2 & ~1, stage.y(foot[1]) - wide & ~1
    high = max(4, wide // 5) & ~1
    away = np.hypot(np.linspace(-1, 1, wide * 3 // 2 & ~1)[None, :], np.linspace(-1, 1, high)[:, None])
    dark = np.zeros((high, away.shape[1], 3), np.float32) + np.array(palette.lit((0.12, 0.08, 0.07)), np.float32)
    stage.add(
        sheet(dark, np.clip(1 - away, 0, 1) * 0.75, at=(x - wide // 4 & ~1, y + wide - high // 2 & ~1), depth=1.0)
    )
    stage.add(sheet(rgb, alpha, at=(x, y), depth=1.0))


def ball(size: int, colour: Colour, light: float, gloss: float = 0.6) -> tuple[Array, Array]:
    """Rgb and alpha of a shaded ball `size` pixels across; `light` < 0 comes from the left, `gloss` 0 is chalk."""
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    x, y = axis[None, :], axis[:, None]
    round_ = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    side = math.copysign(0.5, light)
    shine = np.clip(x * side - y * 0.62 + round_ * 0.6, 0, 1)
    spot = np.clip(x * side * 1.1 - y * 0.72 + round_ * 0.55, 0, 1) ** 40
    rgb = np.array(colour, np.float32) * (0.30 + 0.95 * shine)[..., None] + (spot * gloss)[..., None]
    alpha = np.clip((1 - np.hypot(x, y)) * size / 2 + 0.5, 0, 1)
    return rgb, alpha

"""Space: nebulae, stars near and far, and a planet."""

import numpy as np

from .noise import dice, surface
from .palette import Palette, mix
from .rooms import ball
from .sheets import sheet
from .skies import add_stars
from .stage import Stage
from .words import Reading


def paint_space(stage: Stage, palette: Palette, reading: Reading) -> None:
    rng = dice("space", reading.text)
    one, two = (
        surface(rng, stage.high, stage.wide, stage.short * 0.7, 6),
        surface(rng, stage.high, stage.wide, stage.short * 0.5, 6),
    )
    veil, core = (
        np.clip((one - 0.42) * 2.0, 0, 1)[..., None],
        np.clip((one * two - 0.30) * 3.2, 0, 1)[..., None],
    )
    hue = (
        palette.ground
        if reading.colours
        else mix(palette.ground, [(0.5, 0.2, 0.5), (0.1, 0.4, 0.6), (0.6, 0.3, 0.2)][int(rng.integers(3))], 0.6)
    )
    night = np.array((0.012, 0.016, 0.040), np.float32)
    glow = np.array(mix(hue, (0.3, 0.25, 0.6), 0.25), np.float32)
    warm = np.array(mix(hue, (1.0, 0.75, 0.55), 0.55), np.float32)
    stage.add(sheet(night + glow * veil * 0.55 + warm * core * 0.75, depth=0.05))
    stage.add(*add_stars(stage, rng, 1.1))
    stage.add(*add_stars(stage, rng, 1.1, depth=0.35))
    _planet(stage, palette, reading, rng)


def _planet(stage: Stage, palette: Palette, reading: Reading, rng: np.random.Generator) -> None:
    """A banded world with a thin lit atmosphere."""
    size = int(stage.short * float(rng.uniform(0.55, 0.8))) & ~1
    colour = reading.colours[0] if reading.colours else palette.accent
    side = float(rng.choice([-1.0, 1.0]))
    rgb, alpha = ball(size, mix(colour, (0.9, 0.9, 0.9), 0.12), side, gloss=0.04)
    latitude = surface(rng, size, size // 8 + 2, size * 0.14, 5)
    bands = np.repeat(latitude, 9, axis=1)[:, :size]
    rgb = np.clip(rgb - 0.10, 0, 1) * (0.45 + 0.95 * bands)[..., None]
    x, y = stage.x(0.5 - side * 0.30) - size // 2, stage.y(float(rng.uniform(0.36, 0.6))) - size // 2
    axis = np.linspace(-1.25, 1.25, int(size * 1.25) & ~1, dtype=np.float32)
    away = np.hypot(axis[None, :], axis[:, None])
    halo = np.exp(-np.clip(away - 1.0, 0, None) * 14) * 0.4 * np.clip(0.6 + 0.8 * side * axis[None, :], 0, 1)
    tone = np.broadcast_to(np.array(mix(colour, (0.7, 0.85, 1.0), 0.55), np.float32), (*away.shape, 3))
    edge = (len(axis) - size) // 2
    stage.add(sheet(tone, halo, at=(x - edge & ~1, y - edge & ~1), depth=0.55))
    stage.add(sheet(rgb, alpha, at=(x & ~1, y & ~1), depth=0.55))

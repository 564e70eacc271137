"""Abstract pictures: colour fields folded into each other, with lines of light, from the words and the seed."""

import colorsys

import numpy as np

from .noise import Array, dice, enlarge, surface
from .palette import Palette
from .still_light import soft
from .still_words import Wish


def paint_abstract(wish: Wish, palette: Palette, size: tuple[int, int]) -> Array:
    """Floats 0 to 1 (rows, columns, 3): a domain-warped field, coloured by a ramp of five hues and lit like silk."""
    rng = dice("abstract", wish.text, wish.seed)
    wide, high = size[0] // 2, size[1] // 2
    cell = min(wide, high) * float(rng.uniform(0.5, 0.9))
    field = _folded(rng, high, wide, cell)
    ramp = _hues(wish, palette, rng)
    place = np.clip((field - field.min()) / (np.ptp(field) + 1e-6), 0, 1) * (len(ramp) - 1)
    knot = np.minimum(place.astype(int), len(ramp) - 2)
    part = (place - knot)[..., None]
    rgb = ramp[knot] * (1 - part) + ramp[knot + 1] * part
    down, across = np.gradient(field * min(wide, high))
    light = np.clip(0.5 + (across * -0.6 - down * 0.8) * 0.05, 0, 1)[..., None]
    rgb = rgb * (0.55 + 0.75 * light) + 0.16 * light**8
    bands = np.abs(np.sin(field * np.pi * float(rng.integers(10, 22))))
    rgb += (np.exp(-((bands / 0.05) ** 2)) * 0.14)[..., None] * np.array((1.0, 0.94, 0.82), np.float32)
    full = np.stack([enlarge(rgb[..., channel], size[1], size[0]) for channel in range(3)], axis=-1)
    if "geometric" in wish.text or rng.random() < 0.35:
        _discs(full, ramp, rng)
    return np.clip(full, 0, 1)


def _folded(rng: np.random.Generator, high: int, wide: int, cell: float) -> Array:
    """Noise whose coordinates are moved by other noise, twice."""
    base = surface(rng, high, wide, cell, 2)
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    for strength in (0.50, 0.30):
        x, y = surface(rng, high, wide, cell * 1.3, 2), surface(rng, high, wide, cell * 1.3, 2)
        at_x = np.abs((columns + (x - 0.5) * cell * strength * 4).astype(int))
        at_y = np.abs((rows + (y - 0.5) * cell * strength * 4).astype(int))
        base = base[_folded_index(at_y, high), _folded_index(at_x, wide)]
    return soft(base[..., None], max(3.0, min(high, wide) / 120))[..., 0]


def _folded_index(at: Array, size: int) -> Array:
    at = at % (2 * size)
    return np.where(at >= size, 2 * size - 1 - at, at)


def _hues(wish: Wish, palette: Palette, rng: np.random.Generator) -> Array:
    """Five colours from dark to light: those that the prompt names, else a scheme by lot."""
    if wish.reading.colours:
        named = [np.array(colour) for colour in wish.reading.colours]
        middle = [*named, np.array(palette.accent)][:3]
    else:
        hue, spread = float(rng.random()), float(rng.uniform(0.06, 0.22))
        middle = [np.array(colorsys.hsv_to_rgb((hue + spread * step) % 1, 0.66, 0.86)) for step in range(3)]
    dark, bright = middle[0] * 0.14 + (0.01, 0.01, 0.05), 0.75 * np.ones(3) + 0.25 * middle[-1]
    return np.array([dark, *middle, bright], np.float32)


def _discs(rgb: Array, ramp: Array, rng: np.random.Generator) -> None:
    """A few large translucent discs with a lit edge, in place."""
    high, wide = rgb.shape[:2]
    rows, columns = np.ogrid[:high, :wide]
    for _ in range(int(rng.integers(3, 7))):
        x, y, size = (
            rng.uniform(0.1, 0.9) * wide,
            rng.uniform(0.1, 0.9) * high,
            rng.uniform(0.06, 0.24) * min(high, wide),
        )
        away = np.sqrt(((columns - x) ** 2 + (rows - y) ** 2).astype(np.float32)) / size
        colour = ramp[int(rng.integers(1, len(ramp)))]
        fill = np.clip((1 - away) * size / 2, 0, 1) * (0.25 + 0.5 * np.clip(away, 0, 1) ** 2)
        rgb += (colour * 1.1 - rgb) * fill[..., None]

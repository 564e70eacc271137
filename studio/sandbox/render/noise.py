"""Random but repeatable surfaces and outlines."""

import hashlib

import numpy as np
from PIL import Image

Array = np.ndarray


def dice(*words: object) -> np.random.Generator:
    """A generator seeded by the words: the same words always roll the same numbers."""
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def enlarge(surface: Array, height: int, width: int) -> Array:
    """The 2-D float surface, resampled smoothly to height x width."""
    image = Image.fromarray(np.ascontiguousarray(surface, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))


def surface(rng: np.random.Generator, height: int, width: int, cell: float, octaves: int = 4) -> Array:
    """Fractal noise from 0 to 1; `cell` is the size in pixels of its largest features.

    Drawn at half size: nobody sees the difference in clouds and mist, and it costs a quarter.
    """
    rows, columns = height // 2 + 1, width // 2 + 1
    total = np.zeros((rows, columns), np.float32)
    weight = 1.0
    for octave in range(octaves):
        size = max(2.0, cell / 2 / 2**octave)
        grid = rng.random((int(rows / size) + 3, int(columns / size) + 3), dtype=np.float32)
        total += weight * enlarge(grid, rows, columns)
        weight *= 0.5
    low, high = float(total.min()), float(total.max())
    return np.clip(enlarge((total - low) / (high - low + 1e-6), height, width), 0, 1)


def outline(rng: np.random.Generator, width: int, cell: float, octaves: int = 6, roughness: float = 0.5) -> Array:
    """One fractal line from 0 to 1, `width` long: a ridge, a shore, a row of tree tops."""
    x = np.arange(width, dtype=np.float32)
    line = np.zeros(width, np.float32)
    weight = 1.0
    for octave in range(octaves):
        size = max(2.0, cell / 2**octave)
        points = rng.random(int(width / size) + 3)
        position = x / size + rng.random()
        knot = position.astype(int)
        share = position - knot
        if octave < 2:
            share = share * share * (3 - 2 * share)
        line += weight * (points[knot % len(points)] * (1 - share) + points[(knot + 1) % len(points)] * share)
        weight *= roughness
    return (line - line.min()) / (np.ptp(line) + 1e-6)


def smooth(value: float) -> float:
    """0 to 1 with a soft start and a soft end."""
    value = min(1.0, max(0.0, value))
    return value * value * (3 - 2 * value)

"""The tools that the styles share. Pictures are floats 0 to 1, (rows, columns, 3)."""

import numpy as np
from PIL import Image

from .noise import Array, surface
from .sheets import Colour
from .still_light import GREY, large, soft


def grey_of(rgb: Array) -> Array:
    return rgb @ GREY


def exposed(rgb: Array, middle: float) -> Array:
    """The picture lifted until its median brightness is about `middle`; a bright one is left alone."""
    median = float(np.median(rgb[::4, ::4] @ GREY))
    gamma = np.log(middle) / np.log(min(max(median, 0.02), 0.98))
    return np.clip(rgb, 0, 1) ** float(min(1.0, max(0.35, gamma)))


def saturated(rgb: Array, factor: float) -> Array:
    luma = (rgb @ GREY)[..., None]
    return np.clip(luma + (rgb - luma) * factor, 0, 1)


def flat(rgb: Array, reach: float) -> Array:
    """Kuwahara's filter at half size: every place takes the mean of its calmest neighbouring square.

    `reach`: the square's side as a share of the short side. Surfaces become flat, edges stay.
    """
    half = np.ascontiguousarray(rgb[: rgb.shape[0] & ~1, : rgb.shape[1] & ~1])
    half = (half[::2, ::2] + half[1::2, ::2] + half[::2, 1::2] + half[1::2, 1::2]) / 4
    radius = max(2, round(reach * min(half.shape[:2])))
    luma = half @ GREY
    stack = np.dstack([half, luma, luma * luma])
    sums = np.pad(np.cumsum(np.cumsum(np.pad(stack, ((radius, radius), (radius, radius), (0, 0)), mode="edge"), 0), 1),
                  ((1, 0), (1, 0), (0, 0)))  # fmt: skip
    side, (rows, columns) = radius + 1, luma.shape
    best = np.full(luma.shape, np.inf, np.float32)
    out = np.empty_like(half)
    for y in (0, radius):
        for x in (0, radius):
            mean = (sums[y + side : y + side + rows, x + side : x + side + columns] - sums[y : y + rows,
                    x + side : x + side + columns] - sums[y + side : y + side + rows,
                    x : x + columns] + sums[y : y + rows, x : x + columns]) / side**2  # fmt: skip
            spread = mean[..., 4] - mean[..., 3] ** 2
            calmer = spread < best
            best = np.where(calmer, spread, best).astype(np.float32)
            out[calmer] = mean[calmer][:, :3]
    return large(out, rgb.shape)


def edges(rgb: Array, strength: float) -> Array:
    """Lines along the dark side of where the brightness breaks, 0 to 1: the difference of two blurs."""
    luma = (rgb @ GREY)[..., None]
    short = min(rgb.shape[:2])
    fine, broad = soft(luma, max(1.0, short / 900)), soft(luma, max(2.0, short / 300))
    return np.clip(((broad - fine)[..., 0] - 0.010) * 18 * strength, 0, 1)


def washed(rgb: Array, rng: np.random.Generator, reach: float) -> Array:
    """Every place taken from a little way off, up to `reach` pixels: the bleeding of wet paint."""
    high, wide = rgb.shape[:2]
    cell = max(8.0, reach * 4)
    x, y = ((surface(rng, high, wide, cell, 4) - 0.5) * 2 * reach for _ in range(2))
    rows = np.clip(np.arange(high)[:, None] + y, 0, high - 1).astype(np.int32)
    columns = np.clip(np.arange(wide)[None, :] + x, 0, wide - 1).astype(np.int32)
    return rgb[rows, columns]


def toned(luma: Array, ramp: tuple[Colour, ...]) -> Array:
    """Brightness turned into the colours of the ramp, dark to bright."""
    places = np.linspace(0, 1, len(ramp))
    tables = [np.interp(np.linspace(0, 1, 256), places, [colour[n] for colour in ramp]) for n in range(3)]
    index = (np.clip(luma, 0, 1) * 255).astype(np.uint8)
    return np.stack([table.astype(np.float32)[index] for table in tables], axis=-1)


def to_image(alpha: Array) -> Image.Image:
    return Image.fromarray((np.clip(alpha, 0, 1) * 255).astype(np.uint8))

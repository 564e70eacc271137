"""What a lens and a darkroom add: bloom, sun rays, contrast, a colour grade, vignette and grain."""

import numpy as np
from PIL import Image, ImageFilter

from .noise import Array, dice
from .palette import Palette
from .skies import find_sun
from .still_words import Wish

GREY = np.array((0.2126, 0.7152, 0.0722), np.float32)


def finish(rgb: Array, wish: Wish, palette: Palette) -> Array:
    """The lit picture, floats 0 to 1 (rows, columns, 3)."""
    dark = palette.light < 0.6
    glow = bright_parts(rgb, 0.62 if dark else 0.80)
    rgb = rgb + bloom(glow, rgb.shape, 1.0 if dark else 0.55)
    sun = find_sun(wish.reading)
    if sun and wish.kind == "scene" and wish.reading.scene not in ("room", "space", "city"):
        at = (sun[0], sun[1] * 0.6)
        rgb = rgb + rays(glow, rgb.shape, at) * np.array(palette.sun, np.float32) * (0.75 if wish.rich else 0.45)
    rgb = np.clip(rgb, 0, 1.4)
    rgb = rgb / (1 + 0.16 * np.maximum(rgb - 0.6, 0))
    rgb = clarity(rgb, 0.22)
    lift = 0.86 if dark else 1.0
    return film(graded(np.clip(rgb, 0, 1) ** lift, palette, wish), wish)


def bright_parts(rgb: Array, level: float) -> Array:
    """What outshines `level`, at a quarter of the size."""
    small = rgb[::4, ::4]
    over = np.clip((small @ GREY - level) / (1 - level), 0, 1)
    return small * over[..., None]


def bloom(glow: Array, shape: tuple[int, ...], strength: float) -> Array:
    total = np.zeros_like(glow)
    for radius, weight in ((0.006, 0.45), (0.022, 0.35), (0.07, 0.25)):
        total += soft(glow, radius * min(glow.shape[:2])) * weight
    return large(total * strength, shape)


def rays(glow: Array, shape: tuple[int, ...], at: tuple[float, float]) -> Array:
    """The bright parts drawn outwards from the light at `at` (shares of width and height), as one grey plane."""
    high, wide = (edge // 2 for edge in glow.shape[:2])
    beam = np.ascontiguousarray(glow[::2, ::2].mean(axis=-1)[:high, :wide])
    x, y = at[0] * wide, at[1] * high
    total = np.zeros_like(beam)
    for step in range(24):
        zoom = 1 + 0.055 * step
        data = (1 / zoom, 0, x - x / zoom, 0, 1 / zoom, y - y / zoom)
        moved = Image.fromarray(beam).transform((wide, high), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
        total += np.asarray(moved) * 0.93**step
    return large((total / 15)[..., None], shape)


def clarity(rgb: Array, strength: float) -> Array:
    """Contrast between each place and its neighbourhood."""
    luma = np.ascontiguousarray((rgb @ GREY)[::4, ::4])
    around = large(soft(luma[..., None], 0.02 * min(luma.shape)), rgb.shape)
    return rgb + (rgb @ GREY[:, None] - around) * strength


def graded(rgb: Array, palette: Palette, wish: Wish) -> Array:
    """A soft S-curve; shadows lean to the sky's colour, lights to the sun's."""
    rgb = np.clip(rgb, 0, 1)
    rgb = rgb + 0.30 * (rgb * rgb * (3 - 2 * rgb) - rgb)
    luma = (rgb @ GREY)[..., None]
    cool = np.array(palette.top, np.float32) - float(np.dot(palette.top, GREY))
    warm = np.array(palette.sun, np.float32) - float(np.dot(palette.sun, GREY))
    rgb = rgb + cool * (1 - luma) ** 2 * 0.14 + warm * luma**2 * 0.16
    return luma + (rgb - luma) * (1.16 if wish.rich else 1.08)


def film(rgb: Array, wish: Wish) -> Array:
    """Darker corners and a fine grain that is stronger in the middle tones."""
    high, wide = rgb.shape[:2]
    y, x = np.linspace(-1, 1, high, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    rgb = rgb * (1 - 0.16 * np.clip((x**2 + y**2) - 0.45, 0, 2))[..., None]
    grain = dice("grain", wish.text, wish.seed).standard_normal((high, wide), dtype=np.float32)[..., None]
    return np.clip(rgb + grain * 0.011, 0, 1)


def soft(planes: Array, radius: float) -> Array:
    """Each plane of (rows, columns, n) blurred, in floats by way of a smaller picture."""
    rows, columns = planes.shape[:2]
    step = max(1, int(radius / 2))
    size = (max(2, columns // step), max(2, rows // step))
    out = []
    for number in range(planes.shape[2]):
        image = Image.fromarray(np.ascontiguousarray(planes[..., number])).resize(size, Image.Resampling.BOX)
        small = np.asarray(image)
        reach = max(1, round(radius / step))
        for _ in range(2):
            small = _averaged(_averaged(small, reach).T, reach).T
        image = Image.fromarray(small.astype(np.float32)).resize((columns, rows), Image.Resampling.BICUBIC)
        out.append(np.asarray(image))
    return np.stack(out, axis=-1)


def _averaged(plane: Array, reach: int) -> Array:
    """The mean of each value and its `reach` neighbours above and below."""
    padded = np.pad(plane, ((reach, reach), (0, 0)), mode="edge")
    rows, total = len(plane), padded[: len(plane)].copy()
    for first in range(1, 2 * reach + 1):
        total += padded[first : first + rows]
    return total / (2 * reach + 1)


def large(planes: Array, shape: tuple[int, ...]) -> Array:
    """Planes of any size, enlarged smoothly to the rows and columns of `shape`."""
    size = (shape[1], shape[0])
    out = [np.asarray(Image.fromarray(np.ascontiguousarray(planes[..., n], np.float32)).resize(size,
           Image.Resampling.BICUBIC)) for n in range(planes.shape[2])]  # fmt: skip
    return np.stack(out, axis=-1)


def sharpened(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.UnsharpMask(radius=1.2, percent=60, threshold=2))

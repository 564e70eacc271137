"""Sheets of colour in planar YUV, and the canvas that they are pasted on.

Why planes: Pillow pastes one 8-bit plane through a mask in half a millisecond for a whole frame, while
compositing RGBA takes ten times as long, and the encoder wants planes anyway. BT.709, limited range.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from PIL import Image

from .noise import Array

Colour = tuple[float, float, float]
Planes = tuple[Image.Image, Image.Image, Image.Image]


class Canvas:
    """The window of the plate that one frame shows. `left, top`: its corner in plate pixels, both even.

    `drift` is how far the camera has travelled sideways and up; near sheets answer it more than far ones.
    """

    def __init__(self, box: tuple[int, int, int, int], drift: tuple[float, float]) -> None:
        self.left, self.top, right, bottom = box
        self.size = (right - self.left, bottom - self.top)
        half = (self.size[0] // 2, self.size[1] // 2)
        self.planes: Planes = (
            Image.new("L", self.size, 16),
            Image.new("L", half, 128),
            Image.new("L", half, 128),
        )
        self.drift = drift

    def offset(self, depth: float) -> tuple[int, int]:
        """Where plate point (0, 0) of a sheet at this depth lies on the canvas."""
        return (
            round(self.drift[0] * (1 - depth)) - self.left,
            round(self.drift[1] * (1 - depth)) - self.top,
        )

    def paste(self, source: "Planes | tuple[int, int, int]", at: tuple[int, int], mask: Image.Image | None,
              half: Image.Image | None) -> None:  # fmt: skip
        """Paste planes, or one YUV colour, with the corner at `at`. Pillow clips what lies outside."""
        masks = (mask, half, half)
        for plane, part, veil, scale in zip(self.planes, source, masks, (1, 2, 2), strict=True):
            x, y = at[0] // scale, at[1] // scale
            if isinstance(part, Image.Image):
                plane.paste(part, (x, y), veil)
            elif isinstance(part, int) and veil:
                plane.paste(part, (x, y, x + veil.width, y + veil.height), veil)


class Part(Protocol):
    """Something in the scene. `draw` is asked once per frame, back to front; `t` in seconds."""

    def draw(self, canvas: Canvas, t: float) -> None: ...


LEVELS = 12  # brightness steps of a flickering sheet; each is made once


@dataclass
class Sheet:
    """A painted layer. `depth` 0 is infinitely far (moves with the camera), 1 stands on the plate.

    `planes` may be one YUV colour. `path(t)` moves it, in pixels; `glow(t)`, 0 to 1, fades it.
    """

    planes: Planes | tuple[int, int, int]
    mask: Image.Image | None = None
    at: tuple[int, int] = (0, 0)
    depth: float = 1.0
    path: Callable[[float], tuple[float, float]] | None = None
    glow: Callable[[float], float] | None = None
    veils: dict[int, tuple[Image.Image, Image.Image]] = field(default_factory=dict, init=False)
    base: Planes | None = field(default=None, init=False)
    fold: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.mask is not None:
            self._trim(self.mask)
            if self.glow is None and isinstance(self.planes[0], Image.Image):
                self._cut_base(np.asarray(self.mask).min(axis=1) == 255)

    def _trim(self, mask: Image.Image) -> None:
        """Keep only the part that shows: pasting costs by the area."""
        left, top, right, bottom = mask.getbbox() or (0, 0, 2, 2)
        left, top = left & ~1, top & ~1
        box = (left, top, min(mask.width & ~1, right + 1 & ~1), min(mask.height & ~1, bottom + 1 & ~1))
        self.mask = mask.crop(box)
        self.at = (self.at[0] + left, self.at[1] + top)
        if isinstance(self.planes[0], Image.Image):
            self.planes = _cropped(self.planes, box)  # type: ignore[arg-type]

    def _cut_base(self, solid: Array) -> None:
        """Set the lower rows apart if they hide all that is behind them: without a mask they cost a twentieth."""
        rows = len(solid) if solid.all() else int(np.argmin(solid[::-1]))
        wide, high = self.mask.size  # type: ignore[union-attr]
        self.fold = high - rows + 1 & ~1
        if 0 < self.fold < high:
            self.base = _cropped(self.planes, (0, self.fold, wide, high))  # type: ignore[arg-type]
            self.planes = _cropped(self.planes, (0, 0, wide, self.fold))  # type: ignore[arg-type]
            self.mask = self.mask.crop((0, 0, wide, self.fold))  # type: ignore[union-attr]

    def draw(self, canvas: Canvas, t: float) -> None:
        x, y = canvas.offset(self.depth)
        dx, dy = self.path(t) if self.path else (0.0, 0.0)
        mask, half = self._veil(LEVELS if self.glow is None else round(LEVELS * self.glow(t)))
        at = (x + self.at[0] + round(dx), y + self.at[1] + round(dy))
        canvas.paste(self.planes, at, mask, half)
        if self.base:
            canvas.paste(self.base, (at[0], at[1] + self.fold), None, None)

    def _veil(self, level: int) -> tuple[Image.Image | None, Image.Image | None]:
        if self.mask is None:
            return None, None
        level = max(0, min(LEVELS, level))
        if level not in self.veils:
            mask = self.mask.point([round(value * level / LEVELS) for value in range(256)])
            self.veils[level] = (mask, halved(mask))
        return self.veils[level]


def sheet(rgb: Array, alpha: Array | None = None, **options: Any) -> Sheet:
    """A sheet from floats 0 to 1: rgb (rows, columns, 3), alpha (rows, columns); made even by cropping."""
    rows, columns = rgb.shape[0] & ~1, rgb.shape[1] & ~1
    mask = None if alpha is None else grey(alpha[:rows, :columns])
    return Sheet(planes_of(rgb[:rows, :columns]), mask, **options)


def tint(colour: Colour, mask: Image.Image, **options: Any) -> Sheet:
    """One colour through a mask; cheaper to hold than a painted sheet."""
    return Sheet(yuv(colour), mask, **options)


def planes_of(rgb: Array) -> Planes:
    """YUV 4:2:0 planes of an even-sized float picture, dithered so that skies do not band."""
    rgb = np.clip(rgb, 0, 1).astype(np.float32, copy=False)
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    small = (rgb[::2, ::2] + rgb[1::2, ::2] + rgb[::2, 1::2] + rgb[1::2, 1::2]) / 4
    low = small @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    dither = np.random.default_rng(7).random(luma.shape, dtype=np.float32)
    return (
        plane(16 + 219 * luma + dither - 0.5),
        plane(128 + 224 * (small[..., 2] - low) / 1.8556),
        plane(128 + 224 * (small[..., 0] - low) / 1.5748),
    )


def yuv(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (min(1.0, max(0.0, part)) for part in colour)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        round(16 + 219 * luma),
        round(128 + 224 * (blue - luma) / 1.8556),
        round(128 + 224 * (red - luma) / 1.5748),
    )


def plane(values: Array) -> Image.Image:
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


def grey(alpha: Array) -> Image.Image:
    return plane(np.clip(alpha, 0, 1) * 255)


def _cropped(planes: Planes, box: tuple[int, int, int, int]) -> Planes:
    """The part of the planes inside an even box."""
    luma, *chroma = planes
    small = (box[0] // 2, box[1] // 2, box[2] // 2, box[3] // 2)
    return luma.crop(box), chroma[0].crop(small), chroma[1].crop(small)


def halved(mask: Image.Image) -> Image.Image:
    if mask.width % 2 == mask.height % 2 == 0:
        return mask.reduce(2)  # the same to within one level, in a quarter of the time
    return mask.resize((max(1, mask.width // 2), max(1, mask.height // 2)), Image.Resampling.BOX)


def veil_of(small: Image.Image, size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """A soft mask made from a much smaller one, for luma and for chroma.

    Smooth only up to chroma's size: doubling that by whole pixels cannot be seen in light and mist.
    """
    half = small.resize((size[0] // 2, size[1] // 2), Image.Resampling.BILINEAR)
    return half.resize((half.width * 2, half.height * 2), Image.Resampling.NEAREST), half

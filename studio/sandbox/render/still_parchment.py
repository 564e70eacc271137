"""The medieval manner: a miniature in lapis, vermilion, ochre and gold on parchment, with an illuminated border."""

import math

import numpy as np
from PIL import Image, ImageDraw

from .noise import Array, surface
from .still_brush import edges, flat, grey_of, saturated

PIGMENTS = np.array([(0.10, 0.08, 0.09), (0.13, 0.18, 0.42), (0.24, 0.38, 0.62), (0.62, 0.16, 0.11),
                    (0.76, 0.40, 0.22), (0.30, 0.40, 0.22), (0.52, 0.54, 0.34), (0.46, 0.30, 0.19),
                    (0.78, 0.60, 0.28), (0.88, 0.76, 0.48), (0.93, 0.87, 0.72), (0.66, 0.56, 0.46), ],
                    np.float32)  # fmt: skip
GOLD, PARCHMENT, INK = (np.array(c, np.float32) for c in ((0.84, 0.65, 0.22), (0.90, 0.82, 0.64), (0.17, 0.10, 0.07)))


def medieval(rgb: Array, rng: np.random.Generator) -> Array:
    """The whole page: the picture in pigments, gilded where it is brightest, and its border."""
    high, wide = rgb.shape[:2]
    short = min(high, wide)
    paint = _pigmented(flat(rgb, 0.008))
    shine = surface(rng, high, wide, short * 0.05, 4)
    gilt = np.clip((grey_of(rgb) - 0.70) * 5, 0, 1)[..., None] * 0.75
    paint += (GOLD * (0.75 + 0.55 * shine[..., None]) - paint) * gilt
    paint *= 1 - 0.8 * edges(rgb, 1.0)[..., None]
    cracks = np.abs(surface(rng, high, wide, short * 0.05, 3) - 0.5)
    paint *= 1 - 0.20 * np.exp(-((cracks / 0.008) ** 2))[..., None]
    return _page(paint, rng)


def _pigmented(rgb: Array) -> Array:
    """Each colour drawn towards the nearest pigment, the light kept."""
    small = saturated(rgb, 1.15)
    flat_ = small.reshape(-1, 3)
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 17)] * 3, indexing="ij"), -1).reshape(-1, 1, 3)
    near = np.exp(-((grid - PIGMENTS) ** 2).sum(-1) / 0.03)
    table = (near[..., None] * PIGMENTS).sum(1) / (near.sum(1)[..., None] + 1e-9)
    index = (np.clip(flat_, 0, 1) * 16 + 0.5).astype(np.int32) @ np.array((289, 17, 1), np.int32)
    return table.astype(np.float32)[index].reshape(rgb.shape) * 0.72 + rgb * 0.28 * np.array(
        (1.04, 0.98, 0.84), np.float32
    )


def _page(paint: Array, rng: np.random.Generator) -> Array:
    high, wide = paint.shape[:2]
    short = min(high, wide)
    edge, bar = short // 11, max(3, short // 90)
    fibre = surface(rng, high, wide, short * 0.15, 6)
    page = np.array(PARCHMENT) * (0.84 + 0.24 * fibre[..., None])
    inner = (slice(edge, high - edge), slice(edge, wide - edge))
    page[inner] = paint[inner] * (0.94 + 0.08 * fibre[inner][..., None])
    ornament, ink, gold = _border((wide, high), edge, bar, rng)
    page += (np.array((0.58, 0.15, 0.11), np.float32) - page) * ornament[0][..., None] * 0.9
    page += (np.array((0.14, 0.24, 0.46), np.float32) - page) * ornament[1][..., None] * 0.9
    page += (GOLD * (0.8 + 0.45 * fibre[..., None]) - page) * gold[..., None]
    return page + (INK - page) * ink[..., None] * 0.85


def _border(size: tuple[int, int], edge: int, bar: int, rng: np.random.Generator) -> tuple[list[Array], Array, Array]:
    """Masks: leaves in two colours, ink lines, and gold: a double frame with a vine winding around it."""
    leaves = [Image.new("L", size, 0) for _ in range(2)]
    ink, gold = Image.new("L", size, 0), Image.new("L", size, 0)
    pens = [ImageDraw.Draw(leaf) for leaf in leaves]
    ink_pen, gold_pen = ImageDraw.Draw(ink), ImageDraw.Draw(gold)
    for inset, width, pen in ((edge - bar * 2, bar * 2, gold_pen), (edge - bar * 2, 2, ink_pen), (edge, 2, ink_pen)):
        pen.rectangle((inset, inset, size[0] - 1 - inset, size[1] - 1 - inset), outline=255, width=max(1, width))
    middle, reach = (edge - bar * 2) / 2, edge * 0.22
    sides = (((0, middle), (1, 0), size[0]), ((0, size[1] - middle), (1, 0), size[0]), ((middle, 0), (0, 1), size[1]),
             ((size[0] - middle, 0), (0, 1), size[1]))  # fmt: skip
    for start, step, length in sides:
        pitch = length / max(4, round(length / (edge * 1.5)))
        vine = []
        for at in np.arange(0, length, 3.0):
            sway = math.sin(at / pitch * 2 * math.pi) * reach
            vine.append((start[0] + step[0] * at + step[1] * sway, start[1] + step[1] * at + step[0] * sway))
        ink_pen.line(vine, fill=255, width=max(2, bar // 3))
        for number, at in enumerate(np.arange(pitch / 4, length, pitch / 2)):
            sway = -math.sin(at / pitch * 2 * math.pi) * reach * 0.9
            x, y = start[0] + step[0] * at + step[1] * sway, start[1] + step[1] * at + step[0] * sway
            r = edge * float(rng.uniform(0.10, 0.15))
            pens[number % 2].ellipse((x - r * 1.3, y - r, x + r * 0.3, y + r), fill=255)
            pens[number % 2].ellipse((x - r * 0.3, y - r, x + r * 1.3, y + r), fill=255)
            gold_pen.ellipse((x - r * 0.4, y - r * 0.4, x + r * 0.4, y + r * 0.4), fill=255)
    for x in (middle, size[0] - middle):
        for y in (middle, size[1] - middle):
            r = middle * 0.78
            gold_pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
            ink_pen.ellipse((x - r, y - r, x + r, y + r), outline=255, width=max(1, bar // 3))
            pens[1].ellipse((x - r * 0.5, y - r * 0.5, x + r * 0.5, y + r * 0.5), fill=255)
    return [_floats(leaf) for leaf in leaves], _floats(ink), _floats(gold)


def _floats(mask: Image.Image) -> Array:
    return np.asarray(mask, np.float32) / 255

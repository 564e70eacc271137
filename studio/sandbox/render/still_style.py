"""The manners of a still: comic, lively, medieval, watercolour (official.md 6, `style`) and whatever else is named."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from .noise import Array, dice, surface
from .still_brush import edges, exposed, flat, grey_of, saturated, toned, washed
from .still_light import bloom, bright_parts
from .still_parchment import medieval
from .still_words import COLOUR_WORDS, Wish, to_english
from .words import COLOURS

Manner = Callable[[Array, np.random.Generator], Array]


def styled(rgb: Array, wish: Wish) -> Array:
    """`rgb`, floats 0 to 1 (rows, columns, 3), in the wish's style; its weight says how far."""
    if not wish.style:
        return rgb
    rng = dice("style", wish.style, wish.text, wish.seed)
    manner = MANNERS.get(wish.style)
    other = manner(rgb, rng) if manner else invented(rgb, wish.style)
    return rgb + (np.clip(other, 0, 1) - rgb) * wish.weight


def comic(rgb: Array, rng: np.random.Generator) -> Array:
    """Flat colours in few steps, inked edges, and dots that grow in the shadows."""
    lines = edges(rgb, 1.0)[..., None]
    paint = saturated(flat(exposed(rgb, 0.26), 0.006), 1.5)
    luma = grey_of(paint)
    steps = np.floor(luma * 5 + 0.5) / 5
    paint = np.clip(paint * ((steps * 0.75 + luma * 0.25 + 0.06) / (luma + 0.06))[..., None], 0, 1)
    high, wide = luma.shape
    cell = max(5.0, min(high, wide) / 130)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    u, v = (x + y) / cell, (x - y) / cell
    dots = 0.25 + 0.25 * (np.sin(u * np.pi) * np.sin(v * np.pi))
    tone = np.clip((0.62 - luma) * 0.85, 0, 0.5)
    ink = np.clip((tone - dots) * 6 + 0.5, 0, 1) * (luma < 0.66)
    paint = paint * (1 - 0.42 * ink[..., None])
    return paint * (1 - lines)


def anime(rgb: Array, rng: np.random.Generator) -> Array:
    """Clear flat colours with thin lines and a bright air."""
    paint = saturated(flat(rgb, 0.005), 1.35)
    paint = 1 - (1 - paint) ** 1.18
    return (paint + bloom(bright_parts(paint, 0.75), paint.shape, 0.6)) * (1 - 0.65 * edges(rgb, 0.8)[..., None])


def lively(rgb: Array, rng: np.random.Generator) -> Array:
    """Bright and fresh: lifted shadows, full colours, a warm light from above, discs of light and sparks."""
    high, wide = rgb.shape[:2]
    paint = saturated(exposed(rgb, 0.54), 1.5)
    y, x = np.linspace(0, 1, high, dtype=np.float32)[:, None], np.linspace(0, 1, wide, dtype=np.float32)[None, :]
    paint += np.exp(-((x - 0.15) ** 2 + y**2) * 3.0)[..., None] * np.array((0.22, 0.15, 0.04), np.float32)
    paint += np.exp(-((x - 0.95) ** 2 + (y - 1) ** 2) * 5.0)[..., None] * np.array((0.14, 0.02, 0.20), np.float32)
    rows, columns = np.ogrid[:high, :wide]
    for _ in range(26):
        at_x, at_y = rng.random() * wide, rng.random() * high
        size = float(rng.uniform(0.006, 0.045)) * min(high, wide)
        left, top, reach = int(at_x - size) - 2, int(at_y - size) - 2, int(size * 2) + 4
        part = paint[max(0, top) : top + reach, max(0, left) : left + reach]
        if part.size:
            r = np.hypot(columns[:, max(0, left) : left + reach] - at_x, rows[max(0, top) : top + reach] - at_y) / size
            disc = np.clip((1 - r) * size / 2, 0, 1) * (0.10 + 0.16 * np.clip(r, 0, 1) ** 3)
            part += disc[..., None] * np.array(
                ((1.0, 0.95, 0.7), (1.0, 0.8, 0.9), (0.8, 1.0, 1.0))[int(rng.integers(3))]
            )
    return paint + bloom(bright_parts(np.clip(paint, 0, 1), 0.8), paint.shape, 0.5)


def watercolor(rgb: Array, rng: np.random.Generator) -> Array:
    """Washes that bleed into each other, dark rims where they dried, on a grained paper left white around."""
    high, wide = rgb.shape[:2]
    short = min(high, wide)
    paint = washed(flat(rgb, 0.008), rng, short * 0.014)
    blot = surface(rng, high, wide, short * 0.30, 5)
    paint = 1 - (1 - paint) ** 1.0 * (0.62 + 0.34 * blot[..., None])
    paint = saturated(paint, 1.30)
    steps = np.floor(grey_of(paint) * 7 + blot * 0.7)
    rim = (steps != np.roll(steps, 1, 0)) | (steps != np.roll(steps, 1, 1))
    dried = (
        np.asarray(Image.fromarray((rim * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.1)), np.float32)
        / 255
    )
    paint = paint * (1 - 0.22 * dried[..., None]) - 0.25 * edges(rgb, 0.5)[..., None] * 0.4
    return _paper(paint, rng, short)


def _paper(paint: Array, rng: np.random.Generator, short: int) -> Array:
    high, wide = paint.shape[:2]
    tooth = surface(rng, high, wide, max(4.0, short / 170), 3) - 0.5
    uneven = surface(rng, high, wide, short * 0.12, 5)
    y, x = np.linspace(-1, 1, high, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    away = np.maximum(np.abs(x), np.abs(y)) + 0.16 * (uneven - 0.5)
    bare = np.clip((away - 0.91) / 0.025, 0, 1)[..., None]
    sheet = np.array((0.97, 0.955, 0.92), np.float32)
    return (paint + (sheet - paint) * bare) * (1 + 0.07 * tooth[..., None]) + 0.012


def oil(rgb: Array, rng: np.random.Generator) -> Array:
    """Strokes that follow the forms, with the relief of thick paint."""
    high, wide = rgb.shape[:2]
    paint = saturated(flat(washed(rgb, rng, min(high, wide) * 0.008), 0.010), 1.25)
    luma = grey_of(paint)
    bristle = surface(rng, high, max(8, wide // 6), max(4.0, min(high, wide) / 150), 3)
    bristle = np.repeat(bristle, 6, axis=1)[:, :wide]
    bristle = np.pad(bristle, ((0, 0), (0, max(0, wide - bristle.shape[1]))), mode="edge")
    body = luma * 6 + bristle
    relief = np.clip(np.gradient(body, axis=0) + np.gradient(body, axis=1) * 0.6, -0.6, 0.6)
    return paint * (1 + 0.42 * relief[..., None]) + 0.02 * (bristle[..., None] - 0.5)


def sketch(rgb: Array, rng: np.random.Generator) -> Array:
    """Pencil: lines, and hatching that thickens in the dark, on warm paper."""
    luma = grey_of(flat(exposed(rgb, 0.52), 0.004))
    high, wide = luma.shape
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    wobble = surface(rng, high, wide, min(high, wide) * 0.1, 3) * 6
    pitch = max(3.0, min(high, wide) / 240)
    marks = np.zeros_like(luma)
    for level, (along, across) in ((0.75, (1, 0.6)), (0.5, (1, -0.7)), (0.3, (0.2, 1))):
        line = 0.5 + 0.5 * np.sin(((x * along + y * across) / pitch + wobble) * 2)
        marks += np.clip((level - luma) * 1.7, 0, 0.55) * line
    grain = rng.random(luma.shape, dtype=np.float32)
    dark = np.clip(marks * (0.6 + 0.5 * grain) + edges(rgb, 1.0) * 0.85, 0, 0.92)[..., None]
    return np.array((0.965, 0.95, 0.915), np.float32) * (1 - dark) + np.array((0.16, 0.15, 0.17), np.float32) * dark


def ink(rgb: Array, rng: np.random.Generator) -> Array:
    """Wet black on pale paper with one quiet colour left."""
    high, wide = rgb.shape[:2]
    luma = grey_of(washed(flat(rgb, 0.012), rng, min(high, wide) * 0.018))
    wash = np.clip((luma - luma.min()) / (np.ptp(luma) + 1e-6), 0, 1) ** 0.75
    blot = surface(rng, high, wide, min(high, wide) * 0.2, 5)
    tone = np.clip(wash + 0.16 * (blot - 0.5), 0, 1)[..., None]
    paper, black = np.array((0.95, 0.93, 0.87), np.float32), np.array((0.07, 0.08, 0.09), np.float32)
    colour = (rgb - grey_of(rgb)[..., None]) * 0.28
    return _paper(
        (black + (paper - black) * tone + colour) * (1 - 0.5 * edges(rgb, 0.9)[..., None]), rng, min(high, wide)
    )


def pixel(rgb: Array, rng: np.random.Generator) -> Array:
    """Large squares in 32 colours."""
    high, wide = rgb.shape[:2]
    block = max(4, min(high, wide) // 128)
    image = Image.fromarray((saturated(rgb, 1.3).clip(0, 1) * 255).astype(np.uint8))
    small = image.resize((max(1, wide // block), max(1, high // block)), Image.Resampling.BOX)
    small = small.quantize(32, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return np.asarray(small.resize((wide, high), Image.Resampling.NEAREST), np.float32) / 255


def neon(rgb: Array, rng: np.random.Generator) -> Array:
    """Night blues, magenta and cyan lights, glowing outlines."""
    luma = grey_of(rgb)
    paint = toned(
        luma, ((0.02, 0.01, 0.08), (0.22, 0.05, 0.42), (0.86, 0.16, 0.62), (0.30, 0.92, 1.0), (1.0, 0.98, 1.0))
    )
    paint = paint * 0.72 + saturated(rgb, 1.4) * 0.28
    line = edges(rgb, 0.9)[..., None] * np.array((0.1, 0.75, 1.0), np.float32)
    return paint + 0.45 * line + bloom(bright_parts(np.clip(paint + line, 0, 1), 0.4), rgb.shape, 1.0)


def digital(rgb: Array, rng: np.random.Generator) -> Array:
    """The look of concept art: broad clean brushwork, deep contrast, teal shadows and orange lights."""
    paint = saturated(flat(rgb, 0.005), 1.28)
    luma = grey_of(paint)[..., None]
    paint = paint + (1 - luma) ** 2 * np.array((-0.05, 0.01, 0.06), np.float32)
    paint = paint + luma**2 * np.array((0.07, 0.02, -0.05), np.float32)
    paint = paint + 0.35 * (paint * paint * (3 - 2 * paint) - paint)
    return paint + bloom(bright_parts(np.clip(paint, 0, 1), 0.65), rgb.shape, 0.7)


def noir(rgb: Array, rng: np.random.Generator) -> Array:
    luma = grey_of(rgb)
    luma = luma + 0.75 * (luma * luma * (3 - 2 * luma) - luma)
    grain = rng.standard_normal(luma.shape, dtype=np.float32) * 0.045
    return np.repeat((luma + grain)[..., None], 3, axis=2)


def vintage(rgb: Array, rng: np.random.Generator) -> Array:
    """A print that has yellowed: faded blacks, sepia, spots and corners."""
    luma = grey_of(rgb)
    paint = toned(luma, ((0.20, 0.13, 0.09), (0.46, 0.33, 0.22), (0.80, 0.67, 0.48), (0.98, 0.93, 0.80)))
    high, wide = luma.shape
    y, x = np.linspace(-1, 1, high, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    paint = (paint * 0.8 + rgb * 0.2) * (1 - 0.28 * np.clip(x**2 + y**2 - 0.5, 0, 2))[..., None]
    return paint + (surface(rng, high, wide, 5, 3) - 0.5)[..., None] * 0.06


def invented(rgb: Array, style: str) -> Array:
    """A style that no list knows: colours and brushwork drawn by lot from its own words, always the same for them."""
    rng = dice("manner", style)
    named = [COLOURS[word] for word in to_english(style).split() if word in COLOUR_WORDS]
    hues = [*named, *(tuple(part) for part in rng.uniform(0.1, 0.95, (3, 3)))][:3]
    ramp = sorted(hues, key=sum)
    paint = toned(grey_of(rgb), (tuple(part * 0.2 for part in ramp[0]), *ramp, (0.98, 0.96, 0.92)))
    mixed = paint * 0.55 + saturated(rgb, float(rng.uniform(0.9, 1.5))) * 0.45
    brush: list[Manner] = [oil, watercolor, digital]
    return brush[int(rng.integers(len(brush)))](np.clip(mixed, 0, 1), rng)


MANNERS: dict[str, Manner] = {
    "comic": comic, "anime": anime, "lively": lively, "medieval": medieval, "watercolor": watercolor, "oil": oil,
    "sketch": sketch, "ink": ink, "pixel": pixel, "neon": neon, "digital": digital, "noir": noir, "vintage": vintage,
}  # fmt: skip

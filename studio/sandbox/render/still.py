"""One still from its recipe.

A recipe is a dict: `prompt`, `seed` (a whole number or text), `width`, `height` (pixels, multiples of 8 from 512 to
2048), `style` (漫画, 元气, 中世纪, 水彩, any other words, or None), `style_weight` ((0, 1], 0.8), `reference` (the name
of a picture in the inputs folder, or None), `optimizer` and `watermark` (flags). Fields and limits: official.md 6.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image

from . import given
from .noise import Array
from .palette import build_palette
from .still_light import finish, sharpened
from .still_mark import add_mark
from .still_reference import compose
from .still_scene import paint_scene
from .still_style import styled
from .still_words import understand

FINE, MOST = 1.28, 4_400_000  # how much finer than asked it is painted, and up to how many pixels
QUALITY = 92


def make_still(recipe: dict[str, Any], inputs: Path) -> bytes:
    """The picture as a JPEG of exactly the asked size, sRGB."""
    reference = given.load(inputs / recipe["reference"]) if recipe.get("reference") else None
    image = draw_still(recipe, reference)
    if recipe.get("watermark"):
        add_mark(image)
    return to_jpeg(image, bool(recipe.get("watermark")))


def draw_still(recipe: dict[str, Any], reference: Image.Image | None = None) -> Image.Image:
    size = (recipe["width"], recipe["height"])
    wish = understand(recipe)
    palette = build_palette(wish.reading)
    fine = painting_size(size)
    if reference is None:
        picture = finish(reduced(paint_scene(wish, palette, fine), size), wish, palette)
    else:
        picture = compose(reference, wish, palette, size)
    picture = styled(picture, wish)
    return sharpened(Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)))


def painting_size(size: tuple[int, int]) -> tuple[int, int]:
    """Finer than the picture as long as time allows; even, for the planes that it is painted in."""
    more = min(FINE, max(1.0, (MOST / (size[0] * size[1])) ** 0.5))
    return int(size[0] * more) + 1 & ~1, int(size[1] * more) + 1 & ~1


def reduced(rgb: Array, size: tuple[int, int]) -> Array:
    if rgb.shape[1::-1] == size:
        return rgb
    planes = [
        np.asarray(Image.fromarray(np.ascontiguousarray(rgb[..., n])).resize(size, Image.Resampling.BOX))
        for n in range(3)
    ]
    return np.stack(planes, axis=-1)


def to_jpeg(image: Image.Image, marked: bool) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = "Studio sandbox"
    exif[ExifTags.Base.ColorSpace] = 1  # sRGB
    if marked:
        exif[ExifTags.Base.ImageDescription] = "AI-generated image"
    data = io.BytesIO()
    image.save(data, "JPEG", quality=QUALITY, subsampling=0, exif=exif)
    return data.getvalue()

"""Image to image: the given picture stays recognisable, in another setting or in another manner."""

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .noise import Array
from .palette import Palette
from .still_light import GREY, finish, soft
from .still_scene import paint_scene
from .still_words import SCENE_WORDS, Wish


def compose(reference: Image.Image, wish: Wish, palette: Palette, size: tuple[int, int]) -> Array:
    """Floats 0 to 1 (rows, columns, 3). A prompt that names a place moves the subject there; any other keeps all."""
    if any(word in SCENE_WORDS for word in wish.text.split()):
        return finish(_moved(reference, wish, palette, size), wish, palette)
    paper = Image.new("RGB", reference.size, (255, 255, 255))
    paper.paste(reference, (0, 0), reference.getchannel("A"))
    fitted = ImageOps.fit(paper, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    rgb = np.asarray(fitted, np.float32) / 255
    return finish(_in_light(rgb, palette, 0.22), wish, palette)


def _moved(reference: Image.Image, wish: Wish, palette: Palette, size: tuple[int, int]) -> Array:
    """The subject, cut out and lit like the new place, large in front of it."""
    even = (size[0] + 1 & ~1, size[1] + 1 & ~1)
    rgb = soft(paint_scene(wish, palette, even, lead=False), 0.006 * min(size))
    high = round(size[1] * 0.86)
    wide = min(round(high * reference.width / reference.height), round(size[0] * 0.92))
    high = min(high, round(wide * reference.height / reference.width))
    figure = reference.resize((wide, high), Image.Resampling.LANCZOS)
    mask = cut_out(figure)
    left, top = (size[0] - wide) // 2, size[1] - high
    area = rgb[top : top + high, left : left + wide]
    own = _in_light(np.asarray(figure.convert("RGB"), np.float32) / 255, palette, 0.30)
    edge = np.clip(soft(mask[..., None], 0.02 * min(wide, high)), 0, 1)
    own = own + (area - own) * (1 - edge) * 0.5  # light from behind wraps around the outline
    area += (own - area) * mask[..., None]
    return rgb[: size[1], : size[0]]


def cut_out(figure: Image.Image) -> Array:
    """Where the subject is, 0 to 1: its own transparency, else what differs from an even background, else an oval."""
    alpha = np.asarray(figure.getchannel("A"), np.float32) / 255
    if alpha.min() < 0.5:
        return alpha
    rgb = np.asarray(figure.convert("RGB").filter(ImageFilter.GaussianBlur(1.5)), np.float32) / 255
    high, wide = alpha.shape
    rim = max(3, min(high, wide) // 40)
    border = np.concatenate([rgb[:rim].reshape(-1, 3), rgb[: high * 2 // 3, :rim].reshape(-1, 3),
                             rgb[: high * 2 // 3, -rim:].reshape(-1, 3)])  # fmt: skip
    middle, spread = np.median(border, axis=0), float(np.abs(border - np.median(border, axis=0)).mean())
    y, x = np.linspace(-1, 1, high, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    away = np.sqrt((x / 0.98) ** 2 + (np.minimum(y - 0.1, 0) / 1.04) ** 2)
    oval = np.clip((1 - away) / 0.14, 0, 1)
    if spread > 0.06:
        return oval
    differs = np.clip((np.abs(rgb - middle).sum(axis=-1) - 0.12 - spread) / 0.10, 0, 1)
    solid = (
        Image.fromarray((differs * 255).astype(np.uint8))
        .filter(ImageFilter.MaxFilter(9))
        .filter(ImageFilter.MinFilter(9))
    )
    filled = np.asarray(solid.filter(ImageFilter.GaussianBlur(1.2)), np.float32) / 255
    return filled * oval if float(filled.mean()) > 0.12 else oval


def _in_light(rgb: Array, palette: Palette, strength: float) -> Array:
    """The picture leaning to the hour's light; what is bright in it stays bright."""
    cast = np.array(palette.cast, np.float32)
    cast = cast / float(cast @ GREY)
    level = 1 - strength * 0.8 * (1 - palette.light)
    return rgb * (1 + (cast - 1) * strength) * level

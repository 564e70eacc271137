"""Films over pictures that came with the request: one frame, two frames, or a subject."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps, UnidentifiedImageError

from .camera import Camera
from .encode import RATE
from .noise import dice, smooth, surface
from .sheets import Planes, grey, halved, planes_of, sheet
from .stage import Stage, sampled

QUIET_PUSH = (0.0, 0.0, 0.0, 0.0, 1.16)
SPARE = 1.2  # how much finer than the frame a picture is kept, so that moving in stays sharp


def load(path: Path) -> Image.Image:
    """The picture as it is meant to be seen, with its transparency if it has one; of a film its first frame."""
    try:
        with Image.open(path) as image:
            return ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError:
        with av.open(str(path)) as film:
            return next(film.decode(video=0)).to_image().convert("RGBA")


def moving_over(picture: Image.Image, size: tuple[int, int], camera: Camera) -> Iterator[Planes]:
    """The camera over the picture. Whatever the move, the view never leaves it: going aside comes closer."""
    fine = (int(size[0] * SPARE) & ~1, int(size[1] * SPARE) & ~1)
    planes = covering(picture, fine)
    start = camera.at(0.0)
    for number in range(round(camera.seconds * RATE)):
        view = camera.at(number / RATE)
        x, y = (view.x - start.x) * 0.6, (view.y - start.y) * 0.6
        room = max(abs(x), abs(y))
        zoom = max(view.zoom, 1 / (1 - 2 * min(room, 0.3)))
        yield sampled(planes, _window(fine, (x, y), zoom), *size)


def between(
    first: Image.Image, last: Image.Image, size: tuple[int, int], seconds: float, words: str
) -> Iterator[Planes]:
    """From the first picture, exactly, to the last, exactly: one comes closer while the other settles, and
    they dissolve into each other along soft clouds."""
    one, two = covering(first, size), covering(last, size)
    cloud = grey(surface(dice("dissolve", words), size[1], size[0], min(size) * 0.5, 4))
    small = halved(cloud)
    frames = round(seconds * RATE)
    for number in range(frames):
        share = number / max(1, frames - 1)
        come, gone = _closer(one, size, 1 + 0.16 * smooth(share)), smooth((share - 0.22) / 0.56)
        if gone <= 0:
            yield come
            continue
        settle = _closer(two, size, 1 + 0.16 * (1 - smooth(share)))
        if gone < 1:
            table = [round(255 * min(1.0, max(0.0, gone * 1.8 - value / 255 * 0.8))) for value in range(256)]
            masks = (cloud.point(table), small.point(table), small.point(table))
            for under, over, mask in zip(come, settle, masks, strict=True):
                under.paste(over, (0, 0), mask)
            yield come
        else:
            yield settle


def add_hero(
    stage: Stage,
    picture: Image.Image,
    at: tuple[float, float],
    height: float,
    form: str = "oval",
    path: Callable[[float], tuple[float, float]] | None = None,
    glow: Callable[[float], float] | None = None,
) -> None:
    """The picture as the lead: cut out along its own transparency, or else to `form` (oval, circle, card).

    `at`: its middle in shares of the home frame; `height` a share of the short side.
    """
    high = int(stage.short * height) & ~1
    own = int(np.asarray(picture.getchannel("A")).min()) < 128
    wide = int(high * (picture.width / picture.height if own else {"oval": 0.78, "card": 0.8}.get(form, 1.0))) & ~1
    cut = ImageOps.fit(picture, (wide, high), Image.Resampling.LANCZOS)
    mask = cut.getchannel("A") if own else shaped(form, (wide, high))
    left, top = stage.x(at[0]) - wide // 2 & ~1, stage.y(at[1]) - high // 2 & ~1
    if not own:
        rim = max(2, high // 60) * 2
        frame = shaped(form, (wide + 2 * rim, high + 2 * rim)).filter(ImageFilter.GaussianBlur(rim / 5))
        pale = np.full((frame.height, frame.width, 3), (0.97, 0.95, 0.90), np.float32)
        stage.add(sheet(pale, np.asarray(frame, np.float32) / 255, at=(left - rim, top - rim), path=path, glow=glow))
    rgb = np.asarray(cut.convert("RGB"), np.float32) / 255
    stage.add(sheet(rgb, np.asarray(mask, np.float32) / 255, at=(left, top), path=path, glow=glow))


def shaped(form: str, size: tuple[int, int]) -> Image.Image:
    large = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    pen, box = ImageDraw.Draw(large), (0, 0, size[0] * 2 - 1, size[1] * 2 - 1)
    if form == "card":
        pen.rounded_rectangle(box, size[0] // 6, fill=255)
    else:
        pen.ellipse(box, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def floating(stage: Stage, reach: float = 0.008) -> Callable[[float], tuple[float, float]]:
    return lambda t: (stage.width * 0.004 * math.sin(t * 0.8), stage.height * reach * math.sin(t * 1.4))


def covering(picture: Image.Image, size: tuple[int, int]) -> Planes:
    """The picture's planes, cropped from the middle to fill the size."""
    paper = Image.new("RGB", picture.size, (255, 255, 255))
    paper.paste(picture, (0, 0), picture.getchannel("A"))
    fitted = ImageOps.fit(paper, size, Image.Resampling.LANCZOS)
    return planes_of(np.asarray(fitted, np.float32) / 255)


def _closer(planes: Planes, size: tuple[int, int], zoom: float) -> Planes:
    return sampled(planes, _window(size, (0.0, 0.0), zoom), *size)


def _window(size: tuple[int, int], middle: tuple[float, float], zoom: float) -> tuple[float, float, float, float]:
    wide, high = size[0] / zoom, size[1] / zoom
    left = min(max((size[0] - wide) / 2 + middle[0] * size[0], 0.0), size[0] - wide)
    top = min(max((size[1] - high) / 2 + middle[1] * size[1], 0.0), size[1] - high)
    return left, top, left + wide, top + high

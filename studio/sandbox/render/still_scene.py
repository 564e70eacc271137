"""The scene of a still: a film's places with mirrored water, lit mountains and figures close by."""

from dataclasses import replace

import numpy as np
from PIL import Image

from . import scenes
from .actors import place_subjects
from .camera import Camera
from .noise import Array, dice, surface
from .palette import Palette
from .rooms import paint_room
from .sheets import Planes, sheet
from .skies import find_sun, paint_sky
from .stage import Stage
from .still_abstract import paint_abstract
from .still_heads import paint_head
from .still_lands import paint_peaks
from .still_light import large, soft
from .still_portrait import paint_portrait
from .still_words import Wish
from .town import STREET
from .weather import paint_weather
from .woods import paint_meadow

STILL = Camera([], 6.0, (0, 0, 0, 0, 1))
MOMENT = 2.0  # the second of the scene's life at which it is painted
HORIZONS = {"sea": 0.58, "city": STREET}


def paint_scene(wish: Wish, palette: Palette, size: tuple[int, int], lead: bool = True) -> Array:
    """The picture as floats 0 to 1 (rows, columns, 3) of `size` (even). Without `lead` only the place is painted."""
    if wish.kind == "abstract" and lead:
        return paint_abstract(wish, palette, size)
    if wish.kind in ("portrait", "head") and lead:
        rgb = _far_off(wish, palette, size) * 0.82
        (paint_portrait if wish.kind == "portrait" else paint_head)(rgb, wish, palette)
        return _with_weather(rgb, wish, palette)
    rgb, floor = _place(wish, palette, size)
    return _with_figures(rgb, floor, wish, palette, lead)


def _far_off(wish: Wish, palette: Palette, size: tuple[int, int]) -> Array:
    """The place out of focus: a third of the size is enough."""
    small = (size[0] // 3 & ~1, size[1] // 3 & ~1)
    return large(soft(_place(wish, palette, small)[0], 0.022 * min(small)), (size[1], size[0]))


def _place(wish: Wish, palette: Palette, size: tuple[int, int]) -> tuple[Array, dict[str, float]]:
    """The place without anybody, and where things stand in it."""
    stage, reading = Stage(*size, margin=0.0), wish.reading
    if reading.scene == "room":
        paint_room(stage, palette, reading, things="sphere" in reading.subjects)
        floor = {"ground": 0.90, "table": 0.89, "air": 0.40, "water": 0.86}
    elif reading.scene == "mountain":
        floor = _mountain(stage, palette, wish)
    else:
        floor = scenes.PLACES[reading.scene](stage, palette, reading)
    rgb = to_rgb(stage.frame(STILL, MOMENT))
    horizon = 0.70 if "water" in floor and reading.scene == "mountain" else HORIZONS.get(reading.scene)
    wet = reading.scene != "city" or palette.light < 0.6 or "rain" in reading.weather
    if horizon and wet:
        mirror(rgb, round(horizon * size[1]), 0.34, dice("mirror", reading.text))
    return rgb, floor


def _mountain(stage: Stage, palette: Palette, wish: Wish) -> dict[str, float]:
    reading = wish.reading
    wet = bool({"lake", "fjord", "river", "reflection"} & set(wish.text.split()))
    afloat = "water" in {scenes.home(name) for name in reading.subjects}
    if wet or afloat:
        paint_sky(stage, palette, reading)
        paint_peaks(stage, palette, reading, base=0.64, rows=4)
        sun = find_sun(reading)
        scenes.paint_water(stage, palette, reading, 0.70, sun[0] if sun else None)
        return {"ground": 0.78, "water": 0.84, "air": 0.36}
    paint_sky(stage, palette, reading)
    paint_peaks(stage, palette, reading)
    return {"ground": 0.92, "air": 0.36}


def _with_figures(rgb: Array, floor: dict[str, float], wish: Wish, palette: Palette, lead: bool) -> Array:
    reading = wish.reading
    high, wide = rgb.shape[:2]
    stage = Stage(wide, high, margin=0.0)
    stage.add(sheet(rgb))
    if lead:
        known = tuple(name for name in reading.subjects if not name.startswith("?"))
        scale = 1.5 if reading.scene == "room" else 1.25
        place_subjects(stage, palette, replace(reading, subjects=known), floor, scale)
    if reading.scene == "field":
        petals = reading.colours[0] if reading.colours else palette.accent
        paint_meadow(stage, palette, reading, petals)
    paint_weather(stage, palette, reading)
    return to_rgb(stage.frame(STILL, MOMENT))


def _with_weather(rgb: Array, wish: Wish, palette: Palette) -> Array:
    """Rain, snow and petals before a figure; fog stays behind it."""
    falling = wish.reading.weather & {"rain", "snow", "wind"}
    if not falling:
        return rgb
    stage = Stage(rgb.shape[1], rgb.shape[0], margin=0.0)
    stage.add(sheet(rgb))
    paint_weather(stage, palette, replace(wish.reading, weather=falling, light="noon"))
    return to_rgb(stage.frame(STILL, MOMENT))


def mirror(rgb: Array, row: int, strength: float, rng: np.random.Generator) -> None:
    """Lay what stands above `row` upside down below it, broken by ripples that grow towards us; in place."""
    high, wide = rgb.shape[:2]
    below = high - row
    if below < 4:
        return
    depth = np.arange(below, dtype=np.float32)
    source = np.clip(row - 1 - depth * 1.25, 0, row - 1).astype(int)
    swell = surface(rng, below, wide, max(6.0, high * 0.03), 3) - 0.5
    reach = (2 + depth / below * wide * 0.03)[:, None]
    columns = np.clip(np.arange(wide)[None, :] + swell * reach * 2, 0, wide - 1).astype(int)
    image = rgb[source[:, None], columns]
    share = (strength * (1 - 0.75 * depth / below))[:, None, None] * (0.75 + 0.5 * (swell[..., None] + 0.5))
    rgb[row:] += (image - rgb[row:]) * np.clip(share, 0, 1)


def to_rgb(planes: Planes) -> Array:
    """BT.709 limited-range 4:2:0 planes as floats 0 to 1."""
    luma = (np.asarray(planes[0], np.float32) - 16) / 219
    size = planes[0].size
    blue, red = (
        (np.asarray(plane.resize(size, Image.Resampling.BILINEAR), np.float32) - 128) / 224 for plane in planes[1:]
    )
    rgb = np.stack([luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue], axis=-1)
    return np.clip(rgb, 0, 1, out=rgb)

"""A scene from a reading of the prompt: the place, who is in it, and the weather over it."""

import re
from collections.abc import Callable

from .actors import place_subjects
from .camera import Camera
from .cosmos import paint_space
from .lands import paint_dunes, paint_hills, paint_mountains
from .palette import Palette, build_palette
from .rooms import paint_room
from .skies import find_sun, paint_sky
from .stage import Stage
from .town import STREET, paint_town
from .water import paint_water
from .weather import paint_weather
from .woods import paint_blossoms, paint_forest, paint_meadow
from .words import COLOURS, Reading


def build_scene(reading: Reading, size: tuple[int, int], subjects: bool = True) -> Stage:
    """The stage of `size` pixels, ready to film; without its subjects when something else plays the lead."""
    stage = Stage(*size)
    palette = build_palette(reading)
    floor = PLACES[reading.scene](stage, palette, reading)
    if subjects:
        place_subjects(stage, palette, reading, floor, 1.15 if reading.scene == "room" else 1.0)
    if reading.scene == "field":
        paint_meadow(stage, palette, reading, _petals(reading, palette))
    paint_weather(stage, palette, reading)
    return stage


def build_camera(reading: Reading, seconds: float) -> Camera:
    return Camera(reading.moves, seconds)


def _sea(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading, 0.58)
    paint_mountains(stage, palette, reading, base=0.57, rows=3, tall=0.52, haze=0.66)
    sun = find_sun(reading)
    paint_water(stage, palette, reading, 0.58, sun[0] if sun else None)
    return {"ground": 0.665, "water": 0.76, "table": 0.80, "air": 0.34}


def _mountain(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading)
    wet = any(word in reading.text for word in ("lake", "fjord", "river", "reflection"))
    if not wet and "water" not in {home(name) for name in reading.subjects}:
        paint_mountains(stage, palette, reading)
        return {"ground": 0.90, "air": 0.36}
    paint_mountains(stage, palette, reading, base=0.60, rows=4)
    sun = find_sun(reading)
    paint_water(stage, palette, reading, 0.70, sun[0] if sun else None)
    return {"ground": 0.78, "water": 0.84, "air": 0.36}


def _desert(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading, 0.50)
    paint_dunes(stage, palette, reading)
    return {"ground": 0.86, "air": 0.30}


def _field(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading)
    paint_hills(stage, palette, reading)
    if any(
        word in reading.text for word in ("orchard", "blossom", "garden", "park", "tree", "cherry", "autumn", "spring")
    ):
        crown = COLOURS["pink"] if {"cherry", "blossom", "spring"} & set(re.findall("[a-z]+", reading.text)) else None
        paint_blossoms(stage, palette, reading, crown or _petals(reading, palette))
    return {"ground": 0.90, "air": 0.36}


def _forest(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading)
    paint_forest(stage, palette, reading)
    return {"ground": 0.93, "air": 0.36}


def _city(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading, 0.72)
    paint_town(stage, palette, reading)
    return {"ground": STREET + 0.09, "air": 0.30, "mirror": 1.0}


def _sky(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_sky(stage, palette, reading, 0.92)
    paint_mountains(stage, palette, reading, base=0.96, rows=3)
    return {"ground": 0.96, "air": 0.42}


def _room(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_room(stage, palette, reading)
    return {"ground": 0.88, "table": 0.87, "air": 0.40, "water": 0.86}


def _space(stage: Stage, palette: Palette, reading: Reading) -> dict[str, float]:
    paint_space(stage, palette, reading)
    return {"ground": 0.80, "water": 0.72, "air": 0.48, "table": 0.70}


PLACES: dict[str, Callable[[Stage, Palette, Reading], dict[str, float]]] = {
    "sea": _sea, "mountain": _mountain, "desert": _desert, "field": _field, "forest": _forest, "city": _city,
    "sky": _sky, "room": _room, "space": _space,
}  # fmt: skip


def home(name: str) -> str:
    from .subjects import find_shape

    return find_shape(name).home


def _petals(reading: Reading, palette: Palette) -> tuple[float, float, float]:
    if reading.colours:
        return reading.colours[0]
    return {"golden": COLOURS["orange"], "dusk": COLOURS["coral"]}.get(reading.light, COLOURS["rose"])

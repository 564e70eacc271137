"""A scene from a reading of the prompt."""

from .camera import Camera
from .lands import paint_dunes, paint_hills, paint_mountains
from .palette import build_palette
from .skies import paint_sky
from .stage import Stage
from .words import Reading


def build_scene(reading: Reading, size: tuple[int, int]) -> Stage:
    stage = Stage(*size)
    palette = build_palette(reading)
    paint_sky(stage, palette, reading)
    if reading.scene == "desert":
        paint_dunes(stage, palette, reading)
    elif reading.scene == "field":
        paint_hills(stage, palette, reading)
    else:
        paint_mountains(stage, palette, reading)
    return stage


def build_camera(reading: Reading, seconds: float) -> Camera:
    return Camera(reading.moves, seconds)

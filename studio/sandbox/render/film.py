"""One film from its recipe.

A recipe is a dict: `kind` (text, frame, frames, subject, template), `prompt`, `seed`, `seconds`,
`width`, `height` (pixels, even), `pictures` (names in the inputs folder, sounds and films among them), for a
template its `template` name, and perhaps `optimizer` and `watermark`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from . import given, scenes, words
from .camera import Camera, read_commands
from .encode import is_sound, write_film
from .sheets import Planes
from .stage import Stage
from .template_films import template_film


def make_film(recipe: dict[str, Any], inputs: Path, target: Path) -> None:
    """Draw the film and put it at `target`, complete or not at all."""
    sounds = [inputs / name for name in recipe["pictures"] if is_sound(inputs / name)]
    pictures = [given.load(inputs / name) for name in recipe["pictures"] if inputs / name not in sounds]
    mark = bool(recipe.get("watermark"))
    size = (recipe["width"], recipe["height"])
    write_film(draw_film(recipe, pictures), size, target, sounds=sounds, seconds=recipe["seconds"], marked=mark)


def draw_film(recipe: dict[str, Any], pictures: list[Image.Image]) -> Iterator[Planes]:
    size, seconds = (recipe["width"], recipe["height"]), recipe["seconds"]
    prompt, seed = recipe["prompt"], recipe["seed"]
    if recipe["kind"] == "frame":
        camera = Camera(read_commands(prompt), seconds, given.QUIET_PUSH)
        return given.moving_over(pictures[0], size, camera)
    if recipe["kind"] == "frames":
        return given.between(pictures[0], pictures[1], size, seconds, f"{prompt}|{seed}")
    if recipe["kind"] == "template":
        picture = pictures[0] if pictures else None
        return template_film(recipe["template"], picture, prompt, size, seconds, seed)
    reading = words.read(prompt, seed, optimized=recipe.get("optimizer", True))
    stage = scenes.build_scene(reading, size, subjects=recipe["kind"] == "text")
    if recipe["kind"] == "subject":
        add_heroes(stage, pictures)
    return stage.film(scenes.build_camera(reading, seconds), seconds)


def add_heroes(stage: Stage, pictures: list[Image.Image]) -> None:
    """One picture stands in the middle, several side by side, each smaller the more there are."""
    across = min(len(pictures), 3)
    rows = -(-len(pictures) // across)
    for at, picture in enumerate(pictures):
        row, column = divmod(at, across)
        middle = ((column + 1) / (across + 1), 0.52 if rows == 1 else (row + 0.8) / (rows + 0.4))
        given.add_hero(stage, picture, middle, 0.72 / max(rows, across**0.6), "card", given.floating(stage))

"""One film from its recipe.

A recipe is a dict: `kind` (text, frame, frames, subject, template), `prompt`, `seed`, `seconds`,
`width`, `height` (pixels, even), `pictures` (names in the inputs folder), and for a template its
`template` name.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from . import given, scenes, words
from .camera import Camera, read_commands
from .encode import write_film
from .sheets import Planes
from .template_films import template_film


def make_film(recipe: dict[str, Any], inputs: Path, target: Path) -> None:
    """Draw the film and put it at `target`, complete or not at all."""
    pictures = [given.load(inputs / name) for name in recipe["pictures"]]
    write_film(draw_film(recipe, pictures), (recipe["width"], recipe["height"]), target)


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
    reading = words.read(prompt, seed)
    stage = scenes.build_scene(reading, size, subjects=recipe["kind"] == "text")
    if recipe["kind"] == "subject":
        given.add_hero(stage, pictures[0], (0.5, 0.52), 0.72, "card", given.floating(stage))
    return stage.film(scenes.build_camera(reading, seconds), seconds)

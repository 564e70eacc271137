"""One film from its recipe.

A recipe is a dict: `kind` (text, frame, frames, subject, template), `prompt`, `seed`, `seconds`, `width`, `height`
(pixels, even), `pictures` (names in the inputs folder), `template` and `texts`.
"""

from pathlib import Path
from typing import Any

from . import scenes, words
from .encode import write_film


def make_film(recipe: dict[str, Any], inputs: Path, target: Path) -> None:
    size = (recipe["width"], recipe["height"])
    reading = words.read(recipe["prompt"], recipe["seed"])
    stage = scenes.build_scene(reading, size)
    camera = scenes.build_camera(reading, recipe["seconds"])
    write_film(stage.film(camera, recipe["seconds"]), size, target)

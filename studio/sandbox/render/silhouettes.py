"""The shapes that the sandbox knows: `silhouettes.json`, strokes in a unit box with y pointing down.

A stroke is [form, role, points]. Forms: `poly`; `curve`, closed and smooth; `oval`, two corners;
`line:<width>`. The role says which colour (`subjects.colours`).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from .sheets import Colour

Points = list[tuple[float, float]]
Stroke = tuple[str, Points, str]


@dataclass(frozen=True)
class Shape:
    """`aspect`: width by height. `height`: share of the frame's short side. `home`: ground, water, air or table."""

    aspect: float
    height: float
    home: str
    strokes: list[Stroke]
    colour: Colour = (0.16, 0.17, 0.20)


def _read() -> dict[str, Shape]:
    shapes = {}
    for name, raw in json.loads(Path(__file__).with_suffix(".json").read_text()).items():
        strokes = [(form, [tuple(point) for point in points], role) for form, role, points in raw["strokes"]]
        shapes[name] = Shape(raw["aspect"], raw["height"], raw["home"], strokes, tuple(raw["colour"]))
    return shapes


SHAPES = _read()

"""Colours for a scene: from the hour, moved by the colours that the prompt names and a little by chance."""

from dataclasses import dataclass

import numpy as np

from .noise import Array, dice
from .sheets import Colour
from .words import Reading

# hour: sky above, sky half way, sky at the horizon, sun, how much light falls on things, colour of the light
HOURS: dict[str, tuple[Colour, Colour, Colour, Colour, float, Colour]] = {
    "dawn": (
        (0.24, 0.31, 0.50),
        (0.66, 0.62, 0.70),
        (1.00, 0.80, 0.62),
        (1.0, 0.93, 0.78),
        0.72,
        (1.0, 0.90, 0.82),
    ),
    "dusk": (
        (0.15, 0.15, 0.36),
        (0.58, 0.33, 0.48),
        (1.00, 0.60, 0.36),
        (1.0, 0.82, 0.52),
        0.55,
        (1.0, 0.74, 0.66),
    ),
    "night": (
        (0.015, 0.03, 0.09),
        (0.04, 0.09, 0.21),
        (0.13, 0.22, 0.36),
        (0.94, 0.95, 0.88),
        0.24,
        (0.60, 0.74, 1.0),
    ),
    "noon": (
        (0.27, 0.52, 0.80),
        (0.56, 0.75, 0.89),
        (0.90, 0.93, 0.90),
        (1.0, 0.98, 0.90),
        1.00,
        (1.0, 1.0, 0.97),
    ),
    "storm": (
        (0.07, 0.09, 0.12),
        (0.19, 0.23, 0.27),
        (0.42, 0.46, 0.47),
        (0.80, 0.84, 0.84),
        0.40,
        (0.86, 0.94, 1.0),
    ),
    "golden": (
        (0.40, 0.49, 0.56),
        (0.86, 0.74, 0.56),
        (1.00, 0.88, 0.64),
        (1.0, 0.96, 0.82),
        0.86,
        (1.0, 0.91, 0.74),
    ),
}
GROUNDS: dict[str, Colour] = {
    "sea": (0.20, 0.36, 0.48), "mountain": (0.36, 0.46, 0.58), "desert": (0.86, 0.56, 0.32),
    "forest": (0.24, 0.38, 0.34), "city": (0.26, 0.30, 0.42), "field": (0.48, 0.62, 0.30),
    "sky": (0.42, 0.46, 0.58), "space": (0.24, 0.22, 0.38), "room": (0.62, 0.50, 0.40),
}  # fmt: skip
GREY = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True)
class Palette:
    top: Colour
    middle: Colour
    horizon: Colour
    sun: Colour
    light: float
    cast: Colour
    ground: Colour
    accent: Colour

    def far(self, share: float) -> Colour:
        """The ground as seen through air: 0 stands before us, 1 dissolves in the horizon."""
        near = self.lit(self.ground, 0.62)
        return mix(near, self.horizon, share)

    def lit(self, colour: Colour, strength: float = 1.0) -> Colour:
        """The colour under this hour's light."""
        level = (0.25 + 0.75 * self.light) * strength
        return tuple(part * level * cast for part, cast in zip(colour, self.cast, strict=True))  # type: ignore[return-value]


def build_palette(reading: Reading, ground: str = "") -> Palette:
    rng = dice("palette", reading.text)
    top, middle, horizon, sun, light, cast = HOURS[reading.light]
    base = GROUNDS[ground or reading.scene]
    if "snow" in reading.weather:
        base = mix(base, (0.86, 0.90, 0.95), 0.62)
        top, middle, horizon = (mix(c, (0.80, 0.84, 0.88), 0.35 * light) for c in (top, middle, horizon))
    if "fog" in reading.weather:
        top, middle = mix(top, horizon, 0.45), mix(middle, horizon, 0.5)
    colours = [_nudged(c, rng) for c in (top, middle, horizon, base)]
    for colour in reading.colours[:2]:
        # A colour said of the subject belongs to it; the rest of the picture only leans that way.
        own = colour == reading.subject_colour
        strengths = (0.16, 0.18, 0.16, 0.14) if own else (0.42, 0.40, 0.30, 0.46)
        colours = [dyed(c, colour, s) for c, s in zip(colours, strengths, strict=True)]
    accent = reading.subject_colour or (reading.colours[0] if reading.colours else _accent(rng))
    return Palette(colours[0], colours[1], colours[2], sun, light, cast, colours[3], accent)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def dyed(colour: Colour, dye: Colour, strength: float) -> Colour:
    """The colour moved towards the dye but kept about as bright, so that a red night is still a night."""
    bright, dye_bright = float(np.dot(colour, GREY)), float(np.dot(dye, GREY))
    level = bright * 0.72 + dye_bright * 0.28
    scaled = tuple(min(1.0, part * level / max(dye_bright, 0.04)) for part in dye)
    return mix(colour, scaled, strength)  # type: ignore[arg-type]


def ramp(stops: list[tuple[float, Colour]], height: int) -> Array:
    """A column of colours (height, 3) through the stops, whose positions are shares of the height."""
    rows = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    return np.stack([np.interp(rows, places, [c[i] for _, c in stops]) for i in range(3)], axis=1).astype(np.float32)


def _nudged(colour: Colour, rng: np.random.Generator) -> Colour:
    shift = rng.normal(0, 0.022, 3) + rng.normal(0, 0.012)
    moved = [part * (1 + 2 * move) + move / 2 for part, move in zip(colour, shift, strict=True)]
    return tuple(float(min(1.0, max(0.0, part))) for part in moved)  # type: ignore[return-value]


def _accent(rng: np.random.Generator) -> Colour:
    choices = [
        (0.80, 0.26, 0.18),
        (0.90, 0.66, 0.24),
        (0.20, 0.44, 0.56),
        (0.86, 0.48, 0.42),
        (0.92, 0.88, 0.80),
    ]
    return choices[int(rng.integers(len(choices)))]

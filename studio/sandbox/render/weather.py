"""What falls and drifts in front of everything: rain, snow, petals and mist."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .noise import dice, surface
from .palette import Palette, mix
from .sheets import Canvas, Colour, grey, halved, sheet, yuv
from .stage import Stage
from .words import Reading

Path = Callable[[float], tuple[float, float]]


def paint_weather(stage: Stage, palette: Palette, reading: Reading) -> None:
    rng = dice("weather", reading.text)
    if "fog" in reading.weather:
        add_mist(stage, palette, rng, 0.55)
    if "rain" in reading.weather:
        add_mist(stage, palette, rng, 0.22)
        colour = mix(palette.horizon, (0.9, 0.95, 1.0), 0.5)
        for near in (0.5, 1.0):
            stage.add(Fall(stage, rng, rain(stage, rng, near), colour, (-0.10 * near, 1.9 * near)))
    if "snow" in reading.weather:
        for near in (0.35, 0.65, 1.0):
            stage.add(Fall(stage, rng, flakes(stage, rng, near), (0.97, 0.98, 1.0), (0.02, 0.16 * near), 0.012 * near))
    if "wind" in reading.weather:
        leaf = reading.colours[0] if reading.colours else (0.94, 0.62, 0.42)
        for near in (0.5, 1.0):
            stage.add(
                Fall(
                    stage,
                    rng,
                    petals(stage, rng, near),
                    palette.lit(leaf, 1.3),
                    (0.16 * near, 0.09 * near),
                    0.02,
                )
            )
    if reading.scene == "room":  # dust in the light
        stage.add(
            Fall(stage, rng, flakes(stage, rng, 0.5).point(lambda v: v * 0.32), palette.sun, (0.004, -0.014), 0.012)
        )
    if reading.light == "storm":
        stage.add(Lightning(stage, rng))


def add_mist(stage: Stage, palette: Palette, rng: np.random.Generator, strength: float) -> None:
    """Two veils of mist lying low and drifting against each other."""
    for number in range(2):
        high, wide = int(stage.high * 0.55) & ~1, int(stage.wide * 1.2) & ~1
        shape = surface(rng, high, wide // 3 + 1, stage.short * 0.4, 4).repeat(3, axis=1)[:, :wide]
        fade = np.sin(np.linspace(0, math.pi, high))[:, None] ** 0.8
        tone = np.broadcast_to(
            np.array(mix(palette.horizon, (1, 1, 1), 0.12 * palette.light), np.float32), (high, wide, 3)
        )
        pace = stage.width * (0.012 if number else -0.009)
        at = (-int(stage.wide * 0.1) & ~1, stage.y(0.30 + 0.24 * number) & ~1)
        stage.add(
            sheet(
                tone,
                np.clip(shape * 1.5 - 0.3, 0, 1) * fade * strength,
                at=at,
                depth=0.7 + 0.4 * number,
                path=_drift(pace),
            )
        )


def _drift(pace: float) -> Path:
    return lambda t: (pace * (t - 3), 0.0)


class Fall:
    """Drops or flakes: one tile that moves down (and sideways) for ever. Speeds in frame heights a second."""

    def __init__(self, stage: Stage, rng: np.random.Generator, tile: Image.Image, colour: Colour,
                 speed: tuple[float, float], sway: float = 0.0) -> None:  # fmt: skip
        twice = Image.new("L", (tile.width * 2, tile.height * 2))
        for x in (0, tile.width):
            for y in (0, tile.height):
                twice.paste(tile, (x, y))
        self.tile, self.mask, self.half = tile.size, twice, halved(twice)
        self.colour, self.speed, self.sway = (
            yuv(colour),
            (speed[0] * stage.height, speed[1] * stage.height),
            sway * stage.height,
        )
        self.start = float(rng.random() * 60)

    def draw(self, canvas: Canvas, t: float) -> None:
        t += self.start
        x = (canvas.left - self.speed[0] * t - self.sway * math.sin(t * 1.1)) % self.tile[0]
        y = (canvas.top - self.speed[1] * t) % self.tile[1]
        left, top = int(x) & ~1, int(y) & ~1
        size = (
            min(canvas.size[0], self.mask.width - left) & ~1,
            min(canvas.size[1], self.mask.height - top) & ~1,
        )
        mask = self.mask.crop((left, top, left + size[0], top + size[1]))
        half = self.half.crop((left // 2, top // 2, (left + size[0]) // 2, (top + size[1]) // 2))
        canvas.paste(self.colour, (0, 0), mask, half)


def _tile(stage: Stage) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    tile = Image.new("L", (stage.wide, stage.high), 0)
    return tile, ImageDraw.Draw(tile)


def rain(stage: Stage, rng: np.random.Generator, near: float) -> Image.Image:
    tile, pen = _tile(stage)
    length = stage.short * 0.055 * near
    for x, y in zip(rng.random(420) * stage.wide, rng.random(420) * stage.high, strict=True):
        strength = int(rng.integers(30, 96) * near)
        pen.line(
            [(x, y), (x - length * 0.06, y + length)],
            fill=strength,
            width=max(1, round(stage.short / 520 * near)),
        )
    return tile


def flakes(stage: Stage, rng: np.random.Generator, near: float) -> Image.Image:
    tile, pen = _tile(stage)
    for x, y in zip(rng.random(260) * stage.wide, rng.random(260) * stage.high, strict=True):
        r = stage.short * float(rng.uniform(0.0016, 0.0052)) * near
        pen.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.integers(110, 240)))
    return tile.filter(ImageFilter.GaussianBlur(max(0.5, stage.short / 900 * near)))


def petals(stage: Stage, rng: np.random.Generator, near: float) -> Image.Image:
    tile, pen = _tile(stage)
    for x, y in zip(rng.random(34) * stage.wide, rng.random(34) * stage.high, strict=True):
        r, turn = stage.short * float(rng.uniform(0.005, 0.011)) * near, float(rng.uniform(0, math.pi))
        across = (math.cos(turn) * r, math.sin(turn) * r)
        along = (-across[1] * 0.45, across[0] * 0.45)
        pen.polygon(
            [
                (x + across[0], y + across[1]),
                (x + along[0], y + along[1]),
                (x - across[0], y - across[1]),
                (x - along[0], y - along[1]),
            ],
            fill=230,
        )
    return tile


class Lightning:
    """Far lightning behind the clouds: the upper sky brightens twice, briefly."""

    def __init__(self, stage: Stage, rng: np.random.Generator) -> None:
        high = int(stage.high * 0.6) & ~1
        shape = surface(rng, high, stage.wide & ~1, stage.short * 0.6, 4) * np.linspace(1, 0, high)[:, None]
        self.mask = grey(np.clip(shape, 0, 1))
        self.half = halved(self.mask)
        self.when = [float(moment) for moment in rng.uniform(0.8, 5.5, 2)]
        self.colour = yuv((0.88, 0.92, 1.0))

    def draw(self, canvas: Canvas, t: float) -> None:
        strength = max(
            math.exp(-(t - when) * 5) * (0.7 + 0.3 * math.cos(t * 40)) if t > when else 0 for when in self.when
        )
        if strength > 0.02:
            table = [int(value * min(1.0, strength) * 0.75) for value in range(256)]
            canvas.paste(self.colour, canvas.offset(0.0), self.mask.point(table), self.half.point(table))

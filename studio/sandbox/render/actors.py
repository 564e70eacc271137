"""Puts subjects on the stage and gives each its way of moving."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from .noise import dice
from .palette import Palette
from .sheets import Canvas, Sheet, plane, sheet, veil_of, yuv
from .stage import Stage
from .subjects import draw_subject, find_shape
from .words import Reading

Path = Callable[[float], tuple[float, float]]
DRIVING = {"car", "tram"}
STANDS = {"ground": 0.86, "water": 0.74, "air": 0.44, "table": 0.84}


def place_subjects(
    stage: Stage, palette: Palette, reading: Reading, floor: dict[str, float], scale: float = 1.0
) -> None:
    """The subjects in the order named: the first near the middle, the others beside and behind it.

    `floor` says where things stand in this scene, as shares of the home frame, by habitat.
    """
    rng = dice("actors", reading.text)
    side = -1 if rng.random() < 0.5 else 1
    spots = [0.5 + side * 0.10, 0.5 - side * 0.24, 0.5 + side * 0.34]
    order = sorted(range(len(reading.subjects)), key=lambda n: -n)
    for number in order:
        name = reading.subjects[number]
        if name == "tree" and reading.scene in ("field", "forest"):
            continue  # the place is full of them
        colour = reading.subject_colour if number == 0 else None
        size = scale * (1.0 if number == 0 else 0.72) * float(rng.uniform(0.92, 1.08))
        _place(stage, palette, reading, name, (spots[number], colour, size), {**STANDS, **floor})


def _place(stage: Stage, palette: Palette, reading: Reading, name: str, look: tuple, floor: dict[str, float]) -> None:
    x, colour, size = look
    shape = find_shape(name)
    height = max(8, round(shape.height * size * stage.short)) & ~1
    rgb, alpha = draw_subject(name, height, palette, colour)
    rgb, alpha = rgb[:, : rgb.shape[1] & ~1], alpha[:, : alpha.shape[1] & ~1]
    left = stage.x(x) - rgb.shape[1] // 2 & ~1
    top = (stage.y(floor[shape.home]) - (height if shape.home != "air" else height // 2)) & ~1
    if name == "bird":
        _flock(stage, palette, reading, (rgb, alpha), (left, top))
        return
    path = motion(name, shape.home, stage, reading)
    if shape.home in ("ground", "table"):
        stage.add(shadow(alpha, (left, top + height), path, palette))
    if shape.home == "water" or (name in DRIVING and "mirror" in floor):
        stage.add(reflection(rgb, alpha, (left, top + height), path))
    stage.add(sheet(rgb, alpha, at=(left, top), depth=1.0, path=path))
    if name == "lighthouse":
        stage.add(Beam(stage, (left + rgb.shape[1] // 2, top + round(height * 0.13)), palette))


def motion(name: str, home: str, stage: Stage, reading: Reading) -> Path:
    """How it moves: things drive, boats rock, balloons rise, animals breathe."""
    wide, high = stage.width, stage.height
    tracked = any("tracking shot" in group for group in reading.moves)
    if name in DRIVING:
        pace = 0.0 if tracked else 0.055
        return lambda t: (wide * pace * (t - 3), high * 0.0012 * math.sin(t * 9))
    if home == "water":
        return lambda t: (wide * 0.014 * (t - 3), high * 0.006 * math.sin(t * 1.5))
    if name in ("plane", "rocket"):
        up = high * (0.028 if name == "rocket" else 0.004)
        return lambda t: (wide * 0.03 * (t - 3) * (name == "plane"), -up * (t - 3))
    if home == "air":
        return lambda t: (
            wide * 0.012 * math.sin(t * 0.7),
            -high * 0.012 * (t - 3) + high * 0.008 * math.sin(t * 1.3),
        )
    if (home == "ground" and name in ("person", "cat", "dog", "horse", "robot")) or name.startswith("?"):
        return lambda t: (wide * 0.004 * (t - 3), high * 0.0025 * math.sin(t * 2.6))
    return lambda t: (0.0, 0.0)


def shadow(alpha: np.ndarray, foot: tuple[int, int], path: Path, palette: Palette) -> Sheet:
    """A flat soft shadow on the ground below the thing."""
    wide, high = alpha.shape[1], max(4, alpha.shape[1] // 7) & ~1
    x = np.linspace(-1, 1, wide)[None, :]
    y = np.linspace(-1, 1, high)[:, None]
    mask = np.clip(1 - np.sqrt(x**2 + y**2), 0, 1) ** 0.8 * (0.25 + 0.4 * palette.light)
    rgb = np.zeros((high, wide, 3), np.float32) + np.array(palette.lit((0.10, 0.09, 0.12)), np.float32)
    return sheet(rgb, mask, at=(foot[0], foot[1] - high // 2 & ~1), path=lambda t: (path(t)[0], 0.0))


def reflection(rgb: np.ndarray, alpha: np.ndarray, foot: tuple[int, int], path: Path) -> Sheet:
    """The thing upside down in the water, paler and shorter."""
    rows = max(2, int(alpha.shape[0] * 0.7)) & ~1
    index = np.linspace(alpha.shape[0] - 1, 0, rows).astype(int)
    fade = np.linspace(0.45, 0.05, rows)[:, None]
    wobble = [np.roll(alpha[row], round(2 * math.sin(number * 0.9))) for number, row in enumerate(index)]
    return sheet(rgb[index] * 0.8, np.array(wobble) * fade, at=foot, path=lambda t: (path(t)[0], -path(t)[1]))


def _flock(stage: Stage, palette: Palette, reading: Reading, bird: tuple, at: tuple[int, int]) -> None:
    """Several birds at different distances crossing the sky."""
    rng = dice("flock", reading.text)
    rgb, alpha = bird
    for _ in range(7):
        scale = float(rng.uniform(0.3, 1.0))
        size = (max(4, int(rgb.shape[1] * scale)) & ~1, max(4, int(rgb.shape[0] * scale)) & ~1)
        veil = Image.fromarray((alpha * 255).astype(np.uint8)).resize(size, Image.Resampling.BOX)
        colour = np.broadcast_to(np.array(palette.lit((0.16, 0.18, 0.22)), np.float32), (size[1], size[0], 3))
        x = at[0] + int(rng.normal(0, 0.22) * stage.width)
        y = stage.y(float(rng.uniform(0.14, 0.46)))
        pace, phase = stage.width * float(rng.uniform(0.025, 0.06)) * scale, float(rng.uniform(0, 6))
        path = _glide(pace, stage.height * 0.008, phase)
        stage.add(sheet(colour, np.asarray(veil, np.float32) / 255, at=(x, y), depth=0.5, path=path))


def _glide(pace: float, bob: float, phase: float) -> Path:
    return lambda t: (pace * (t - 3), bob * math.sin(t * 2.2 + phase))


class Beam:
    """A lighthouse's turning light: computed small each frame and shown large, with its halo."""

    def __init__(self, stage: Stage, lamp: tuple[int, int], palette: Palette) -> None:
        self.step = 8
        self.size = (stage.wide, stage.high)
        rows, columns = np.mgrid[0 : stage.high // self.step, 0 : stage.wide // self.step].astype(np.float32)
        dx, dy = columns - lamp[0] / self.step, rows - lamp[1] / self.step
        self.dx, self.dy = dx, dy
        self.away = np.sqrt(dx**2 + dy**2) / (stage.short / self.step)
        self.halo = 0.75 * np.exp(-((self.away / 0.07) ** 2)) + 0.25 * np.exp(-self.away * 6)
        self.strength = 0.62 - 0.34 * palette.light
        self.colour = yuv((1.0, 0.94, 0.74))

    def draw(self, canvas: Canvas, t: float) -> None:
        turn = t * 1.05 + 0.5
        # The lamp turns in a circle seen from the side: the beam is long when it points across.
        across = math.cos(turn)
        axis, length = (math.copysign(1.0, across), -0.10), 0.12 + 1.25 * abs(across)
        along = self.dx * axis[0] + self.dy * axis[1]
        off = np.abs(self.dx * axis[1] - self.dy * axis[0])
        spread = np.maximum(along, 0.5) * 0.085 + 0.7
        beam = np.where(along > 0, np.exp(-((off / spread) ** 2)) * np.exp(-self.away / length), 0)
        small = plane(255 * np.clip(beam * self.strength + self.halo * (0.55 + 0.45 * (1 - abs(across))), 0, 1))
        left, top = canvas.offset(1.0)
        canvas.paste(self.colour, (left, top), *veil_of(small, self.size))

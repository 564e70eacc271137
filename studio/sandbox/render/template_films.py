"""The eleven video agent templates: each a little film of its own around the given picture or text."""

import math
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image, ImageDraw

from . import scenes, words
from .actors import place_subjects
from .camera import Camera
from .encode import RATE
from .given import add_hero, floating
from .noise import dice, smooth
from .palette import build_palette
from .sheets import Canvas, Planes, sheet
from .stage import Stage
from .subjects import rounded
from .weather import Fall, flakes

Size = tuple[int, int]
Film = Iterator[Planes]
SLOW_PUSH = (0.0, 0.0, 0.02, 0.0, 1.12)


def template_film(name: str, picture: Image.Image | None, text: str, size: Size, seconds: float, seed: str) -> Film:
    if name == "seasons":
        return _seasons(picture, size, seconds, seed)
    stage = ACTS[name](picture, text, size, seed)
    return stage.film(Camera([], seconds, SLOW_PUSH), seconds)


def _scene(prompt: str, size: Size, seed: str, subjects: bool = False) -> Stage:
    return scenes.build_scene(words.read(prompt, seed), size, subjects)


def _diving(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """A high arc, then gone into the water; bubbles come up."""
    stage = _scene("turquoise sea at noon", size, seed)
    wide, high = stage.width, stage.height

    def path(t: float) -> tuple[float, float]:
        u = t - 0.4
        return wide * (-0.30 + 0.17 * u), high * (-0.10 - 0.34 * u + 0.16 * u * u)

    add_hero(stage, _need(picture), (0.42, 0.42), 0.34, "circle", path, lambda t: 1 - smooth((t - 3.9) / 0.6))
    bubbles = Fall(stage, dice("bubbles"), flakes(stage, dice("bubbles"), 1.0), (0.9, 1.0, 1.0), (0.0, -0.14), 0.01)
    stage.add(After(bubbles, 4.2))
    return stage


def _rings(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    stage = _scene("amber room interior golden", size, seed)
    swing = _swing(stage)
    tall = int(stage.high * 0.62) & ~1
    drawing = Image.new("L", (int(stage.short * 0.5) & ~1, tall), 0)
    pen, r = ImageDraw.Draw(drawing), stage.short * 0.045
    for x in (drawing.width * 0.22, drawing.width * 0.78):
        pen.line([(x, 0), (x, tall - 3 * r)], fill=255, width=max(2, stage.short // 130))
        pen.ellipse((x - r, tall - 3 * r, x + r, tall - r), outline=255, width=max(3, stage.short // 70))
    rope = np.full((tall, drawing.width, 3), (0.90, 0.80, 0.62), np.float32)
    stage.add(
        sheet(rope, np.asarray(drawing, np.float32) / 255, at=(stage.x(0.5) - drawing.width // 2 & ~1, 0), path=swing)
    )
    add_hero(stage, _need(picture), (0.5, 0.66), 0.36, "circle", swing)
    return stage


def _swing(stage: Stage) -> Callable[[float], tuple[float, float]]:
    return lambda t: (stage.width * 0.13 * math.sin(t * 2.1), -stage.height * 0.08 * math.sin(t * 2.1) ** 2)


def _survival(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """A night forest: the beast of the text stands behind, eyes shine between the trees."""
    prompt = f"dark forest night fog {text}"
    stage = _scene(prompt, size, seed)
    reading = words.read(prompt, seed)
    place_subjects(
        stage, build_palette(reading), reading, {"ground": 0.86, "air": 0.4, "water": 0.86, "table": 0.86}, 1.2
    )
    rng = dice("eyes", text)
    for _ in range(6):
        _eyes(stage, float(rng.uniform(0.05, 0.95)), float(rng.uniform(0.42, 0.66)), float(rng.uniform(0, 6)))
    add_hero(stage, _need(picture), (0.28, 0.66), 0.46, "circle", floating(stage, 0.012))
    return stage


def _eyes(stage: Stage, x: float, y: float, phase: float) -> None:
    r = max(3, stage.short // 90)
    drawing = Image.new("L", (r * 8 & ~1, r * 2 & ~1), 0)
    pen = ImageDraw.Draw(drawing)
    for left in (0, drawing.width - 2 * r):
        pen.ellipse((left, r * 0.3, left + 2 * r - 1, 1.7 * r), fill=255)
    tone = np.full((drawing.height, drawing.width, 3), (1.0, 0.84, 0.30), np.float32)
    at = (stage.x(x) & ~1, stage.y(y) & ~1)
    blink = lambda t: 0.0 if (t * 0.6 + phase) % 2.2 < 0.16 else 0.95  # noqa: E731
    stage.add(sheet(tone, np.asarray(drawing, np.float32) / 255, at=at, depth=0.7, glow=blink))


def _labubu(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """The face inside a long-eared toy on a field of sweets' colours."""
    stage = _scene("pink field of lavender flowers in spring", size, seed)
    ear = [(0.30, 0.42), (0.16, 0.20), (0.22, 0.0), (0.36, 0.06), (0.44, 0.34)]
    fur = [(0.1, 0.66), (0.2, 0.40), (0.5, 0.30), (0.8, 0.40), (0.9, 0.66), (0.76, 0.92), (0.5, 1.0), (0.24, 0.92)]
    hop = lambda t: (0.0, -stage.height * 0.03 * abs(math.sin(t * 2.4)))  # noqa: E731
    shapes = [ear, [(1 - x, y) for x, y in ear], fur]
    _cut_out(stage, shapes, (0.5, 0.46), (0.92, 1.02), (0.74, 0.52, 0.46), hop)
    add_hero(stage, _need(picture), (0.5, 0.535), 0.52, "circle", hop)
    return stage


def _courier(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """Hurrying through the city with a box on the back."""
    stage = _scene("orange city street at noon", size, seed)
    ride = lambda t: (stage.width * 0.11 * (t - 3), stage.height * 0.010 * abs(math.sin(t * 7)))  # noqa: E731
    bag = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    _cut_out(stage, [bag], (0.42, 0.66), (0.22, 0.24), (0.86, 0.30, 0.14), ride, curved=False)
    scooter = [
        (0.0, 0.7),
        (0.1, 0.55),
        (0.5, 0.6),
        (0.7, 0.5),
        (0.74, 0.05),
        (0.8, 0.0),
        (0.84, 0.5),
        (1.0, 0.75),
        (0.9, 0.9),
        (0.1, 0.9),
    ]
    _cut_out(stage, [scooter], (0.52, 0.84), (0.52, 0.20), (0.90, 0.72, 0.20), ride, curved=False)
    add_hero(stage, _need(picture), (0.5, 0.64), 0.34, "circle", ride)
    return stage


def _tibet(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """A portrait before high mountains, under strings of prayer flags."""
    stage = _scene("mountain peaks at noon", size, seed)
    tones = [(0.20, 0.40, 0.74), (0.95, 0.95, 0.92), (0.80, 0.20, 0.18), (0.24, 0.56, 0.30), (0.94, 0.78, 0.24)]
    for number in range(14):
        x = number / 13
        y = 0.09 + 0.10 * (1 - (2 * x - 1) ** 2) + 0.02
        wave = _wave(stage, number)
        _cut_out(
            stage, [[(0, 0), (1, 0), (1, 1), (0, 1)]], (x, y), (0.075, 0.075), tones[number % 5], wave, curved=False
        )
    add_hero(stage, _need(picture), (0.5, 0.55), 0.92, "oval", floating(stage))
    return stage


def _wave(stage: Stage, number: int) -> Callable[[float], tuple[float, float]]:
    return lambda t: (0.0, stage.height * 0.006 * math.sin(t * 3 + number * 0.8))


def _hopeless(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """A small figure alone in the rain with whatever the text is about."""
    return _scene(f"person {text} grey storm rain field", size, seed, subjects=True)


def _love_letter(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    """Falling snow, a portrait, and the letter below it."""
    stage = _scene("snowy forest at dusk, snow", size, seed)
    add_hero(stage, _need(picture), (0.5, 0.44), 0.98, "oval", floating(stage))
    drift = floating(stage, 0.014)
    _cut_out(
        stage, [[(0, 0), (1, 0), (1, 1), (0, 1)]], (0.5, 0.84), (0.46, 0.30), (0.96, 0.92, 0.84), drift, curved=False
    )
    _cut_out(stage, [[(0, 0), (1, 0), (0.5, 1)]], (0.5, 0.80), (0.46, 0.17), (0.88, 0.82, 0.72), drift, curved=False)
    heart = [(0.5, 1.0), (0.04, 0.5), (0.08, 0.1), (0.34, 0.02), (0.5, 0.26), (0.66, 0.02), (0.92, 0.1), (0.96, 0.5)]
    _cut_out(stage, [heart], (0.5, 0.835), (0.085, 0.08), (0.78, 0.14, 0.20), drift)
    snow = dice("letter snow")
    stage.add(Fall(stage, snow, flakes(stage, snow, 1.4), (1.0, 1.0, 1.0), (0.03, 0.20), 0.014))
    return stage


def _woman(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    dress = [
        (0.40, 0.17),
        (0.60, 0.17),
        (0.68, 0.24),
        (0.62, 0.46),
        (0.72, 0.80),
        (0.5, 0.83),
        (0.28, 0.80),
        (0.38, 0.46),
        (0.32, 0.24),
    ]
    return _model(picture, size, seed, "rose", dress, hair=True)


def _man(picture: Image.Image | None, text: str, size: Size, seed: str) -> Stage:
    jacket = [
        (0.38, 0.18),
        (0.62, 0.18),
        (0.76, 0.24),
        (0.80, 0.44),
        (0.70, 0.46),
        (0.68, 0.60),
        (0.5, 0.62),
        (0.32, 0.60),
        (0.30, 0.46),
        (0.20, 0.44),
        (0.24, 0.24),
    ]
    return _model(picture, size, seed, "blue", jacket, hair=False)


def _model(picture: Image.Image | None, size: Size, seed: str, colour: str, garment: list, hair: bool) -> Stage:
    """A figure that turns in a lit room; the garment is cut from the given picture."""
    stage = _scene(f"{colour} studio room interior noon", size, seed)
    turn = lambda t: (stage.width * 0.035 * math.sin(t * 1.1), stage.height * 0.004 * math.sin(t * 2.2))  # noqa: E731
    skin, middle, span = (0.72, 0.54, 0.44), (0.5, 0.54), (1.1, 1.42)
    if hair:
        _cut_out(
            stage,
            [[(0.40, 0.03), (0.5, 0.0), (0.60, 0.03), (0.64, 0.22), (0.5, 0.26), (0.36, 0.22)]],
            middle,
            span,
            (0.24, 0.14, 0.10),
            turn,
        )
    legs = [
        [(0.40, 0.55), (0.49, 0.55), (0.47, 1.0), (0.42, 1.0)],
        [(0.51, 0.55), (0.60, 0.55), (0.58, 1.0), (0.53, 1.0)],
    ]
    _cut_out(stage, legs, middle, span, skin if hair else (0.20, 0.21, 0.26), turn, curved=False)
    face = [(0.44, 0.05), (0.5, 0.02), (0.56, 0.05), (0.57, 0.11), (0.5, 0.165), (0.43, 0.11)]
    neck = [(0.46, 0.12), (0.54, 0.12), (0.55, 0.2), (0.45, 0.2)]
    arms = [
        [(0.31, 0.22), (0.36, 0.24), (0.26, 0.54), (0.21, 0.53)],
        [(0.69, 0.22), (0.64, 0.24), (0.74, 0.54), (0.79, 0.53)],
    ]
    _cut_out(stage, [face, neck, *arms], middle, span, skin, turn)
    _cut_out(stage, [garment], middle, span, (1, 1, 1), turn, cloth=_need(picture))
    return stage


def _cut_out(
    stage: Stage,
    shapes: list,
    at: tuple[float, float],
    span: tuple[float, float],
    colour: tuple,
    path: Callable,
    curved: bool = True,
    cloth: Image.Image | None = None,
) -> None:
    """Paper shapes in a box of `span` (shares of the short side) around `at`; `cloth` fills them with a picture."""
    wide, high = int(stage.short * span[0]) & ~1, int(stage.short * span[1]) & ~1
    large = Image.new("L", (wide * 2, high * 2), 0)
    pen = ImageDraw.Draw(large)
    for shape in shapes:
        points = [(x * wide * 2, y * high * 2) for x, y in shape]
        pen.polygon(rounded(points) if curved else points, fill=255)
    mask = np.asarray(large.resize((wide, high), Image.Resampling.BOX), np.float32) / 255
    shade = np.linspace(1.06, 0.80, wide, dtype=np.float32)[None, :, None]
    if cloth is None:
        rgb = np.broadcast_to(np.array(colour, np.float32), (high, wide, 3)) * shade
    else:
        box = large.getbbox() or (0, 0, 2, 2)
        left, top, right, bottom = (edge // 2 for edge in box)
        worn = np.asarray(
            cloth.convert("RGB").resize((right - left, bottom - top), Image.Resampling.LANCZOS), np.float32
        )
        rgb = np.ones((high, wide, 3), np.float32)
        rgb[top:bottom, left:right] = worn / 255
        rgb = rgb * shade
    stage.add(sheet(rgb, mask, at=(stage.x(at[0]) - wide // 2 & ~1, stage.y(at[1]) - high // 2 & ~1), path=path))


def _seasons(picture: Image.Image | None, size: Size, seconds: float, seed: str) -> Film:
    """Spring, summer, autumn, winter behind the same portrait."""
    prompts = ["cherry blossom orchard in spring morning", "green meadow in summer noon",
               "orange autumn garden golden wind", "white snowy forest at dusk snow"]  # fmt: skip
    stages = [_scene(prompt, size, seed) for prompt in prompts]
    for stage in stages:
        add_hero(stage, _need(picture), (0.5, 0.50), 0.92, "oval", floating(stage))
    camera = Camera([], seconds, SLOW_PUSH)
    for number in range(round(seconds * RATE)):
        t = number / RATE
        place = t / seconds * 4
        now, part = min(3, int(place)), place - int(place)
        planes = stages[now].frame(camera, t)
        if now < 3 and part > 0.7:
            following = stages[now + 1].frame(camera, t)
            share = smooth((part - 0.7) / 0.3)
            planes = tuple(Image.blend(a, b, share) for a, b in zip(planes, following, strict=True))  # type: ignore[assignment]
        yield planes


class After:
    """A part that appears at a moment."""

    def __init__(self, part: Fall, moment: float) -> None:
        self.part, self.moment = part, moment

    def draw(self, canvas: Canvas, t: float) -> None:
        if t >= self.moment:
            self.part.draw(canvas, t)


def _need(picture: Image.Image | None) -> Image.Image:
    if picture is None:
        raise ValueError("this template needs a picture")
    return picture


ACTS: dict[str, Callable[[Image.Image | None, str, Size, str], Stage]] = {
    "diving": _diving, "rings": _rings, "survival": _survival, "labubu": _labubu, "courier": _courier, "tibet": _tibet,
    "hopeless": _hopeless, "love_letter": _love_letter, "woman_model": _woman, "man_model": _man,
}  # fmt: skip

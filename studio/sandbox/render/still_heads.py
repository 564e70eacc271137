"""An animal close by: its head and chest, with fur, from the words and the seed."""

from dataclasses import dataclass

import numpy as np

from .noise import Array, dice
from .palette import Palette, mix
from .sheets import Colour
from .still_easel import Easel
from .still_words import Wish


@dataclass(frozen=True)
class Head:
    """`ears`: pointed, hanging, round or long. `muzzle`: how far the snout stands out, 0 to 1. `stripes`: how often."""

    ears: str
    muzzle: float
    furs: tuple[Colour, ...]
    eyes: tuple[Colour, ...]
    stripes: float = 0.0
    mask: Colour | None = None
    mane: bool = False
    slit: bool = False


GREEN, AMBER, BLUE, BROWN = (0.50, 0.66, 0.24), (0.90, 0.62, 0.16), (0.36, 0.60, 0.82), (0.30, 0.17, 0.09)
HEADS = {"cat": Head("pointed", 0.25,
         ((0.82, 0.52, 0.26), (0.50, 0.48, 0.47), (0.16, 0.15, 0.17), (0.90, 0.87, 0.82)), (GREEN, AMBER, BLUE), 0.7,
         slit=True), "tiger": Head("round", 0.45, ((0.90, 0.54, 0.18),), (AMBER,), 1.0, (0.97, 0.94, 0.88)),
         "lion": Head("round", 0.5, ((0.82, 0.62, 0.34),), (AMBER,), mane=True), "dog": Head("hanging", 0.6,
         ((0.72, 0.50, 0.28), (0.90, 0.82, 0.68), (0.30, 0.20, 0.14), (0.62, 0.60, 0.60)), (BROWN,)),
         "fox": Head("pointed", 0.55, ((0.86, 0.42, 0.14),), (AMBER,), 0.0, (0.96, 0.94, 0.90)),
         "wolf": Head("pointed", 0.6, ((0.46, 0.48, 0.52), (0.34, 0.34, 0.36)), (AMBER, BLUE), 0.2,
         (0.88, 0.88, 0.88)), "bear": Head("round", 0.6, ((0.40, 0.26, 0.16), (0.22, 0.16, 0.12)), (BROWN,)),
         "panda": Head("round", 0.5, ((0.94, 0.93, 0.90),), (BROWN,)), "rabbit": Head("long", 0.3,
         ((0.86, 0.82, 0.76), (0.58, 0.46, 0.36), (0.70, 0.70, 0.72)), (BROWN,)), }  # fmt: skip
DARK: Colour = (0.07, 0.05, 0.05)


def paint_head(rgb: Array, wish: Wish, palette: Palette) -> None:
    """The animal over the background `rgb` (rows, columns, 3), in place."""
    rng = dice("head", wish.text, wish.seed)
    high, wide = rgb.shape[:2]
    scale = min(wide, high) * float(rng.uniform(1.08, 1.2))
    middle = (wide * 0.5 + scale * float(rng.uniform(-0.05, 0.05)), high * 0.5 + scale * 0.02)
    easel = Easel(rgb, middle, scale, float(rng.choice([-1.0, 1.0])), f"{wish.text}|{wish.seed}")
    head = HEADS[wish.who]
    fur = wish.reading.subject_colour or head.furs[int(rng.integers(len(head.furs)))]
    level = 0.74 + 0.26 * palette.light
    fur = tuple(part * level * (0.55 + 0.45 * cast) for part, cast in zip(fur, palette.cast, strict=True))  # type: ignore[assignment]
    animal = _Animal(easel, head, wish.who, fur, rng)
    animal.paint(head.eyes[int(rng.integers(len(head.eyes)))])


class _Animal:
    def __init__(self, easel: Easel, head: Head, who: str, fur: Colour, rng: np.random.Generator) -> None:
        self.e, self.head, self.who, self.fur, self.rng = easel, head, who, fur, rng
        self.dark, self.pale = mix(fur, DARK, 0.55), head.mask or mix(fur, (1.0, 0.97, 0.92), 0.55)
        self.limb = (0.09, 0.08, 0.09) if who == "panda" else self.fur
        bright = sum(fur) / 3
        self.mark = mix(fur, (0, 0, 0), 0.62) if bright > 0.25 else mix(fur, (1, 1, 1), 0.12)

    def paint(self, iris: Colour) -> None:
        e = self.e
        e.curve([(0, 0.12), (0.15, 0.14), (0.25, 0.30), (0.33, 0.56), (0.36, 0.9), (0, 0.95)], self.limb, mirror=True,
                relief=0.4, strands=0.4)  # fmt: skip
        if self.head.ears != "hanging" and self.who != "panda":
            e.curve([(0, 0.16), (0.09, 0.20), (0.13, 0.36), (0.08, 0.58), (0, 0.66)], self.pale, mirror=True,
                    relief=0.2, soft=0.02, strands=0.35, opacity=0.85)  # fmt: skip
        if self.head.mane:
            self._mane()
        if self.head.ears != "hanging":
            self._ears()
        e.curve([(0, -0.215), (0.10, -0.20), (0.19, -0.12), (0.232, 0.0), (0.212, 0.10), (0.13, 0.18), (0, 0.215)],
                self.fur, mirror=True, relief=0.38, strands=0.38)  # fmt: skip
        if self.head.ears == "hanging":
            self._ears()
        self._markings()
        self._muzzle()
        self._eyes(iris)
        self._whiskers()

    def _mane(self) -> None:
        for ring, tone in ((0.36, 0.55), (0.30, 0.35), (0.25, 0.2)):
            turn = np.linspace(0, 2 * np.pi, 46, endpoint=False)
            reach = ring * (1 + 0.10 * np.where(np.arange(46) % 2, 1, -1) * self.rng.uniform(0.4, 1, 46))
            points = [(float(r * np.sin(a)), float(-r * np.cos(a) + 0.03)) for r, a in zip(reach, turn, strict=True)]
            self.e.curve(points, mix((0.46, 0.24, 0.10), self.fur, 0.55 - tone), relief=0.3, strands=0.6)

    def _ears(self) -> None:
        e, pink = self.e, mix(self.fur, (0.86, 0.52, 0.50), 0.6)
        ear = (0.09, 0.08, 0.09) if self.who == "panda" else self.fur
        for side in (-1, 1):
            if self.head.ears == "pointed":
                e.curve([(side * 0.06, -0.17), (side * 0.135, -0.30), (side * 0.185, -0.345), (side * 0.215, -0.22),
                         (side * 0.215, -0.06)], ear, relief=0.3, strands=0.4)  # fmt: skip
                e.curve([(side * 0.10, -0.17), (side * 0.15, -0.27), (side * 0.178, -0.30), (side * 0.19, -0.20),
                         (side * 0.18, -0.10)], pink, soft=0.006, opacity=0.85, strands=0.3)  # fmt: skip
            elif self.head.ears == "round":
                e.oval(side * 0.175, -0.175, 0.078, 0.078, ear, relief=0.4, strands=0.3)
                e.oval(side * 0.170, -0.165, 0.045, 0.045, mix(ear, DARK, 0.4), soft=0.012, opacity=0.8)
            elif self.head.ears == "long":
                lean = side * 0.03
                e.curve([(side * 0.04, -0.16), (side * 0.035 + lean, -0.32), (side * 0.08 + lean, -0.46),
                         (side * 0.135 + lean, -0.33), (side * 0.13, -0.14)], ear, relief=0.3, strands=0.3)  # fmt: skip
                e.curve([(side * 0.065, -0.18), (side * 0.06 + lean, -0.32), (side * 0.085 + lean, -0.41),
                        (side * 0.11 + lean, -0.32), (side * 0.105, -0.18)], pink, soft=0.008,
                        opacity=0.8)  # fmt: skip
            else:
                e.curve([(side * 0.12, -0.18), (side * 0.21, -0.15), (side * 0.265, 0.0), (side * 0.26, 0.15),
                         (side * 0.20, 0.16), (side * 0.175, 0.02)], self.dark, relief=0.35, strands=0.4)  # fmt: skip

    def _markings(self) -> None:
        e = self.e
        if self.who == "panda":
            for side in (-1, 1):
                e.oval(side * 0.094, 0.005, 0.056, 0.070, (0.09, 0.08, 0.09), soft=0.006, strands=0.3)
        if self.head.mask:
            for side in (-1, 1):
                e.curve([(side * 0.02, 0.05), (side * 0.10, 0.03), (side * 0.20, 0.07), (side * 0.12, 0.17),
                        (side * 0.02, 0.20)], self.pale, soft=0.012, strands=0.35, opacity=0.95)  # fmt: skip
        if self.rng.random() < self.head.stripes:
            for x, low in ((0.0, -0.10), (0.04, -0.105), (-0.04, -0.105)):
                e.line([(x * 1.6, -0.205), (x * 1.1, -0.15), (x, low)], 0.022, self.mark, 0.75, 0.003)
            for side in (-1, 1):
                for row in range(3):
                    y = 0.0 + 0.05 * row
                    e.line(
                        [(side * 0.235, y - 0.02), (side * 0.19, y), (side * 0.145, y - 0.002)],
                        0.018,
                        self.mark,
                        0.65,
                        0.003,
                    )

    def _muzzle(self) -> None:
        e, out = self.e, self.head.muzzle
        y = 0.105
        for side in (-1, 1):
            e.oval(
                side * 0.038,
                y + 0.012,
                0.058 + 0.02 * out,
                0.046 + 0.022 * out,
                self.pale,
                relief=0.25,
                soft=0.008,
                strands=0.2,
            )
        e.oval(0, y + 0.058, 0.042 + 0.02 * out, 0.03 + 0.016 * out, self.pale, relief=0.25, soft=0.008)
        nose = (0.80, 0.44, 0.42) if self.who in ("cat", "rabbit", "lion", "tiger") else DARK
        size = 0.7 + 0.5 * out
        e.curve([(0, y - 0.036 * size), (0.030 * size, y - 0.036 * size), (0.034 * size, y - 0.020 * size),
                (0, y + 0.006)], nose, mirror=True, relief=0.3)  # fmt: skip
        e.oval(e.light * 0.008, y - 0.030 * size, 0.010 * size, 0.004 * size, (1, 1, 1), soft=0.003, opacity=0.5)
        e.line([(0, y + 0.002), (0, y + 0.03)], 0.006, DARK, 0.8)
        for side in (-1, 1):
            e.line([(0, y + 0.028), (side * 0.03, y + 0.048), (side * 0.07, y + 0.034)], 0.007, DARK, 0.75)

    def _eyes(self, iris: Colour) -> None:
        e, wide = self.e, 0.038 if self.head.slit or self.who in ("rabbit", "fox") else 0.030
        y = -0.018
        for side in (-1, 1):
            x = side * 0.092
            e.oval(x, y, wide * 1.22, wide * 1.06, DARK, soft=0.003)
            e.oval(x, y, wide, wide * 0.94, mix(iris, DARK, 0.25))
            e.oval(x, y + wide * 0.16, wide * 0.82, wide * 0.7, mix(iris, (1, 1, 0.8), 0.3), soft=wide * 0.16)
            if self.head.slit:
                e.curve(
                    [(x, y - wide * 0.84), (x + wide * 0.26, y), (x, y + wide * 0.84), (x - wide * 0.26, y)],
                    (0.02, 0.02, 0.02),
                )
            else:
                e.oval(x, y, wide * 0.6, wide * 0.6, (0.02, 0.02, 0.02))
            e.oval(x + e.light * wide * 0.3, y - wide * 0.36, wide * 0.22, wide * 0.22, (1, 1, 1))
            e.oval(x - e.light * wide * 0.3, y + wide * 0.4, wide * 0.12, wide * 0.1, (1, 1, 1), opacity=0.6)

    def _whiskers(self) -> None:
        if self.head.ears == "hanging" or self.who in ("bear", "panda"):
            return
        for side in (-1, 1):
            for turn in (-0.05, 0.0, 0.05):
                e_y = 0.115 + turn * 0.4
                self.e.line([(side * 0.07, e_y), (side * 0.18, e_y + turn * 0.5),
                            (side * 0.32, e_y + turn * 1.7 + 0.02)], 0.0042, (0.97, 0.96, 0.94), 0.8)  # fmt: skip

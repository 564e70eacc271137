"""Portraits: a person from the shoulders up, chosen by the words and the seed."""

import numpy as np

from .noise import Array, dice
from .palette import Palette, mix
from .sheets import Colour
from .still_easel import Easel
from .still_words import Wish
from .words import COLOURS

SKINS = ((0.96, 0.80, 0.69), (0.91, 0.72, 0.58), (0.80, 0.59, 0.44), (0.62, 0.43, 0.31), (0.42, 0.28, 0.21))
HAIRS = ((0.10, 0.08, 0.08), (0.24, 0.15, 0.10), (0.42, 0.26, 0.14), (0.72, 0.52, 0.28), (0.50, 0.20, 0.10))
EYES = ((0.30, 0.19, 0.11), (0.24, 0.42, 0.30), (0.22, 0.40, 0.58), (0.36, 0.34, 0.30))
GREY_HAIR: Colour = (0.78, 0.78, 0.80)


def paint_portrait(rgb: Array, wish: Wish, palette: Palette, foot: float = 0.0) -> None:
    """The portrait over the background `rgb` (rows, columns, 3), in place; `foot` lowers it, in shares of its scale."""
    rng = dice("portrait", wish.text, wish.seed)
    high, wide = rgb.shape[:2]
    scale = min(wide * 1.05, high) * float(rng.uniform(0.94, 1.04))
    middle = (wide * 0.5 + scale * float(rng.uniform(-0.04, 0.04)), high * 0.5 - scale * (0.06 - foot))
    easel = Easel(rgb, middle, scale, -1.0 if rng.random() < 0.5 else 1.0, f"{wish.text}|{wish.seed}")
    sitter = _Sitter(easel, wish, palette, rng)
    sitter.paint()


class _Sitter:
    """The person: colours and hair are drawn by lot unless the words say them."""

    def __init__(self, easel: Easel, wish: Wish, palette: Palette, rng: np.random.Generator) -> None:
        self.easel, self.rng, words = easel, rng, set(wish.text.split())
        self.old = wish.who.startswith("grand") or "old" in words
        self.male = wish.who in ("man", "boy", "grandfather", "monk")
        self.young = wish.who in ("girl", "boy")
        self.smile = 1.0 if {"smiling", "happy", "smile"} & words else -0.5 if "sad" in words else 0.4
        self.skin = self._lit(SKINS[int(rng.integers(len(SKINS)))], palette)
        self.hair = self._lit(self._hair(wish.text, rng), palette)
        self.iris = COLOURS.get(_before(wish.text, "eyes"), EYES[int(rng.integers(len(EYES)))])
        cloth = COLOURS.get(_before(wish.text, "dress", "shirt", "coat", "clothes", "kimono"), palette.accent)
        self.cloth = self._lit(cloth, palette)
        shapes = ["short", "crop"] if self.male else ["long", "long", "bob", "bun", "wave"]
        self.cut = "bald" if wish.who == "monk" else str(rng.choice(shapes))
        self.beard = "beard" in words or "bearded" in words or (self.male and not self.young and rng.random() < 0.45)
        self.jaw = 0.008 if self.male else -0.006 if self.young else 0.0

    def _hair(self, text: str, rng: np.random.Generator) -> Colour:
        named = {"blonde": HAIRS[3], "blond": HAIRS[3], "redhead": HAIRS[4], "brunette": HAIRS[1]}
        found = next((named[word] for word in named if word in text.split()), None)
        said = COLOURS.get(_before(text, "hair"))
        return found or said or (GREY_HAIR if self.old else HAIRS[int(rng.integers(len(HAIRS)))])

    def _lit(self, colour: Colour, palette: Palette) -> Colour:
        level = 0.72 + 0.28 * palette.light
        return tuple(part * level * (0.6 + 0.4 * cast) for part, cast in zip(colour, palette.cast, strict=True))  # type: ignore[return-value]

    def paint(self) -> None:
        self._back_hair()
        self._body()
        self._face()
        self._eyes()
        self._nose_and_mouth()
        self._front_hair()

    def _back_hair(self) -> None:
        e, dark = self.easel, mix(self.hair, (0, 0, 0), 0.35)
        if self.cut in ("long", "wave"):
            out = 0.03 if self.cut == "wave" else 0.0
            e.curve([(0, -0.275), (0.11, -0.255), (0.175, -0.16), (0.185 + out, 0.0), (0.195, 0.12),
                    (0.225 + out, 0.26), (0.20, 0.42), (0.10, 0.44), (0.02, 0.30)], dark, mirror=True, relief=0.35,
                    strands=0.5)  # fmt: skip
        elif self.cut == "bob":
            e.curve([(0, -0.27), (0.11, -0.25), (0.175, -0.15), (0.19, 0.0), (0.185, 0.12), (0.12, 0.17), (0.02, 0.12)],
                    dark, mirror=True, relief=0.35, strands=0.5)  # fmt: skip
        elif self.cut == "bun":
            e.oval(0.02, -0.285, 0.085, 0.075, dark, relief=0.4, strands=0.5)

    def _body(self) -> None:
        e, shade = self.easel, mix(self.skin, (0.35, 0.12, 0.08), 0.28)
        wide = 1.16 if self.male else 1.0
        e.curve([(0, 0.20), (0.062 * wide, 0.14), (0.064 * wide, 0.24), (0.10 * wide, 0.31), (0, 0.42)], shade,
                mirror=True, relief=0.22)  # fmt: skip
        e.curve([(0, 0.40), (0.05, 0.365), (0.10 * wide, 0.285), (0.22 * wide, 0.345), (0.34 * wide, 0.42),
                (0.41 * wide, 0.75), (0.30, 1.1), (0, 1.2)], self.cloth, mirror=True, relief=0.35,
                grain=0.14)  # fmt: skip
        fold = mix(self.cloth, (0.02, 0.02, 0.05), 0.45)
        for side in (-1, 1):
            e.line([(side * 0.10 * wide, 0.285), (side * 0.045, 0.375), (0, 0.415)], 0.014, fold, 0.6, 0.002)
            e.line([(side * 0.26, 0.40), (side * 0.20, 0.52), (side * 0.19, 0.68)], 0.03, fold, 0.45, 0.012)
        e.oval(0, 0.215, 0.075, 0.045, mix(self.skin, (0.2, 0.06, 0.05), 0.6), soft=0.018, opacity=0.45)

    def _face(self) -> None:
        e = self.easel
        for side in (-1, 1):
            e.oval(side * 0.138, 0.015, 0.022, 0.040, mix(self.skin, (0.5, 0.2, 0.15), 0.22), relief=0.3)
        jaw = self.jaw
        e.curve([(0, -0.215), (0.085, -0.195), (0.132, -0.11), (0.139, 0.0), (0.127 + jaw, 0.085), (0.084 + jaw, 0.160),
                 (0.034 + jaw, 0.200), (0, 0.207)], self.skin, mirror=True, relief=0.26, grain=0.03)  # fmt: skip
        away = mix(self.skin, (0.25, 0.08, 0.10), 0.45)
        far = 1 if e.light < 0 else -1
        e.curve([(far * 0.137, -0.08), (far * 0.137, 0.03), (far * 0.10, 0.14), (far * 0.04, 0.20), (far * 0.05, 0.10),
                 (far * 0.085, 0.02), (far * 0.10, -0.08)], away, soft=0.016, opacity=0.42)  # fmt: skip
        for side in (-1, 1):
            e.oval(side * 0.075, 0.072, 0.036, 0.026, (0.86, 0.36, 0.34), soft=0.016, opacity=0.30)
        e.oval(-far * 0.03, -0.12, 0.06, 0.04, (1.0, 0.97, 0.9), soft=0.03, opacity=0.22)
        if self.beard:
            e.curve([(0.128, 0.03), (0.122, 0.11), (0.08, 0.19), (0, 0.225), (-0.08, 0.19), (-0.122, 0.11),
                    (-0.128, 0.03), (-0.09, 0.10), (-0.05, 0.105), (0, 0.098), (0.05, 0.105), (0.09, 0.10)],
                    self.hair, soft=0.004, opacity=0.86, strands=0.7)  # fmt: skip

    def _eyes(self) -> None:
        e, brow = self.easel, mix(self.hair, (0.12, 0.08, 0.07), 0.45)
        size = 1.18 if self.young else 1.0
        for side in (-1, 1):
            x, y = side * 0.058, 0.004
            e.oval(x, y - 0.004, 0.046, 0.030, mix(self.skin, (0.35, 0.12, 0.12), 0.5), soft=0.012, opacity=0.5)
            lid = [(x - 0.034, y + 0.003), (x - 0.014, y - 0.0165 * size), (x + 0.014, y - 0.0165 * size),
                   (x + 0.034, y + 0.003), (x + 0.014, y + 0.0125 * size), (x - 0.014, y + 0.0125 * size)]  # fmt: skip
            e.curve(lid, (0.95, 0.94, 0.93))
            e.oval(x, y - 0.002, 0.0155 * size, 0.0155 * size, mix(self.iris, (0, 0, 0), 0.35))
            e.oval(x, y + 0.001, 0.0118 * size, 0.0115 * size, mix(self.iris, (1, 1, 1), 0.12), soft=0.0025)
            e.oval(x, y - 0.002, 0.0070, 0.0070, (0.03, 0.02, 0.03))
            e.oval(x + e.light * 0.005, y - 0.0075, 0.0036, 0.0036, (1.0, 1.0, 1.0))
            dark = (0.10, 0.06, 0.06)
            lash = 0.008 if self.male else 0.012
            e.line([(x - 0.037, y + 0.005), (x - 0.016, y - 0.016 * size), (x + 0.014, y - 0.017 * size),
                    (x + 0.038, y + 0.001)], lash, dark)  # fmt: skip
            e.line([(x - 0.030, y + 0.008), (x, y + 0.015 * size), (x + 0.03, y + 0.007)], 0.003, dark, 0.5)
            e.line([(x - 0.036, y - 0.012), (x, y - 0.031), (x + 0.038, y - 0.014)], 0.003, dark, 0.35)
            thick = 0.016 if self.male else 0.011
            e.line([(x - side * 0.036, y - 0.040), (x + side * 0.004, y - 0.056), (x + side * 0.046, y - 0.040)],
                   thick, brow, 0.9, 0.0012)  # fmt: skip

    def _nose_and_mouth(self) -> None:
        e, deep = self.easel, mix(self.skin, (0.30, 0.08, 0.08), 0.55)
        far = 1 if e.light < 0 else -1
        e.line([(far * 0.016, -0.02), (far * 0.013, 0.04), (far * 0.022, 0.078)], 0.016, deep, 0.42, 0.005)
        e.line([(-far * 0.004, -0.01), (-far * 0.003, 0.055)], 0.012, (1.0, 0.95, 0.88), 0.34, 0.004)
        e.oval(-far * 0.003, 0.066, 0.009, 0.007, (1.0, 0.96, 0.9), soft=0.004, opacity=0.4)
        for side in (-1, 1):
            e.oval(side * 0.0135, 0.083, 0.0062, 0.0034, (0.24, 0.08, 0.07), soft=0.0018, opacity=0.75)
        lift = 0.009 * self.smile
        lips = mix(self.skin, (0.66, 0.18, 0.20), 0.38 if self.male else 0.62)
        y = 0.128
        e.curve([(-0.042, y - lift), (-0.014, y - 0.012), (0, y - 0.008), (0.014, y - 0.012), (0.042, y - lift),
                 (0.018, y + 0.004), (-0.018, y + 0.004)], mix(lips, (0.2, 0, 0.04), 0.22))  # fmt: skip
        e.curve([(-0.042, y - lift), (0, y + 0.003 + lift * 0.3), (0.042, y - lift), (0.022, y + 0.018), (0, y + 0.022),
                 (-0.022, y + 0.018)], lips, relief=0.3)  # fmt: skip
        e.line([(-0.043, y - lift), (0, y + 0.002 + lift * 0.3), (0.043, y - lift)], 0.004, (0.30, 0.08, 0.09), 0.8)
        e.oval(-far * 0.008, y + 0.012, 0.012, 0.003, (1, 0.94, 0.92), soft=0.0025, opacity=0.5)
        if self.old:
            for side in (-1, 1):
                e.line([(side * 0.034, 0.075), (side * 0.052, 0.11), (side * 0.052, 0.14)], 0.004, deep, 0.5, 0.0015)
                e.line([(side * 0.03, 0.028), (side * 0.06, 0.034), (side * 0.085, 0.024)], 0.004, deep, 0.4, 0.0015)

    def _front_hair(self) -> None:
        if self.cut == "bald":
            return
        e, part = self.easel, float(self.rng.uniform(-0.05, 0.05))
        low = {"long": 0.06, "wave": 0.10, "bob": 0.10, "bun": -0.05}.get(self.cut, -0.03)
        crown = -0.285 if self.cut != "crop" else -0.255
        for side in (-1, 1):
            e.curve([(part, -0.19), (part * 0.5, crown), (side * 0.10, crown + 0.022), (side * 0.168, -0.15),
                     (side * 0.176, -0.02), (side * 0.158, low), (side * 0.140, low - 0.05), (side * 0.128, -0.07),
                     (side * 0.092, -0.142)], self.hair, relief=0.42, strands=0.55)  # fmt: skip
        e.line([(-0.12, -0.19), (-0.04 * e.light - 0.02, -0.235), (0.09, -0.215)], 0.035, mix(self.hair,
               (1, 0.9, 0.75), 0.55), 0.35, 0.012)  # fmt: skip


def _before(text: str, *nouns: str) -> str:
    """The word just before the first of the nouns."""
    words = text.split()
    return next((words[at - 1] for at, word in enumerate(words) if word in nouns and at), "")

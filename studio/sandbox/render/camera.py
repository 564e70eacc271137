"""MiniMax's fifteen camera commands as a path over the plate.

Commands stand in brackets in the prompt; several in one pair act together; order in the text is order
in time (MiniMax's camera control rules). Lengths are shares of the frame, so one path fits every size.
"""

import math
import re
from dataclasses import dataclass

from .noise import smooth

# command: (turn x, turn y, travel x, travel y, zoom). Turning moves everything alike; travelling makes
# near things pass faster than far ones. y points down, so going up is negative.
MOVES: dict[str, tuple[float, float, float, float, float]] = {
    "truck left": (0, 0, -0.22, 0, 1),
    "truck right": (0, 0, 0.22, 0, 1),
    "pan left": (-0.24, 0, 0, 0, 1),
    "pan right": (0.24, 0, 0, 0, 1),
    "push in": (0, 0, 0, 0.03, 1.32),
    "pull out": (0, 0, 0, -0.03, 1 / 1.32),
    "pedestal up": (0, 0, 0, -0.20, 1),
    "pedestal down": (0, 0, 0, 0.20, 1),
    "tilt up": (0, -0.24, 0, 0, 1),
    "tilt down": (0, 0.24, 0, 0, 1),
    "zoom in": (0, 0, 0, 0, 1.45),
    "zoom out": (0, 0, 0, 0, 1 / 1.45),
    "shake": (0, 0, 0, 0, 1),
    "tracking shot": (0, 0, 0.18, 0, 1.08),
    "static shot": (0, 0, 0, 0, 1),
}
QUIET = (0.0, 0.0, 0.025, 0.0, 1.07)
REACH = 0.13  # how far the view may leave the middle; the plate has a margin of 0.16
DEEPEST = 1.6
_BRACKETS = re.compile(r"\[([^\[\]]{1,120})\]")


@dataclass(frozen=True)
class View:
    """Where the camera looks: middle and travel in shares of the frame, and the enlargement."""

    x: float
    y: float
    travel: tuple[float, float]
    zoom: float


def read_commands(prompt: str) -> list[list[str]]:
    """The prompt's commands: one list per moment, several names in it when they act together."""
    groups = []
    for inside in _BRACKETS.findall(prompt):
        names = [" ".join(part.split()).lower() for part in inside.split(",")]
        known = [name for name in names if name in MOVES]
        if known:
            groups.append(known)
    return groups


def without_commands(prompt: str) -> str:
    return _BRACKETS.sub(" ", prompt)


class Camera:
    """A path through the commands' moments, each an equal share of the film, eased in and out."""

    def __init__(self, groups: list[list[str]], seconds: float, quiet: tuple = QUIET) -> None:
        self.seconds = seconds
        self.shakes = ["shake" in group for group in groups] or [False]
        steps = [_joined(group) for group in groups] or [quiet]
        self.stops: list[tuple[float, ...]] = [(0.0, 0.0, 0.0, 0.0, 0.0)]
        for step in steps:
            last = self.stops[-1]
            log = math.log(step[4])
            self.stops.append((*(last[i] + step[i] for i in range(4)), last[4] + log))
        self._settle()

    def _settle(self) -> None:
        """Shift the path to the middle of the plate and shrink what would leave it."""
        columns = []
        for x, other in ((0, 2), (1, 3)):
            sums = [stop[x] + stop[other] for stop in self.stops]
            middle, span = (max(sums) + min(sums)) / 2, max(sums) - min(sums)
            columns.append((middle, min(1.0, 2 * REACH / span) if span else 1.0))
        self.middle, self.scale = [c[0] for c in columns], [c[1] for c in columns]
        logs = [stop[4] for stop in self.stops]
        self.least = min(logs)
        self.stretch = min(1.0, math.log(DEEPEST) / ((max(logs) - self.least) or 1))

    def at(self, t: float) -> View:
        """The view at `t` seconds."""
        share = min(0.99999, max(0.0, t / self.seconds)) * (len(self.stops) - 1)
        number = int(share)
        part = smooth(share - number) * 0.75 + (share - number) * 0.25
        now = [a + (b - a) * part for a, b in zip(self.stops[number], self.stops[number + 1], strict=True)]
        zoom = math.exp((now[4] - self.least) * self.stretch)
        x = (now[0] + now[2] - self.middle[0]) * self.scale[0]
        y = (now[1] + now[3] - self.middle[1]) * self.scale[1]
        if self.shakes[min(number, len(self.shakes) - 1)]:
            zoom *= 1.04
            x += 0.006 * (math.sin(t * 31) + math.sin(t * 47.3 + 1))
            y += 0.008 * (math.sin(t * 37.7 + 2) + math.sin(t * 53))
        return View(x, y, (now[2] * self.scale[0], now[3] * self.scale[1]), zoom)


def _joined(group: list[str]) -> tuple[float, float, float, float, float]:
    moves = [MOVES[name] for name in group]
    zoom = math.prod(move[4] for move in moves)
    return (*(sum(move[i] for move in moves) for i in range(4)), zoom)  # type: ignore[return-value]

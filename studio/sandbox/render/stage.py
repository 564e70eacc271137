"""The stage: a plate larger than the frame, the parts on it, and the camera that films them."""

from collections.abc import Iterator

from PIL import Image

from .camera import Camera
from .encode import RATE
from .sheets import Canvas, Part, Planes

MARGIN = 0.16


class Stage:
    """`width, height`: the film's size in pixels, both even. Parts draw in plate pixels.

    `x(share)` and `y(share)` turn shares of the home frame into plate pixels: 0 is the left or upper
    edge of what the camera sees at rest, 1 the right or lower one. `margin`: how much larger the plate is on
    each side, in shares of the frame; a still needs none.
    """

    def __init__(self, width: int, height: int, margin: float = MARGIN) -> None:
        self.width, self.height = width, height
        self.side, self.head = int(width * margin) & ~1, int(height * margin) & ~1
        self.wide, self.high = width + 2 * self.side, height + 2 * self.head
        self.short = min(width, height)
        self.parts: list[Part] = []

    def x(self, share: float) -> int:
        return self.side + round(share * self.width)

    def y(self, share: float) -> int:
        return self.head + round(share * self.height)

    def add(self, *parts: Part) -> None:
        self.parts.extend(parts)

    def film(self, camera: Camera, seconds: float) -> Iterator[Planes]:
        """Every frame of the film, as planes of exactly the film's size."""
        for number in range(round(seconds * RATE)):
            yield self.frame(camera, number / RATE)

    def frame(self, camera: Camera, t: float) -> Planes:
        view = camera.at(t)
        wide, high = self.width / view.zoom, self.height / view.zoom
        left = min(max(self.wide / 2 + view.x * self.width - wide / 2, 0.0), self.wide - wide)
        top = min(max(self.high / 2 + view.y * self.height - high / 2, 0.0), self.high - high)
        x, y = int(left) & ~1, int(top) & ~1
        right, bottom = (
            min(self.wide, (int(left + wide) + 4) & ~1),
            min(self.high, (int(top + high) + 4) & ~1),
        )
        travel = (view.travel[0] * self.width, view.travel[1] * self.height)
        canvas = Canvas((x, y, right, bottom), travel)
        for part in self.parts:
            part.draw(canvas, t)
        return sampled(canvas.planes, (left - x, top - y, left - x + wide, top - y + high), self.width, self.height)


def sampled(planes: Planes, box: tuple[float, float, float, float], width: int, height: int) -> Planes:
    """The box of the planes at the frame's size. The box has fractions, so slow moves do not tremble."""
    half = tuple(edge / 2 for edge in box)
    luma, *chroma = planes
    return (
        _resized(luma, (width, height), box),
        _resized(chroma[0], (width // 2, height // 2), half),
        _resized(chroma[1], (width // 2, height // 2), half),
    )


def _resized(plane: Image.Image, size: tuple[int, int], box: tuple[float, ...]) -> Image.Image:
    inside = (box[0], box[1], min(box[2], plane.width), min(box[3], plane.height))
    unscaled = abs(inside[2] - inside[0] - size[0]) < 1e-6 and abs(inside[3] - inside[1] - size[1]) < 1e-6
    if unscaled and inside[0] + size[0] + 1 <= plane.width and inside[1] + size[1] + 1 <= plane.height:
        return _shifted(plane, size, inside[0], inside[1])
    return plane.resize(size, Image.Resampling.BILINEAR, box=inside)  # type: ignore[arg-type]


def _shifted(plane: Image.Image, size: tuple[int, int], left: float, top: float) -> Image.Image:
    """The same as resizing without a change of size, in a fifth of the time: blends of whole-pixel crops."""
    x, y = int(left), int(top)

    def row(y: int) -> Image.Image:
        here = plane.crop((x, y, x + size[0], y + size[1]))
        if left - x < 1 / 64:
            return here
        return Image.blend(here, plane.crop((x + 1, y, x + 1 + size[0], y + size[1])), left - x)

    return row(y) if top - y < 1 / 64 else Image.blend(row(y), row(y + 1), top - y)

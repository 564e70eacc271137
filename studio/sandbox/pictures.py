"""Pictures that come with a task, checked by their content."""

import asyncio
import io
import warnings
from dataclasses import dataclass

from . import store
from .errors import InvalidParams
from .facts import PICTURE_BYTES, PICTURE_PIXELS, PICTURE_SHORT_SIDE
from .inputs import read_bytes
from .models import Account

DATA_URLS = {"image": "jpe?g|png|webp"}


@dataclass(frozen=True)
class Picture:
    """A checked picture. `size` in pixels, as shown (turned by its EXIF orientation)."""

    data: bytes
    size: tuple[int, int]

    def keep(self, name: str) -> str:
        (store.folder("inputs") / name).write_bytes(self.data)
        return name


async def read_picture(value: object, field: str, account: Account, now: float) -> Picture:
    """The picture behind a data URL, a file id, or a link made by this sandbox."""
    data = await read_bytes(value, field, account, now, kinds=DATA_URLS, most=PICTURE_BYTES)
    return Picture(data, await asyncio.to_thread(check, data, field))


def check(data: bytes, field: str) -> tuple[int, int]:
    """The picture's size, or a refusal: JPG, PNG or WebP, < 20 MB, short side > 300, ratio 2:5 to 5:2."""
    if len(data) >= PICTURE_BYTES:
        raise InvalidParams(f"{field} must be smaller than 20 MB")
    wide, high, turned = measure(data, field)
    _check_shape(wide, high, field)
    return (high, wide) if turned else (wide, high)


def measure(data: bytes, field: str, formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP")) -> tuple[int, int, bool]:
    """Width and height as stored, and whether it is shown on its side; refuses what is not readable or too large."""
    from PIL import Image  # heavy, and not needed before the first picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=formats) as image:
                wide, high = image.size
                # The header tells the size before a pixel is unpacked: that is what stops a bomb.
                if wide * high > PICTURE_PIXELS:
                    raise InvalidParams(f"{field} has more than 40 million pixels")
                turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                image.load()
    except InvalidParams:
        raise
    except Exception:
        known = {"JPEG": "JPG", "WEBP": "WebP"}
        names = [known.get(name, name) for name in formats]
        raise InvalidParams(f"{field} is not a readable {', '.join(names[:-1])} or {names[-1]} picture") from None
    return wide, high, turned


def _check_shape(wide: int, high: int, field: str) -> None:
    if min(wide, high) <= PICTURE_SHORT_SIDE:
        raise InvalidParams(f"{field}: the short side must be more than 300 pixels, it is {min(wide, high)}")
    if not 2 * max(wide, high) <= 5 * min(wide, high):
        raise InvalidParams(f"{field}: the ratio must lie between 2:5 and 5:2, it is {wide}:{high}")

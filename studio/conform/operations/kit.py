"""What the operations share: how one is named, what is sent, and waiting for a task's end."""

import asyncio
import io
import secrets
import wave
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from math import pi, sin
from typing import Protocol, TypeVar

from studio.minimax import MiniMax, Picture, Source, TaskStatus
from studio.spend.pricing import Measure
from studio.web.safe_fetch import fetch_bytes

SPEECH = "speech-2.6-turbo"
VOICE = "female-shaonv"
SAID = "The tide comes in twice a day."
BITRATE = 128_000
PATIENCE, PAUSE = 900.0, 1.0
DOWNLOAD_BYTES = 512 * 1024 * 1024
MILLION = Decimal(1_000_000)


@dataclass
class Kit:
    """What the operations of one run share. `origin`: the one host that may be on this machine, the sandbox."""

    origin: str | None = None
    mark: str = field(default_factory=lambda: secrets.token_hex(4))

    async def download(self, source: Source | str) -> bytes:
        """What a link of MiniMax leads to. Raises `FetchFailed`."""
        url, headers = (source, {}) if isinstance(source, str) else (source.url, dict(source.headers))
        return await fetch_bytes(url, limit=DOWNLOAD_BYTES, allow_origin=self.origin, headers=headers)


Run = Callable[[MiniMax, Kit], Awaitable[None]]


@dataclass(frozen=True)
class Operation:
    name: str
    run: Run
    measure: Measure | None = None


OPERATIONS: list[Operation] = []


def operation(name: str, measure: Measure | None = None) -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        OPERATIONS.append(Operation(name, run, measure))
        return run

    return add


class Ending(Protocol):
    @property
    def status(self) -> TaskStatus: ...


T = TypeVar("T", bound=Ending)


async def ended(query: Callable[[str], Awaitable[T]], task_id: str) -> T:
    """The task once it has ended. Raises TimeoutError after a quarter of an hour."""
    async with asyncio.timeout(PATIENCE):
        while True:
            task = await query(task_id)
            if task.status.finished:
                return task
            await asyncio.sleep(PAUSE)


@cache
def tone(seconds: float) -> bytes:
    """A WAV of a voice-like hum, loud enough to be cloned."""
    rate, file = 16_000, io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        cycle = [sum(sin(2 * pi * n * at / 100) / n for n in range(1, 8)) for at in range(100)]  # 160 Hz
        loud = b"".join(round(9000 * value).to_bytes(2, "little", signed=True) for value in cycle)
        writer.writeframes(loud * round(seconds * rate / 100))
    return file.getvalue()


@cache
def sketch(ground: str = "lightslategrey") -> Picture:
    from PIL import Image, ImageDraw

    image, file = Image.new("RGB", (640, 640), ground), io.BytesIO()
    pen = ImageDraw.Draw(image)
    pen.ellipse((220, 160, 420, 400), fill=(224, 190, 160))
    pen.rectangle((180, 400, 460, 640), fill=(60, 80, 120))
    image.save(file, "PNG")
    return Picture(content=file.getvalue(), mime="image/png", name="sketch.png")


def picture_size(content: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return image.size

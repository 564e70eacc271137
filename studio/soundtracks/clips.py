"""What a clip holds, and its picture's packets. Runs in the child; knows no Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from studio.library.examine import LONGEST_SECONDS, Unreadable

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer

# Marks a text for translation; whoever shows it translates it.
_ = str

NO_CLIP = _("It does not open as a video.")


@dataclass(frozen=True)
class Clip:
    """What a clip holds: how many seconds its picture lasts, and whether it has a sound of its own."""

    seconds: float
    has_sound: bool


def look_at(clip: str) -> Clip:
    """Raises Unreadable when it is no video, or lasts longer than an hour."""
    with open_clip(clip) as container:
        stream = container.streams.video[0]
        tick, frame = stream.time_base or Fraction(0), 1 / (stream.average_rate or Fraction(25))
        end = Fraction(0)
        for packet in pictures_of(container):
            # Where nobody says how long a picture stays, it stays as long as others.
            stays = packet.duration * tick if packet.duration else frame
            end = max(end, (packet.pts or 0) * tick + stays)
        if not 0 < end <= LONGEST_SECONDS:
            raise Unreadable(NO_CLIP)
        return Clip(float(end), bool(container.streams.audio))


def open_clip(path: str) -> "InputContainer":
    import av

    try:
        container = av.open(path, options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(NO_CLIP) from error
    if "mp4" not in container.format.name or not container.streams.video:
        container.close()
        raise Unreadable(NO_CLIP)
    return container


def pictures_of(container: "InputContainer") -> "Iterator[Packet]":
    """The packets of the picture in the order in which they are decoded."""
    import av

    try:
        for packet in container.demux(container.streams.video[0]):
            if packet.dts is not None and packet.pts is not None:
                yield packet
    except av.FFmpegError as error:
        raise Unreadable(NO_CLIP) from error

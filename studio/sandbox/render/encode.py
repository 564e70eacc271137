"""Frames to an MP4 that browsers play and seek: H.264, yuv420p, 24 frames a second, index in front."""

import os
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .sheets import Planes

RATE = 24
SOUND_RATE = 44_100
MARK = "AI"


def is_sound(path: Path) -> bool:
    """Whether the file holds sound and no picture."""
    try:
        with av.open(str(path)) as container:
            return bool(container.streams.audio) and not container.streams.video
    except av.FFmpegError:
        return False


def write_film(
    frames: Iterable[Planes],
    size: tuple[int, int],
    target: Path,
    *,
    sounds: Sequence[Path] = (),
    seconds: float = 0.0,
    marked: bool = False,
) -> None:
    """Write the frames and put the finished file in place in one step; a half file never has its name.

    `sounds` are heard one after the other for `seconds`. `marked`: a small sign in the corner and in the metadata
    says that a machine made it.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        with av.open(str(draft), "w", format="mp4", options={"movflags": "faststart"}) as container:
            if marked:
                container.metadata["comment"] = MARK
            _encode(container, _marked(frames, size) if marked else frames, size, sounds, seconds)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _encode(
    container: av.container.OutputContainer,
    frames: Iterable[Planes],
    size: tuple[int, int],
    sounds: Sequence[Path],
    seconds: float,
) -> None:
    # One thread: the pool already runs a process per core. Ultrafast halves the time of a rainy film; its
    # blocks show in smooth skies unless the deblocking filter is switched on again.
    options = {"preset": "ultrafast", "crf": "22", "x264-params": "deblock=0,0", "threads": "1"}
    stream = container.add_stream("libx264", rate=RATE, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1  # BT.709
    context.color_range = 1  # limited
    voice = container.add_stream("aac", rate=SOUND_RATE, layout="stereo") if sounds else None
    for planes in frames:
        container.mux(stream.encode(_frame(planes, size)))
    container.mux(stream.encode(None))
    if voice is not None:
        for heard in _hear(sounds, seconds):
            container.mux(voice.encode(heard))
        container.mux(voice.encode(None))


def _hear(sounds: Sequence[Path], seconds: float) -> Iterator[av.AudioFrame]:
    """The sounds one after the other, cut at the film's end."""
    left = round(seconds * SOUND_RATE)
    at = 0
    for path in sounds:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
        with av.open(str(path)) as source:
            for frame in source.decode(audio=0):
                for part in resampler.resample(frame):
                    if left <= 0:
                        return
                    part.pts, part.time_base = at, Fraction(1, SOUND_RATE)
                    at, left = at + part.samples, left - part.samples
                    yield part


def _marked(frames: Iterable[Planes], size: tuple[int, int]) -> Iterator[Planes]:
    """The frames with the sign in their lower right corner, in the luma only."""
    mask = Image.new("L", size, 0)
    high = max(16, min(size) // 28)
    ImageDraw.Draw(mask).text(
        (size[0] - high // 2, size[1] - high // 2), MARK, fill=190, anchor="rs", font=ImageFont.load_default(high)
    )
    box = mask.getbbox() or (0, 0, 1, 1)
    stamp = mask.crop(box)
    for planes in frames:
        light = planes[0].copy()
        light.paste(235, box, stamp)
        yield (light, *planes[1:])


def _frame(planes: Planes, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for target, source in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(target, np.uint8).reshape(-1, target.line_size)  # type: ignore[call-overload]
        rows[: source.height, : source.width] = np.asarray(source)
    frame.colorspace, frame.color_range = 1, 1
    return frame

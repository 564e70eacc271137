"""Frames to an MP4 that browsers play and seek: H.264, yuv420p, 24 frames a second, index in front."""

import os
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from .sheets import Planes

RATE = 24


def write_film(frames: Iterable[Planes], size: tuple[int, int], target: Path) -> None:
    """Write the frames and put the finished file in place in one step; a half file never has its name."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        with av.open(str(draft), "w", format="mp4", options={"movflags": "faststart"}) as container:
            _encode(container, frames, size)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _encode(container: av.container.OutputContainer, frames: Iterable[Planes], size: tuple[int, int]) -> None:
    # One thread: the pool already runs a process per core. Ultrafast halves the time of a rainy film; its
    # blocks show in smooth skies unless the deblocking filter is switched on again.
    options = {"preset": "ultrafast", "crf": "22", "x264-params": "deblock=0,0", "threads": "1"}
    stream = container.add_stream("libx264", rate=RATE, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1  # BT.709
    context.color_range = 1  # limited
    for planes in frames:
        container.mux(stream.encode(_frame(planes, size)))
    container.mux(stream.encode(None))


def _frame(planes: Planes, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for target, source in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(target, np.uint8).reshape(-1, target.line_size)  # type: ignore[call-overload]
        rows[: source.height, : source.width] = np.asarray(source)
    frame.colorspace, frame.color_range = 1, 1
    return frame

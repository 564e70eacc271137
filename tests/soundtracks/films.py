"""Small films for tests: a bar that wanders, with or without a tone of its own."""

from pathlib import Path

import av
import numpy as np

from tests.tones import tone

WIDTH, HEIGHT = 320, 180


def film(
    path: Path, seconds: float = 6, fps: int = 24, own: float = 0, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Path:
    """H.264 with B-frames, so that packets leave in another order than they are shown; `own`: how loud 1 kHz is."""
    width, height = size
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"bf": "2", "g": "24"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        sound = container.add_stream("aac", rate=44_100, layout="mono") if own else None
        for number in range(round(seconds * fps)):
            picture = np.full((height, width, 3), (38, 62, 70), np.uint8)
            at = number * 4 % width
            picture[height // 5 : -height // 5, at : at + width // 8] = (222, 176, 112)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))
        if sound:
            frame = av.AudioFrame.from_ndarray(tone(seconds, 44_100, own, 1000).reshape(1, -1), "s16", "mono")
            frame.sample_rate = 44_100
            container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
    return path


def pictures(path: Path) -> list[tuple[int, int, int, bool, bytes]]:
    """Of each packet of the picture its time stamps, its length, whether one can begin there, and its bytes."""
    with av.open(str(path)) as container:
        packets = container.demux(container.streams.video[0])
        return [(p.pts, p.dts, p.duration, p.is_keyframe, bytes(p)) for p in packets if p.dts is not None]


def heard(path: Path) -> tuple[np.ndarray, int]:
    """The sound as floats, a row for each channel, and its rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        rows = [frame.to_ndarray() for frame in container.decode(stream)]
        return np.concatenate(rows, axis=1), stream.codec_context.sample_rate

"""A song under a clip: the picture's packets are copied as they are, only the sound is made. Runs in the child.

Knows no Django.
"""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.soundtracks.clips import look_at, open_clip, pictures_of
from studio.soundtracks.limit import limited
from studio.soundtracks.mixing import Cut, mixed, rate_for

if TYPE_CHECKING:
    from av import Packet
    from numpy import ndarray

BIT_RATE = 192_000


def put_under(clip: str, song: str, target: str, cut: Cut) -> None:
    """Write an MP4 with the clip's picture and, exactly as long, the cut song; AAC, stereo, index first.

    At 44.1 kHz if the song has that, else at 48 kHz. Nothing is left at `target` when it fails. Raises Unreadable when
    the clip is no video, the song no sound, or its end comes before `cut.start`.
    """
    held = look_at(clip)
    if not held.has_sound:
        cut = replace(cut, own_volume=0)
    rate = rate_for(song, cut.raw_rate)
    blocks = limited(mixed(clip, song, cut, rate, round(held.seconds * rate)))
    try:
        _write(clip, target, blocks, rate)
    except BaseException:
        Path(target).unlink(missing_ok=True)
        raise


def _write(clip: str, target: str, blocks: "Iterator[ndarray]", rate: int) -> None:
    import av

    with open_clip(clip) as before:
        source: Any = before.streams.video[0]
        # The same clock, so that no time stamp is rounded.
        options = {"movflags": "faststart", "video_track_timescale": str(source.time_base.denominator)}
        with av.open(target, "w", format="mp4", container_options=options) as after:
            picture: Any = after.add_stream_from_template(source)
            picture.time_base = source.time_base
            sound: Any = after.add_stream("aac", rate=rate, layout="stereo")
            sound.bit_rate = BIT_RATE
            # Side by side in the file, so that neither has to wait in memory.
            for packet in heapq.merge(_copied(before, picture), _encoded(sound, blocks, rate), key=_moment):
                after.mux(packet)


def _copied(container: Any, picture: Any) -> "Iterator[Packet]":
    for packet in pictures_of(container):
        packet.stream = picture
        yield packet


def _moment(packet: Any) -> Fraction:
    moment: Fraction = packet.dts * packet.time_base
    return moment


def _encoded(stream: Any, blocks: "Iterator[ndarray]", rate: int) -> "Iterator[Packet]":
    import av
    import numpy as np

    count = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T, np.float32), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, count, Fraction(1, rate)
        yield from stream.encode(frame)
        count += len(block)
    yield from stream.encode(None)

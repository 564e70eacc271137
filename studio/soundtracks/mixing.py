"""The sound of a soundtrack: a song cut, faded, mixed with the clip's own sound. Runs in the child; knows no Django.

However long the song, only some ten thousand samples are in memory. Samples are float32 arrays of (samples, 2), 1 being
full scale.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from studio.library.audio_reading import BLOCK, frames_of, open_audio, packets_of, regroup
from studio.library.examine import Unreadable
from studio.soundtracks.clips import open_clip

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import InputContainer
    from numpy import ndarray

# Marks a text for translation; whoever shows it translates it.
_ = str

TOO_SHORT = _("The song ends before the place where it was to begin.")
RATE, CD_RATE = 48_000, 44_100
# What is cut within a tone would click.
SHORTEST_FADE = 0.02
# Seconds that a decoder is given to find its feet.
LEAD = 1.0


@dataclass(frozen=True)
class Cut:
    """How the song lies under the picture: seconds, and volumes of 0 to 1.

    `own_volume`: of the clip's own sound. `loops`: a song that ends too early begins again where it began; otherwise
    silence follows. `raw_rate`: the song is bare 16-bit mono PCM at so many Hz.
    """

    start: float = 0
    fade_in: float = 0
    fade_out: float = 0
    volume: float = 1
    own_volume: float = 0
    loops: bool = False
    raw_rate: int | None = None


def rate_for(song: str, raw_rate: int | None) -> int:
    """44.1 kHz for a song that has that, else 48 kHz."""
    with open_audio(song, raw_rate) as container:
        return CD_RATE if container.streams.audio[0].codec_context.sample_rate % 11_025 == 0 else RATE


def mixed(clip: str, song: str, cut: Cut, rate: int, total: int) -> "Iterator[ndarray]":
    """The song as it is cut, with the clip's own sound if that is wanted: BLOCK samples each time, `total` in all.

    Raises Unreadable when the song is no sound, or ends before `cut.start`.
    """
    heard = total if cut.loops else _count_heard(song, cut, rate, total)
    pieces = _song(song, cut, rate)
    under = regroup(_exactly(_again_and_again(pieces, total) if cut.loops else pieces, total), BLOCK)
    own = regroup(_exactly(_own_sound(clip, rate), total), BLOCK) if cut.own_volume else None
    at = 0
    for block in under:
        sound = block * (cut.volume * _ramp(cut, at, len(block), heard, rate))
        yield sound if own is None else sound + next(own) * cut.own_volume
        at += len(block)


def _ramp(cut: Cut, at: int, count: int, heard: int, rate: int) -> "ndarray":
    """How loud the fades leave each sample, as a column; the last one ends with what is heard of the song."""
    import numpy as np

    moments = np.arange(at, at + count, dtype=np.float64)
    coming = moments / (max(cut.fade_in, SHORTEST_FADE) * rate)
    going = (heard - moments) / (max(cut.fade_out, SHORTEST_FADE) * rate)
    loudness: ndarray = (np.clip(coming, 0, 1) * np.clip(going, 0, 1)).astype(np.float32)
    return loudness[:, None]


def _count_heard(song: str, cut: Cut, rate: int, total: int) -> int:
    """How many of `total` samples the song fills from its start on. Raises Unreadable for none."""
    count = 0
    for piece in _song(song, cut, rate):
        count += len(piece)
        if count >= total:
            return total
    if not count:
        raise Unreadable(TOO_SHORT)
    return count


def _song(path: str, cut: Cut, rate: int) -> "Iterator[ndarray]":
    """Its samples from `cut.start` to its end; what lies before is read, but for a LEAD not decoded."""
    with open_audio(path, cut.raw_rate) as container:
        stream: Any = container.streams.audio[0]
        origin = (stream.start_time or 0) * stream.time_base
        if cut.start > LEAD:
            _skip(container, origin + Fraction(cut.start - LEAD))
        frames = frames_of(container)
        for frame in frames:
            position = Fraction(frame.time or 0) - origin
            if position + Fraction(frame.samples, max(1, frame.sample_rate)) > cut.start:
                break
        else:
            return
        spare = max(0, round((cut.start - float(position)) * rate))
        for piece in _stereo(_first_then(frame, frames), rate):
            if len(piece) > spare:
                yield piece[spare:]
            spare = max(0, spare - len(piece))


def _skip(container: "InputContainer", moment: Fraction) -> None:
    """Read on to a moment of the file, and one packet further."""
    for packet in packets_of(container):
        if packet.pts is None or packet.pts * packet.time_base >= moment:
            return


def _own_sound(clip: str, rate: int) -> "Iterator[ndarray]":
    """The clip's sound from the picture's first moment on."""
    import numpy as np

    with open_clip(clip) as container:
        frames = frames_of(container)
        first = next(frames, None)
        if first is None:
            return
        if (late := round(float(first.time or 0) * rate)) > 0:
            yield np.zeros((late, 2), np.float32)
        yield from _stereo(_first_then(first, frames), rate)


def _first_then(first: "AudioFrame", rest: "Iterator[AudioFrame]") -> "Iterator[AudioFrame]":
    yield first
    yield from rest


def _stereo(frames: "Iterator[AudioFrame]", rate: int) -> "Iterator[ndarray]":
    """Two channels at `rate`; a single one is as loud in both as it was alone."""
    import av

    resampler, before = None, None
    for frame in frames:
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or now != before:
            # The first; or a stream that was glued together of unlike parts.
            if resampler is not None:
                yield from map(_columns, resampler.resample(None))
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            resampler, before = av.AudioResampler("fltp", layout, rate), now
        frame.pts = None
        yield from map(_columns, resampler.resample(frame))
    if resampler is not None:
        yield from map(_columns, resampler.resample(None))


def _columns(frame: "AudioFrame") -> "ndarray":
    import numpy as np

    rows = frame.to_ndarray()
    return np.broadcast_to(rows.T, (rows.shape[1], 2))


def _again_and_again(pieces: "Iterator[ndarray]", total: int) -> "Iterator[ndarray]":
    """The pieces from the first again after the last, until there were `total` samples; kept on disk meanwhile."""
    import numpy as np

    with tempfile.TemporaryFile() as kept:
        count = 0
        for piece in pieces:
            kept.write(piece.tobytes())
            yield piece
            count += len(piece)
            if count >= total:
                return
        if not count:
            raise Unreadable(TOO_SHORT)
        while count < total:
            kept.seek(0)
            while count < total and (data := kept.read(8 * BLOCK)):
                yield np.frombuffer(data, np.float32).reshape(-1, 2)
                count += len(data) // 8


def _exactly(pieces: "Iterator[ndarray]", total: int) -> "Iterator[ndarray]":
    """Their first `total` samples, silence after the last one where there are fewer."""
    import numpy as np

    left = total
    for piece in pieces:
        yield piece[:left]
        left -= min(left, len(piece))
        if not left:
            return
    while left:
        yield np.zeros((min(left, BLOCK), 2), np.float32)
        left -= min(left, BLOCK)

"""Sound that somebody else wrote: what it is, how it looks, the same as WAV. Runs in the child process."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.library.audio_reading import (
    LONGEST_SECONDS,
    MP3,
    NOT_AUDIO,
    RAW,
    TOO_LONG,
    WAV,
    Kind,
    loudest_of,
    mp3_frame_size,
    open_audio,
    packets_of,
    play,
    tell_kind,
)
from studio.library.examine import Unreadable

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer

# Marks a text for translation; whoever shows it translates it.
_ = str

BARS = 240
WINDOW = 1 << 10  # samples, about a thirtieth of a second
GRAINS = 1 << 20  # peaks held at once, before neighbours are joined
SLACK_SECONDS = 0.25  # by so much a header may promise more than there is
UNKNOWN = 0xFFFFFFFF  # the length in the header of a WAV whose end is not known yet
OPEN_ENDED = 0x7FFFF000  # from here on it means the same, by those who count in signed numbers
NO_SOUND = _("There is no sound in it.")


@dataclass(frozen=True)
class AudioFacts:
    """`duration_ms` is at least 1, `sample_rate` in Hz."""

    mime: str
    suffix: str
    duration_ms: int
    sample_rate: int
    channels: int


def examine_audio(path: str, raw_rate: int | None = None, whole: bool = True) -> AudioFacts:
    """What a sound file holds, by its content; `raw_rate`: it is bare 16-bit little-endian mono PCM at so many Hz.

    Unreadable: no sound, a film, 0 s, over 12 hours. With `whole` also what visibly lacks its end: a WAV, FLAC, M4A,
    WebM or tagged MP3 with less than its header says, an MP3 that ends within a frame. Without, what a broken stream
    left will do, if any of it decodes. Damage in the middle is not looked for.
    """
    import av

    kind = RAW if raw_rate else tell_kind(path)
    try:
        with open_audio(path, raw_rate) as container:
            seconds, torn = _walk(container, kind)
            promised = float(container.duration or 0) / av.time_base if _knows_its_length(path, kind) else 0.0
            context = container.streams.audio[0].codec_context
            facts = AudioFacts(kind.mime, kind.suffix, round(seconds * 1000), context.sample_rate, context.channels)
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(NOT_AUDIO) from error
    if seconds > LONGEST_SECONDS:
        raise Unreadable(TOO_LONG)
    if facts.duration_ms < 1:
        raise Unreadable(NO_SOUND)
    if whole and (torn or promised > seconds + SLACK_SECONDS or _lacks_samples(path, kind)):
        raise Unreadable(_("It ends before its time."))
    return facts


def draw_peaks(path: str, raw_rate: int | None = None) -> bytes:
    """BARS bytes: how loud each 240th of the time is, by its loudest sample of any channel, 255 being full scale.

    Where a 240th holds many syllables, each has its loudest somewhere: there it is the mean over WINDOWs.
    """
    import numpy as np

    # How long it will be, nobody knows: a grain stands for `step` samples, and for twice as many when they crowd.
    step, grains, count = 1, [], 0
    for block in loudest_of(path, raw_rate):
        grains.append(np.maximum.reduceat(block, np.arange(0, len(block), step)))
        count += len(grains[-1])
        if count > GRAINS:
            joined = np.concatenate(grains)
            grains, step = [np.maximum.reduceat(joined, np.arange(0, count, 2))], 2 * step
            count = len(grains[0])
    if not count:
        raise Unreadable(NO_SOUND)
    heights, window = np.concatenate(grains), max(1, WINDOW // step)
    if count < 2 * BARS * window:
        bars = np.maximum.reduceat(heights, np.arange(BARS) * count // BARS)
    else:
        heights = np.maximum.reduceat(heights, np.arange(0, count, window))
        edges = np.arange(BARS + 1) * len(heights) // BARS
        bars = np.add.reduceat(heights, edges[:-1]) / np.diff(edges)
    return (np.minimum(bars, 1.0) * 255).round().astype(np.uint8).tobytes()


def make_wav(source: str, target: str, rate: int = 32_000) -> None:
    """Any readable sound, such as a browser's recording, as a mono 16-bit WAV. Unreadable as `examine_audio`."""
    with open(target, "wb") as file:
        file.write(wav_header(rate))
        size = sum(file.write(block.astype("<i2").tobytes()) for block in play(source, rate))
        if not size:
            raise Unreadable(NO_SOUND)
        file.seek(0)
        file.write(wav_header(rate, data_bytes=size))


def wav_header(rate: int, channels: int = 1, data_bytes: int | None = None) -> bytes:
    """The 44 bytes before 16-bit samples; None, or more than fits: of unknown length, as of a file that still grows."""
    if data_bytes is None or data_bytes > UNKNOWN - 36:
        riff = data = UNKNOWN
    else:
        riff, data = data_bytes + 36, data_bytes
    frame = 2 * channels
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * frame, frame, 16)
    return struct.pack("<4sI4s", b"RIFF", riff, b"WAVE") + fmt + struct.pack("<4sI", b"data", data)


def _walk(container: "InputContainer", kind: Kind) -> tuple[float, bool]:
    """How many seconds the packets cover, and whether the last one is a piece. 0 s when nothing decodes.

    MiniMax's MP3 are bare frames, of which no header knows the number; so all are counted.
    """
    tick = float(container.streams.audio[0].time_base or 0)
    start, end, decodes, last = None, 0.0, False, None
    for packet in packets_of(container):
        decodes = decodes or _decodes(packet)
        if not packet.size:
            continue
        last = packet
        span = float(packet.duration or 0) * tick
        begin = end if packet.pts is None else packet.pts * tick
        start = begin if start is None else start
        end = max(end, begin + span)
        if end - start > LONGEST_SECONDS:
            break
    torn = kind == MP3 and last is not None and last.size < mp3_frame_size(bytes(last))
    return (end - max(0.0, start or 0.0) if decodes else 0.0), torn


def _decodes(packet: "Packet") -> bool:
    import av

    try:
        return bool(packet.decode())
    except av.FFmpegError:
        return False


def _knows_its_length(path: str, kind: Kind) -> bool:
    """Whether a header tells it; otherwise FFmpeg estimates."""
    if kind != MP3:
        return kind not in (WAV, RAW)
    with open(path, "rb") as file:
        head = file.read(256 * 1024)
    return b"Xing" in head or b"Info" in head


def _lacks_samples(path: str, kind: Kind) -> bool:
    """Whether bare samples end within one, or a WAV's header promises more than follows."""
    size = os.path.getsize(path)
    if kind == RAW:
        return size % 2 > 0
    if kind != WAV:
        return False
    for name, at, length in _chunks(path):
        if name == b"data":
            # Some count their own header as data.
            return length < OPEN_ENDED and at + length > size + 64
    return True


def _chunks(path: str) -> Iterator[tuple[bytes, int, int]]:
    """Of a RIFF file's parts each name, where its bytes begin, and how many there should be."""
    with open(path, "rb") as file:
        at = file.seek(12)
        while len(head := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", head)
            yield name, at + 8, length
            at = file.seek(at + 8 + length + length % 2)

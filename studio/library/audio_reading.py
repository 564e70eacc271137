"""How a sound file is opened and read, in the child process: packets, frames, plain samples, never the whole at once.

Knows no Django. What a file is, its first bytes say; FFmpeg gets the one reader that fits and never guesses, so that a
play list or a script cannot make it open other files (threats.md 4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from studio.library.examine import Unreadable

if TYPE_CHECKING:
    from av import AudioFrame, Packet
    from av.container import InputContainer
    from numpy import ndarray

# Marks a text for translation; whoever shows it translates it.
_ = str

LONGEST_SECONDS = 12 * 3600
BLOCK = 1 << 16  # samples
BARE = tuple(f"pcm_{form}" for form in ("u8", "s16", "s24", "s32", "f32", "f64", "mulaw", "alaw"))
CODECS = (*BARE, "mp3", "flac", "opus", "libopus", "vorbis", "aac", "alac")
NOT_AUDIO = _("It does not open as an MP3, WAV, FLAC, OGG, M4A or WebM sound.")
TOO_LONG = _("It lasts longer than 12 hours.")
MP3_RATES = (44_100, 48_000, 32_000)
# MPEG-2 and MPEG-1, by the four bits of a frame's header; 0 is "free".
MP3_KBITS = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
# Of one sample: the type, what is full scale, what is silence.
SAMPLES = {"u8": ("u1", 128, 128), "s16": ("<i2", 32768, 0), "s32": ("<i4", 1 << 31, 0), "flt": ("<f4", 1, 0)}
SAMPLES["dbl"] = ("<f8", 1, 0)


@dataclass(frozen=True)
class Kind:
    """`reader` is FFmpeg's name for what opens it."""

    reader: str
    mime: str
    suffix: str


MP3 = Kind("mp3", "audio/mpeg", "mp3")
WAV = Kind("wav", "audio/wav", "wav")
FLAC = Kind("flac", "audio/flac", "flac")
OGG = Kind("ogg", "audio/ogg", "ogg")
M4A = Kind("mov", "audio/mp4", "m4a")
WEBM = Kind("matroska", "audio/webm", "webm")
RAW = Kind("s16le", "audio/pcm", "pcm")


def tell_kind(path: str) -> Kind:
    """What the first bytes say; raises Unreadable for an empty file and for anything unknown."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if not head:
        raise Unreadable(_("The file is empty."))
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[4:8] == b"ftyp":
        return M4A
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:64]:
        return WEBM
    for start, kind in ((b"fLaC", FLAC), (b"OggS", OGG), (b"ID3", MP3)):
        if head.startswith(start):
            return kind
    if is_mp3_frame(head.lstrip(b"\0")):
        return MP3
    raise Unreadable(NOT_AUDIO)


def is_mp3_frame(data: bytes) -> bool:
    """Eleven set bits and layer III: how a bare MP3 starts, and each of its frames."""
    return len(data) > 3 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2


def mp3_frame_size(data: bytes) -> int:
    """Bytes that the frame at the start of `data` says it has; 0 when it is none, or does not say."""
    if not is_mp3_frame(data):
        return 4 if data[:1] == b"\xff" and len(data) < 4 else 0
    version, bits, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bits == 15 or rate == 3:
        return 0
    full = version == 3
    hertz = MP3_RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    return (144_000 if full else 72_000) * MP3_KBITS[full][bits] // hertz + (data[2] >> 1 & 1)


def open_audio(path: str, raw_rate: int | None = None) -> "InputContainer":
    """Open for reading; the first audio stream is the sound. Raises Unreadable for a film and for no sound."""
    import av

    kind = RAW if raw_rate else tell_kind(path)
    # FFmpeg's own packets of a WAV are tiny, and take a second and a half for 12 hours.
    options = {"protocol_whitelist": "file", "max_size": str(BLOCK)}
    if raw_rate:
        options |= {"sample_rate": str(raw_rate), "ch_layout": "mono"}
    try:
        container = av.open(path, format=kind.reader, options=options)
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(NOT_AUDIO) from error
    covers = av.stream.Disposition.attached_pic
    if any(not stream.disposition & covers for stream in container.streams.video):
        container.close()
        raise Unreadable(_("It is a video, not a sound."))
    if not container.streams.audio or not container.streams.audio[0].codec_context.name.startswith(CODECS):
        container.close()
        raise Unreadable(NOT_AUDIO)
    return container


def packets_of(container: "InputContainer") -> "Iterator[Packet]":
    """The packets of the sound up to where the file breaks; the last one is empty and flushes the decoder."""
    import av

    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            yield next(packets)
        except (StopIteration, av.FFmpegError):
            return


def frames_of(container: "InputContainer") -> "Iterator[AudioFrame]":
    """The decoded frames, without those that do not decode. Raises Unreadable after LONGEST_SECONDS."""
    import av

    seconds = 0.0
    for packet in packets_of(container):
        try:
            frames: Any = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            seconds += frame.samples / max(1, frame.sample_rate)
            yield frame
        if seconds > LONGEST_SECONDS:
            raise Unreadable(TOO_LONG)


def loudest_of(path: str, raw_rate: int | None = None) -> "Iterator[ndarray]":
    """How far each moment is from silence, 1 being full scale: of its channels the loudest. BLOCK floats each time."""
    import numpy as np

    def loudest(frame: "AudioFrame") -> "ndarray":
        rows = [np.abs(row) for row in channels_of(frame)]
        return rows[0] if len(rows) == 1 else np.maximum.reduce(rows)

    with open_audio(path, raw_rate) as container:
        yield from regroup((loudest(frame) for frame in frames_of(container)), BLOCK)


def channels_of(frame: "AudioFrame") -> "list[ndarray]":
    """The samples of each channel as floats, 1 being full scale."""
    import numpy as np

    planes: Any = frame.planes
    name, count = frame.format.name, frame.samples
    kind, scale, silence = SAMPLES[name.removesuffix("p")]
    if name.endswith("p"):
        rows = [np.frombuffer(plane, kind, count) for plane in planes]
    else:
        packed = np.frombuffer(planes[0], kind, count * len(frame.layout.channels))
        rows = list(packed.reshape(count, -1).T)
    return rows if scale == 1 else [(row.astype(np.float32) - silence) / scale for row in rows]


def play(path: str, rate: int, raw_rate: int | None = None) -> "Iterator[ndarray]":
    """The sound as mono 16-bit samples at `rate` Hz, some thousand at a time."""
    import av

    def resampled(frames: "Iterator[AudioFrame | None]") -> "Iterator[ndarray]":
        resampler, before = av.AudioResampler("s16", "mono", rate), None
        for frame in frames:
            now = (frame.format.name, frame.layout.name, frame.sample_rate) if frame else None
            if before and now != before:
                # The end; or a stream that was glued together of unlike parts.
                yield from (part.to_ndarray()[0] for part in resampler.resample(None))
                resampler = av.AudioResampler("s16", "mono", rate)
            if frame:
                frame.pts = None
                yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
            before = now

    with open_audio(path, raw_rate) as container:
        yield from regroup(resampled(chain(frames_of(container), [None])), BLOCK)


def regroup(pieces: "Iterator[ndarray]", size: int) -> "Iterator[ndarray]":
    """The same samples in arrays of exactly `size`; the last one may be shorter."""
    import numpy as np

    waiting: list[ndarray] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        if count >= size:
            whole = np.concatenate(waiting)
            for start in range(0, count - size + 1, size):
                yield whole[start : start + size]
            waiting = [whole[count // size * size :].copy()]
            count %= size
    if count:
        yield np.concatenate(waiting)

"""Samples to the audio formats of official.md 4.1, piece by piece or as one file.

mp3 comes as bare frames (no ID3 tag, no Xing or Info frame), so that chunks can be joined: clients decode what
they have glued together (official.md 4.1).
"""

import struct
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

import av
import numpy as np

from .formats import AudioFormat, AudioInfo

Array = np.ndarray
SOURCE_RATE = 22_050
UNKNOWN = 0xFFFFFFFF  # the length in the header of a wav whose end is not known yet
_CODECS = {
    "mp3": "libmp3lame",
    "pcm": "pcm_s16le",
    "wav": "pcm_s16le",
    "pcmu_raw": "pcm_mulaw",
    "pcmu_wav": "pcm_mulaw",
}


class Encoder:
    """Takes int16 mono at 22,050 Hz. With `whole` the headers know the length, and everything comes from `finish`.

    So it is with `into`, an empty file that can be sought in, but everything goes there; memory stays small.
    """

    def __init__(self, wanted: AudioFormat, *, whole: bool = False, into: BinaryIO | None = None) -> None:
        self.audio = wanted.possible()
        self._whole, self._into, self._size, self._samples = whole, into, 0, 0
        self._kept = bytearray()
        self._target: _Boxed | _Bare
        if self.audio.format in ("flac", "opus"):
            self._target = _Boxed(self.audio, into or (BytesIO() if whole else _Line()))
        else:
            self._target = _Bare(self.audio)
        self._started = False

    @property
    def kept(self) -> int:
        """Bytes that wait here for `finish`."""
        held = self._target.held if isinstance(self._target, _Boxed) else 0
        return len(self._kept) + held

    def feed(self, samples: Array) -> bytes:
        """The bytes that are ready; often none, for encoders work in blocks."""
        self._samples += len(samples)
        return self._handed(self._target.encode(_frame(samples, self.audio.channels)) if len(samples) else b"")

    def finish(self) -> bytes:
        """The rest. The encoder takes nothing afterwards."""
        last = self._target.encode(None)
        if self._into is not None:
            self._handed(last)
            self._complete(self._into)
            return b""
        if not self._whole:
            return self._handed(last)
        body = bytes(self._kept) + last
        data = self._header(len(body)) + body
        self._size = len(data)
        return data

    def info(self) -> AudioInfo:
        """Of what has come out so far; of the whole after `finish`."""
        audio, length = self.audio, round(self._samples * 1000 / SOURCE_RATE)
        measured = audio.format in ("flac", "opus") and length > 0
        bitrate = round(self._size * 8000 / length) if measured else audio.bitrate
        return AudioInfo(length, self._size, bitrate, audio.rate, audio.format, audio.channels)

    def _handed(self, data: bytes) -> bytes:
        if self._whole:
            self._kept += data
            return b""
        if not self._started:
            data, self._started = self._header(0 if self._into else None) + data, True
        self._size += len(data)
        if self._into is not None:
            self._into.write(data)
            return b""
        return data

    def _complete(self, file: BinaryIO) -> None:
        """Write the header again, now that the length is known. Beyond 4 GB, a wav cannot say its length."""
        file.flush()
        self._size = file.seek(0, 2)
        if header := self._header(0):
            file.seek(0)
            file.write(self._header(min(self._size - len(header), UNKNOWN - 100)))

    def _header(self, size: int | None) -> bytes:
        if self.audio.format not in ("wav", "pcmu_wav"):
            return b""
        return wav_header(size, self.audio.rate, self.audio.channels, mulaw=self.audio.format == "pcmu_wav")


def encode_pieces(pieces: Iterable[Array], wanted: AudioFormat) -> Iterator[bytes]:
    """The pieces as a stream: bytes as soon as there are any."""
    encoder = Encoder(wanted)
    for samples in pieces:
        if data := encoder.feed(samples):
            yield data
    if data := encoder.finish():
        yield data


def encode_whole(pieces: Iterable[Array], wanted: AudioFormat) -> tuple[bytes, AudioInfo]:
    """The pieces as one file, with the figures of `extra_info`."""
    encoder = Encoder(wanted, whole=True)
    for samples in pieces:
        encoder.feed(samples)
    return encoder.finish(), encoder.info()


def wav_header(size: int | None, rate: int, channels: int, *, mulaw: bool = False) -> bytes:
    """RIFF header for `size` bytes of samples; None when the end is not known yet."""
    width = 1 if mulaw else 2
    fmt = struct.pack(
        "<HHIIHH", 7 if mulaw else 1, channels, rate, rate * channels * width, channels * width, 8 * width
    )
    if mulaw:  # any format but PCM has an extension size and a count of samples
        fmt += struct.pack("<H", 0)
    fact = struct.pack("<4sII", b"fact", 4, size // channels) if mulaw and size is not None else b""
    chunks = struct.pack("<4sI", b"fmt ", len(fmt)) + fmt + fact
    total = UNKNOWN if size is None else 4 + len(chunks) + 8 + size
    return (
        struct.pack("<4sI4s", b"RIFF", total, b"WAVE")
        + chunks
        + struct.pack("<4sI", b"data", UNKNOWN if size is None else size)
    )


class _Bare:
    """A codec whose packets are the file: mp3, PCM, mu-law."""

    def __init__(self, audio: AudioFormat) -> None:
        context: Any = av.CodecContext.create(_CODECS[audio.format], "w")
        context.sample_rate = audio.rate
        context.layout = _layout(audio)
        context.format = "s16p" if audio.format == "mp3" else "s16"
        if audio.format == "mp3":
            context.bit_rate = audio.bitrate
            context.options = {
                "reservoir": "0",
                "compression_level": "7",
            }  # every frame stands for itself, so that streams can be joined
        self._context = context
        self._resampler = av.AudioResampler(context.format, context.layout, audio.rate)

    def encode(self, frame: av.AudioFrame | None) -> bytes:
        packets = [packet for part in self._resampler.resample(frame) for packet in self._context.encode(part)]
        if frame is None:
            packets += self._context.encode(None)
        return b"".join(bytes(packet) for packet in packets)


class _Boxed:
    """A codec in a container: FLAC, and Opus in Ogg."""

    def __init__(self, audio: AudioFormat, file: "BinaryIO | _Line") -> None:
        self._file = file
        muxer, codec = ("flac", "flac") if audio.format == "flac" else ("ogg", "libopus")
        self._container = av.open(
            self._file, "w", format=muxer, container_options={"flush_packets": "1", "page_duration": "100000"}
        )
        stream: Any = self._container.add_stream(codec, rate=audio.rate)
        stream.layout = _layout(audio)
        stream.format = "s16"
        if codec == "libopus":
            stream.bit_rate = audio.bitrate
        self._stream = stream
        self._resampler = av.AudioResampler("s16", _layout(audio), audio.rate)

    @property
    def held(self) -> int:
        return self._file.tell() if isinstance(self._file, BytesIO) else 0

    def encode(self, frame: av.AudioFrame | None) -> bytes:
        for part in self._resampler.resample(frame):
            self._container.mux(self._stream.encode(part))
        if frame is None:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        if isinstance(self._file, _Line):
            return self._file.taken()
        return self._file.getvalue() if frame is None and isinstance(self._file, BytesIO) else b""


class _Line:
    """A file that cannot be sought in: what was written is handed on."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += bytes(data)
        return len(data)

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data


def _frame(samples: Array, channels: int) -> av.AudioFrame:
    """The same in every channel; FFmpeg's own mixing would take 3 dB off."""
    packed = np.repeat(np.asarray(samples, np.int16), channels).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="s16", layout="stereo" if channels == 2 else "mono")
    frame.sample_rate = SOURCE_RATE
    return frame


def _layout(audio: AudioFormat) -> str:
    return "stereo" if audio.channels == 2 else "mono"

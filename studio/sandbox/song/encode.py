"""Samples to mp3, wav or raw pcm (official.md 7, `audio_setting`), whole or while they are made."""

import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import av
import numpy as np

Array = np.ndarray
SAMPLE_RATES = (16_000, 24_000, 32_000, 44_100)
BITRATES = (32_000, 256_000)
FORMATS = ("mp3", "wav", "pcm")


@dataclass(frozen=True)
class Setting:
    """`bitrate`: bits a second, of mp3 only. `channels`: 1 or 2."""

    format: str = "mp3"
    sample_rate: int = 44_100
    bitrate: int = 128_000
    channels: int = 2


def encode(pieces: Iterable[Array], setting: Setting, samples: int) -> Iterator[bytes]:
    """The int16 pieces (n, 2) as a file in pieces; `samples`: how many there will be. Nothing is empty."""
    if setting.format == "mp3":
        yield from _mp3(pieces, setting)
        return
    if setting.format == "wav":
        yield wav_header(setting, samples)
    for piece in pieces:
        yield _folded(piece, setting.channels).tobytes()


def encode_whole(pieces: Iterable[Array], setting: Setting, samples: int) -> bytes:
    """The same in one; an mp3 then begins with its own length, so that players know it before the end."""
    if setting.format == "mp3":
        data = io.BytesIO()
        for _ in _written(pieces, setting, data, {}):
            pass
        return data.getvalue()
    return b"".join(encode(pieces, setting, samples))


def wav_header(setting: Setting, samples: int) -> bytes:
    width = 2 * setting.channels
    size = samples * width
    fmt = struct.pack("<HHIIHH", 1, setting.channels, setting.sample_rate, setting.sample_rate * width, width, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + fmt
        + b"data"
        + struct.pack("<I", size)
    )


def _folded(piece: Array, channels: int) -> Array:
    if channels == 2:
        return np.ascontiguousarray(piece)
    return np.rint(piece.astype(np.float32).mean(axis=1)).astype(np.int16)


class _Tap(io.RawIOBase):
    """A file that only grows; what was written since last time can be taken away."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held += data
        return len(data)

    def take(self) -> bytes:
        data, self.held = bytes(self.held), bytearray()
        return data


def _mp3(pieces: Iterable[Array], setting: Setting) -> Iterator[bytes]:
    tap = _Tap()
    for _ in _written(pieces, setting, tap, {"write_xing": "0", "id3v2_version": "0"}):
        if data := tap.take():
            yield data


def _written(pieces: Iterable[Array], setting: Setting, file: object, options: dict[str, str]) -> Iterator[None]:
    """Write to `file`, stopping after each piece."""
    layout = "stereo" if setting.channels == 2 else "mono"
    with av.open(file, "w", format="mp3", options=options) as container:
        stream = container.add_stream("libmp3lame", rate=setting.sample_rate, layout=layout)
        stream.bit_rate = setting.bitrate
        stream.options = {"compression_level": "8"}  # the usual 5 takes longer to write a song than to make it
        for piece in pieces:
            flat = _folded(piece, setting.channels).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(flat, format="s16", layout=layout)
            frame.sample_rate = setting.sample_rate
            container.mux(stream.encode(frame))
            yield
        container.mux(stream.encode(None))
    yield

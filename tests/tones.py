"""Sounds for tests: made of numbers, written by the encoders themselves."""

from pathlib import Path

import av
import numpy as np

from studio.library.audio import wav_header

# Of each format the encoder, its samples, the container, and what makes MP3 bare frames as MiniMax's are.
FORMATS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "mp3": ("libmp3lame", "s16p", "mp3", {"write_xing": "0", "id3v2_version": "0"}),
    "tagged mp3": ("libmp3lame", "s16p", "mp3", {}),
    "wav": ("pcm_s16le", "s16", "wav", {}),
    "flac": ("flac", "s16", "flac", {}),
    "ogg": ("libopus", "s16", "ogg", {}),
    "m4a": ("aac", "fltp", "ipod", {}),
    "webm": ("libopus", "s16", "webm", {"live": "1"}),
    "aiff": ("pcm_s16be", "s16", "aiff", {}),
}


def tone(seconds: float, rate: int = 32_000, level: float = 0.5, pitch: float = 440) -> np.ndarray:
    """int16 samples; `level` 1.0 is full scale."""
    time = np.arange(round(seconds * rate)) / rate
    return np.round(np.sin(2 * np.pi * pitch * time) * level * 32767).astype(np.int16)


def write(path: Path, samples: np.ndarray, form: str = "wav", rate: int = 32_000, bit_rate: int = 64_000) -> Path:
    """One row of samples, or a row for each of two channels, in one of FORMATS."""
    codec, kind, muxer, options = FORMATS[form]
    rows = np.atleast_2d(samples)
    layout = "stereo" if len(rows) == 2 else "mono"
    with av.open(str(path), "w", format=muxer, container_options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout, format=kind)
        stream.bit_rate = bit_rate
        resampler = av.AudioResampler(kind, layout, rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(rows.T).reshape(1, -1), "s16", layout)
        frame.sample_rate = rate
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def wav(path: Path, samples: np.ndarray, rate: int = 32_000) -> Path:
    """By hand, mono, with nothing in between."""
    data = samples.astype("<i2").tobytes()
    path.write_bytes(wav_header(rate, data_bytes=len(data)) + data)
    return path

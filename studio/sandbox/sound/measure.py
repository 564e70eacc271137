"""What a recording sounds like: pitch, pace, loudness, brightness. A cloned voice is made from these."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

RATE = 16_000  # everything is measured at this sample rate
FRAME, HOP = 0.064, 0.016  # seconds
LOWEST, HIGHEST = 40.0, 650.0  # Hz
QUIET = 0.05  # a frame below this share of the loud ones is silence
PERIODIC = 0.5  # a frame with a weaker autocorrelation is unvoiced
LONGEST = 301.0  # seconds: one more than official.md 4.4 takes, so that a longer sample shows

Array = np.ndarray


@dataclass(frozen=True)
class Measured:
    """`pitch`: median in Hz, 0 when nothing is voiced. `pace`: words a minute. `loudness`: dB of full scale, -120 for
    silence. `brightness`: the spectrum's centre in Hz, 0 for silence."""

    seconds: float
    pitch: float
    pace: float
    loudness: float
    brightness: float


class UnreadableSound(ValueError):
    """The file holds no sound that can be decoded."""


def measure(path: Path | str, denoise: bool = False) -> Measured:
    """Decode mp3, m4a, wav or anything else that FFmpeg reads, and measure it; `denoise`: without its steady noise."""
    samples = decode(path)
    return measure_samples(denoised(samples) if denoise else samples, RATE)


def measure_seconds(path: Path | str, longest: float) -> float:
    """The length as decoded; `longest` when it is that or more."""
    return len(decode(path, rate=8000, longest=longest)) / 8000


def denoised(samples: Array) -> Array:
    """Spectral subtraction: what sounds in every frame alike, down to a tenth, is taken for noise."""
    size, hop = 1024, 512
    if len(samples) < 4 * size:
        return samples
    window = np.sqrt(np.hanning(size + 1)[:-1]).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    floor = 2.0 * np.percentile(np.abs(np.fft.rfft(frames[:: max(1, len(frames) // 2000)] * window)), 10, axis=0)
    clean = np.zeros(len(samples), np.float32)
    for number, frame in enumerate(frames):
        spectrum = np.fft.rfft(frame * window)
        loud = np.abs(spectrum)
        kept = np.maximum(0.1, 1 - floor / (loud + 1e-9))
        clean[number * hop : number * hop + size] += np.fft.irfft(spectrum * kept).astype(np.float32) * window
    return clean


def decode(path: Path | str, rate: int = RATE, longest: float = LONGEST) -> Array:
    """The first `longest` seconds as float32 mono from -1 to 1."""
    pieces, length = [], 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise UnreadableSound("no sound in this file")
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            for frame in container.decode(container.streams.audio[0]):
                for part in resampler.resample(frame):
                    pieces.append(part.to_ndarray()[0])
                    length += part.samples
                if length >= longest * rate:
                    break
            else:
                pieces += [part.to_ndarray()[0] for part in resampler.resample(None)]
    except (av.FFmpegError, IndexError) as problem:
        raise UnreadableSound("not a sound that can be decoded") from problem
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return np.nan_to_num(samples[: int(longest * rate)])


def measure_samples(samples: Array, rate: int) -> Measured:
    """`samples`: float from -1 to 1, mono."""
    level = float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
    if level < 1e-5:
        return Measured(len(samples) / rate, 0.0, 0.0, -120.0, 0.0)
    return Measured(
        seconds=len(samples) / rate,
        pitch=median_pitch(samples, rate),
        pace=_pace(samples, rate),
        loudness=20 * float(np.log10(level)),
        brightness=_brightness(samples, rate),
    )


def median_pitch(samples: Array, rate: int) -> float:
    """The median fundamental of the voiced frames in Hz, 0 when fewer than three are voiced."""
    track = pitch_track(samples, rate)
    voiced = track[track > 0]
    return float(np.median(voiced)) if len(voiced) >= 3 else 0.0


def pitch_track(samples: Array, rate: int) -> Array:
    """The fundamental of every frame in Hz, 0 where silent or unvoiced: normalised autocorrelation, by FFT."""
    fold = max(1, rate // 11_025)  # pitches need no more
    samples = np.asarray(samples)[: len(samples) // fold * fold].reshape(-1, fold).mean(axis=1)
    slow = rate / fold
    frames = _frames(samples, slow)
    if not len(frames):
        return np.zeros(0)
    frames = frames - frames.mean(axis=1, keepdims=True)
    window = np.hanning(frames.shape[1])
    size = 2 ** int(np.ceil(np.log2(2 * frames.shape[1])))
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    low, high = int(slow / HIGHEST), int(slow / LOWEST) + 1
    energy = np.sqrt(np.mean(np.square(frames), axis=1))
    loud = energy > QUIET * np.percentile(energy, 95) + 1e-6
    track = np.zeros(len(frames))
    for start in range(0, len(frames), 512):  # in blocks, or five minutes would need a gigabyte
        block = frames[start : start + 512] * window
        together = np.fft.irfft(np.abs(np.fft.rfft(block, size)) ** 2)
        together = together[:, : high + 2] / (together[:, :1] + 1e-12) / (shape[: high + 2] / shape[0])
        track[start : start + 512] = [_fundamental(row, low, high, slow) for row in together]
    return np.where(loud, track, 0.0)


def _fundamental(row: Array, low: int, high: int, rate: float) -> float:
    """The first peak nearly as high as the highest: later ones are multiples of the period."""
    inside = row[low:high]
    peaks = np.flatnonzero((inside >= row[low - 1 : high - 1]) & (inside > row[low + 1 : high + 1])) + low
    if not len(peaks) or row[peaks].max() < PERIODIC:
        return 0.0
    best = int(peaks[row[peaks] >= 0.88 * row[peaks].max()][0])
    before, here, after = row[best - 1], row[best], row[best + 1]
    bend = before - 2 * here + after
    return float(rate / (best + (0.5 * (before - after) / bend if bend else 0.0)))


def _pace(samples: Array, rate: int) -> float:
    """Words a minute, taking the swells of loudness for syllables, three to two words; 0 for a steady sound."""
    energy = np.sqrt(np.mean(np.square(_frames(samples, rate)), axis=1)) if len(samples) else np.zeros(0)
    if len(energy) < 5:
        return 0.0
    smooth = np.convolve(energy, np.hanning(7)[1:-1] / np.hanning(7).sum(), "same")
    peaks = (smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & (smooth[1:-1] > 0.25 * smooth.max())
    spoken = float(np.count_nonzero(smooth > 0.1 * smooth.max())) * HOP
    swells = int(np.count_nonzero(peaks))
    steady = smooth[2:-2].std() < 0.02 * smooth.max()
    return 0.0 if steady or not spoken else 60 * swells / spoken / 1.5


def _brightness(samples: Array, rate: int) -> float:
    frames = _frames(samples, rate)
    if not len(frames):
        return 0.0
    power = np.mean(np.abs(np.fft.rfft(frames[:: max(1, len(frames) // 2000)] * np.hanning(frames.shape[1]))), axis=0)
    return float(np.sum(power * np.fft.rfftfreq(frames.shape[1], 1 / rate)) / (power.sum() + 1e-12))


def _frames(samples: Array, rate: float) -> Array:
    """Overlapping frames, a view: (frames, samples)."""
    length, step = int(FRAME * rate), int(HOP * rate)
    if len(samples) < length:
        return np.zeros((0, length))
    return np.lib.stride_tricks.sliding_window_view(np.asarray(samples, np.float64), length)[::step]

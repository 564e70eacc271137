"""What a cover takes from its source: length, tempo, loudness and the outline of the melody."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..sound.measure import RATE, decode, measure_samples, pitch_track
from .theory import SCALES

Array = np.ndarray
STEPS = 8  # points of the outline per second
SLOWEST, QUICKEST = 60.0, 180.0  # beats a minute


@dataclass(frozen=True)
class Source:
    """`loudness`: dB below full scale. `contour`: MIDI pitches, `STEPS` a second, 0: none. `key`: 0 is C."""

    seconds: float
    bpm: float
    loudness: float
    contour: Array
    key: int
    mode: str


def listen(path: Path) -> Source:
    """Measure the source. Raises `sound.measure.UnreadableSound` when it is none."""
    samples = decode(path, longest=360.0)
    measured = measure_samples(samples, RATE)
    contour = _contour(pitch_track(samples, RATE))
    return Source(measured.seconds, find_tempo(samples), measured.loudness, contour, *find_key(contour))


def find_key(contour: Array) -> tuple[int, str]:
    """The key and mode, major or minor, that hold most of the melody; its keynote and fifth count double."""
    heard = np.bincount(np.rint(contour[contour > 0]).astype(int) % 12, minlength=12)
    fits = {(key, mode): sum(heard[(key + step) % 12] for step in (*SCALES[mode], 0, 7))
            for mode in ("major", "minor") for key in range(12)}  # fmt: skip
    return max(fits, key=lambda name: fits[name])


def find_tempo(samples: Array) -> float:
    """Beats a minute: the pace at which loudness rises again and again, near 110 when several fit."""
    hop = RATE // 100
    frames = len(samples) // hop
    if frames < 200:
        return 100.0
    energy = np.log1p(100 * np.sqrt(np.mean(np.square(samples[: frames * hop].reshape(frames, hop)), axis=1)))
    onsets = np.maximum(np.diff(energy), 0)
    onsets -= onsets.mean()
    alike = np.fft.irfft(np.abs(np.fft.rfft(onsets, 2 * len(onsets))) ** 2)
    lags = np.arange(int(6000 / QUICKEST), int(6000 / SLOWEST) + 1)
    strength = alike[lags] + 0.5 * alike[2 * lags]
    usual = np.exp(-0.5 * (np.log2(6000 / lags / 110) / 0.7) ** 2)
    return float(6000 / lags[int(np.argmax(strength * usual))])


def _contour(track: Array) -> Array:
    """The pitch track thinned to `STEPS` a second, by the median of what is voiced."""
    step = max(1, round(1 / 0.016 / STEPS))
    count = len(track) // step
    outline = np.zeros(count)
    for number in range(count):
        voiced = track[number * step : (number + 1) * step]
        voiced = voiced[voiced > 0]
        if len(voiced) * 2 >= step:
            outline[number] = 69 + 12 * np.log2(np.median(voiced) / 440)
    return outline

"""How good a recording is for cloning a voice: how loud, how much silence, how often too loud. Runs in the child."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.library.audio import examine_audio
from studio.library.audio_reading import loudest_of, regroup

if TYPE_CHECKING:
    from numpy import ndarray

WINDOWS = 50  # a second
SILENT_DB = -50.0
QUIETEST_DB = -100.0
FULL = 0.999
FLAT = 3  # as many samples at full scale in a row were cut off


@dataclass(frozen=True)
class SampleFacts:
    """`loudness_db`: RMS in dBFS of the windows that are not silent, QUIETEST_DB at least; shares are 0 to 1."""

    seconds: float
    loudness_db: float
    silent_share: float
    clipped_share: float


def measure_sample(path: str) -> SampleFacts:
    """Measure in windows of 20 ms, of several channels always the loudest. Raises Unreadable as `examine_audio`."""
    import numpy as np

    rate = examine_audio(path).sample_rate
    window = max(1, rate // WINDOWS)
    powers, count, clipped = [], 0, 0
    for block in regroup(loudest_of(path), 500 * window):
        starts = np.arange(0, len(block), window)
        sums = np.add.reduceat(np.square(block, dtype=np.float64), starts)
        powers.append(sums / np.diff(np.append(starts, len(block))))
        clipped += _count_flat(block >= FULL)
        count += len(block)
    power = np.concatenate(powers)
    silent = power < 10 ** (SILENT_DB / 10)
    heard = power[~silent] if not silent.all() else power
    loudness = 10 * np.log10(max(float(heard.mean()), 10 ** (QUIETEST_DB / 10)))
    return SampleFacts(count / rate, round(float(loudness), 2), float(silent.mean()), clipped / count)


def _count_flat(high: "ndarray") -> int:
    """How many of these flags stand in runs of FLAT or more."""
    import numpy as np

    edges = np.flatnonzero(np.diff(high.astype(np.int8), prepend=0, append=0))
    runs = edges[1::2] - edges[::2]
    return int(runs[runs >= FLAT].sum())

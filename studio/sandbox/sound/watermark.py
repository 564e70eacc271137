"""The sign for machine-made sound that `aigc_watermark` asks for: the letters AI in Morse, short long, short short.

This rhythm is what China's labelling standard GB 45438-2025 names for audio.
"""

import numpy as np

from .shaping import Array

RATE = 22_050
PITCH, LEVEL = 880.0, 0.08  # Hz; root mean square is 3 dB below
UNIT = 0.06  # seconds of a short tone; a long one has three
BEFORE = 0.25
RHYTHM = ((1, 1), (3, 3), (1, 1), (1, 0))  # units of tone, units of silence after it


def watermark() -> Array:
    """float32 mono at espeak's rate, about a second with the silence before it."""
    parts = [np.zeros(round(BEFORE * RATE))]
    for tone, rest in RHYTHM:
        length = round(tone * UNIT * RATE)
        edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.005 * RATE))
        parts.append(LEVEL * edge * np.sin(2 * np.pi * PITCH * np.arange(length) / RATE))
        parts.append(np.zeros(round(rest * UNIT * RATE)))
    return np.concatenate(parts).astype(np.float32)

"""`(laughs)`, `(sighs)` and the like (official.md 10.3) as short sounds, made from puffs of noise and voice."""

from dataclasses import dataclass

import numpy as np

from .shaping import Array

RATE = 22_050


@dataclass(frozen=True)
class Puff:
    """`seconds`, then the `gap` after it. `voice`: its pitch at both ends as shares of the speaker's, None for noise.

    `formants`: the centres in Hz of what sounds. `swell`: share of the puff until it is loudest.
    """

    seconds: float
    formants: tuple[int, ...]
    voice: tuple[float, float] | None = None
    gain: float = 1.0
    swell: float = 0.2
    gap: float = 0.0


_HA = Puff(0.1, (800, 1300, 2600), (1.35, 1.15), gap=0.07)
_HEH = Puff(0.09, (600, 1700, 2500), (1.1, 0.98), gap=0.08, gain=0.7)
_IN = Puff(0.35, (1200, 2600), swell=0.8, gain=0.4)
_OUT = Puff(0.45, (700, 1600), swell=0.15, gain=0.4)
_CLAP = Puff(0.05, (1100, 1900, 3200), swell=0.04, gain=0.8, gap=0.06)
_PUFFS: dict[str, tuple[Puff, ...]] = {
    "laughs": (_HA, _HA, _HA, _HA, _HA),
    "chuckle": (_HEH, _HEH, _HEH),
    "coughs": (Puff(0.12, (900, 1800, 3000), gap=0.16, swell=0.05), Puff(0.16, (800, 1600, 2800), swell=0.05)),
    "clear-throat": (Puff(0.16, (400, 1400), (0.75, 0.7), gap=0.05), Puff(0.3, (450, 1300), (0.8, 0.65))),
    "groans": (Puff(0.8, (450, 900, 2300), (1.0, 0.72), swell=0.4),),
    "breath": (_IN, _OUT),
    "pant": (Puff(0.16, (1300, 2500), gain=0.5, gap=0.06), Puff(0.18, (800, 1700), gain=0.5, gap=0.06)) * 3,
    "inhale": (_IN,),
    "exhale": (_OUT,),
    "gasps": (Puff(0.28, (1400, 2800, 3900), swell=0.6, gain=0.8),),
    "sniffs": (Puff(0.12, (2600, 4200), swell=0.7, gain=0.5, gap=0.1), Puff(0.14, (2800, 4400), swell=0.7, gain=0.5)),
    "sighs": (Puff(0.2, (1200, 2400), swell=0.8, gain=0.3), Puff(0.75, (600, 1100), (0.95, 0.7), gain=0.6)),
    "snorts": (Puff(0.25, (350, 1000, 2600), swell=0.3), Puff(0.1, (500, 1500), (0.6, 0.5))),
    "burps": (Puff(0.35, (350, 750), (0.5, 0.42), swell=0.15),),
    "lip-smacking": (Puff(0.04, (1800, 3400), swell=0.1, gap=0.09), Puff(0.04, (1600, 3200), swell=0.1)),
    "humming": (Puff(0.4, (250, 1100), (1.0, 1.12), swell=0.3), Puff(0.5, (250, 1100), (1.12, 0.95), swell=0.2)),
    "hissing": (Puff(0.6, (5200, 6800), swell=0.2, gain=0.7),),
    "emm": (Puff(0.5, (300, 1200, 2200), (0.95, 0.88), swell=0.2),),
    "sneezes": (_IN, Puff(0.06, (700, 1500), (1.2, 1.3)), Puff(0.3, (1800, 3600, 5000), swell=0.05, gain=1.3)),
    "whistles": (Puff(0.45, (1500,), (6.5, 8.5), swell=0.3), Puff(0.35, (1500,), (8.5, 7.0), swell=0.2)),
    "crying": (_IN, Puff(0.35, (700, 1200), (1.5, 1.2), gap=0.08), Puff(0.45, (700, 1200), (1.45, 1.0))),
    "applause": (_CLAP,) * 14,
}
INTERJECTIONS = tuple(_PUFFS)


def interjection(name: str, pitch: float) -> Array:
    """The sound in float32 at espeak's rate; `pitch`: the speaker's median in Hz."""
    rng = np.random.default_rng(sum(name.encode()))
    parts = []
    for puff in _PUFFS[name]:
        parts += [_puff(puff, pitch, rng), np.zeros(int(puff.gap * RATE), np.float32)]
    return np.concatenate(parts).astype(np.float32)


def _puff(puff: Puff, pitch: float, rng: np.random.Generator) -> Array:
    count = int(puff.seconds * RATE)
    if puff.voice is None:
        source = rng.standard_normal(count)
    else:
        track = pitch * np.linspace(*puff.voice, count)
        phase = 2 * np.pi * np.cumsum(track) / RATE
        harmonics = range(1, max(2, int(5000 / track.max())))
        source = sum((np.cos(k * phase) for k in harmonics), np.zeros(count)) + 0.2 * rng.standard_normal(count)
    frequencies = np.fft.rfftfreq(count, 1 / RATE)
    shape = sum(np.exp(-(((frequencies - centre) / (90 + 0.12 * centre)) ** 2)) for centre in puff.formants)
    sound = np.fft.irfft(np.fft.rfft(source) * shape, count)
    rise = np.minimum(1, np.arange(count) / max(1, puff.swell * count))
    fall = np.minimum(1, (count - np.arange(count)) / max(1, (1 - puff.swell) * count))
    sound *= rise * fall**1.5
    return np.asarray(sound * (0.15 * puff.gain / (np.sqrt(np.mean(sound**2)) + 1e-9)), np.float32)

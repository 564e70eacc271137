"""The instruments: what each is made of, and how a note of it sounds."""

import functools
from dataclasses import dataclass

import numpy as np

from .theory import hertz

Array = np.ndarray
TABLE = 4096
SUSTAINED = 60.0  # a decay in seconds that nobody lives to hear


@dataclass(frozen=True)
class Timbre:
    """`slope`: each harmonic's strength is 1/n^slope; `odd`: even harmonics are scaled by it. `fade`: seconds until the
    brightness has gone over into `dull`, the slope of the late tone. `attack`, `decay`, `release`: seconds.
    `vibrato`: semitones. `voices`: cents of detuned copies, spread over the stereo field. `breath`: share of noise.
    `drive`: distortion. `ratios`: partials of bells in place of harmonics. `pluck`: where the string is struck.
    """

    slope: float = 1.2
    odd: float = 1.0
    fade: float = 0.4
    dull: float = 2.4
    attack: float = 0.005
    decay: float = SUSTAINED
    release: float = 0.12
    vibrato: float = 0.0
    voices: tuple[float, ...] = (0.0,)
    breath: float = 0.0
    drive: float = 0.0
    ratios: tuple[float, ...] = ()
    pluck: float = 0.0
    gain: float = 1.0


TIMBRES = {
    "piano": Timbre(1.15, 0.9, 0.30, 2.6, 0.002, 1.3, 0.22, voices=(-1.5, 1.5), pluck=0.12, gain=1.15),
    "epiano": Timbre(1.9, 0.35, 0.25, 3.0, 0.003, 1.4, 0.18, voices=(-3, 3), gain=1.2),
    "guitar": Timbre(0.95, 1.0, 0.22, 2.4, 0.002, 0.9, 0.15, pluck=0.22, gain=1.25),
    "harp": Timbre(1.3, 0.9, 0.20, 3.0, 0.002, 1.0, 0.4, pluck=0.3, gain=1.2),
    "zither": Timbre(0.9, 1.0, 0.18, 2.2, 0.002, 0.8, 0.3, vibrato=0.10, pluck=0.09, gain=1.15),
    "clav": Timbre(0.6, 1.0, 0.10, 1.6, 0.001, 0.35, 0.05, pluck=0.1, gain=0.9),
    "stab": Timbre(0.9, 1.0, 0.10, 2.0, 0.002, 0.45, 0.08, voices=(-9, 0, 9), gain=0.9),
    "bell": Timbre(attack=0.001, decay=1.2, release=0.8, ratios=(1.0, 2.0, 3.01, 4.17, 5.43, 6.8), gain=0.75),
    "organ": Timbre(0.8, 0.6, SUSTAINED, 0.8, 0.012, release=0.06, vibrato=0.08, voices=(-4, 4), gain=0.55),
    "pad": Timbre(1.35, 1.0, 1.2, 2.0, 0.5, release=0.7, voices=(-11, -4, 4, 11), gain=0.8),
    "strings": Timbre(1.1, 1.0, 0.6, 1.5, 0.16, release=0.35, vibrato=0.13, voices=(-8, 0, 8), gain=0.75),
    "choir": Timbre(1.7, 0.8, 0.8, 2.2, 0.25, release=0.5, vibrato=0.16, voices=(-9, 0, 9), breath=0.03, gain=0.9),
    "cello": Timbre(1.05, 1.0, 0.5, 1.6, 0.06, release=0.2, vibrato=0.10, voices=(-4, 4), gain=0.8),
    "violin": Timbre(0.95, 1.0, 0.5, 1.3, 0.05, release=0.12, vibrato=0.20, gain=0.7),
    "erhu": Timbre(0.9, 0.8, 0.5, 1.2, 0.07, release=0.12, vibrato=0.30, breath=0.015, gain=0.75),
    "flute": Timbre(2.1, 0.5, 0.5, 2.4, 0.05, release=0.10, vibrato=0.14, breath=0.06, gain=1.0),
    "harmonica": Timbre(0.9, 0.7, 0.5, 1.2, 0.03, release=0.08, vibrato=0.12, voices=(-5, 5), breath=0.01, gain=0.6),
    "sax": Timbre(0.85, 0.9, 0.4, 1.2, 0.03, release=0.09, vibrato=0.18, breath=0.03, drive=0.5, gain=0.7),
    "brass": Timbre(0.75, 1.0, 0.7, 1.2, 0.045, release=0.10, vibrato=0.08, voices=(-5, 5), drive=0.4, gain=0.65),
    "synth": Timbre(1.0, 0.3, 0.3, 1.6, 0.008, release=0.12, vibrato=0.10, voices=(-6, 6), gain=0.7),
    "saw_lead": Timbre(1.0, 1.0, 0.5, 1.3, 0.008, release=0.14, vibrato=0.10, voices=(-12, 0, 12), gain=0.7),
    "drive": Timbre(0.8, 1.0, 0.8, 1.2, 0.003, 2.5, 0.06, voices=(-5, 5), drive=3.2, gain=0.62),
    "drive_lead": Timbre(0.8, 1.0, 0.9, 1.1, 0.005, 4.0, 0.10, vibrato=0.18, drive=2.6, gain=0.55),
    "bass": Timbre(1.3, 0.9, 0.14, 2.8, 0.004, 1.1, 0.06, pluck=0.25, gain=1.25),
    "pick": Timbre(0.9, 1.0, 0.12, 2.2, 0.002, 0.9, 0.05, pluck=0.15, drive=0.4, gain=1.1),
    "upright": Timbre(1.6, 0.9, 0.10, 3.2, 0.006, 0.8, 0.08, pluck=0.3, gain=1.35),
    "sub": Timbre(3.2, 0.5, 0.2, 4.0, 0.012, release=0.10, gain=1.25),
    "808": Timbre(3.0, 0.6, 0.1, 4.0, 0.004, 0.9, 0.15, drive=0.8, gain=1.2),
    "saw_bass": Timbre(0.95, 1.0, 0.12, 1.9, 0.003, 1.5, 0.04, voices=(-5, 5), gain=1.0),
}


@functools.lru_cache(maxsize=600)
def note(instrument: str, pitch: float, seconds: float, rate: int) -> Array:
    """A note as float32 (samples, 2), its release after `seconds`; round the seconds so that notes are shared."""
    timbre = TIMBRES[instrument]
    length = int((seconds + timbre.release) * rate)
    t = np.arange(length, dtype=np.float32) / rate
    shape = _envelope(timbre, t, seconds)
    if timbre.ratios:
        mono = _partials(timbre, hertz(pitch), t, rate) * shape
        return _spread([mono], timbre)
    waves = [_wave(timbre, hertz(pitch + cents / 100), t, rate, number) for number, cents in enumerate(timbre.voices)]
    if timbre.breath:
        waves = [wave + timbre.breath * _noise(length) for wave in waves]
    if timbre.drive:
        waves = [np.tanh(wave * (1 + timbre.drive * 2)) / (1 + timbre.drive * 0.35) for wave in waves]
    return _spread([wave * shape for wave in waves], timbre)


def _envelope(timbre: Timbre, t: Array, seconds: float) -> Array:
    rise = np.minimum(t / timbre.attack, 1.0)
    fall = np.exp(-t / timbre.decay) if timbre.decay < SUSTAINED else 1.0
    release = np.clip(1 - (t - seconds) / timbre.release, 0, 1)
    return np.asarray(rise * rise * (3 - 2 * rise) * fall * release**2, np.float32)


def _wave(timbre: Timbre, hz: float, t: Array, rate: int, lot: int) -> Array:
    """Two single waves, bright and dull, read at the note's pitch and cross-faded."""
    steps = np.full(len(t), hz / rate, np.float64)
    if timbre.vibrato:
        depth = timbre.vibrato * np.clip((t - 0.18) / 0.25, 0, 1)
        steps *= 2 ** (depth * np.sin(2 * np.pi * 5.4 * t + lot) / 12)
    place = (np.cumsum(steps) + 0.13 * lot) % 1.0 * TABLE
    count = max(1, min(40, int(0.45 * rate / hz)))
    bright = _table(timbre.slope, timbre.odd, timbre.pluck, count)
    index = place.astype(np.int32)
    part = (place - index).astype(np.float32)
    tone = bright[index] * (1 - part) + bright[index + 1] * part
    if timbre.fade >= SUSTAINED:
        return tone
    dull = _table(timbre.dull, timbre.odd, 0.0, count)[index]
    share = np.exp(-t / timbre.fade)
    return np.asarray(tone * share + dull * (1 - share), np.float32)


@functools.lru_cache(maxsize=400)
def _table(slope: float, odd: float, pluck: float, count: int) -> Array:
    """One period, with a guard sample; equal loudness whatever the number of harmonics."""
    n = np.arange(1, count + 1)
    strength = n**-slope * np.where(n % 2 == 0, odd, 1.0)
    if pluck:
        strength = strength * np.abs(np.sin(np.pi * n * pluck)) / np.sin(np.pi * pluck)
    spectrum = np.zeros(TABLE // 2 + 1, complex)
    spectrum[1 : count + 1] = strength * np.exp(1j * (n * 2.4 + 0.7 * n % 3))
    wave = np.fft.irfft(spectrum)
    wave /= np.sqrt(np.mean(wave**2)) * 4
    return np.append(wave, wave[0]).astype(np.float32)


def _partials(timbre: Timbre, hz: float, t: Array, rate: int) -> Array:
    tone = np.zeros_like(t)
    for number, ratio in enumerate(timbre.ratios):
        if hz * ratio < 0.45 * rate:
            tone += np.sin(2 * np.pi * hz * ratio * t) * np.exp(-t * (0.6 + number * 1.6)) / (1 + 1.4 * number)
    return np.asarray(tone * 0.4, np.float32)


@functools.lru_cache(maxsize=8)
def _loop(length: int) -> Array:
    return np.random.default_rng(5).standard_normal(length).astype(np.float32)


def _noise(length: int) -> Array:
    return np.resize(_loop(1 << 16), length)


def _spread(waves: list[Array], timbre: Timbre) -> Array:
    """Detuned copies from left to right, at a constant power."""
    places = np.linspace(-0.6, 0.6, len(waves)) if len(waves) > 1 else np.zeros(1)
    angle = (places + 1) * np.pi / 4
    scale = timbre.gain * np.sqrt(2 / len(waves))
    left = sum(wave * np.float32(np.cos(a) * scale) for wave, a in zip(waves, angle, strict=True))
    right = sum(wave * np.float32(np.sin(a) * scale) for wave, a in zip(waves, angle, strict=True))
    return np.stack([left, right], axis=1).astype(np.float32)

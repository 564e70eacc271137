"""The drums, and the air behind the music: rain, waves, wind, an old record. Float32."""

import functools

import numpy as np

Array = np.ndarray
LOOP = 12.0  # seconds after which an air repeats, seamlessly
PANS = {"hat": 0.3, "ride": -0.35, "shaker": -0.45, "tom": 0.25, "rim": -0.15, "wood": 0.4, "crash": 0.2, "brush": -0.2}
WET = {
    "snare": 0.5,
    "clap": 0.7,
    "taiko": 0.9,
    "tom": 0.5,
    "rim": 0.4,
    "crash": 0.4,
    "wood": 0.9,
}  # share sent to the room


@functools.lru_cache(maxsize=64)
def drum(kind: str, rate: int) -> Array:
    """One stroke, mono."""
    rng = np.random.default_rng(sum(kind.encode()))
    make = {
        "kick": lambda: _both(_skin(rate, 0.32, 118, 46, 0.11), _burst(rng, rate, 0.006, 3000, 9000) * 0.25),
        "taiko": lambda: _both(_skin(rate, 1.1, 110, 58, 0.36), _burst(rng, rate, 0.05, 80, 900) * 0.5),
        "tom": lambda: _skin(rate, 0.5, 190, 118, 0.16) * 0.8,
        "snare": lambda: _both(_skin(rate, 0.2, 240, 180, 0.06) * 0.5, _burst(rng, rate, 0.16, 900, 9500) * 0.55),
        "clap": lambda: _claps(rng, rate),
        "rim": lambda: _both(_skin(rate, 0.06, 1750, 1650, 0.012) * 0.4, _burst(rng, rate, 0.015, 2000, 8000) * 0.3),
        "wood": lambda: _skin(rate, 0.16, 880, 840, 0.035) * 0.6,
        "hat": lambda: _burst(rng, rate, 0.055, 6500, 15500) * 0.42,
        "shaker": lambda: _swell(rng, rate, 0.09) * 0.30,
        "brush": lambda: _swell(rng, rate, 0.22) * 0.25,
        "ride": lambda: _both(_burst(rng, rate, 0.5, 5000, 14000) * 0.16, _metal(rate, 0.7) * 0.10),
        "crash": lambda: _burst(rng, rate, 1.5, 3000, 14000) * 0.42,
    }[kind]
    return make().astype(np.float32)


def _both(one: Array, other: Array) -> Array:
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    total = long.copy()
    total[: len(short)] += short
    return total


def _skin(rate: int, seconds: float, high: float, low: float, decay: float) -> Array:
    """A head that is struck: a sine falling from `high` to `low` Hz."""
    t = np.arange(int(seconds * rate)) / rate
    hz = low + (high - low) * np.exp(-t / 0.028)
    fade = np.minimum(t / 0.001, 1) * np.exp(-t / decay) * np.clip((seconds - t) / 0.02, 0, 1)
    return np.asarray(np.sin(2 * np.pi * np.cumsum(hz) / rate) * fade)


def _burst(rng: np.random.Generator, rate: int, decay: float, low: float, high: float) -> Array:
    """Noise between two frequencies that dies away."""
    length = int(max(0.03, decay * 4) * rate)
    t = np.arange(length) / rate
    noise = _band(rng, length, rate, low, min(high, rate * 0.45))
    return np.asarray(noise * np.exp(-t / decay) * np.clip((t[-1] - t) / 0.01, 0, 1))


def _claps(rng: np.random.Generator, rate: int) -> Array:
    noise = _burst(rng, rate, 0.11, 900, 5500)
    t = np.arange(len(noise)) / rate
    hands = sum(np.where(t >= at, np.exp(-(t - at) / 0.006), 0) for at in (0.0, 0.011, 0.022)) + 0.7 * np.exp(-t / 0.08)
    return np.asarray(noise * hands * 0.55)


def _swell(rng: np.random.Generator, rate: int, seconds: float) -> Array:
    length = int(seconds * rate)
    return np.asarray(
        _band(rng, length, rate, 3500, min(11000, rate * 0.45)) * np.sin(np.linspace(0, np.pi, length)) ** 2
    )


def _metal(rate: int, seconds: float) -> Array:
    length = int(2.0 * rate)
    t = np.arange(length) / rate
    return np.asarray(sum(np.sin(2 * np.pi * hz * t) for hz in (2410, 3170, 4290, 5630)) * np.exp(-t / seconds) / 4)


def _band(rng: np.random.Generator, length: int, rate: int, low: float, high: float) -> Array:
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / rate)
    spectrum *= 1 / (1 + (low / np.maximum(hz, 1)) ** 4) / (1 + (hz / high) ** 8)
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise / (np.abs(noise).max() + 1e-9))


@functools.lru_cache(maxsize=4)
def air(kind: str, rate: int) -> Array:
    """A seamless loop of `LOOP` seconds, (samples, 2), quiet."""
    rng, length = np.random.default_rng(11), int(LOOP * rate)
    t = np.arange(length) / rate
    two = [_circular(rng, length, rate, *{"rain": (500, 7000), "waves": (80, 1200), "wind": (120, 700),
           "vinyl": (40, 300)}[kind]) for _ in range(2)]  # fmt: skip
    sound = np.stack(two, axis=1)
    turn = 2 * np.pi * t[:, None] / LOOP
    if kind == "waves":
        sound *= 0.25 + 0.75 * np.sin(turn + np.array([0, 0.6])) ** 4
    elif kind == "wind":
        sound *= 0.5 + 0.3 * np.sin(turn * 2) + 0.2 * np.sin(turn * 3 + 1)
    elif kind == "vinyl":
        sound *= 0.15
    drops = {"rain": 420, "vinyl": 60}.get(kind, 0)
    for at in rng.integers(0, length - rate // 50, drops):
        size, side = rng.uniform(0.1, 0.6), rng.uniform(0.2, 0.8)
        click = np.exp(-np.arange(rate // 50) / (rate * rng.uniform(0.0004, 0.003))) * rng.choice([-1, 1]) * size
        sound[at : at + len(click)] += click[:, None] * np.array([side, 1 - side])
    return np.asarray(sound * {"rain": 0.055, "waves": 0.10, "wind": 0.08, "vinyl": 0.05}[kind], np.float32)


def _circular(rng: np.random.Generator, length: int, rate: int, low: float, high: float) -> Array:
    """Shaped noise whose end meets its beginning."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / rate)
    spectrum *= 1 / (1 + (low / np.maximum(hz, 1)) ** 4) / (1 + (hz / high) ** 4)
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise / (noise.std() * 3))

"""The sound effects of `voice_modify` (official.md 4.1), fed piece by piece. float32 mono at espeak's rate."""

from collections.abc import Callable

import numpy as np

from .shaping import Array

RATE = 22_050


class Effect:
    """`feed` answers as many samples as it was given; `finish` answers what still rings."""

    def __init__(self, name: str) -> None:
        self._response, self._tail_kept, self._after = _EFFECTS[name]()
        self._rest = np.zeros(len(self._response) - 1, np.float32)
        self._position = 0

    def feed(self, samples: Array) -> Array:
        if not len(samples):
            return samples
        full = _convolved(samples, self._response)
        full[: len(self._rest)] += self._rest
        out, self._rest = full[: len(samples)], full[len(samples) :]
        return self._finished(out)

    def finish(self) -> Array:
        rest, self._rest = self._rest, self._rest[:0]
        return self._finished(rest[: self._tail_kept])

    def _finished(self, samples: Array) -> Array:
        out = self._after(samples, self._position)
        self._position += len(samples)
        return out.astype(np.float32)


Recipe = tuple[Array, int, Callable[[Array, int], Array]]  # impulse response, samples of its tail to keep, what follows


def _spacious_echo() -> Recipe:
    delay = int(0.19 * RATE)
    response = np.zeros(5 * delay + 1, np.float32)
    response[::delay] = 0.5 ** np.arange(6)
    return response, len(response), _plain


def _auditorium_echo() -> Recipe:
    length = int(1.1 * RATE)
    time = np.arange(length) / RATE
    wet = np.random.default_rng(7).standard_normal(length) * np.exp(-5.5 * time) * np.minimum(1, time / 0.02)
    response = (0.55 * wet / np.sqrt(np.sum(wet**2))).astype(np.float32)
    response[0] += 0.8
    return response, length, _plain


def _lofi_telephone() -> Recipe:
    def crushed(samples: Array, position: int) -> Array:
        return np.asarray(np.rint(np.tanh(2.2 * samples) * 48) / 48 * 0.7)

    return _band(300, 3000), 0, crushed


def _robotic() -> Recipe:
    delay = RATE // 110
    response = np.zeros(6 * delay + 1, np.float32)
    response[::delay] = 0.72 ** np.arange(7) * 0.5

    def rung(samples: Array, position: int) -> Array:
        time = (position + np.arange(len(samples))) / RATE
        return np.asarray(samples * (0.7 + 0.3 * np.sin(2 * np.pi * 30 * time)) * 1.2)

    return response, len(response), rung


def _plain(samples: Array, position: int) -> Array:
    return samples


def _band(low: float, high: float) -> Array:
    """A filter that lets pass what lies between two frequencies in Hz, of least delay: its spectrum made causal."""
    size = 1024
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    steep = 1 / (1 + (low / np.maximum(frequencies, 1)) ** 8) / (1 + (frequencies / high) ** 12)
    # Minimum phase by the cepstrum, so that words stay where the subtitles say they are.
    cepstrum = np.fft.irfft(np.log(np.maximum(steep, 1e-4)))
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    return np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[: size // 2].astype(np.float32)


def _convolved(samples: Array, response: Array) -> Array:
    length = len(samples) + len(response) - 1
    size = 2 ** int(np.ceil(np.log2(length)))
    product = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[:length].astype(np.float32)


_EFFECTS: dict[str, Callable[[], Recipe]] = {
    "spacious_echo": _spacious_echo,
    "auditorium_echo": _auditorium_echo,
    "lofi_telephone": _lofi_telephone,
    "robotic": _robotic,
}

"""Work on samples: stretching in time, whispering, loudness. float32 mono from -1 to 1 at espeak's rate throughout."""

import numpy as np

Array = np.ndarray
FRAME, TOLERANCE = 660, 220  # samples at 22,050 Hz: 30 ms and 10 ms
LEVEL = 0.1  # root mean square of speech at volume 1
KNEE = 0.75  # above it the limiter bends
SILENT = 1e-3


def stretch(samples: Array, length: int) -> Array:
    """The same sound in `length` samples at the same pitch: waveform-similarity overlap-add."""
    if len(samples) < 2 * FRAME or length < 2 * FRAME or length == len(samples):
        return _fitted(samples, length)
    hop = FRAME // 2
    window = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    padded = np.concatenate([np.zeros(TOLERANCE, np.float32), samples, np.zeros(FRAME + hop + TOLERANCE, np.float32)])
    out = np.zeros(length + 2 * FRAME, np.float32)
    weight = np.zeros_like(out)
    ratio, last = (len(samples) - FRAME) / max(1, length - FRAME), -1
    for at in range(0, length, hop):
        start = min(int(at * ratio), len(samples))
        if last >= 0:
            start = _best_start(padded, start, last + hop)
        out[at : at + FRAME] += padded[start + TOLERANCE :][:FRAME] * window
        weight[at : at + FRAME] += window
        last = start
    return (out / np.maximum(weight, 0.1))[:length]


def _best_start(padded: Array, wanted: int, following: int) -> int:
    """The start within the tolerance whose frame looks most like what would follow."""
    target = padded[following + TOLERANCE :][:FRAME]
    if len(target) < FRAME:
        return wanted
    field = padded[wanted : wanted + FRAME + 2 * TOLERANCE]
    likeness = np.correlate(field[::2], target[::2], "valid")
    return wanted + 2 * int(np.argmax(likeness)) - TOLERANCE


def whispered(samples: Array) -> Array:
    """The spectrum's outline with noise inside: speech without a voice."""
    size, hop = 512, 128
    count = len(samples) // hop + 4
    padded = np.zeros(count * hop + size, np.float32)
    padded[size // 2 : size // 2 + len(samples)] = samples
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * window
    outline = np.abs(np.fft.rfft(frames)).astype(np.float32)
    sums = np.cumsum(np.pad(outline, ((0, 0), (5, 4)), "edge"), axis=1)
    outline[:, :-1] = (sums[:, 9:] - sums[:, :-9])[:, : outline.shape[1] - 1] / 9
    phases = np.random.default_rng(len(samples)).random(outline.shape, dtype=np.float32) * np.float32(2 * np.pi)
    pieces = np.fft.irfft(outline * np.exp(1j * phases)).astype(np.float32) * window
    out = np.zeros_like(padded)
    for number, piece in enumerate(pieces):
        out[number * hop : number * hop + size] += piece
    result = out[size // 2 : size // 2 + len(samples)]
    return np.asarray(result * (_rms(samples) / (_rms(result) + 1e-9)), np.float32)


def trimmed(samples: Array) -> tuple[Array, int]:
    """Without the silence at both ends, and how many samples went at the beginning."""
    loud = np.flatnonzero(np.abs(samples) > SILENT)
    if not len(loud):
        return samples[:0], 0
    return samples[loud[0] : loud[-1] + 1], int(loud[0])


def levelled(samples: Array) -> Array:
    """Brought to the loudness of volume 1, whatever the voice; silence stays silence."""
    loud = samples[np.abs(samples) > 10 * SILENT]
    return samples * (LEVEL / _rms(loud)) if len(loud) else samples


def limited(samples: Array) -> Array:
    """Never beyond full scale: the loudest are bent, not cut."""
    size = np.abs(samples)
    bent = KNEE + (1 - KNEE) * np.tanh((size - KNEE) / (1 - KNEE))
    return np.where(size > KNEE, np.sign(samples) * bent, samples).astype(np.float32)


def to_int16(samples: Array) -> Array:
    return np.rint(np.clip(samples, -1, 1) * 32767).astype(np.int16)


def _rms(samples: Array) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def _fitted(samples: Array, length: int) -> Array:
    """By plain interpolation, for what is too short to hear the difference."""
    if not len(samples) or length <= 0:
        return np.zeros(max(0, length), np.float32)
    return np.interp(np.linspace(0, len(samples) - 1, length), np.arange(len(samples)), samples).astype(np.float32)

"""What the tests listen with."""

import io
from collections.abc import Iterable

import av
import numpy as np

from studio.sandbox.sound.profile import Profile
from studio.sandbox.sound.speaking import RATE, Piece, speak
from studio.sandbox.sound.speech import Speech

TEXT = "Good morning, today is a beautiful day. Nobody knows where the fox has gone."
# Without tremble, which is a matter of chance: the same words sound the same, sample by sample.
VOICE = Profile(pitch=222.6, pace=162.3, variant="f2", language="English", range=0.44, brightness=0.28, tremble=0)


def said(text: str = TEXT, profile: Profile = VOICE, **wanted: object) -> np.ndarray:
    """The whole as float32 from -1 to 1, at espeak's rate."""
    return joined(speak(Speech(text, profile, **wanted)))  # type: ignore[arg-type]


def joined(pieces: Iterable[Piece]) -> np.ndarray:
    return np.concatenate([piece.samples for piece in pieces]).astype(np.float32) / 32768


def loudness(samples: np.ndarray) -> float:
    """dB of full scale."""
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def gaps(samples: np.ndarray, shortest: float = 0.3) -> list[tuple[float, float]]:
    """The silences of at least `shortest` seconds between sounds: where each begins and how long it is, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > 1e-3)
    lengths = np.diff(loud) / RATE
    return [(float(loud[at]) / RATE, float(lengths[at])) for at in np.flatnonzero(lengths >= shortest)]


def decoded(data: bytes, format: str | None = None, **options: str) -> tuple[int, int, np.ndarray]:
    """The sample rate, the number of channels, and float samples (channels, samples), as FFmpeg reads them."""
    with av.open(io.BytesIO(data), format=format, options=options) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
        parts = [part for frame in container.decode(stream) for part in resampler.resample(frame)]
        return stream.rate, stream.channels, np.concatenate([part.to_ndarray() for part in parts], axis=1)

"""The limiter: nothing above its ceiling, nothing quiet touched, no step in between."""

import numpy as np
import pytest

from studio.soundtracks.limit import CEILING, limited

BLOCK = 4096


def through(samples: np.ndarray) -> np.ndarray:
    blocks = (samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK))
    return np.concatenate(list(limited(blocks)))


def stereo(samples: np.ndarray) -> np.ndarray:
    return np.stack([samples, samples], axis=1).astype(np.float32)


def test_what_fits_is_not_touched():
    quiet = stereo(0.9 * np.sin(np.arange(5 * BLOCK + 77) / 20))
    assert np.array_equal(through(quiet), quiet)


@pytest.mark.parametrize("at", [0, 1, 63, 64, BLOCK - 1, BLOCK, 2 * BLOCK + 100, 3 * BLOCK + 76])
def test_a_peak_anywhere_stays_below_the_ceiling(at):
    samples = stereo(0.3 * np.ones(3 * BLOCK + 77))
    samples[at, 1] = -3.0
    assert np.abs(through(samples)).max() <= CEILING + 1e-6


@pytest.mark.parametrize("length", [1, 63, 64, 65, BLOCK, 2 * BLOCK - 1, 3 * BLOCK + 1])
def test_it_keeps_the_length(length):
    assert len(through(stereo(2 * np.ones(length)))) == length


def test_loud_noise_stays_below_the_ceiling():
    noise = np.random.default_rng(1).normal(0, 1, (10 * BLOCK + 5, 2)).astype(np.float32)
    assert np.abs(through(noise)).max() <= CEILING + 1e-6


def test_it_is_loud_again_soon_after_a_peak():
    samples = stereo(0.5 * np.ones(3 * BLOCK))
    samples[BLOCK] = 2.0
    out = through(samples)
    assert np.allclose(out[: BLOCK - 2200], 0.5)
    assert np.allclose(out[BLOCK + 2200 :], 0.5)


@pytest.mark.parametrize("at", [100, BLOCK, 2 * BLOCK - 300, 2 * BLOCK - 5])
def test_the_volume_glides_across_the_edges_of_blocks(at):
    samples = stereo(0.5 * np.ones(4 * BLOCK))
    samples[at : at + 300] = 1.5
    gain = through(samples)[:, 0] / samples[:, 0]
    assert np.abs(np.diff(gain)).max() < 0.002


def test_nothing_in_is_nothing_out():
    assert list(limited(iter(()))) == []

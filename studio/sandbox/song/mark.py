"""The audible mark of `aigc_watermark` (official.md 7): the sign of `sound.watermark` over a song's beginning."""

from collections.abc import Iterable, Iterator

import numpy as np

from ..sound.watermark import RATE, watermark

Array = np.ndarray
FULL = 32_767
LEVEL = 2.0  # louder than over speech, for it stands beside drums


def marked(pieces: Iterable[Array], rate: int) -> Iterator[Array]:
    """The int16 pieces (n, 2) with the sign in both channels; a song shorter than the sign ends within it."""
    left = sign_at(rate)
    for piece in pieces:
        part, left = left[: len(piece)], left[len(piece) :]
        if len(part):
            mixed = piece[: len(part)] + part[:, None]
            piece = np.concatenate([np.clip(mixed, -FULL, FULL).astype(np.int16), piece[len(part) :]])
        yield piece


def sign_at(rate: int) -> Array:
    """The sign at this sample rate, in units of int16."""
    sign = watermark()
    moment = np.arange(int(len(sign) * rate / RATE)) / rate
    return np.interp(moment, np.arange(len(sign)) / RATE, sign) * LEVEL * FULL

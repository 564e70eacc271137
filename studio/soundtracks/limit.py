"""What becomes too loud when two sounds are added is turned down for a moment. Runs in the child; knows no Django."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray

# A little below full scale: an encoder's output goes slightly beyond what it was given.
CEILING = 0.94
HOP, REACH = 64, 16  # samples; hops, together about 20 ms


def limited(blocks: "Iterator[ndarray]") -> "Iterator[ndarray]":
    """The same blocks of (samples, channels) with nothing above CEILING; one block is held back.

    The volume goes down from REACH hops before a peak and comes back as long after it. What is never too loud is not
    touched. Every block but the last has a multiple of HOP samples.
    """
    import numpy as np

    quiet = np.ones(REACH)
    before, gains, waiting = quiet, quiet, None
    for block in chain(blocks, [None]):
        ahead = quiet if block is None else _gains_of(block)
        if waiting is not None:
            hops = np.concatenate([before, gains, ahead[:REACH], quiet[len(ahead) :]])
            yield waiting if hops.min() == 1 else waiting * _curve(hops, len(waiting))
            before = np.concatenate([before, gains])[-REACH:]
        waiting, gains = block, ahead


def _gains_of(block: "ndarray") -> "ndarray":
    """For each hop the volume at which it would just fit; 1 for what fits already."""
    import numpy as np

    peaks = np.maximum.reduceat(np.abs(block).max(axis=1), np.arange(0, len(block), HOP))
    gains: ndarray = CEILING / np.maximum(peaks, CEILING)
    return gains


def _curve(hops: "ndarray", count: int) -> "ndarray":
    """The volume of `count` samples as a column; `hops` holds REACH gains more at either end.

    A mean of REACH minima, each of which looks over the hop in question, is never above what that hop allows.
    """
    import numpy as np

    lows = np.lib.stride_tricks.sliding_window_view(hops, REACH).min(axis=1)
    smooth = np.convolve(lows, np.full(REACH, 1 / REACH), mode="valid")
    edges = np.minimum(smooth[:-1], smooth[1:])
    curve: ndarray = np.interp(np.arange(count) / HOP, np.arange(len(edges)), edges)
    return curve.astype(np.float32)[:, None]

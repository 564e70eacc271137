"""Plays a score: block by block, with a room, a soft limiter and a clean end."""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from .drums import LOOP, PANS, WET, air, drum
from .score import Score
from .singer import Singer
from .timbres import Array, note
from .written import Hit, Note, Sung

Written = TypeVar("Written", Note, Hit, Sung)
BLOCK = 4.0  # seconds that are made at once
ROOM = 1.9  # seconds of reverberation
PUMPED = {"electronic", "synthwave"}  # genres whose chords give way to the kick
FADE = 0.9  # seconds; the last of them go to silence


def play(score: Score, singer: Singer | None, rate: int, gain: float = 1.0) -> Iterator[Array]:
    """The song as int16 (samples, 2), in pieces of up to `BLOCK` seconds; in all exactly its seconds times `rate`."""
    total, step = round(score.seconds * rate), int(BLOCK * rate)
    desk = _Desk(score, singer, rate)
    for start in range(0, total, step):
        mixed = desk.block(start, min(step, total - start))
        mixed = np.tanh(mixed * (1.15 * gain)) * 0.93
        left = (total - 1 - np.arange(start, start + len(mixed))) / (min(FADE, score.seconds * 0.15) * rate)
        mixed *= np.clip(left, 0, 1)[:, None] ** 2
        yield np.rint(mixed * 32767).astype(np.int16)


class _Desk:
    """The mixing desk. What sounds beyond a block is carried into the next one."""

    def __init__(self, score: Score, singer: Singer | None, rate: int) -> None:
        self.score, self.singer, self.rate = score, singer, rate
        self.notes = sorted(score.notes, key=lambda n: n.start)
        self.hits = sorted(score.hits, key=lambda h: h.start)
        self.sung = sorted(score.sung, key=lambda s: s.start) if singer else []
        self.reach = int((BLOCK + 14.0) * rate)
        self.dry, self.soft, self.send = (np.zeros((self.reach, 2), np.float32) for _ in range(3))
        self.band = score.style.gain * (0.72 if self.sung else 1.0)
        self.room = _room(rate)
        self.tail = np.zeros((len(self.room), 2), np.float32)
        self.kicks = [hit.start for hit in self.hits if hit.drum == "kick"] if score.style.genre in PUMPED else []

    def block(self, start: int, length: int) -> Array:
        """`length` samples from `start` on, (length, 2); blocks are asked for in order."""
        until = (start + length) / self.rate
        for note_ in _due(self.notes, until):
            self._note(note_, start)
        for hit in _due(self.hits, until):
            self._hit(hit, start)
        for line in _due(self.sung, until):
            self._sing(line, start)
        out = self.dry[:length] + self.soft[:length] * self._pump(start, length) + self._reverberated(length)
        if self.score.style.air:
            loop = air(self.score.style.air, self.rate)
            out = out + loop[(start + np.arange(length)) % int(LOOP * self.rate)]
        for bus in (self.dry, self.soft, self.send):
            bus[: self.reach - length] = bus[length:].copy()
            bus[self.reach - length :] = 0
        return out

    def _note(self, written: Note, start: int) -> None:
        sound = note(written.instrument, written.pitch, round(written.seconds * 16) / 16 or 1 / 16, self.rate)
        self._add(
            self.soft, sound, written.start, written.gain * 0.34 * self.band, written.pan, start, self.score.style.space
        )

    def _hit(self, written: Hit, start: int) -> None:
        sound = drum(written.drum, self.rate)
        wet = WET.get(written.drum, 0.12) * self.score.style.space
        self._add(
            self.dry,
            sound[:, None],
            written.start,
            written.gain * 0.46 * self.band,
            PANS.get(written.drum, 0.0),
            start,
            wet,
        )

    def _sing(self, written: Sung, start: int) -> None:
        singer = self.singer
        if singer is None:
            return
        at, sound = singer.sing(written, self.rate)
        wet = 0.18 + 0.6 * self.score.style.space
        self._add(self.dry, sound[:, None], at, written.gain * 0.85, 0.0, start, wet)
        if written.harmony:
            at, sound = singer.sing(written, self.rate, written.harmony)
            for pan, late in ((-0.6, 0.011), (0.6, 0.019)):
                self._add(self.dry, sound[:, None], at + late, written.gain * 0.20, pan, start, wet)

    def _add(self, bus: Array, sound: Array, when: float, gain: float, pan: float, start: int, wet: float) -> None:
        at = max(0, round(when * self.rate) - start)
        sound = sound[: self.reach - at]
        angle = (pan + 1) * np.pi / 4
        sides = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(gain * 1.414)
        placed = sound * sides
        bus[at : at + len(placed)] += placed
        self.send[at : at + len(placed)] += placed * np.float32(wet)

    def _pump(self, start: int, length: int) -> Array:
        if not self.kicks:
            return np.ones((1, 1), np.float32)
        t = (start + np.arange(length)) / self.rate
        before = np.searchsorted(self.kicks, t, side="right") - 1
        since = t - np.array([-9.0, *self.kicks])[before + 1]
        return np.asarray(1 - 0.65 * np.exp(-since / 0.11), np.float32)[:, None]

    def _reverberated(self, length: int) -> Array:
        size = 1 << int(np.ceil(np.log2(length + len(self.room))))
        wet = np.empty((length + len(self.room) - 1, 2), np.float32)
        for side in (0, 1):
            spectrum = np.fft.rfft(self.send[:length, side], size) * np.fft.rfft(self.room[:, side], size)
            wet[:, side] = np.fft.irfft(spectrum, size)[: len(wet)]
        wet[: len(self.tail)] += self.tail[: len(wet)]
        self.tail = np.concatenate([wet[length:], np.zeros((1, 2), np.float32)])
        return wet[:length]


def _due(written: list[Written], until: float) -> Iterator[Written]:
    """Take what begins before `until` seconds from the list; lines begin a little before their first note."""
    while written and written[0].start - 0.1 < until:
        yield written.pop(0)


def _room(rate: int) -> Array:
    """The echoes of a hall as an impulse response, (samples, 2): noise that darkens and dies."""
    rng, length = np.random.default_rng(7), int(ROOM * rate)
    t = np.arange(length)[:, None] / rate
    bright, dark = rng.standard_normal((length, 2)), rng.standard_normal((length, 2))
    kernel = np.hanning(24)[1:-1] / np.hanning(24).sum()
    dark = np.stack([np.convolve(dark[:, side], kernel, "same") * 2.6 for side in (0, 1)], axis=1)
    echo = (bright * np.exp(-t / 0.10) * 0.5 + dark * np.exp(-t / 0.42)) * np.clip((t - 0.012) / 0.01, 0, 1)
    return np.asarray(echo / np.sqrt(np.sum(echo**2, axis=0)), np.float32)

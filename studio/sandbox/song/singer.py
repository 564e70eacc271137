"""Sings a line: espeak-ng's words, taken apart into tone colour and voicing, put together again on the melody.

A vocoder: the cepstrum of each short frame gives the colour, pulses at the melody's pitch (and noise for what has no
pitch) give the sound. So any syllable takes any pitch and any length.
"""

import functools
from dataclasses import dataclass

import numpy as np

from ..sound import espeak
from ..sound.languages import LANGUAGES
from .theory import hertz
from .written import Sung, SungNote

Array = np.ndarray
RATE = 22_050  # espeak's
HOP, WINDOW, SIZE = 128, 704, 1024
VOICES = {True: ("m3", "m1", "m7"), False: ("f3", "f2", "f5")}
SPEECH_PITCH = {True: 120.0, False: 210.0}  # Hz; espeak speaks on one note, which makes it easy to take apart
CEPSTRUM = {True: 110, False: 64}  # coefficients: shorter than the period of the speech pitch
VIBRATO, VIBRATO_HZ = 0.16, 5.3  # semitones
LEAD_IN = 0.05  # seconds that a syllable begins before its note, for the vowel to fall on the beat


@dataclass(frozen=True)
class Spoken:
    """A word taken apart. `colour`: (frames, coefficients). `voiced`: 0 or 1. `edges`: the syllables' frames."""

    colour: Array
    voiced: Array
    edges: tuple[int, ...]


@dataclass(frozen=True)
class Singer:
    """`variant`: one of espeak's. `language`: of the lyrics, a name of `sound.languages`."""

    male: bool
    variant: str
    language: str

    def sing(self, line: Sung, rate: int, pitches: tuple[float, ...] = ()) -> tuple[float, Array]:
        """The line's start in seconds and its sound, float32 mono; `pitches` replace the melody's."""
        notes = line.notes
        tuned = [
            SungNote(n.start, n.seconds, p) for n, p in zip(notes, pitches or [n.pitch for n in notes], strict=True)
        ]
        start = max(0.0, notes[0].start - LEAD_IN)
        frames = int((notes[-1].start + notes[-1].seconds + 0.12 - start) * RATE / HOP) + 1
        colour = np.zeros((frames, CEPSTRUM[self.male]), np.float32)
        voiced, level = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
        at = 0
        for word, _ in line.words:
            spoken = spoken_word(word.text, word.count, self.male, self.variant, self.language)
            for number in range(word.count):
                note = tuned[at]
                following = tuned[at + 1].start if at + 1 < len(tuned) else note.start + note.seconds + 1
                self._place(spoken, number, note, following, start, (colour, voiced, level))
                at += 1
        sound = _sound(colour, voiced, level, self._pitch(tuned, start, frames))
        return start, _resampled(sound, rate)

    def _place(self, spoken: Spoken, number: int, note: SungNote, following: float, start: float,
               plan: tuple[Array, Array, Array]) -> None:  # fmt: skip
        """Write one syllable's frames into the plan: its ends at their own pace, its middle as long as the note."""
        colour, voiced, level = plan
        first = max(0, int((note.start - LEAD_IN - start) * RATE / HOP + 0.5))
        end = min(note.start + note.seconds, following - LEAD_IN) - start
        last = min(len(level), max(first + 3, int(end * RATE / HOP)))
        low, high = spoken.edges[number], spoken.edges[number + 1]
        source = _stretched(high - low, last - first, spoken.voiced[low:high]) + low
        near = np.clip(np.rint(source).astype(int), low, high - 1)
        below = np.clip(source.astype(int), low, high - 1)
        share = np.clip(source - below, 0, 1)[:, None]
        above = np.minimum(below + 1, high - 1)
        colour[first:last] = spoken.colour[below] * (1 - share) + spoken.colour[above] * share
        voiced[first:last] = spoken.voiced[near]
        edge = np.minimum(np.arange(last - first) / 3 + 0.3, (last - first - np.arange(last - first)) / 6)
        level[first:last] = np.clip(edge, 0, 1)

    def _pitch(self, notes: list[SungNote], start: float, frames: int) -> Array:
        """MIDI pitch per frame: steps rounded off, with vibrato on long notes."""
        track = np.full(frames, notes[0].pitch, np.float64)
        t = np.arange(frames) * HOP / RATE + start
        sway = np.zeros(frames)
        for note in notes:
            track[t >= note.start - LEAD_IN] = note.pitch
            if note.seconds > 0.4:
                inside = (t >= note.start) & (t < note.start + note.seconds)
                grown = np.clip((t[inside] - note.start - 0.2) / 0.3, 0, 1)
                sway[inside] = VIBRATO * grown * np.sin(2 * np.pi * VIBRATO_HZ * (t[inside] - note.start))
        bell = np.hanning(9) / np.hanning(9).sum()
        return np.asarray(np.convolve(np.pad(track, 4, mode="edge"), bell, "valid") + sway)


def choose_singer(language: str, male: bool, lot: int) -> Singer:
    """A voice for this language; `lot` picks among those of the kind."""
    return Singer(male, VOICES[male][lot % len(VOICES[male])], language)


@functools.lru_cache(maxsize=400)
def spoken_word(text: str, count: int, male: bool, variant: str, language: str) -> Spoken:
    pitch = round(SPEECH_PITCH[male])
    samples, _ = espeak.synthesize(
        text, voice=LANGUAGES[language].code, variant=variant, rate=150, range_=0, lines=(f"pitch {pitch} {pitch}",)
    )
    sound = _trimmed(samples.astype(np.float32) / 32768)
    frames = _frames(sound)
    colour = _cepstrum(frames, CEPSTRUM[male])
    return Spoken(colour, _voicing(frames), _edges(frames, count))


def _trimmed(sound: Array) -> Array:
    loud = np.flatnonzero(np.abs(sound) > 0.02 * (np.abs(sound).max() + 1e-9))
    if not len(loud):
        return np.zeros(WINDOW, np.float32)
    return sound[loud[0] : loud[-1] + 1]


def _frames(sound: Array) -> Array:
    padded = np.pad(sound, WINDOW // 2)
    if len(padded) < WINDOW + 3 * HOP:
        padded = np.pad(padded, (0, WINDOW + 3 * HOP - len(padded)))
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]


def _cepstrum(frames: Array, count: int) -> Array:
    """The tone colour: the first coefficients of the real cepstrum, folded to minimum phase."""
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), SIZE))
    log = np.log(np.maximum(spectrum, spectrum.max() * 1e-4 + 1e-7))
    cepstrum = np.fft.irfft(log, SIZE)[:, :count]
    taper = np.ones(count)
    taper[count * 3 // 4 :] = np.cos(np.linspace(0, np.pi / 2, count - count * 3 // 4)) ** 2
    cepstrum[:, 1:] *= 2
    return np.asarray(cepstrum * taper, np.float32)


def _voicing(frames: Array) -> Array:
    """1 where a frame repeats itself at the pace of a voice, else 0."""
    plain = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(plain, 2048)) ** 2
    alike = np.fft.irfft(power)
    lags = slice(RATE // 400, RATE // 80)
    likeness = alike[:, lags].max(axis=1) / (alike[:, 0] + 1e-9)
    loud = np.sqrt(np.mean(frames**2, axis=1))
    voiced = ((likeness > 0.38) & (loud > 0.08 * loud.max())).astype(np.float32)
    return np.asarray(np.convolve(np.pad(voiced, 2, mode="edge"), np.ones(5) / 5, "valid") > 0.5, np.float32)


def _edges(frames: Array, count: int) -> tuple[int, ...]:
    """Where a word's syllables meet: the quietest frame near each equal share."""
    total = len(frames)
    if count == 1 or total < 4 * count:
        return tuple(round(total * n / count) for n in range(count + 1))
    loud = np.convolve(np.sqrt(np.mean(frames**2, axis=1)), np.ones(5) / 5, "same")
    edges = [0]
    for number in range(1, count):
        middle, reach = total * number / count, total / count * 0.35
        low, high = int(middle - reach), int(middle + reach) + 1
        edges.append(max(edges[-1] + 2, low + int(np.argmin(loud[low:high]))))
    return (*edges, total)


def _stretched(length: int, wanted: int, voiced: Array) -> Array:
    """Places in the source for `wanted` frames: consonants at their own pace, the vowel as long as it takes."""
    if wanted <= length:
        return np.linspace(0, length - 1, wanted)
    core = np.flatnonzero(voiced)
    head = int(core[0] if len(core) else 0)
    head = min(head + max(2, length // 6), length // 2)
    tail = length - 1 - min(length - 1, int(core[-1]) if len(core) else length - 1)
    tail = min(tail + max(2, length // 5), length // 3)
    middle = np.linspace(head, max(head, length - 1 - tail), max(1, wanted - head - tail))
    return np.concatenate([np.arange(head), middle, np.arange(length - tail, length)])[:wanted]


def _sound(colour: Array, voiced: Array, level: Array, pitch: Array) -> Array:
    """Pulses and noise through the frames' minimum-phase filters, overlapped."""
    length = len(level) * HOP
    hz = np.interp(np.arange(length), np.arange(len(pitch)) * HOP, np.array([hertz(p) for p in pitch]))
    turns = np.cumsum(hz / RATE)
    ends = np.flatnonzero(np.diff(np.floor(turns)))
    pulses = np.zeros(length + 1, np.float32)
    part = ((np.floor(turns[ends + 1]) - turns[ends]) / (turns[ends + 1] - turns[ends])).astype(np.float32)
    strength = np.sqrt(RATE / hz[ends]).astype(np.float32)
    pulses[ends] += strength * (1 - part)
    pulses[ends + 1] += strength * part
    noise = np.random.default_rng(3).standard_normal(length).astype(np.float32)
    mix = np.repeat(voiced, HOP)
    source = pulses[:length] * mix + noise * (0.5 * (1 - mix) + 0.02 * mix)
    spectra = np.exp(np.fft.rfft(colour, SIZE, axis=1)) * level[:, None]
    size = 2 * HOP
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    pieces = np.lib.stride_tricks.sliding_window_view(np.pad(source, HOP), size)[::HOP][: len(level)] * window
    filtered = np.fft.irfft(np.fft.rfft(pieces, SIZE, axis=1) * spectra, SIZE, axis=1).astype(np.float32)
    out = np.zeros(length + SIZE + HOP, np.float32)
    for offset in range(0, SIZE, HOP):  # each column of hops overlaps nothing of its own
        block = filtered[:, offset : offset + HOP].reshape(-1)
        out[offset : offset + len(block)] += block
    loud = np.sqrt(np.mean(out**2)) + 1e-9
    return np.asarray(np.tanh(out * (0.16 / loud)), np.float32)[HOP : length + HOP]


def _resampled(sound: Array, rate: int) -> Array:
    """To another rate, by way of the spectrum."""
    if rate == RATE or not len(sound):
        return sound
    wanted = round(len(sound) * rate / RATE)
    size = 1 << int(np.ceil(np.log2(len(sound) + 256)))
    spectrum = np.fft.rfft(np.pad(sound, (0, size - len(sound))))
    longer = round(size * rate / RATE)
    return np.asarray(np.fft.irfft(spectrum[: longer // 2 + 1], longer)[:wanted] * (longer / size), np.float32)

"""A text spoken by a profile: pieces of samples as they are made, with the times of every sentence and word.

Each sentence is synthesised, shaped and brought to its length by itself, so the first sound is there after the
first sentence, however long the text.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from . import espeak
from .effects import Effect
from .emotions import emotion_of
from .interjections import INTERJECTIONS, interjection
from .languages import LANGUAGES, language_of
from .manner import manner, voice_lines
from .profile import Profile
from .script import Interjection, Paragraph, Part, Pause, Reader, Sentence, Token, Unspeakable, parts_of
from .shaping import Array, levelled, limited, stretch, to_int16, trimmed, whispered
from .speech import Speech, Subtitle
from .watermark import watermark

RATE = 22_050  # samples a second of everything here
PIECE = RATE // 2
AFTER_SENTENCE, AFTER_CUT, AFTER_PARAGRAPH = 0.32, 0.12, 0.75  # seconds at speed 1
PHONETIC = {"Chinese": "cmn-latn-pinyin", "Chinese,Yue": "yue-latn-jyutping"}


@dataclass(frozen=True)
class Piece:
    """`samples`: int16 mono at 22,050 Hz, at most half a second. `sentence`: what begins with this piece."""

    samples: Array = field(repr=False)
    sentence: Subtitle | None = None


def speak(speech: Speech) -> Iterator[Piece]:
    """The pieces in their order. Raises `script.Unspeakable` before the first when the text is badly marked."""
    parts = list(parts_of(speech.text, INTERJECTIONS if speech.interjections else ()))
    if all(isinstance(part, Paragraph) for part in parts):
        raise Unspeakable("text: there is nothing in it that can be spoken")
    return _Speaker(speech, parts).pieces()


class _Speaker:
    def __init__(self, speech: Speech, parts: list[Part]) -> None:
        self.speech, self.parts = speech, parts
        self.reader = Reader(speech.tone, speech.normalize, speech.latex)
        self.manner = manner(
            speech.profile, emotion=speech.emotion or emotion_of(speech.text), semitones=speech.pitch,
            depth=speech.depth, intensity=speech.intensity, timbre=speech.timbre,
        )  # fmt: skip
        names = [speech.effect] if speech.effect else []
        if speech.profile.robot and speech.effect != "robotic":
            names.insert(0, "robotic")
        self.effects = [Effect(name) for name in names]
        self.position = 0  # samples that were handed out

    def pieces(self) -> Iterator[Piece]:
        for number, part in enumerate(self.parts):
            following = self.parts[number + 1] if number + 1 < len(self.parts) else None
            if isinstance(part, Sentence):
                yield from self._sentence(part, following)
            elif isinstance(part, Interjection):
                sound = interjection(part.name, self.manner.profile.pitch)
                yield from self._given(stretch(sound, round(len(sound) / self.speech.speed)))
                yield from self._silence(0.1 / self.speech.speed)
            elif isinstance(part, Pause):
                yield from self._silence(part.seconds)
            elif isinstance(following, Sentence | Interjection):
                yield from self._silence(AFTER_PARAGRAPH / self.speech.speed)
        for number, effect in enumerate(self.effects):
            rest = effect.finish()
            for later in self.effects[number + 1 :]:
                rest = later.feed(rest)
            yield from self._cut(rest)
        if self.speech.watermark:
            yield from self._cut(watermark())

    def _sentence(self, part: Sentence, following: Part | None) -> Iterator[Piece]:
        samples, words = self._spoken(part.text)
        begin = self.position
        subtitle = Subtitle(
            part.text, _ms(begin), _ms(begin + len(samples)),
            tuple(Subtitle(text, _ms(begin + start), _ms(begin + end)) for text, start, end in words),
        )  # fmt: skip
        yield from self._given(samples * self.manner.gain, subtitle)
        if isinstance(following, Sentence):
            rest = AFTER_SENTENCE if part.ends and not self.speech.continuous else AFTER_CUT
            yield from self._silence(rest / self.speech.speed)

    def _spoken(self, text: str) -> tuple[Array, list[tuple[str, int, int]]]:
        """The sentence, and each word with the samples where it begins and ends."""
        language = self.speech.language or language_of(text, self.speech.profile.language)
        runs: list[list[Token]] = []
        for token in self.reader.tokens(text, language):
            if not runs or runs[-1][-1].phonetic != token.phonetic:
                runs.append([])
            runs[-1].append(token)
        sounds: list[Array] = []
        words: list[tuple[str, int, int]] = []
        at = 0
        for run in runs:
            code = PHONETIC[language] if run[0].phonetic else LANGUAGES[language].code
            sound, times = self._run(run, code, language)
            words += [(text, at + start, at + end) for text, start, end in times]
            sounds.append(sound)
            at += len(sound)
        return (np.concatenate(sounds) if sounds else np.zeros(0, np.float32)), words

    def _run(self, tokens: list[Token], code: str, language: str) -> tuple[Array, list[tuple[str, int, int]]]:
        """Tokens of one espeak voice, at the asked speed."""
        profile = self.manner.profile
        lines = voice_lines(profile, LANGUAGES[language])
        text = (" " if tokens[0].phonetic else "").join(token.spoken for token in tokens)
        sound, events, lead = _synthesized(text, code, profile, lines, profile.pace * self.speech.speed)
        wanted = len(sound)
        if self.speech.speed != 1:
            natural, _, _ = _synthesized(text, code, profile, lines, profile.pace)
            wanted = round(len(natural) / self.speech.speed)
        scale = wanted / max(1, len(sound))
        if abs(scale - 1) > 0.01:
            sound = stretch(sound, wanted)
        else:
            scale = 1.0
        sound = levelled(_breathed(sound, profile.breath))
        return sound, _word_times(tokens, events, lead, scale, len(sound))

    def _silence(self, seconds: float) -> Iterator[Piece]:
        yield from self._given(np.zeros(round(seconds * RATE), np.float32))

    def _given(self, samples: Array, sentence: Subtitle | None = None) -> Iterator[Piece]:
        for effect in self.effects:
            samples = effect.feed(samples)
        yield from self._cut(samples, sentence)

    def _cut(self, samples: Array, sentence: Subtitle | None = None) -> Iterator[Piece]:
        loud = to_int16(limited(samples * self.speech.volume))
        for start in range(0, len(loud), PIECE):
            piece = loud[start : start + PIECE]
            self.position += len(piece)
            yield Piece(piece, sentence if start == 0 else None)


def _synthesized(
    text: str, code: str, profile: Profile, lines: tuple[str, ...], rate: float
) -> tuple[Array, list[espeak.Event], int]:
    """float32 without silence at its ends, the words' events, and how many samples were cut at the beginning."""
    pieces: list[Array] = []
    events = espeak.stream(text, pieces.append, voice=code, variant=profile.variant, rate=round(rate), lines=lines)
    samples = np.concatenate(pieces).astype(np.float32) / 32768 if pieces else np.zeros(0, np.float32)
    samples, lead = trimmed(samples)
    return samples, [event for event in events if event.kind == "word"], lead


def _breathed(samples: Array, breath: float) -> Array:
    if breath < 0.02 or not len(samples):
        return samples
    return np.asarray((1 - breath) * samples + breath * whispered(samples), np.float32)


def _word_times(
    tokens: list[Token], events: list[espeak.Event], lead: int, scale: float, length: int
) -> list[tuple[str, int, int]]:
    """Each token from its first event to the next token's. A token without one shares with the token before it."""
    starts: list[int] = []
    at = 0
    gap = 1 if tokens[0].phonetic else 0
    for token in tokens:
        inside = [event for event in events if at <= event.start < at + len(token.spoken)]
        starts.append(round((inside[0].sample - lead) * scale) if inside else -1)
        at += len(token.spoken) + gap
    starts[0] = 0
    known = [number for number, start in enumerate(starts) if start >= 0] + [len(tokens)]
    begins = [min(max(0, starts[number]), length) for number in known[:-1]] + [length]
    words = []
    for place, (first, after) in enumerate(itertools.pairwise(known)):
        share = (begins[place + 1] - begins[place]) / (after - first)
        for step in range(after - first):
            begin = begins[place] + share * step
            words.append((tokens[first + step].text.strip(), round(begin), round(begin + share)))
    return words


def _ms(samples: int) -> float:
    return samples * 1000 / RATE

"""espeak-ng through ctypes: text to 16-bit samples, with the moment of every word.

The library keeps one voice per process and synthesises in the caller's thread, so a lock guards it. A voice is a text
of espeak's voice lines: a language file, a variant, and lines of our own that win over both (`pitch 180 230`, in Hz).
"""

import ctypes
import functools
import os
import tempfile
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples go to the callback before espeak_Synth returns
BUFFER_MS = 60
DONT_EXIT = 0x8000
UTF8, SSML, PHONEMES, END_PAUSE = 1, 0x10, 0x100, 0x1000
RATE, VOLUME, PITCH, RANGE = 1, 2, 3, 4
LIST_END, WORD, SENTENCE = 0, 1, 2
RATES = (80, 450)  # words per minute that espeak speaks by itself
OVERRIDES = ("language", "name", "gender", "age", "status", "maintainer")  # lines of a variant that name it

_lock = threading.RLock()


class EspeakError(Exception):
    """espeak-ng could not do what was asked: an unknown voice, or a library that does not start."""


@dataclass(frozen=True)
class Event:
    """A word or a sentence begins. `start`, `length`: characters of the text. `sample`: index into the audio."""

    kind: str
    start: int
    length: int
    sample: int


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h; `id` is a union of 8 bytes."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Engine:
    """The library, started once for this process."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.data = Path(espeakng_loader.get_data_path())
        self.library.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.c_void_p, ctypes.c_void_p,
        ]  # fmt: skip
        self.sample_rate = self.library.espeak_Initialize(
            SYNCHRONOUS, BUFFER_MS, str(self.data.parent).encode(), DONT_EXIT
        )
        if self.sample_rate <= 0:
            raise EspeakError("espeak-ng does not start")
        self._callback = _Callback(self._receive)  # kept, or it would be collected while the library calls it
        self.library.espeak_SetSynthCallback(self._callback)
        self._file, name = tempfile.mkstemp()
        os.unlink(name)
        self._voice = ""
        self._sink: Callable[[np.ndarray], bool | None] = lambda piece: None
        self._problem: BaseException | None = None
        self.events: list[Event] = []

    def speak(self, text: str, flags: int, sink: Callable[[np.ndarray], bool | None]) -> list[Event]:
        """Synthesise; `sink` gets the pieces as they come and stops the synthesis by returning True."""
        self._sink, self._problem, self.events = sink, None, []
        self.library.espeak_ng_SetRandSeed(1)  # breath is noise: the same text shall sound the same again
        raw = text.encode()
        failed = self.library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, flags, None, None)
        if self._problem is not None:
            raise self._problem
        if failed:
            raise EspeakError(f"espeak_Synth answers {failed}")
        return self.events

    def set(self, **parameters: int) -> None:
        numbers = {"rate": RATE, "volume": VOLUME, "pitch": PITCH, "range": RANGE}
        for name, value in parameters.items():
            self.library.espeak_SetParameter(numbers[name], int(value), 0)

    def use(self, lines: str) -> None:
        """Take the voice that these lines describe. It travels as an open file without a name."""
        if lines == self._voice:
            return
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, lines.encode(), 0)
        # espeak_SetVoiceByFile cuts a path at 60 characters and lowers its letters.
        if self.library.espeak_SetVoiceByFile(f"/dev/fd/{self._file}".encode()):
            self._voice = ""
            raise EspeakError("espeak-ng refuses the voice")
        self._voice = lines

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        try:
            self._read(events)
            if samples and count > 0:
                return int(bool(self._sink(np.ctypeslib.as_array(samples, (count,)).copy())))
        except BaseException as problem:  # ctypes would print it and go on
            self._problem = problem
            return 1
        return 0

    def _read(self, events: Any) -> None:
        index = 0
        while events[index].type != LIST_END:
            event = events[index]
            if event.type in (WORD, SENTENCE):
                kind = "word" if event.type == WORD else "sentence"
                self.events.append(Event(kind, event.text_position - 1, event.length, event.sample))
            index += 1


@functools.cache
def _engine() -> _Engine:
    return _Engine()


def sample_rate() -> int:
    """Samples a second of everything that espeak makes: 22050."""
    with _lock:
        return int(_engine().sample_rate)


def synthesize(
    text: str,
    *,
    voice: str,
    variant: str = "",
    rate: int = 175,
    pitch: int = 50,
    range_: int = 50,
    volume: int = 100,
    lines: tuple[str, ...] = (),
    phonemes: bool = False,
    ssml: bool = False,
) -> tuple[np.ndarray, int]:
    """The whole text as int16 mono, and its sample rate. See `stream` for the parameters."""
    pieces: list[np.ndarray] = []
    stream(
        text, pieces.append, voice=voice, variant=variant, rate=rate, pitch=pitch, range_=range_, volume=volume,
        lines=lines, phonemes=phonemes, ssml=ssml,
    )  # fmt: skip
    return (np.concatenate(pieces) if pieces else np.zeros(0, np.int16)), sample_rate()


def stream(
    text: str,
    sink: Callable[[np.ndarray], bool | None],
    *,
    voice: str,
    variant: str = "",
    rate: int = 175,
    pitch: int = 50,
    range_: int = 50,
    volume: int = 100,
    lines: tuple[str, ...] = (),
    phonemes: bool = False,
    ssml: bool = False,
) -> list[Event]:
    """Hand int16 pieces of at most 60 ms to `sink` while they are made; a true answer stops. Returns the words' times.

    `voice`: a language of espeak such as "en-us". `variant`: one of its variants such as "f3". `rate`: words per
    minute, 80 to 450. `pitch`, `range_`: 0 to 100, 50 as the voice was drawn. `volume`: 0 to 200. `lines`: further
    voice lines. The text is plain, whatever it contains, unless `phonemes` ([[...]]) or `ssml` is asked for.
    """
    flags = UTF8 | (PHONEMES if phonemes else 0) | (SSML if ssml else 0)
    with _lock:
        engine = _engine()
        engine.use("\n".join([_language_file(voice), _variant_file(variant), *lines, ""]))
        engine.set(rate=min(max(rate, RATES[0]), RATES[1]), pitch=pitch, range=range_, volume=volume)
        return engine.speak(_plain(text), flags, sink)


def languages() -> set[str]:
    """The names that `voice` may take."""
    return set(_language_paths())


def variants() -> list[str]:
    """The names that `variant` may take."""
    return sorted(path.name for path in (_engine().data / "voices" / "!v").iterdir())


@functools.cache
def variant_formants(variant: str) -> dict[int, list[int]]:
    """The variant's formants 0 to 8 as [frequency, height, width], in percent of the language's."""
    formants = {number: [100, 100, 100] for number in range(9)}
    for line in _variant_file(variant).splitlines():
        words = line.split()
        if words[:1] == ["formant"]:
            given = [int(word) for word in words[2:5]]
            formants[int(words[1])] = given + [100] * (3 - len(given))
    return formants


@functools.cache
def _language_paths() -> dict[str, Path]:
    return {path.name.lower(): path for path in (_engine().data / "lang").rglob("*") if path.is_file()}


@functools.cache
def _language_file(voice: str) -> str:
    path = _language_paths().get(voice.lower())
    if path is None:
        raise EspeakError(f"espeak-ng has no language {voice!r}")
    return path.read_text(encoding="utf-8")


@functools.cache
def _variant_file(variant: str) -> str:
    if not variant:
        return ""
    if variant not in variants():
        raise EspeakError(f"espeak-ng has no variant {variant!r}")
    text = (_engine().data / "voices" / "!v" / variant).read_text(encoding="utf-8", errors="replace")
    return "\n".join(line for line in text.splitlines() if line.split()[:1] not in [[word] for word in OVERRIDES])


def _plain(text: str) -> str:
    """Without control characters: espeak reads commands after a 0x01."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") and c != "\n" else c for c in text)

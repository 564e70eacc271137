"""The voice: in tune, in time, in the language of the lyrics."""

import numpy as np
import pytest

from studio.sandbox.song.score import Score, write_score
from studio.sandbox.song.singer import LEAD_IN, Singer, choose_singer
from studio.sandbox.song.syllables import count_syllables, words_of
from studio.sandbox.sound.measure import HOP, pitch_track

RATE = 22_050
SONGS = {
    "English": (
        "female pop",
        "[Verse]\nRain on the window\nEvery drop a little story\n[Chorus]\nSing along with me tonight",
    ),
    "Chinese": ("男声 抒情", "[Verse]\n窗外的雨轻轻地下\n我在想你的回答"),
    "Japanese": ("male pop", "[Verse]\n雨の夜に歌う\n君を思い出す"),
    "Spanish": ("female folk", "[Verse]\n¿Dónde está mi corazón?\nSeñor, ya viene el día"),
}


def sung(language: str) -> tuple[Score, Singer]:
    prompt, lyrics = SONGS[language]
    score = write_score({"prompt": prompt, "lyrics": lyrics, "seconds": 24, "seed": 1})
    return score, choose_singer(score.language, score.style.male, 1)


@pytest.mark.parametrize("language", SONGS)
def test_it_sings_every_note_within_half_a_semitone(language: str) -> None:
    score, singer = sung(language)
    errors = []
    for line in score.sung[:4]:
        start, sound = singer.sing(line, RATE)
        track = pitch_track(sound, RATE)
        for note in line.notes:
            if note.seconds < 0.25:
                continue
            first, last = (
                int((moment - start) / HOP) - 2 for moment in (note.start + 0.05, note.start + note.seconds - 0.05)
            )
            voiced = track[max(0, first) : last]
            voiced = voiced[voiced > 0]
            if len(voiced) > 2:
                errors.append(abs(69 + 12 * np.log2(np.median(voiced) / 440) - note.pitch))
    assert len(errors) > 5
    assert max(errors) < 0.5


def test_it_sings_in_time() -> None:
    score, singer = sung("English")
    for line in score.sung[:3]:
        start, sound = singer.sing(line, RATE)
        loud = np.flatnonzero(np.abs(sound) > 0.02)
        assert start + loud[0] / RATE == pytest.approx(line.notes[0].start - LEAD_IN, abs=0.05)
        end = line.notes[-1].start + line.notes[-1].seconds
        assert end - 0.3 < start + loud[-1] / RATE < end + 0.15


def test_it_sings_words_and_not_only_notes() -> None:
    line = sung("English")[0].sung[0]
    spectra = []
    for text in ("ee ee ee ee ee", "oh oh oh oh oh"):
        words = [(word, line.words[0][1]) for word in words_of(text)[:1]]
        sound = Singer(False, "f3", "English").sing(type(line)(words, 1.0), RATE)[1]
        spectra.append(np.abs(np.fft.rfft(sound[:8192] * np.hanning(min(8192, len(sound[:8192]))), 8192)))
    hz = np.fft.rfftfreq(8192, 1 / RATE)
    second = (hz > 1900) & (hz < 3200)
    ee, oh = (spectrum[second].sum() / spectrum[hz < 4000].sum() for spectrum in spectra)
    assert ee > 1.5 * oh, "the second formant of ee is high"


def test_it_speaks_the_language_of_the_lyrics() -> None:
    assert {language: sung(language)[0].language for language in ("English", "Chinese", "Japanese")} == {
        "English": "English", "Chinese": "Chinese", "Japanese": "Japanese",
    }  # fmt: skip


def test_a_woman_sings_higher_than_a_man() -> None:
    pitches = {}
    for who in ("female", "male"):
        score = write_score({"prompt": f"{who} pop", "lyrics": "[Verse]\nLa la la la", "seconds": 15, "seed": 2})
        pitches[who] = np.mean([note.pitch for line in score.sung for note in line.notes])
    assert pitches["female"] > pitches["male"] + 6


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("rain", 1),
        ("window", 2),
        ("every", 3),
        ("alone", 2),
        ("little", 2),
        ("together", 3),
        ("loved", 1),
        ("雨", 1),
        ("42", 2),
    ],
)
def test_it_counts_syllables(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_it_takes_a_line_apart() -> None:
    assert [word.text for word in words_of("Don't stop, 你好 (oh)!")] == ["Don't", "stop", "你", "好", "oh"]
    assert [word.text for word in words_of("夜に", "Japanese")] == ["よ", "る", "に"]

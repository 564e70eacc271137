import json
from pathlib import Path

import pytest

import studio
from studio.sandbox.sound import espeak
from studio.sandbox.sound.languages import LANGUAGES, language_named, language_of
from studio.sandbox.sound.measure import measure_samples
from studio.sandbox.sound.script import Reader
from studio.sandbox.sound.speaking import RATE
from tests.sandbox.sound.hearing import VOICE, said
from tests.sandbox.sound.sentences import SENTENCES

NAMES = [row["name"] for row in json.loads((Path(studio.__path__[0]) / "data" / "languages.json").read_text())]


def test_they_are_all_there():
    assert set(LANGUAGES) == set(NAMES) == set(SENTENCES)
    assert {language.code for language in LANGUAGES.values()} <= espeak.languages()
    assert {name for name, language in LANGUAGES.items() if language.nearest} == {"Filipino", "Nynorsk"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_spoken_at_the_voices_pitch(name):
    heard = measure_samples(said(SENTENCES[name], language=name), RATE)
    assert 2 < heard.seconds < 7
    assert heard.loudness > -30
    assert heard.pitch == pytest.approx(VOICE.pitch, rel=0.15)


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("Hello", "English", "English"),
        ("Hola", "Spanish", "Spanish"),
        ("Hello", "Chinese", "English"),
        ("你好，我是 MiniMax", "English", "Chinese"),
        ("你好", "Chinese,Yue", "Chinese,Yue"),
        ("今日は", "English", "Japanese"),
        ("안녕하세요", "", "Korean"),
        ("Привіт, як її звати", "English", "Ukrainian"),
        ("Привет", "English", "Russian"),
        ("Здравей", "Bulgarian", "Bulgarian"),
        ("Γεια σου", "English", "Greek"),
        ("مرحبا", "English", "Arabic"),
        ("چای", "English", "Persian"),
        ("שלום", "English", "Hebrew"),
        ("สวัสดี", "English", "Thai"),
        ("नमस्ते", "English", "Hindi"),
        ("வணக்கம்", "English", "Tamil"),
        ("123", "German", "German"),
        ("123", "", "English"),
    ],
)
def test_it_is_guessed_from_the_script(text, own, language):
    assert language_of(text, own) == language


def test_a_boost_names_it():
    assert language_named("Cantonese") == language_named("Chinese,Yue") == "Chinese,Yue"
    assert language_named("auto") is None
    with pytest.raises(KeyError):
        language_named("Klingon")


def test_kanji_are_read_in_kana():
    tokens = Reader().tokens("今日は東京へ行く。", "Japanese")
    assert [token.text for token in tokens] == ["今日", "は", "東京", "へ", "行く。"]
    assert [token.spoken for token in tokens] == ["きょー", "わ", "とーきょー", "え", "いく。"]

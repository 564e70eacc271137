import numpy as np
import pytest

from studio.sandbox.sound import espeak
from studio.sandbox.sound.measure import median_pitch


def test_it_reads_marks_as_words_unless_asked():
    plain, rate = espeak.synthesize("[[h@l'oU]]", voice="en-us")
    phonemes, _ = espeak.synthesize("[[h@l'oU]]", voice="en-us", phonemes=True)
    assert rate == 22050
    assert len(plain) > 1.8 * len(phonemes)
    tagged, _ = espeak.synthesize('one <break time="3s"/> two', voice="en-us")
    silent, _ = espeak.synthesize('<speak>one <break time="3s"/> two</speak>', voice="en-us", ssml=True)
    assert len(silent) > 3 * rate
    assert np.abs(tagged[-rate:]).max() > 1000


def test_it_ignores_embedded_commands():
    shouted, _ = espeak.synthesize("good \x01200A morning", voice="en-us")
    commanded = np.abs(shouted).max()
    assert commanded <= np.abs(espeak.synthesize("good 200A morning", voice="en-us")[0]).max() * 1.3


def test_its_words_have_times():
    events = espeak.stream("Hello big world", lambda piece: None, voice="en-us")
    words = [event for event in events if event.kind == "word"]
    assert [(word.start, word.length) for word in words] == [(0, 5), (6, 3), (10, 5)]
    assert words[0].sample < words[1].sample < words[2].sample


def test_it_stops_when_told():
    pieces = []
    espeak.stream(
        "A long sentence that nobody wants to hear. " * 20, lambda piece: pieces.append(piece) or True, voice="en-us"
    )
    assert len(pieces) == 1
    assert len(pieces[0]) <= 0.06 * espeak.sample_rate() + 1


def test_a_failing_sink_is_heard_of():
    def sink(piece):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        espeak.stream("Hello", sink, voice="en-us")


@pytest.mark.parametrize("hertz", [90, 180, 360])
def test_a_voice_line_sets_the_pitch_in_hertz(hertz):
    samples, rate = espeak.synthesize("Hello wide world", voice="en-us", lines=(f"pitch {hertz} {hertz + 2}",))
    assert median_pitch(samples / 32768, rate) == pytest.approx(hertz, rel=0.1)


@pytest.mark.parametrize("wrong", [{"voice": "tlh-none"}, {"voice": "en-us", "variant": "../m1"}])
def test_it_refuses_what_espeak_does_not_have(wrong):
    with pytest.raises(espeak.EspeakError):
        espeak.synthesize("Hello", **wrong)

import itertools
import time

import numpy as np
import pytest

from studio.sandbox.sound.emotions import EMOTIONS
from studio.sandbox.sound.measure import measure_samples, median_pitch, pitch_track
from studio.sandbox.sound.script import Unspeakable
from studio.sandbox.sound.shaping import limited, to_int16
from studio.sandbox.sound.speaking import RATE, speak
from studio.sandbox.sound.speech import SOUND_EFFECTS, Speech
from tests.sandbox.sound.hearing import TEXT, VOICE, gaps, joined, loudness, said


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.3, 2.0])
def test_its_length_follows_the_speed(speed):
    text = f"{TEXT}\nAnd a second paragraph."
    assert len(said(text, speed=speed)) * speed == pytest.approx(len(said(text)), rel=0.01)


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_its_pitch_stays_at_any_speed(speed):
    assert median_pitch(said(speed=speed), RATE) == pytest.approx(VOICE.pitch, rel=0.1)


@pytest.mark.parametrize("semitones", [-12, -5, 0, 7, 12])
def test_its_pitch_follows_the_semitones(semitones):
    wanted = VOICE.pitch * 2 ** (semitones / 12)
    assert median_pitch(said(pitch=semitones), RATE) == pytest.approx(wanted, rel=0.1)


def test_its_loudness_follows_the_volume_and_never_wraps():
    levels = [loudness(said(volume=volume)) for volume in (0.01, 0.1, 0.5, 1, 2, 5, 10)]
    assert all(louder > softer + 2 for softer, louder in itertools.pairwise(levels))
    assert levels[3] - levels[2] == pytest.approx(6, abs=0.5)
    assert np.abs(said(volume=10)).max() <= 1
    rising = to_int16(limited(np.linspace(-12, 12, 5000, dtype=np.float32)))
    assert (np.diff(rising.astype(int)) >= 0).all()  # a sample that wraps would fall


def test_every_emotion_is_its_own():
    heard = {name: measure_samples(said(emotion=name), RATE) for name in EMOTIONS}
    for one, other in itertools.combinations(EMOTIONS, 2):
        a, b = heard[one], heard[other]
        differences = (
            abs(a.seconds / b.seconds - 1) / 0.03,
            abs(a.pitch / (b.pitch or 1) - 1) / 0.04,
            abs(a.loudness - b.loudness) / 1.5,
            abs(a.brightness / b.brightness - 1) / 0.06,
        )
        assert max(differences) > 1, (one, other)
    assert heard["happy"].pitch > heard["neutral"].pitch > heard["sad"].pitch
    assert heard["happy"].seconds < heard["neutral"].seconds < heard["sad"].seconds


def test_the_text_chooses_the_emotion_when_nobody_does():
    assert median_pitch(said("Wow, unbelievable, tea."), RATE) > 1.1 * median_pitch(said("Now, available, tea."), RATE)


def test_a_whisper_has_no_voice():
    def voiced(samples):
        return float(np.mean(pitch_track(samples, RATE) > 0))

    assert voiced(said()) > 0.5
    assert voiced(said(emotion="whisper")) < 0.05


@pytest.mark.parametrize("seconds", [0.35, 1.5, 4.0])
@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_pause_is_exact(seconds, speed):
    samples = said(f"one<#{seconds}#>two", speed=speed)
    assert [length for _, length in gaps(samples)] == [pytest.approx(seconds, abs=0.01)]


@pytest.mark.parametrize("wrong", ["0", "0.001", "100", "1.2.3"])
def test_a_pause_out_of_bounds_is_refused_before_a_sound(wrong):
    with pytest.raises(Unspeakable, match=r"^text: "):
        speak(Speech(f"one<#{wrong}#>two", VOICE))


@pytest.mark.parametrize("nothing", ["", "...", "\n\n", "🙂"])
def test_nothing_to_say_is_refused(nothing):
    with pytest.raises(Unspeakable, match=r"^text: "):
        speak(Speech(nothing, VOICE))


def test_a_paragraph_breathes_longer_than_a_sentence():
    sentence, paragraph = gaps(said("One tea. Two teas.")), gaps(said("One tea.\nTwo teas."))
    assert len(sentence) == len(paragraph) == 1
    assert paragraph[0][1] > sentence[0][1] + 0.2


def test_an_interjection_is_a_sound_only_when_asked():
    words, sound, without = said("Yes (laughs) no"), said("Yes (laughs) no", interjections=True), said("Yes no")
    assert len(words) != len(sound)
    assert len(sound) > len(without) + 0.5 * RATE
    unknown = said("Yes (dances) no", interjections=True)
    assert len(unknown) == pytest.approx(len(said("Yes (dances) no")), rel=0.01)


def test_every_effect_changes_the_sound():
    plain = said()
    heard = {name: said(effect=name) for name in SOUND_EFFECTS}
    assert len(heard["spacious_echo"]) > len(plain) + RATE // 2
    assert len(heard["auditorium_echo"]) > len(plain) + RATE // 2
    high = {name: _share_above(3600, samples) for name, samples in [*heard.items(), ("plain", plain)]}
    assert high["lofi_telephone"] < high["plain"] / 2
    for name, samples in heard.items():
        likeness = np.corrcoef(samples[: len(plain)], plain)[0, 1]
        assert likeness < 0.97, name


def test_voice_modify_moves_pitch_energy_and_brightness():
    low, high = (measure_samples(said(depth=depth), RATE) for depth in (-100, 100))
    assert high.pitch > 1.5 * low.pitch
    strong, soft = (measure_samples(said(intensity=intensity), RATE) for intensity in (-100, 100))
    assert strong.loudness > soft.loudness + 5
    full, crisp = (measure_samples(said(timbre=timbre), RATE) for timbre in (-100, 100))
    assert crisp.brightness > 1.3 * full.brightness
    assert crisp.pitch == pytest.approx(full.pitch, rel=0.03)


def test_sentences_and_words_have_their_times():
    text = "Good morning, dear friends. <#0.8#>Tea?\nWe leave now."
    pieces = list(speak(Speech(text, VOICE)))
    sentences = [piece.sentence for piece in pieces if piece.sentence]
    assert [sentence.text for sentence in sentences] == ["Good morning, dear friends.", "Tea?", "We leave now."]
    assert [word.text for word in sentences[0].words] == ["Good", "morning,", "dear", "friends."]
    samples = joined(pieces)
    for (begin, length), (before, after) in zip(gaps(samples, 0.5), itertools.pairwise(sentences), strict=True):
        assert before.end == pytest.approx(begin * 1000, abs=15)
        assert after.begin == pytest.approx((begin + length) * 1000, abs=15)
    for sentence in sentences:
        assert sentence.words[0].begin == sentence.begin
        assert sentence.words[-1].end == pytest.approx(sentence.end, abs=0.1)
        for one, next_one in itertools.pairwise(sentence.words):
            assert one.begin < one.end <= next_one.begin + 0.1
    assert sentences[-1].end == pytest.approx(len(samples) * 1000 / RATE, abs=1)
    assert sentences[0].to_json() == {"text": sentences[0].text, "time_begin": 0, "time_end": round(sentences[0].end)}


def test_a_word_begins_where_it_is_heard():
    text, cut = "Anna, Peter", 0.02
    sentence = next(piece.sentence for piece in speak(Speech(text, VOICE, speed=0.6)) if piece.sentence)
    samples = said(text, speed=0.6)
    silence = gaps(samples, cut)
    begin = sentence.words[1].begin / 1000
    assert any(start - 0.05 <= begin <= start + length + 0.1 for start, length in silence)


def test_the_first_sound_is_soon_there_and_the_rest_is_fast():
    text = f"{TEXT} " * 40
    said("warm")
    began = time.process_time()
    pieces = speak(Speech(text, VOICE))
    next(pieces)
    first = time.process_time() - began
    length = sum(len(piece.samples) for piece in pieces) / RATE
    spent = time.process_time() - began
    assert first < 0.15  # 10 ms on an idle core
    assert length / spent > 30  # 300 on an idle core


def test_it_pronounces_as_it_is_told():
    assert len(said("omg", tone=("omg/oh my good old goodness",))) > 1.5 * len(said("omg"))
    chinese = {"language": "Chinese"}
    assert not _same(said("处理", **chinese), said("处理", tone=("处理/(chu2)(li2)",), **chinese))
    assert not _same(said("好", **chinese), said("(hao4)", **chinese))
    with pytest.raises(Unspeakable, match=r"^pronunciation_dict.tone: "):
        list(speak(Speech("omg", VOICE, tone=("omg",))))


def test_numbers_are_normalized_when_asked():
    written = "It costs $5, call 555-123-4567."
    assert len(said(written, normalize=True)) != len(said(written))
    assert _near(said(written, normalize=True), said("It costs 5 dollars, call 5 5 5 1 2 3 4 5 6 7."))


def test_formulas_are_read_in_chinese():
    assert _near(said("$$x^2=4$$", language="Chinese", latex=True), said("x的平方等于4", language="Chinese"))


def _near(one, other):
    return len(one) == pytest.approx(len(other), rel=0.005)


def _same(one, other):
    return len(one) == len(other) and np.allclose(one, other, atol=0.02)


def _share_above(hertz, samples):
    power = np.abs(np.fft.rfft(samples)) ** 2
    return power[np.fft.rfftfreq(len(samples), 1 / RATE) > hertz].sum() / power.sum()

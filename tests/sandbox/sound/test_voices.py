import itertools
import json
import statistics
from dataclasses import replace

import numpy as np
import pytest

from studio.sandbox.sound.measure import measure_samples
from studio.sandbox.sound.profile import Profile, mixed
from studio.sandbox.sound.speaking import RATE
from studio.sandbox.sound.voices import profile_of_description, profile_of_sample, profile_of_voice, system_voices
from tests.sandbox.sound.hearing import VOICE, said

ALL = {voice_id: profile_of_voice(voice_id) for voice_id in system_voices()}


def test_every_system_voice_has_a_profile_that_survives_json():
    assert len(ALL) == 368
    for profile in ALL.values():
        assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


def test_no_two_of_a_language_are_alike():
    for (one, a), (other, b) in itertools.combinations(ALL.items(), 2):
        alike = (
            (a.language, a.variant) == (b.language, b.variant)
            and abs(a.pitch / b.pitch - 1) < 0.03
            and abs(a.pace / b.pace - 1) < 0.04
            and abs(a.formants - b.formants) < 0.02
            and abs(a.brightness - b.brightness) < 0.1
        )
        assert not alike, (one, other)


def test_women_are_higher_than_men():
    pitches = {
        gender: [ALL[voice_id].pitch for voice_id, row in system_voices().items() if row["gender"] == gender]
        for gender in ("female", "male")
    }
    assert statistics.quantiles(pitches["female"])[0] > statistics.quantiles(pitches["male"])[2] * 1.2


@pytest.mark.parametrize(
    ("low", "high"),
    [("Charming_Santa", "clever_boy"), ("Portuguese_Deep-VoicedGentleman", "Portuguese_EnergeticBoy"),
     ("male-qn-jingying", "lovely_girl")],
)  # fmt: skip
def test_words_in_a_name_count(low, high):
    assert ALL[high].pitch > 1.25 * ALL[low].pitch


def test_voices_sound_as_different_as_their_profiles():
    heard = {}
    for voice_id in list(ALL)[::24]:
        samples = said("Good morning, dear friends of tea.", ALL[voice_id], language="English", emotion="neutral")
        heard[voice_id] = (measure_samples(samples, RATE), _spectrum(samples))
    for one, other in itertools.combinations(heard, 2):
        (a, shape_a), (b, shape_b) = heard[one], heard[other]
        assert (
            abs(a.pitch / (b.pitch or 1) - 1) > 0.02
            or abs(a.seconds / b.seconds - 1) > 0.03
            or np.abs(shape_a - shape_b).mean() > 1.5
        ), (one, other)


@pytest.mark.parametrize("voice_id", ["Charming_Santa", "male-qn-jingying", "Sweet_Girl", "clever_boy", "Grinch"])
def test_a_voice_is_heard_at_its_pitch(voice_id):
    profile = ALL[voice_id]
    heard = measure_samples(said("Good morning, today is a beautiful day.", profile, language="English"), RATE)
    assert heard.pitch == pytest.approx(profile.pitch, rel=0.15)


@pytest.mark.parametrize("trait", [{"formants": 0.85}, {"brightness": -0.8}, {"variant": "Mike"}])
def test_timbre_is_heard_and_leaves_the_pitch_alone(trait):
    plain, changed = said(), said(profile=replace(VOICE, **trait))
    assert np.abs(_spectrum(plain) - _spectrum(changed)).mean() > 1
    assert measure_samples(changed, RATE).pitch == pytest.approx(measure_samples(plain, RATE).pitch, rel=0.05)


def test_a_robot_is_metallic_and_flat():
    human, robot = said(), said(profile=replace(VOICE, robot=True, range=0.05))
    assert np.abs(_spectrum(human) - _spectrum(robot)).mean() > 1.5


def test_the_references_samples_are_voices_and_nothing_else_is():
    assert profile_of_voice("female-gentle") == ALL["female-tianmei"]
    assert profile_of_voice("male-calm") == ALL["male-qn-jingying"]
    assert profile_of_voice("nobody") is None


def test_mixed_voices_lie_between():
    low, high = ALL["Charming_Santa"], ALL["Sweet_Girl"]
    even, leaning = mixed([(low, 50), (high, 50)]), mixed([(low, 90), (high, 10)])
    assert low.pitch < leaning.pitch < even.pitch < high.pitch
    assert leaning.variant == low.variant
    assert mixed([(high, 7)]) == high


@pytest.mark.parametrize(
    ("more", "less", "field"),
    [
        ("a young girl", "an old woman", "pitch"),
        ("a woman", "a man", "pitch"),
        ("女声", "男声", "pitch"),
        ("a high male voice", "a deep male voice", "pitch"),
        ("男声，高音", "男声，低沉", "pitch"),
        ("a fast voice", "a slow voice", "pace"),
        ("语速快", "语速慢", "pace"),
        ("an energetic man", "a calm man", "range"),
        ("a whispering woman", "a clear woman", "breath"),
        ("a robot", "a human", "robot"),
    ],
)
def test_a_description_is_heeded(more, less, field):
    def typical(text):  # over several lots, which decide what the words leave open
        return statistics.median(float(getattr(profile_of_description(text, str(lot)), field)) for lot in range(15))

    assert typical(more) > typical(less)


def test_a_description_names_its_language_and_is_never_the_same_twice():
    assert profile_of_description("A Japanese man").language == "Japanese"
    assert profile_of_description("温柔的女声").language == "Chinese"
    assert profile_of_description("A gentle voice") != profile_of_description("A gentle voice.")
    assert profile_of_description("A gentle voice") == profile_of_description("A gentle voice")
    assert profile_of_description("A gentle voice", "1") != profile_of_description("A gentle voice", "2")


@pytest.mark.parametrize("strange", [(0, 0, 0), (20, 5, 0), (2000, 900, 9000)])
def test_a_clone_of_anything_can_speak(strange):
    profile = profile_of_sample(*strange, seed="x")
    assert np.abs(said("Hello", profile)).max() > 0.05


def _spectrum(samples):
    """dB in 24 bands."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    edges = np.geomspace(150, 8000, 25) * len(samples) / RATE
    return np.array(
        [10 * np.log10(power[int(low) : int(high)].mean() + 1e-9) for low, high in itertools.pairwise(edges)]
    )

import itertools

import av
import numpy as np
import pytest

from studio.sandbox.sound import espeak
from studio.sandbox.sound.encoding import encode_whole
from studio.sandbox.sound.formats import AudioFormat
from studio.sandbox.sound.measure import UnreadableSound, measure, measure_samples, median_pitch
from studio.sandbox.sound.shaping import to_int16
from studio.sandbox.sound.speaking import RATE
from studio.sandbox.sound.voices import profile_of_sample
from tests.sandbox.sound.hearing import TEXT, said


def tone(hertz, seconds=3.0, rate=16000):
    """Harmonics as a voice has them, swelling four times a second."""
    time = np.arange(int(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 9))
    return 0.15 * sound * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * time))


@pytest.mark.parametrize("hertz", [75, 110, 196, 330, 520])
def test_it_hears_the_pitch_of_a_tone(hertz):
    assert median_pitch(tone(hertz), 16000) == pytest.approx(hertz, rel=0.02)
    noisy = tone(hertz) + 0.02 * np.random.default_rng(1).standard_normal(48000)
    assert median_pitch(noisy, 16000) == pytest.approx(hertz, rel=0.03)


def test_silence_noise_and_nothing_have_no_pitch():
    noise = 0.1 * np.random.default_rng(2).standard_normal(48000)
    assert median_pitch(noise, 16000) == 0
    for samples in (np.zeros(48000), np.zeros(0), np.zeros(3), noise, np.full(48000, 0.5)):
        heard = measure_samples(samples, 16000)
        assert heard.pitch == 0
        assert np.isfinite([heard.pace, heard.loudness, heard.brightness]).all()


def test_it_hears_pace_loudness_and_brightness():
    slow, fast = (measure_samples(said(speed=speed), RATE) for speed in (0.6, 1.8))
    assert fast.pace > 1.4 * slow.pace
    assert measure_samples(tone(200), 16000).loudness - measure_samples(
        tone(200) / 10, 16000
    ).loudness == pytest.approx(20)
    assert measure_samples(tone(600), 16000).brightness > 2 * measure_samples(tone(200), 16000).brightness


@pytest.mark.parametrize("format", ["mp3", "wav", "flac"])
def test_it_reads_files(tmp_path, format):
    path = tmp_path / "sample"
    path.write_bytes(encode_whole([to_int16(said(TEXT))], AudioFormat(format, 44100, channels=2))[0])
    heard, straight = measure(path), measure_samples(said(TEXT), RATE)
    assert heard.pitch == pytest.approx(straight.pitch, rel=0.03)
    assert heard.seconds == pytest.approx(straight.seconds, abs=0.1)


def test_it_reads_m4a(tmp_path):
    path = tmp_path / "sample.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(to_int16(said(TEXT)).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert measure(path).pitch == pytest.approx(median_pitch(said(TEXT), RATE), rel=0.03)


@pytest.mark.parametrize("rubbish", [b"", b"no sound at all", b"RIFF\0\0\0\0WAVEfmt "])
def test_it_refuses_what_is_no_sound(tmp_path, rubbish):
    path = tmp_path / "sample"
    path.write_bytes(rubbish)
    with pytest.raises(UnreadableSound):
        measure(path)


def test_clones_keep_the_order_and_the_pitch_of_their_samples():
    samples = [espeak.synthesize(TEXT, voice="en-us", variant=variant)[0] / 32768 for variant in ("m8", "f3", "zac")]
    _compare([measure_samples(sample, RATE) for sample in samples])


def test_clones_follow_plain_tones():
    _compare([measure_samples(tone(hertz), 16000) for hertz in (85, 160, 270, 440)])


def _compare(measured):
    heard = []
    for sample in measured:
        profile = profile_of_sample(sample.pitch, sample.pace, sample.brightness, seed="clone")
        heard.append(median_pitch(said(TEXT, profile), RATE))
        assert heard[-1] == pytest.approx(sample.pitch, rel=0.15)
    assert all(low < high for low, high in itertools.pairwise(heard))

import numpy as np
import pytest

from studio.sandbox.sound.encoding import SOURCE_RATE, encode_pieces, encode_whole
from studio.sandbox.sound.formats import BITRATES, FORMATS, RATES, AudioFormat
from studio.sandbox.sound.measure import median_pitch
from tests.sandbox.sound.hearing import decoded

SECONDS, HERTZ = 1.0, 330
TONE = (9000 * np.sin(2 * np.pi * HERTZ * np.arange(int(SECONDS * SOURCE_RATE)) / SOURCE_RATE)).astype(np.int16)
PIECES = [TONE[at : at + 4000] for at in range(0, len(TONE), 4000)]
BARE = {"pcm": "s16le", "pcmu_raw": "mulaw"}


def heard(data, audio):
    if audio.format not in BARE:
        return decoded(data)
    layout = "stereo" if audio.channels == 2 else "mono"
    return decoded(data, BARE[audio.format], sample_rate=str(audio.rate), ch_layout=layout)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("format", FORMATS)
def test_its_file_is_what_was_asked_for(format, rate, channels):
    data, info = encode_whole(PIECES, AudioFormat(format, rate, 128000, channels))
    audio = AudioFormat(format, rate, 128000, channels).possible()
    found, count, samples = heard(data, audio)
    assert found == (48000 if format == "opus" else audio.rate)  # Opus decodes at 48 kHz, always
    assert count == channels
    assert samples.shape[1] / found == pytest.approx(SECONDS, abs=0.19 if format == "mp3" else 0.03)
    middle = samples[:, int(0.3 * found) : int(0.8 * found)]
    assert median_pitch(middle[0], found) == pytest.approx(HERTZ, rel=0.01)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(9000 / 32768 / np.sqrt(2), rel=0.07)  # LAME takes 5 % off
    assert (info.audio_length, info.audio_size) == (1000, len(data))
    assert (info.audio_sample_rate, info.audio_channel, info.audio_format) == (audio.rate, channels, format)


@pytest.mark.parametrize("format", FORMATS)
def test_a_stream_comes_in_pieces_and_is_the_same_sound(format):
    audio = AudioFormat(format).possible()
    chunks = list(encode_pieces(PIECES, audio))
    assert len(chunks) > 2
    rate, _, samples = heard(b"".join(chunks), audio)
    assert samples.shape[1] / rate == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
@pytest.mark.parametrize("bitrate", BITRATES)
def test_an_mp3_is_bare_frames_of_its_bitrate(rate, bitrate):
    audio = AudioFormat("mp3", rate, bitrate)
    data, info = encode_whole(PIECES, audio)
    assert info.bitrate == min(bitrate, 320000 if rate >= 32000 else 160000 if rate >= 16000 else 64000)
    assert data[0] == 0xFF
    assert data[1] & 0xE6 == 0xE2  # sync and layer III
    assert not {tag for tag in (b"ID3", b"Xing", b"Info") if tag in data}
    assert len(data) * 8 / SECONDS == pytest.approx(info.bitrate, rel=0.2)


def test_mp3s_can_be_joined():
    data, _ = encode_whole(PIECES, AudioFormat())
    rate, _, samples = decoded(data + data)
    assert samples.shape[1] / rate == pytest.approx(2 * SECONDS, abs=0.2)
    assert np.abs(samples).max() < 0.35  # no click at the seam


def test_a_whole_wav_tells_its_size_and_a_streamed_one_that_it_does_not_know():
    whole, _ = encode_whole(PIECES, AudioFormat("wav", 16000))
    streamed = b"".join(encode_pieces(PIECES, AudioFormat("wav", 16000)))
    assert int.from_bytes(whole[4:8], "little") == len(whole) - 8
    assert int.from_bytes(whole[40:44], "little") == len(whole) - 44
    assert streamed[40:44] == b"\xff\xff\xff\xff"
    assert streamed[44:] == whole[44:]

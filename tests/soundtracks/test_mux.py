"""A song under a clip: the picture untouched, the sound as it was asked for, measured in the file that came out."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from studio.library.audio_reading import RAW, open_audio
from studio.library.examine import Unreadable, examine_video
from studio.soundtracks import mixing, mux
from studio.soundtracks.clips import look_at
from studio.soundtracks.mixing import Cut
from tests import tones
from tests.process import ROOT
from tests.soundtracks.films import film, heard, pictures

PLAIN = Cut()
# No file may grow beyond so many bytes, as if the disk were full.
FULL = """
import resource, sys
from studio.soundtracks.mux import Cut, put_under
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    put_under(*sys.argv[1:], Cut())
except OSError:
    print("broke")
"""


@pytest.fixture
def under(files, tmp_path):
    """Puts a song under a clip; answers the new file."""

    def put(clip: Path | str = "clip", song: Path | str = "song", cut: Cut = PLAIN) -> Path:
        target = tmp_path / "out.mp4"
        mux.put_under(str(files.get(clip, clip)), str(files.get(song, song)), str(target), cut)
        return target

    return put


def level(path: Path, second: float, channel: int = 0, seconds: float = 0.1) -> float:
    """RMS of a tenth of a second around a moment; a sine at full scale has 0.707."""
    rows, rate = heard(path)
    part = rows[channel, max(0, round((second - seconds / 2) * rate)) : round((second + seconds / 2) * rate)]
    return float(np.sqrt(np.mean(np.square(part))))


def pitch(path: Path, second: float, channel: int = 0) -> float:
    """Hz of the loudest tone around a moment."""
    rows, rate = heard(path)
    part = rows[channel, round((second - 0.1) * rate) : round((second + 0.1) * rate)]
    strength = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 16))
    return float(np.argmax(strength) * rate / (1 << 16))


# The picture


@pytest.mark.parametrize("clip", ["clip", "talking"])
def test_the_picture_is_the_same_to_the_byte_and_the_tick(under, files, clip):
    before = pictures(files[clip])
    assert len(before) == 144
    assert any(pts != dts for pts, dts, *_ in before), "a film without B-frames shows nothing"
    assert pictures(under(clip)) == before


def test_a_picture_of_an_odd_pace_keeps_its_times(under, tmp_path):
    source = film(tmp_path / "odd.mp4", seconds=3, fps=30)
    with av.open(str(source)) as before, av.open(str(tmp_path / "slow.mp4"), "w") as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(video=0):
            if packet.dts is not None:
                packet.pts, packet.dts = packet.pts + packet.pts // 3, packet.dts + packet.dts // 3
                packet.stream = stream
                after.mux(packet)
    out = under(tmp_path / "slow.mp4")
    assert pictures(out) == pictures(tmp_path / "slow.mp4")


def test_it_begins_with_its_index_and_is_what_the_library_takes(under):
    out = under()
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    facts = examine_video(str(out))
    assert (facts.mime, facts.width, facts.height, facts.duration_ms) == ("video/mp4", 320, 180, 6000)


# The length


@pytest.mark.parametrize("seconds", [0.5, 3.3, 6])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_sound_ends_with_the_picture(under, tmp_path, seconds, rate):
    song = tones.write(tmp_path / "s.flac", tones.tone(9, rate), "flac", rate)
    out = under(film(tmp_path / "short.mp4", seconds), song)
    with av.open(str(out)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert sound.start_time == 0
        ends = [float(stream.duration * stream.time_base) for stream in (picture, sound)]
        assert ends[1] == pytest.approx(ends[0], abs=0.025)
        assert sound.codec_context.sample_rate == rate
    rows, _rate = heard(out)
    assert rows.shape[1] / rate == pytest.approx(ends[0], abs=0.025)
    assert len(rows) == 2


def test_an_hour_is_cut_at_its_place_in_little_memory(under, tmp_path):
    """A later minute has another tone; what is before it is not kept."""
    song = tmp_path / "long.mp3"
    low, high = (tones.write(tmp_path / "m.mp3", tones.tone(60, pitch=hz), "mp3").read_bytes() for hz in (300, 900))
    song.write_bytes(low * 10 + high)
    assert pitch(under(song=song, cut=Cut(start=590)), 3) == pytest.approx(300, abs=5)
    assert pitch(under(song=song, cut=Cut(start=602)), 3) == pytest.approx(900, abs=5)


# The cut


def test_both_channels_are_the_songs_at_their_level(under):
    out = under(cut=Cut(start=4))
    for channel, hz in enumerate((440, 660)):
        assert pitch(out, 3, channel) == pytest.approx(hz, abs=3)
        assert level(out, 3, channel) == pytest.approx(0.5 * 0.707, rel=0.03)


def test_a_single_channel_is_heard_in_both_as_loud_as_it_was(under, tmp_path):
    out = under(song=tones.write(tmp_path / "mono.wav", tones.tone(9, level=0.5), "wav"))
    assert [level(out, 3, channel) for channel in (0, 1)] == pytest.approx([0.3535, 0.3535], rel=0.03)


@pytest.mark.parametrize("form", ["mp3", "tagged mp3", "wav", "flac", "ogg", "m4a", "webm"])
def test_it_begins_where_it_was_told_in_every_format(under, tmp_path, form):
    """A click at 5.000 s, begun at 4.25 s, is heard at 0.75 s."""
    samples = np.zeros(9 * 48_000, np.int16)
    samples[5 * 48_000 : 5 * 48_000 + 480] = tones.tone(0.01, 48_000, 0.8, 2000)
    song = tones.write(tmp_path / f"click.{form.split()[-1]}", samples, form, 48_000, 128_000)
    rows, rate = heard(under(song=song, cut=Cut(start=4.25)))
    first = np.argmax(np.abs(rows[0]) > 0.2) / rate
    # Bare MP3 and this M4A begin with a packet of silence that nothing tells players to leave out.
    assert first == pytest.approx(0.75, abs=0.025 if form in ("mp3", "m4a") else 0.005)


def test_bare_samples_are_read_at_their_rate(under, tmp_path):
    (tmp_path / "bare.pcm").write_bytes(tones.tone(8, 24_000, 0.5, 500).astype("<i2").tobytes())
    with open_audio(str(tmp_path / "bare.pcm"), 24_000) as container:
        assert container.format.name == RAW.reader
    out = under(song=tmp_path / "bare.pcm", cut=Cut(start=1, raw_rate=24_000))
    assert pitch(out, 3) == pytest.approx(500, abs=3)


def test_it_fades_in_and_out_evenly_to_silence(under):
    out = under(cut=Cut(fade_in=2, fade_out=2))
    full = 0.5 * 0.707
    assert level(out, 0.02, seconds=0.02) < 0.02
    assert level(out, 1) == pytest.approx(full / 2, rel=0.06)
    assert level(out, 3) == pytest.approx(full, rel=0.03)
    assert level(out, 5) == pytest.approx(full / 2, rel=0.06)
    assert level(out, 5.99, seconds=0.02) < 0.01


def test_a_song_that_ends_too_early_fades_to_its_own_end_and_is_silent_after_it(under):
    out = under(song="jingle", cut=Cut(fade_out=1))
    assert level(out, 1.5) == pytest.approx(0.5 * 0.707 / 2, rel=0.08)
    assert level(out, 1.98, seconds=0.02) < 0.02
    assert level(out, 4) < 0.001


def test_or_it_begins_again_where_it_began(under, tmp_path):
    rising = np.concatenate([tones.tone(1, pitch=hz) for hz in (300, 600, 900)])
    song = tones.write(tmp_path / "three.wav", rising, "wav")
    out = under(song=song, cut=Cut(start=1, loops=True))
    assert [round(pitch(out, second), -1) for second in (0.5, 1.5, 2.5, 3.5, 4.5)] == [600, 900, 600, 900, 600]
    assert level(out, 5.5) == pytest.approx(0.3535, rel=0.05)


def test_volumes_are_heard(under):
    out = under("talking", "jingle", Cut(volume=0.5, own_volume=0.25))
    rows, rate = heard(out)
    later = np.abs(np.fft.rfft(rows[0, round(3.5 * rate) : round(4.5 * rate)]))
    assert np.argmax(later) == pytest.approx(1000, abs=2), "its own tone goes on after the song"
    assert level(out, 4) == pytest.approx(0.25 * 0.4 * 0.707, rel=0.1)
    assert level(under(song="jingle", cut=Cut(volume=0.5)), 1) == pytest.approx(0.25 * 0.707, rel=0.05)


def test_the_clips_own_sound_is_gone_unless_it_is_wanted(under):
    assert level(under("talking", "jingle"), 4) < 0.001


def test_a_wish_for_a_sound_that_the_clip_lacks_does_no_harm(under):
    assert level(under("clip", "jingle", Cut(own_volume=1)), 1) == pytest.approx(0.3535, rel=0.05)


def test_two_loud_sounds_do_not_clip(under, tmp_path):
    loud = film(tmp_path / "loud.mp4", own=0.9)
    song = tones.write(tmp_path / "loud.wav", tones.tone(9, 44_100, 0.98), "wav", 44_100)
    rows, rate = heard(under(loud, song, Cut(own_volume=1, fade_in=0.1)))
    assert np.abs(rows[:, rate // 10 :]).max() < 1
    assert np.abs(rows).max() > 0.85, "this was not loud"


# What cannot be done


def test_what_is_no_clip_is_told(under, files, tmp_path):
    (tmp_path / "no.mp4").write_bytes(b"no film at all" * 100)
    for wrong in (tmp_path / "no.mp4", tmp_path / "missing.mp4", files["song"]):
        with pytest.raises(Unreadable, match="video"):
            under(wrong)


def test_a_torn_clip_leaves_nothing_behind(under, files, tmp_path):
    whole = files["clip"].read_bytes()
    (tmp_path / "torn.mp4").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(Unreadable):
        under(tmp_path / "torn.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_a_full_disk_leaves_nothing_behind(files, tmp_path):
    target = tmp_path / "out.mp4"
    words = [str(files["clip"]), str(files["song"]), str(target)]
    done = subprocess.run([sys.executable, "-c", FULL, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "broke\n", done.stderr
    assert not target.exists()


def test_what_is_no_song_is_told(under, files, tmp_path):
    (tmp_path / "no.mp3").write_bytes(b"#!/bin/sh\n")
    for wrong in (tmp_path / "no.mp3", files["talking"]):
        with pytest.raises(Unreadable):
            under(song=wrong)
        assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("loops", [False, True])
def test_a_song_that_ends_before_its_beginning_is_told(under, loops):
    with pytest.raises(Unreadable, match="ends before"):
        under(cut=Cut(start=21, loops=loops))


def test_it_sees_what_a_clip_holds(files):
    assert look_at(str(files["clip"])) == replace(look_at(str(files["talking"])), has_sound=False)
    assert look_at(str(files["clip"])).seconds == 6


def test_the_seams_of_a_glued_song_are_not_heard_as_another_pace(under, tmp_path):
    parts = [
        tones.write(tmp_path / f"{rate}.mp3", tones.tone(3, rate, 0.5, 440), "mp3", rate) for rate in (44_100, 32_000)
    ]
    (tmp_path / "glued.mp3").write_bytes(b"".join(part.read_bytes() for part in parts))
    out = under(song=tmp_path / "glued.mp3")
    assert [pitch(out, second) for second in (1.5, 4.5)] == pytest.approx([440, 440], abs=4)


def test_its_fades_are_exact_an_hour_in():
    """Single floats could not tell neighbours apart there."""
    at = 3600 * 48_000
    ramp = mixing._ramp(Cut(fade_out=1), at - 48_000, 48_000, at, 48_000)
    assert np.all(np.diff(ramp[:, 0]) < 0)

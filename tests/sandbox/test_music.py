"""Songs, covers and lyrics: lengths, formats, streams, links, refusals."""

import base64
import io
import json
from collections.abc import Iterator

import av
import httpx
import numpy as np
import pytest

from tests.sandbox.asking import Asker, tone

CREATE, PREPROCESS, LYRICS = "/v1/music_generation", "/v1/music_cover_preprocess", "/v1/lyrics_generation"
WORDS = "[Verse]\nRain on the window\n[Chorus]\nSing along with me"
SONG = {"model": "music-2.0", "prompt": "Calm piano, rainy night", "lyrics": WORDS, "duration": 2}
COVER = {"model": "music-cover", "prompt": "calm jazz with piano", "lyrics": WORDS, "duration": 2}


def create(ask: Asker, headers: dict[str, str] | None = None, path: str = CREATE, **fields) -> dict:
    body = {name: value for name, value in fields.items() if value is not None}
    reply = ask.api.post(path, json=body, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply.json()


def made(ask: Asker, **fields) -> tuple[bytes, dict]:
    reply = create(ask, **{**SONG, **fields})
    assert reply["base_resp"] == {"status_code": 0, "status_msg": "success"}, reply
    assert (reply["data"]["status"], reply["analysis_info"]) == (2, None)
    assert reply["trace_id"]
    return bytes.fromhex(reply["data"]["audio"]), reply["extra_info"]


def samples(data: bytes) -> np.ndarray:
    """Decoded to mono floats."""
    with av.open(io.BytesIO(data)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
        return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def events(ask: Asker, **fields) -> Iterator[dict]:
    with ask.api.stream("POST", CREATE, json={**SONG, "stream": True, **fields}) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        for line in reply.iter_lines():
            assert not line or line.startswith("data: ")
            if line:
                yield json.loads(line[6:])


def test_it_makes_an_mp3_as_long_as_asked_and_tells_its_figures(ask: Asker) -> None:
    audio, facts = made(ask, duration=3)
    assert facts == {
        "music_duration": 3000,
        "music_sample_rate": 44_100,
        "music_channel": 2,
        "bitrate": 128_000,
        "music_size": len(audio),
    }
    with av.open(io.BytesIO(audio)) as container:
        assert (container.format.name, container.streams.audio[0].rate) == ("mp3", 44_100)
    sound = samples(audio)
    assert abs(len(sound) / 16_000 - 3) < 0.1
    assert np.abs(sound).max() > 0.1


@pytest.mark.parametrize("rate", [16_000, 24_000, 32_000, 44_100])
def test_it_writes_wav_in_every_sample_rate(ask: Asker, rate: int) -> None:
    audio, facts = made(ask, audio_setting={"format": "wav", "sample_rate": rate, "channel": 1})
    with av.open(io.BytesIO(audio)) as container:
        stream = container.streams.audio[0]
        assert (container.format.name, stream.rate, stream.channels) == ("wav", rate, 1)
    assert (facts["music_sample_rate"], facts["music_channel"], facts["bitrate"]) == (rate, 1, rate * 16)
    assert len(audio) == 44 + 2 * 2 * rate


def test_it_writes_pcm_and_keeps_to_the_bitrate(ask: Asker) -> None:
    plain, _ = made(ask, audio_setting={"format": "pcm", "sample_rate": 16_000})
    assert len(plain) == 2 * 16_000 * 4
    low, high = (
        made(ask, duration=4, audio_setting={"sample_rate": 32_000, "bitrate": rate})[0] for rate in (64_000, 256_000)
    )
    assert 3 < len(high) / len(low) < 4.5


def test_it_gives_a_link_that_works_for_a_day_without_a_key(ask: Asker) -> None:
    setting = {"sample_rate": 32_000, "bitrate": 128_000, "format": "mp3"}
    reply = create(ask, **SONG, audio_setting=setting, output_format="url")
    url = reply["data"]["audio"]
    fetched = httpx.get(url)
    assert fetched.headers["Content-Type"] == "audio/mpeg"
    assert len(fetched.content) == reply["extra_info"]["music_size"]
    assert len(samples(fetched.content)) > 1.9 * 16_000
    assert httpx.get(url, headers={"Sandbox-Clock": "+86300"}).status_code == 200
    assert httpx.get(url, headers={"Sandbox-Clock": "+86500"}).status_code == 403


@pytest.mark.parametrize("form", ["mp3", "wav", "pcm"])
def test_it_streams_audio_and_then_the_figures(ask: Asker, form: str) -> None:
    *chunks, last = events(ask, duration=12, audio_setting={"format": form, "sample_rate": 16_000})
    assert {chunk["data"]["status"] for chunk in chunks} == {1}
    assert len(chunks) > 1
    assert not any("extra_info" in chunk for chunk in chunks)
    assert (last["data"], last["extra_info"]["music_duration"]) == ({"audio": "", "status": 2}, 12_000)
    audio = b"".join(bytes.fromhex(chunk["data"]["audio"]) for chunk in chunks)
    assert last["extra_info"]["music_size"] == len(audio)
    if form == "pcm":
        assert len(audio) == 12 * 16_000 * 4
    else:
        assert not audio.startswith(b"ID3")
        assert abs(len(samples(audio)) / 16_000 - 12) < 0.2


def test_it_makes_another_song_each_time(ask: Asker) -> None:
    assert made(ask)[0] != made(ask)[0]


def test_it_lasts_as_long_as_its_words_when_nothing_else_is_asked(ask: Asker) -> None:
    audio, facts = made(ask, duration=None, audio_setting={"sample_rate": 16_000, "bitrate": 32_000})
    assert 6_000 < facts["music_duration"] < 40_000
    assert abs(len(samples(audio)) / 16 - facts["music_duration"]) < 200


@pytest.mark.parametrize("fields", [
    {"lyrics": None},
    {"lyrics": ""},
    {"model": "music-2.6", "lyrics": None, "is_instrumental": True},
    {"model": "music-3.0", "lyrics": None, "lyrics_optimizer": True},
    {"model": "music-2.5", "lyrics": None, "lyrics_optimizer": True},
    {"model": "music-2.6", "prompt": None},
    {"model": "music-1.5"},
])  # fmt: skip
def test_it_takes_what_the_model_takes(ask: Asker, fields: dict) -> None:
    assert made(ask, **{"duration": 1, **fields})[1]["music_duration"] == 1000


def test_it_marks_a_song_with_the_sign(ask: Asker) -> None:
    asked = {"prompt": "slow ambient piano", "lyrics": None, "duration": 3}

    def loudness(**more) -> float:
        spectrum = np.abs(np.fft.rfft(samples(made(ask, **asked, **more)[0])[:16_000]))
        return float(spectrum[860:901].max() / np.sqrt(np.mean(spectrum**2)))

    assert loudness(aigc_watermark=True) > 2 * loudness()


@pytest.mark.parametrize("form", ["bare", "data", "link", "file", "feature"])
def test_it_covers_a_song_however_it_comes(ask: Asker, form: str) -> None:
    sound = tone(7)
    if form == "feature":
        reply = create(ask, path=PREPROCESS, model="music-cover", audio_base64=base64.b64encode(sound).decode())
        assert reply["audio_duration"] == pytest.approx(7, abs=0.05)
        assert reply["cover_feature_id"].isdigit()
        given = {"cover_feature_id": reply["cover_feature_id"]}
    elif form in ("link", "file"):
        file = ask.upload(sound, "a.wav", "prompt_audio")
        url = ask.api.get(f"/v1/files/{file['file_id']}").json()["download_url"]
        given = {"audio_url": url if form == "link" else file["file_id"]}
    else:
        text = base64.b64encode(sound).decode()
        given = {"audio_base64": text} if form == "bare" else {"audio_url": f"data:audio/wav;base64,{text}"}
    assert made(ask, **COVER, **given)[1]["music_duration"] == 2000


def test_a_cover_is_as_long_as_its_source(ask: Asker) -> None:
    given = base64.b64encode(tone(7)).decode()
    _, facts = made(ask, **{**COVER, "duration": None, "lyrics": None}, audio_base64=given)
    assert facts["music_duration"] == pytest.approx(7000, abs=50)


def test_a_feature_lasts_a_day_and_belongs_to_its_key(ask: Asker, sandbox_root: str) -> None:
    given = base64.b64encode(tone(6.5)).decode()
    feature = create(ask, path=PREPROCESS, audio_base64=given)["cover_feature_id"]
    fields = {**COVER, "cover_feature_id": feature, "duration": 1}
    assert create(ask, {"Sandbox-Clock": "+86300"}, **fields)["base_resp"]["status_code"] == 0
    assert "cover_feature_id" in create(ask, {"Sandbox-Clock": "+86500"}, **fields)["base_resp"]["status_msg"]
    stranger = {"Authorization": "Bearer sandbox-somebodyelse"}
    assert create(ask, stranger, **fields)["base_resp"]["status_code"] == 2013


def test_a_features_id_is_not_any_file(ask: Asker) -> None:
    file = ask.upload(tone(7), "a.wav", "prompt_audio")
    assert "cover_feature_id" in refused(ask, **{**COVER, "cover_feature_id": file["file_id"]})


def refused(ask: Asker, path: str = CREATE, **fields) -> str:
    resp = create(ask, path=path, **fields)["base_resp"]
    assert resp["status_code"] == 2013, resp
    return resp["status_msg"]


SHORT, TEXT = base64.b64encode(tone(5)).decode(), base64.b64encode(b"#EXTM3U\n/etc/passwd").decode()
GARBLED = base64.b64encode(b"ID3" + b"\0" * 3000).decode()


@pytest.mark.parametrize(("fields", "named"), [
    ({"model": "music-9"}, "unknown model"),
    ({"model": {}}, "unknown model"),
    ({"prompt": None}, "prompt"),
    ({"prompt": "short"}, "prompt"),
    ({"prompt": "x" * 2001}, "2000"),
    ({"prompt": 5}, "prompt"),
    ({"model": "music-1.5", "prompt": "x" * 301}, "300"),
    ({"lyrics": "x" * 3501}, "3500"),
    ({"lyrics": ["la"]}, "lyrics"),
    ({"model": "music-1.5", "lyrics": "la la"}, "10 to 600"),
    ({"model": "music-2.6", "lyrics": None}, "lyrics"),
    ({"model": "music-2.6", "lyrics": None, "prompt": None, "is_instrumental": True}, "prompt"),
    ({"model": "music-2.6", "lyrics": None, "prompt": " ", "lyrics_optimizer": True}, "prompt"),
    ({"is_instrumental": True}, "is_instrumental"),
    ({"lyrics_optimizer": True}, "lyrics_optimizer"),
    ({"is_instrumental": "no"}, "is_instrumental"),
    ({"duration": 0}, "duration"),
    ({"duration": 301}, "duration"),
    ({"duration": 2.5}, "duration"),
    ({"stream": "yes"}, "stream"),
    ({"stream": True, "output_format": "url"}, "output_format"),
    ({"output_format": "base64"}, "output_format"),
    ({"audio_setting": "mp3"}, "audio_setting"),
    ({"audio_setting": {"format": "flac"}}, "audio_setting.format"),
    ({"audio_setting": {"sample_rate": 48_000}}, "audio_setting.sample_rate"),
    ({"audio_setting": {"bitrate": 1}}, "audio_setting.bitrate"),
    ({"audio_setting": {"channel": 3}}, "audio_setting.channel"),
    ({"aigc_watermark": "on"}, "aigc_watermark"),
    ({"audio_base64": SHORT}, "audio_base64"),
    (COVER, "cover_feature_id"),
    ({**COVER, "audio_base64": SHORT}, "audio_base64: the song to cover must last 6 seconds"),
    ({**COVER, "audio_base64": TEXT}, "audio_base64"),
    ({**COVER, "audio_base64": GARBLED}, "audio_base64: the song to cover is not a sound"),
    ({**COVER, "audio_base64": "no base64"}, "audio_base64"),
    ({**COVER, "audio_base64": 5}, "audio_base64"),
    ({**COVER, "audio_url": "https://example.org/a.mp3"}, "fetches nothing"),
    ({**COVER, "audio_url": "x", "audio_base64": "x"}, "exclude"),
    ({**COVER, "cover_feature_id": "nine"}, "cover_feature_id"),
    ({**COVER, "prompt": "jazz", "audio_base64": SHORT}, "10 to 300"),
    ({**COVER, "is_instrumental": True, "audio_base64": SHORT}, "is_instrumental"),
])  # fmt: skip
def test_it_refuses_naming_the_field(ask: Asker, fields: dict, named: str) -> None:
    assert named in refused(ask, **{**SONG, **fields})


@pytest.mark.parametrize(("fields", "named"), [
    ({}, "audio_url or audio_base64"),
    ({"cover_feature_id": "1"}, "audio_url or audio_base64"),
    ({"model": "music-2.6", "audio_base64": SHORT}, "music-cover"),
    ({"audio_base64": SHORT}, "6 seconds"),
])  # fmt: skip
def test_it_listens_only_to_songs(ask: Asker, fields: dict, named: str) -> None:
    assert named in refused(ask, path=PREPROCESS, **fields)


def test_it_refuses_a_source_of_more_than_six_minutes(ask: Asker) -> None:
    file = ask.upload(tone(361, rate=8000), "long.wav", "prompt_audio")
    assert "it is longer" in refused(ask, path=PREPROCESS, audio_url=file["file_id"])


def test_it_writes_lyrics_about_the_prompt(ask: Asker) -> None:
    asked = {"mode": "write_full_song", "prompt": "a lighthouse keeper in the north"}
    one, two = (create(ask, path=LYRICS, **asked) for _ in range(2))
    assert one["base_resp"]["status_code"] == 0
    assert "[Chorus]" in one["lyrics"]
    assert "lighthouse" in one["lyrics"].lower()
    assert one["song_title"]
    assert "," in one["style_tags"]
    assert one["lyrics"] != two["lyrics"]
    assert create(ask, path=LYRICS, **asked, title="Northern Light")["song_title"] == "Northern Light"


def test_it_edits_lyrics_as_told(ask: Asker) -> None:
    asked = {"mode": "edit", "lyrics": WORDS, "prompt": "replace rain with snow"}
    assert create(ask, path=LYRICS, **asked)["lyrics"].lower() == WORDS.lower().replace("rain", "snow").replace(
        "\n[c", "\n\n[c"
    )


def test_it_reads_a_prompt_of_many_spaces_at_once(ask: Asker) -> None:
    body = {"mode": "edit", "lyrics": WORDS, "prompt": f"change{' ' * 1990}x"}
    assert ask.api.post(LYRICS, json=body, timeout=5).json()["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(("fields", "named"), [
    ({}, "mode"),
    ({"mode": "hum"}, "mode"),
    ({"mode": ["edit"]}, "mode"),
    ({"mode": "edit"}, "lyrics"),
    ({"mode": "edit", "lyrics": "x" * 3501}, "3500"),
    ({"mode": "write_full_song", "prompt": "x" * 2001}, "2000"),
    ({"mode": "write_full_song", "prompt": 4}, "prompt"),
    ({"mode": "write_full_song", "title": []}, "title"),
])  # fmt: skip
def test_it_refuses_lyrics_naming_the_field(ask: Asker, fields: dict, named: str) -> None:
    assert named in refused(ask, path=LYRICS, **fields)


@pytest.mark.parametrize(("what", "code"), [("fail", 1027), ("refuse", 1026), ("throttle", 1002), ("2056", 2056)])
def test_it_fails_to_order(ask: Asker, what: str, code: int) -> None:
    header = {"Sandbox-Misfortune": what}
    ordered = f"a calm song sandbox:{what}"
    lyrics = {"path": LYRICS, "mode": "write_full_song"}
    for reply in (
        create(ask, **{**SONG, "prompt": ordered}),
        create(ask, **{**SONG, "prompt": ordered, "stream": True}),
        create(ask, header, **SONG),
        create(ask, prompt=ordered, **lyrics),
        create(ask, header, **lyrics),
        create(ask, header, path=PREPROCESS, audio_base64=base64.b64encode(tone(7)).decode()),
    ):
        assert reply["base_resp"]["status_code"] == code


def test_it_breaks_a_stream_off_to_order(ask: Asker) -> None:
    found = []
    with pytest.raises(httpx.RemoteProtocolError):
        found.extend(events(ask, prompt="a long song sandbox:short", duration=60))
    assert not any("extra_info" in event for event in found)


def test_it_loses_its_answer_to_order(ask: Asker) -> None:
    for more in ({}, {"stream": True}):
        reply = ask.api.post(CREATE, json={**SONG, **more}, headers={"Sandbox-Misfortune": "lost"})
        assert (reply.status_code, reply.json()["base_resp"]["status_code"]) == (500, 1000)
        with pytest.raises(httpx.RemoteProtocolError):
            ask.api.post(CREATE, json={**SONG, **more}, headers={"Sandbox-Misfortune": "reset"})


def test_who_leaves_a_long_song_holds_up_nobody(ask: Asker) -> None:
    with pytest.raises(httpx.ReadTimeout):
        ask.api.post(CREATE, json={**SONG, "duration": 300}, timeout=1.5)
    assert ask.api.post(CREATE, json={**SONG, "duration": 1}, timeout=6).json()["base_resp"]["status_code"] == 0

"""Speech to text: the sandbox knows its own words and says so of others'."""

import io
import json

import av
import httpx
import numpy as np
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.speaking import TEXT, frames, native, seconds, sound, speak
from tests.sandbox.test_voices import tone

PATH = "/v1/speech_to_text"


def heard(ask: Asker, audio: bytes, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
    form = {"model": "asr-1.0", **fields}
    return ask.api.post(PATH, data=form, files={"file": ("a", audio)}, headers=headers)


def problem(reply: httpx.Response) -> tuple[int, str, str]:
    error = reply.json()["error"]
    return reply.status_code, error["type"], error["message"]


def test_it_knows_what_it_has_said(ask: Asker) -> None:
    audio = sound(speak(ask, native()))
    reply = heard(ask, audio).json()
    assert set(reply) == {"text", "duration", "trace_id"}
    assert reply["text"] == TEXT
    assert reply["duration"] == pytest.approx(seconds(audio), abs=0.1)
    assert heard(ask, sound(frames(ask, native("Streamed words."))[-1])).json()["text"] == "Streamed words."
    linked = speak(ask, native("Linked words.", output_format="url"))["data"]["audio"]
    assert heard(ask, httpx.get(linked).content).json()["text"] == "Linked words."
    assert heard(ask, sound(speak(ask, native("早上好。今天天气很好。")))).json()["text"] == "早上好。今天天气很好。"


def test_it_says_of_other_audio_that_it_cannot_tell(ask: Asker, sandbox_root: str) -> None:
    reply = heard(ask, tone(3.5)).json()
    assert "sandbox" in reply["text"]
    assert reply["duration"] == pytest.approx(3.5, abs=0.02)
    assert "沙盒" in heard(ask, tone(1), {"language": "zh"}).json()["text"]
    other = {"Authorization": "Bearer sandbox-another-key"}
    assert "sandbox" in heard(ask, sound(speak(ask, native())), other).json()["text"]


@pytest.mark.parametrize(("level", "count"), [("sentence", 2), ("word", 14)])
def test_it_writes_subtitles(ask: Asker, level: str, count: int) -> None:
    audio = sound(speak(ask, native()))
    srt = heard(ask, audio, response_format="srt", timestamp_level=level)
    vtt = heard(ask, audio, response_format="vtt", timestamp_level=level)
    assert srt.headers["content-type"].startswith("application/x-subrip")
    assert srt.text.count(" --> ") == vtt.text.count(" --> ") == count
    assert srt.text.startswith("1\n00:00:00,000 --> 00:00:0")
    assert vtt.text.startswith("WEBVTT\n\n00:00:00.000 --> ")


def test_it_tells_more_when_asked(ask: Asker) -> None:
    audio = sound(speak(ask, native()))
    reply = heard(ask, audio, {"language": "en"}, response_format="verbose_json", timestamp_level="word").json()
    assert (reply["language"], len(reply["segments"]), len(reply["words"])) == ("en", 2, 14)
    for rows in (reply["segments"], reply["words"]):
        times = [row[name] for row in rows for name in ("start", "end")]
        assert times == sorted(times)
        assert times[-1] == pytest.approx(reply["duration"], abs=0.01)
    assert "words" not in heard(ask, audio, response_format="verbose_json").json()


@pytest.mark.parametrize("level", ["sentence", "word"])
def test_it_streams_deltas(ask: Asker, level: str) -> None:
    form = {"model": "asr-1.0", "stream": "true", "timestamp_level": level}
    with ask.api.stream("POST", PATH, data=form, files={"file": ("a", sound(speak(ask, native())))}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        found = [json.loads(line[6:]) for line in reply.iter_lines() if line]
    assert "".join(event["delta"] for event in found) == TEXT
    assert [event["index"] for event in found] == list(range(len(found)))
    assert [event["finish"] for event in found] == [False] * (len(found) - 1) + [True]
    assert len(found) == {"sentence": 3, "word": 15}[level]


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [("wav", "pcm_s16le", 16000), ("aiff", "pcm_s16be", 16000), ("flac", "flac", 16000), ("ipod", "aac", 16000),
     ("mp3", "libmp3lame", 16000), ("adts", "aac", 16000), ("ogg", "libopus", 16000), ("ogg", "vorbis", 16000)],
)  # fmt: skip
def test_it_reads_every_documented_format(ask: Asker, container: str, codec: str, rate: int) -> None:
    kept = io.BytesIO()
    with av.open(kept, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.layout = layout = "stereo" if codec == "vorbis" else "mono"
        if codec == "vorbis":
            stream.options = {"strict": "-2"}  # the only encoder at hand counts as experimental
        samples = (8000 * np.sin(np.arange(2 * rate) / 12)).astype(np.int16)
        packed = np.repeat(samples, 2 if layout == "stereo" else 1).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate = rate
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    reply = heard(ask, kept.getvalue())
    assert reply.status_code == 200, reply.text
    assert reply.json()["duration"] == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"model": "asr-2"}, "model"), ({"response_format": "text"}, "response_format"),
     ({"timestamp_level": "letter"}, "timestamp_level"), ({"stream": "maybe"}, "stream"),
     ({"stream": "true", "response_format": "srt"}, "stream")],
)  # fmt: skip
def test_it_refuses_in_the_style_of_openai(ask: Asker, fields: dict, name: str) -> None:
    status, kind, text = problem(heard(ask, tone(1), **fields))
    assert (status, kind) == (400, "bad_request_error")
    assert name in text
    assert text.endswith("(2013)")


def test_it_refuses_what_is_no_sound_or_too_much_of_it(ask: Asker) -> None:
    assert "file" in problem(heard(ask, b"Hello, I am a text."))[2]
    assert problem(heard(ask, b"ID3 not really"))[2] == "invalid params, file: not a sound that can be decoded (2013)"
    assert "500 s" in problem(heard(ask, tone(500.6)))[2]
    assert problem(heard(ask, b"RIFF....WAVE" + bytes(50_000_000)))[0] == 413
    assert problem(ask.api.post(PATH, data={"model": "asr-1.0"}, files={"other": ("a", b"x")}))[0] == 400
    assert problem(ask.api.post(PATH, json={"model": "asr-1.0"}))[0] == 400
    assert problem(heard(ask, tone(1), {"language": "?!"}))[0] == 400
    assert problem(heard(ask, tone(1), {"Authorization": "Bearer nobody"}))[:2] == (401, "authorized_error")


def test_trouble_comes_by_header(ask: Asker) -> None:
    assert problem(heard(ask, tone(1), {"Sandbox-Misfortune": "fail"}))[0] == 422
    assert problem(heard(ask, tone(1), {"Sandbox-Misfortune": "503"}))[0] == 503
    assert problem(heard(ask, tone(1), {"Sandbox-Misfortune": "lost"}))[0] == 500

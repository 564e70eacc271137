"""Streamed speech: events, joins, hang-ups."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.sound.hearing import decoded
from tests.sandbox.speaking import NATIVE, REFERENCE, TEXT, frames, native, reference, refused, seconds, sound, speak

LONG = "The quick brown fox jumps over the lazy dog, and nobody knows why it did so. " * 60


@pytest.mark.parametrize(("path", "body"), [(NATIVE, native()), (REFERENCE, reference())])
def test_it_ends_with_the_figures_and_the_whole(ask: Asker, path: str, body: dict) -> None:
    *chunks, last = frames(ask, body, path)
    assert len(chunks) > 2
    assert all(chunk["data"]["status"] == 1 and "extra_info" not in chunk for chunk in chunks)
    assert all(chunk["base_resp"]["status_code"] == 0 and chunk["trace_id"] == last["trace_id"] for chunk in chunks)
    assert last["data"]["status"] == 2
    joined = b"".join(map(sound, chunks))
    assert joined == sound(last)
    assert last["extra_info"]["audio_size"] == len(joined)
    assert last["extra_info"]["usage_characters"] == len(TEXT)
    assert seconds(joined) == pytest.approx(last["extra_info"]["audio_length"] / 1000, abs=0.1)


def test_the_whole_can_be_left_out(ask: Asker) -> None:
    *chunks, last = frames(ask, native(stream_options={"exclude_aggregated_audio": True}))
    assert last["data"]["audio"] == ""
    assert len(b"".join(map(sound, chunks))) == last["extra_info"]["audio_size"]


@pytest.mark.parametrize("format", ["mp3", "pcm", "wav", "flac", "opus", "pcmu_raw", "pcmu_wav"])
def test_the_pieces_of_every_format_can_be_joined(ask: Asker, format: str) -> None:
    audio = {"format": format, "sample_rate": 24000}
    *chunks, last = frames(ask, native("Hello there. How are you?", audio_setting=audio))
    joined = b"".join(map(sound, chunks))
    assert joined == sound(last)
    decoder = {"pcm": "s16le", "pcmu_raw": "mulaw"}.get(format)
    rate = last["extra_info"]["audio_sample_rate"]
    got, _, samples = decoded(joined, decoder, **({"sample_rate": str(rate)} if decoder else {}))
    assert got == (48000 if format == "opus" else rate)
    assert samples.shape[1] / got == pytest.approx(last["extra_info"]["audio_length"] / 1000, abs=0.12)


def test_mp3_comes_as_bare_frames(ask: Asker) -> None:
    joined = sound(frames(ask, native())[-1])
    assert joined[0] == 0xFF
    assert not any(mark in joined[:2000] for mark in (b"ID3", b"Xing", b"Info"))


def test_words_come_with_their_sound(ask: Asker) -> None:
    *chunks, last = frames(ask, native(subtitle_enable=True, subtitle_type="word_streaming"))
    words = [word for chunk in chunks for word in chunk["data"].get("subtitle", [])]
    assert len(words) == 14
    assert httpx.get(last["data"]["subtitle_file"]).json() == words


def test_it_traces_a_stream_and_refuses_in_plain_json(ask: Asker) -> None:
    with ask.api.stream("POST", NATIVE, json=native(stream=True)) as reply:
        first = json.loads(next(line for line in reply.iter_lines() if line)[6:])
        assert reply.headers["Trace-Id"] == first["trace_id"]
    assert refused(ask, NATIVE, native(stream=True, voice={"voice_id": "nobody"}))[1] == 2054
    assert refused(ask, NATIVE, native("Hello <#0#>", stream=True))[1] == 2013
    assert refused(ask, REFERENCE, reference(stream=True, voice="nobody"))[0] == 400


def test_it_breaks_off_to_order(ask: Asker) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        frames(ask, native(f"{TEXT} sandbox:short"))


def test_a_caller_who_hangs_up_frees_the_worker(ask: Asker) -> None:
    """There are two workers: four who left would hold them for long, if they held them at all."""
    began = time.monotonic()
    frames(ask, native(LONG, stream=True))
    whole = time.monotonic() - began
    for _ in range(4):
        with ask.api.stream("POST", NATIVE, json=native(LONG, stream=True)) as reply:
            next(reply.iter_raw())
    began = time.monotonic()
    speak(ask, native("Hello."))
    assert time.monotonic() - began < whole / 2


def test_many_speak_at_once(ask: Asker) -> None:
    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(lambda number: frames(ask, native(f"Number {number}."))[-1], range(6)))
    assert len({sound(end) for end in ends}) == 6

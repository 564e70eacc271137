"""Requests that other real clients were recorded to send, sent again, and what those clients rely on in the answer.

litellm 1.106.2, minimax-mcp-js 0.0.18, mmx-cli 1.0.27, pipecat 1.14.0, the Vercel provider 0.0.2.
"""

import json
import secrets
import time
from typing import Any

import httpx
import pytest

from tests.sandbox.asking import data_url, picture, tone
from tests.sandbox_process import running_sandbox

WEATHER = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"location": {"type": "string"}},
    "required": ["location"],
    "additionalProperties": False,
}
VOICE, SPEECH = "English_expressive_narrator", "speech-2.8-hd"
HELLO = "Hello from the client test, this is a whole sentence."
MP3 = {"sample_rate": 32000, "bitrate": 128000, "format": "mp3", "channel": 1}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root.removesuffix("/sandbox")


@pytest.fixture
def api(host):
    key = f"sandbox-{secrets.token_hex(8)}"
    headers = {"Authorization": f"Bearer {key}", "x-api-key": key}
    with httpx.Client(base_url=host, headers=headers, timeout=60) as client:
        yield client


def post(api: httpx.Client, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    reply = api.post(path, json=body, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply.json()


def user(content: object) -> list[dict[str, Any]]:
    return [{"role": "user", "content": content}]


def spoken(**fields: Any) -> dict[str, Any]:
    return {"model": SPEECH, "text": HELLO, "voice_setting": {"voice_id": VOICE}, "audio_setting": MP3, **fields}


# litellm: no top-level status but 0, no data.audio_url


def test_litellm_speaks_and_chats(api):
    setting = {"voice_id": "male-qn-qingse", "speed": 1.0, "vol": 1.0, "pitch": 0}
    reply = post(api, "/v1/t2a_v2", spoken(stream=False, output_format="hex", voice_setting=setting))
    assert not reply.get("status")
    assert "audio_url" not in reply["data"]
    assert bytes.fromhex(reply["data"]["audio"])[0] == 0xFF
    chat = {"model": "MiniMax-M2.1", "messages": user("Say hello."), "max_tokens": 200}
    assert post(api, "/v1/chat/completions", chat)["choices"][0]["message"]["content"]
    message = post(api, "/anthropic/v1/messages", {**chat, "stream": False}, **{"anthropic-version": "2023-06-01"})
    assert message["content"][-1]["type"] == "text"


# minimax-mcp-js: an octet-stream part in the form, a subtitle file, an untouched number as file id


def test_minimax_mcp_js_makes_everything(api):
    setting = {"voice_id": "male-qn-qingse", "speed": 1, "vol": 1, "pitch": 0, "emotion": "happy"}
    asked = spoken(
        model="speech-02-hd", voice_setting=setting, language_boost="auto", subtitle_enable=True, output_format="url"
    )
    data = post(api, "/v1/t2a_v2", asked)["data"]
    assert httpx.get(data["audio"]).content[0] == 0xFF
    assert httpx.get(data["subtitle_file"]).json()[0]["text"]
    setting = {**setting, "speed": 1.2, "pitch": 2, "emotion": "sad"}
    wav = {**MP3, "sample_rate": 24000, "format": "wav"}
    asked = spoken(
        model="speech-02-hd", voice_setting=setting, audio_setting=wav, language_boost="auto", subtitle_enable=False
    )
    assert bytes.fromhex(post(api, "/v1/t2a_v2", asked)["data"]["audio"])[:4] == b"RIFF"
    assert post(api, "/v1/get_voice", {"voice_type": "all"})["system_voice"][0]["voice_name"]
    files = {"file": ("reference.wav", tone(12), "application/octet-stream")}
    kept = api.post("/v1/files/upload", data={"purpose": "voice_clone"}, files=files).json()["file"]["file_id"]
    assert isinstance(kept, int)
    clone = {"file_id": kept, "voice_id": "MyVoice0002", "text": "This is the cloned voice.", "model": "speech-02-hd"}
    assert httpx.get(post(api, "/v1/voice_clone", clone)["demo_audio"]).status_code == 200
    design = {"prompt": "A calm older narrator", "preview_text": "Once upon a time there was a test."}
    assert bytes.fromhex(post(api, "/v1/voice_design", design)["trial_audio"])
    image = {"model": "image-01", "prompt": "A red apple", "aspect_ratio": "3:4", "n": 1, "prompt_optimizer": True}
    assert len(post(api, "/v1/image_generation", image)["data"]["image_urls"]) == 1


@pytest.mark.parametrize("frame", [None, "jpeg"])
def test_minimax_mcp_js_films(api, frame):
    asked = {"model": "MiniMax-Hailuo-02", "prompt": "A cat walks", "resolution": "768P", "duration": 6}
    if frame:
        asked |= {"first_frame_image": data_url(picture()), "resolution": "512P"}
    task = post(api, "/v1/video_generation", asked)["task_id"]
    deadline = time.monotonic() + 60
    while (state := api.get(f"/v1/query/video_generation?task_id={task}").json())["status"] not in ("Success", "Fail"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    file = api.get(f"/v1/files/retrieve?file_id={state['file_id']}").json()["file"]
    assert httpx.get(file["download_url"]).content[4:8] == b"ftyp"


def test_the_old_mcp_makes_music(api):
    lyrics = "[Verse]\nRain on the window\n[Chorus]\nSing along with me"
    asked = {"model": "music-2.0", "prompt": "Calm piano, rainy night", "lyrics": lyrics}
    audio = {"sample_rate": 32000, "bitrate": 128000, "format": "mp3"}
    reply = post(api, "/v1/music_generation", {**asked, "audio_setting": audio, "output_format": "url", "duration": 5})
    assert httpx.get(reply["data"]["audio"]).content[:3] in (b"ID3", b"\xff\xfb\x90")
    reply = post(api, "/v1/music_generation", {**asked, "audio_setting": {**audio, "format": "wav"}, "duration": 5})
    assert bytes.fromhex(reply["data"]["audio"])[:4] == b"RIFF"


# mmx-cli: x-api-key without anthropic-version, base64, files without purpose


def test_mmx_cli_chats_without_a_version(api):
    asked = {
        "model": "MiniMax-M2.1",
        "messages": user("Say hello."),
        "max_tokens": 4096,
        "stream": False,
        "system": "Be terse.",
    }
    assert post(api, "/anthropic/v1/messages", asked)["content"]
    with api.stream("POST", "/anthropic/v1/messages", json={**asked, "stream": True}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert b"message_stop" in reply.read()


def test_mmx_cli_draws_in_its_own_sizes(api):
    asked = {"model": "image-01", "prompt": "A red apple", "n": 1, "response_format": "base64"}
    assert len(post(api, "/v1/image_generation", {**asked, "aspect_ratio": "16:9"})["data"]["image_base64"]) == 1
    assert len(post(api, "/v1/image_generation", {**asked, "width": 640, "height": 512})["data"]["image_base64"]) == 1


def test_mmx_cli_keeps_files_without_a_purpose_and_listens(api):
    files = {"file": ("reference.wav", tone(11), "application/octet-stream")}
    kept = api.post("/v1/files/upload", files=files, data={"purpose": "retrieval"}).json()["file"]["file_id"]
    assert kept in [file["file_id"] for file in api.get("/v1/files/list").json()["files"]]
    assert post(api, "/v1/files/delete", {"file_id": kept})["base_resp"]["status_code"] == 0
    heard = api.post("/v1/speech_to_text", data={"model": "asr-1.0", "response_format": "json"}, files=files).json()
    assert heard["duration"] == pytest.approx(11, abs=0.1)
    assert "sandbox" in heard["text"].lower()


def test_mmx_cli_films_in_the_second_version(api):
    text = [{"type": "text", "text": "A cat walks"}]
    asked = {"model": "MiniMax-H3-Max", "content": text, "resolution": "480P", "duration": 5, "ratio": "16:9"}
    task = post(api, "/v2/video_generation", asked)["task_id"]
    assert api.get(f"/v2/query/video_generation/{task}").json()["task"]["status"] in ("queued", "running", "succeeded")
    tokens = {"model": "MiniMax-M3", "messages": user("Hello")}
    assert post(api, "/anthropic/v1/messages/count_tokens", tokens)["input_tokens"] > 0


# pipecat: GroupId, PCM, audio only in chunks without extra_info


def test_pipecat_hears_pcm_in_pieces(api):
    setting = {"voice_id": VOICE, "speed": 1.0, "vol": 1.0, "pitch": 0}
    audio = {"bitrate": 128000, "format": "pcm", "channel": 1, "sample_rate": 24000}
    asked = spoken(model="speech-2.8-turbo", stream=True, voice_setting=setting, audio_setting=audio)
    blocks = []
    with api.stream("POST", "/v1/t2a_v2?GroupId=1234567890", json=asked) as reply:
        for line in reply.iter_lines():
            assert not line or line.startswith("data: {"), "data lines only"
            if line:
                blocks.append(json.loads(line[6:]))
    heard = b"".join(bytes.fromhex(block["data"]["audio"]) for block in blocks if "extra_info" not in block)
    assert [("extra_info" in block) for block in blocks[-2:]] == [False, True]
    assert len(heard) / 2 / 24000 == pytest.approx(blocks[-1]["extra_info"]["audio_length"] / 1000, abs=0.05)


# the Vercel provider: reasoning_split, tool_choice, JSON schema with $schema


def test_the_vercel_provider_uses_tools_on_both_surfaces(api):
    function = {"name": "get_weather", "description": "Weather of a city", "parameters": WEATHER}
    asked = {"model": "MiniMax-M2.1", "reasoning_split": True, "messages": user("Weather in Beijing? Use the tool.")}
    tools = [{"type": "function", "function": function}]
    choice = post(api, "/v1/chat/completions", {**asked, "tools": tools, "tool_choice": "auto"})["choices"][0]
    assert json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"]) == {"location": "Beijing"}
    tool = {"name": "get_weather", "description": "Weather of a city", "input_schema": WEATHER}
    text = [{"type": "text", "text": "Weather in Beijing? Use the tool."}]
    asked = {
        "model": "MiniMax-M2.1",
        "max_tokens": 4096,
        "messages": user(text),
        "tools": [tool],
        "tool_choice": {"type": "auto"},
    }
    headers = {"anthropic-version": "2023-06-01", "anthropic-beta": "fine-grained-tool-streaming-2025-05-14"}
    assert post(api, "/anthropic/v1/messages", asked, **headers)["content"][-1]["input"] == {"location": "Beijing"}


def test_the_vercel_provider_reads_the_errors_message(host):
    for path in ("/v1/chat/completions", "/anthropic/v1/messages"):
        reply = httpx.post(host + path, json={}, headers={"x-api-key": "wrong"})
        assert reply.status_code == 401
        assert reply.json()["error"]["message"]

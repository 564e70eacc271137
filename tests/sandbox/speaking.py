"""What the tests of speech ask for, and how they take the answers apart."""

import json
from typing import Any

import numpy as np

from studio.sandbox.sound.measure import measure_samples, median_pitch
from tests.sandbox.asking import Asker
from tests.sandbox.sound.hearing import decoded

NATIVE, REFERENCE = "/v1/t2a_v2", "/v1/tts"
MODEL = "speech-2.8-hd"
TEXT = "Good morning, today is a beautiful day. Nobody knows where the fox has gone."
FEMALE = "English_expressive_narrator"


def native(text: Any = TEXT, voice: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """MiniMax's body; `voice`: what differs in voice_setting."""
    return {"model": MODEL, "text": text, "voice_setting": {"voice_id": FEMALE, **(voice or {})}, **more}


def reference(text: Any = TEXT, **more: Any) -> dict[str, Any]:
    return {"model": "speech-2.6-turbo", "text": text, "voice": "female-gentle", **more}


def speak(ask: Asker, body: dict[str, Any], path: str = NATIVE, **headers: str) -> dict[str, Any]:
    """The reply, after its code was found to be 0."""
    reply = ask.api.post(path, json=body, headers=headers).json()
    assert reply["base_resp"]["status_code"] == 0, reply
    return reply


def sound(reply: dict[str, Any]) -> bytes:
    return bytes.fromhex(reply["data"]["audio"])


def refused(ask: Asker, path: str, body: dict[str, Any], **headers: str) -> tuple[int, int, str]:
    """The HTTP status, the code and the text."""
    reply = ask.api.post(path, json=body, headers=headers)
    said = reply.json()["base_resp"]
    return reply.status_code, said["status_code"], said["status_msg"]


def frames(ask: Asker, body: dict[str, Any], path: str = NATIVE) -> list[dict[str, Any]]:
    """The events of a stream, whose lines are `data:` lines and empty ones."""
    with ask.api.stream("POST", path, json={**body, "stream": True}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream"), reply.read()
        lines = list(reply.iter_lines())
    assert all(line.startswith("data: ") or not line for line in lines)
    return [json.loads(line[6:]) for line in lines if line]


def pitch(data: bytes) -> float:
    """The median fundamental of an audio file in Hz."""
    rate, _, samples = decoded(data)
    return median_pitch(samples[0], rate)


def seconds(data: bytes) -> float:
    rate, _, samples = decoded(data)
    return float(samples.shape[1] / rate)


def loudness(data: bytes) -> float:
    """dB of full scale."""
    samples = decoded(data)[2]
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def brightness(data: bytes) -> float:
    """The centre of the spectrum in Hz."""
    rate, _, samples = decoded(data)
    return measure_samples(samples[0], rate).brightness

"""Speech as reference.md asks for it: `/tts`, `/text_to_speech/async` and the socket `/tts/stream`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from studio.minimax import readers
from studio.minimax.dialects.shared import speech as shared
from studio.minimax.dialects.shared.speech import build_manner, build_spoken, output_of
from studio.minimax.dialects.shared.tasks import id_in_path
from studio.minimax.line import Call, Line, json_body
from studio.minimax.speech import SpeechRequest, Spoken
from studio.minimax.terms import Unsaid

longest_text = 1_000_000
read = shared.read
read_part = shared.read_part
read_long = shared.read_long


def create(request: SpeechRequest) -> Call:
    fields = {**_fields(request), "stream": False, "output_format": output_of(request.output, request.audio_format)}
    return Call("POST", "/v1/tts", json_body(fields))


def create_stream(request: SpeechRequest) -> Call:
    options = {"exclude_aggregated_audio": True}
    return Call("POST", "/v1/tts", json_body({**_fields(request), "stream": True, "stream_options": options}))


def create_long(request: SpeechRequest) -> Call:
    """The reference has no field for an uploaded text; it goes under MiniMax's name."""
    fields = {**_fields(request), "text": None if request.text_file_id else request.text}
    return Call("POST", "/v1/text_to_speech/async", json_body({**fields, "text_file_id": request.text_file_id}))


def query_long(task_id: str) -> Call:
    return Call("GET", f"/v1/text_to_speech/async/{id_in_path(task_id)}", is_task=True, is_lookup=True)


@asynccontextmanager
async def talk(line: Line, request: SpeechRequest) -> AsyncIterator["Talk"]:
    yield Talk(line, request)


class Talk:
    """One text is one socket: a request, the audio in binary frames, then its facts (mapping.md 5)."""

    def __init__(self, line: Line, request: SpeechRequest) -> None:
        self._line, self._request = line, request

    async def say(self, text: str) -> AsyncIterator[tuple[Spoken, bool]]:
        async with self._line.socket("/v1/tts/stream") as socket:
            await socket.send({**_fields(self._request), "text": text})
            while (message := await socket.receive()) is not None:
                if isinstance(message, bytes):
                    yield build_spoken(message, None, {}, None, socket.trace_id), False
                    continue
                facts = readers.find_object(message, "extra_info") or {}
                yield build_spoken(None, None, facts, None, socket.trace_id), True
                return


def find_unsaid(request: SpeechRequest) -> list[Unsaid]:
    """Nothing: what the reference lacks goes along under MiniMax's names."""
    return []


def _fields(request: SpeechRequest) -> dict[str, Any]:
    return {
        "model": request.model,
        "text": request.text,
        "voice": request.voice or None,
        "speed": request.speed,
        "volume": request.volume,
        "pitch": request.pitch,
        "audio_format": request.audio_format,
        "sample_rate": request.sample_rate,
        "bitrate": request.bitrate,
        "channel": request.channels,
        "force_cbr": request.force_cbr,
        "emotion": request.emotion,
        "text_normalization": request.text_normalization,
        "latex_read": request.latex_read,
        "continuous_sound": request.continuous_sound,
        **build_manner(request),
    }

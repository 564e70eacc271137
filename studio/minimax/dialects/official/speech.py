"""Speech on the live service: `t2a_v2` over HTTP and WebSocket, `t2a_async_v2` (official.md 4)."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from studio.minimax import readers
from studio.minimax.dialects.shared import speech as shared
from studio.minimax.dialects.shared.speech import build_manner, build_spoken, output_of, without_none
from studio.minimax.dialects.shared.tasks import id_in_path, number
from studio.minimax.errors import Garbled, InvalidRequest, MiniMaxError, OutOfRange, Unclear
from studio.minimax.line import Call, Line, json_body
from studio.minimax.socket import Socket
from studio.minimax.speech import SpeechRequest, Spoken
from studio.minimax.terms import Unsaid, find_changes

longest_text = 50_000
HIGHEST_RATE = 44_100
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
read = shared.read
read_part = shared.read_part
read_long = shared.read_long


def create(request: SpeechRequest) -> Call:
    fields = {**_fields(request), "stream": False, "output_format": output_of(request.output, request.audio_format)}
    return Call("POST", "/v1/t2a_v2", json_body(fields))


def create_stream(request: SpeechRequest) -> Call:
    """Hex only. The last event would repeat the whole audio; it is asked to leave that out."""
    options = {"exclude_aggregated_audio": True}
    fields = {**_fields(request), "stream": True, "stream_options": options}
    return Call("POST", "/v1/t2a_v2", json_body(fields))


def create_long(request: SpeechRequest) -> Call:
    """The rate has another name here, and a bundle has no output format."""
    fields = _fields(request)
    audio = fields["audio_setting"]
    if audio and "sample_rate" in audio:
        audio["audio_sample_rate"] = audio.pop("sample_rate")
    fields["text_file_id"] = number(request.text_file_id)
    fields["text"] = None if request.text_file_id else request.text
    return Call("POST", "/v1/t2a_async_v2", json_body(fields))


def query_long(task_id: str) -> Call:
    path = f"/v1/query/t2a_async_query_v2?task_id={id_in_path(task_id)}"
    return Call("GET", path, is_task=True, is_lookup=True)


@asynccontextmanager
async def talk(line: Line, request: SpeechRequest) -> AsyncIterator["Talk"]:
    async with line.socket("/ws/v1/t2a_v2") as socket:
        await _expect(socket, "connected_success")
        fields = {name: value for name, value in _fields(request).items() if name != "text"}
        await socket.send({"event": "task_start", **fields, "continuous_sound": request.continuous_sound})
        await _expect(socket, "task_started")
        yield Talk(socket)
        with suppress(MiniMaxError):  # all was said; whether the goodbye arrives changes nothing
            await socket.send({"event": "task_finish"})


class Talk:
    """One text is one `task_continue` (official.md 4.2)."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._owed = 0  # texts whose audio is still on its way, because somebody stopped listening

    async def say(self, text: str) -> AsyncIterator[tuple[Spoken, bool]]:
        while self._owed:
            if (await _expect(self._socket, "task_continued")).get("is_final") is True:
                self._owed -= 1
        await self._socket.send({"event": "task_continue", "text": text})
        self._owed += 1
        while True:
            body = await _expect(self._socket, "task_continued")
            data = readers.find_object(body, "data") or {}
            audio = readers.read_hex(readers.find_text(data, "audio", 2**27) or "")
            facts = readers.find_object(body, "extra_info") or {}
            is_last = body.get("is_final") is True
            self._owed -= is_last
            yield build_spoken(audio, None, facts, None, self._socket.trace_id), is_last
            if is_last:
                return


def find_unsaid(request: SpeechRequest) -> list[Unsaid]:
    """Pitch goes by whole semitones; no rate above 44,100 Hz but with Opus."""
    semitones = _semitones(request.pitch)
    sent = {
        "pitch": request.pitch if semitones is None or _is_exact(request.pitch) else 2 ** (semitones / 12),
        "sample_rate": _rate(request),
    }
    return find_changes({"pitch": request.pitch, "sample_rate": request.sample_rate}, sent)


async def _expect(socket: Socket, event: str) -> dict[str, Any]:
    body = await socket.receive()
    if body is None:
        raise Unclear(trace_id=socket.trace_id)
    if isinstance(body, bytes):
        raise Garbled(trace_id=socket.trace_id)
    if body.get("event") == "task_failed":  # without a code of its own, or it would have been raised already
        raise InvalidRequest(trace_id=socket.trace_id)
    if body.get("event") != event:
        raise Garbled(trace_id=socket.trace_id)
    return body


def _fields(request: SpeechRequest) -> dict[str, Any]:
    voice = {
        "voice_id": request.voice,
        "speed": request.speed,
        "vol": request.volume,
        "pitch": _semitones(request.pitch),
        "emotion": request.emotion,
        "text_normalization": request.text_normalization,
        "latex_read": request.latex_read,
    }
    audio = {
        "sample_rate": _rate(request),
        "bitrate": request.bitrate,
        "format": request.audio_format,
        "channel": request.channels,
        "force_cbr": request.force_cbr,
    }
    return {
        "model": request.model,
        "text": request.text,
        "voice_setting": without_none(voice),
        "audio_setting": without_none(audio),
        **build_manner(request),
    }


def _semitones(factor: float | None) -> int | None:
    if factor is not None and not factor > 0:
        raise OutOfRange(said="pitch")
    return None if factor is None else max(-12, min(12, round(12 * math.log2(factor))))


def _is_exact(factor: float | None) -> bool:
    return factor is not None and math.isclose(factor, 2 ** ((_semitones(factor) or 0) / 12), rel_tol=1e-3)


def _rate(request: SpeechRequest) -> int | None:
    if request.sample_rate is None or (request.audio_format == "opus" and request.sample_rate in OPUS_RATES):
        return request.sample_rate
    return min(request.sample_rate, HIGHEST_RATE)

"""Speech replies, their parts, and long tasks (official.md 4.1, 4.3); `/v1/tts` answers the same."""

from collections.abc import Mapping
from typing import Any

from studio.minimax import readers
from studio.minimax.bodies import REPLY_BYTES
from studio.minimax.dialects.shared.tasks import read_status
from studio.minimax.line import Reply
from studio.minimax.speech import SpeechRequest, SpeechTask, Spoken
from studio.minimax.terms import TaskStatus
from studio.minimax.verdict import problem_of_task

HEAVY = {"wav", "pcm", "flac", "pcmu_wav", "pcmu_raw"}
LAST = 2  # `data.status` of the last part; 1 while it goes on


def read(reply: Reply) -> Spoken:
    return read_part(reply)[0]


def read_part(reply: Reply) -> tuple[Spoken, bool]:
    """A whole reply or one event of a stream, and whether it is the last."""
    data = readers.find_object(reply.body, "data") or {}
    facts = readers.find_object(reply.body, "extra_info")
    audio, url = find_audio(data)
    is_last = facts is not None or readers.fact(readers.find_whole, data, "status", 9) == LAST
    subtitles = readers.fact(readers.find_url, data, "subtitle_file")
    return build_spoken(audio, url, facts or {}, subtitles, reply.trace_id), is_last


def build_spoken(
    audio: bytes | None, url: str | None, facts: Mapping[str, Any], subtitle_url: str | None, trace_id: str
) -> Spoken:
    length = readers.fact(readers.find_number, facts, "audio_length", 1e10)
    return Spoken(
        audio=audio,
        url=url,
        seconds=None if length is None else length / 1000,
        audio_format=readers.fact(readers.find_text, facts, "audio_format", 20),
        sample_rate=readers.fact(readers.find_whole, facts, "audio_sample_rate", 1_000_000),
        channels=readers.fact(readers.find_whole, facts, "audio_channel", 16),
        bitrate=readers.fact(readers.find_whole, facts, "bitrate", 10**9),
        size=readers.fact(readers.find_whole, facts, "audio_size"),
        characters=readers.fact(readers.find_whole, facts, "usage_characters"),
        words=readers.fact(readers.find_whole, facts, "word_count"),
        subtitle_url=subtitle_url,
        trace_id=trace_id,
    )


def read_long(reply: Reply) -> SpeechTask:
    """The task of a create (which may name no status) or of a query."""
    body = reply.body
    status = read_status(body) if body.get("status") else TaskStatus.PROCESSING
    failed = status.finished and status is not TaskStatus.SUCCESS
    return SpeechTask(
        task_id=readers.read_id(body, "task_id"),
        status=status,
        file_id=readers.find_id(body, "file_id"),
        characters=readers.fact(readers.find_whole, body, "usage_characters"),
        reply=body,
        trace_id=reply.trace_id,
        problem=problem_of_task(body) if failed else None,
        subtitle_url=readers.fact(readers.find_url, body, "subtitle_file"),
    )


def output_of(wish: str | None, audio_format: str | None) -> str | None:
    """How the audio is to come: as wished, else as a link where hex might not fit into a reply."""
    return wish or ("url" if audio_format in HEAVY else None)


def build_manner(request: SpeechRequest) -> dict[str, Any]:
    """The fields that both dialects send under MiniMax's names, at the top of the request."""
    modify = request.voice_modify
    weights = [{"voice_id": item.voice, "weight": item.weight} for item in request.timbre_weights]
    return {
        "language_boost": request.language_boost,
        "pronunciation_dict": {"tone": list(request.pronunciation)} if request.pronunciation else None,
        "timbre_weights": weights or None,
        "voice_modify": modify and _without_none(vars(modify)),
        "subtitle_enable": True if request.subtitles else None,
        "subtitle_type": request.subtitles,
        "aigc_watermark": request.aigc_watermark,
    }


def without_none(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields that are given; None when there are none."""
    return _without_none(fields) or None


def _without_none(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def find_audio(data: Mapping[str, Any]) -> tuple[bytes | None, str | None]:
    """(the bytes, None) or (None, the link): both come in `audio`, some releases used `audio_url`."""
    value = readers.find_text(data, "audio", 2 * REPLY_BYTES)
    if value is not None and value[:4].lower() == "http":
        return None, readers.find_url(data, "audio")
    url = readers.find_url(data, "audio_url")
    return (readers.read_hex(value) if value is not None else None), url

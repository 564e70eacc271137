"""Voices: what the reference lacks is asked by MiniMax's own calls, and replies are the same (official.md 4.4)."""

from collections.abc import Mapping
from typing import Any

from studio.minimax import readers
from studio.minimax.dialects.shared.tasks import number, unprepared
from studio.minimax.errors import Garbled
from studio.minimax.line import Call, Reply, json_body
from studio.minimax.voices import ClonedVoice, CloneRequest, DesignedVoice, Voice, VoiceKind

LISTS = {"system_voice": VoiceKind.SYSTEM, "voice_cloning": VoiceKind.CLONED, "voice_generation": VoiceKind.GENERATED}
TRIAL_HEX = 64 * 1024 * 1024


def list_all(kind: str) -> Call:
    return Call("POST", "/v1/get_voice", json_body({"voice_type": kind}))


def read_list(reply: Reply) -> list[Voice]:
    return [_voice(item, kind) for name, kind in LISTS.items() for item in readers.read_objects(reply.body, name)]


def delete(voice_id: str, kind: VoiceKind) -> Call:
    return Call("POST", "/v1/delete_voice", json_body({"voice_type": kind.value, "voice_id": voice_id}), is_lookup=True)


def build_clone(request: CloneRequest) -> dict[str, Any]:
    """MiniMax's fields beside `voice_id` and `file_id`."""
    prompt = None
    if request.prompt_audio is not None:
        if request.prompt_audio.file_id is None:
            raise unprepared("prompt_audio")
        prompt = {"prompt_audio": number(request.prompt_audio.file_id), "prompt_text": request.prompt_text}
    return {
        "clone_prompt": prompt,
        "text": request.text,
        "model": request.model,
        "language_boost": request.language_boost,
        "need_noise_reduction": request.need_noise_reduction,
        "need_volume_normalization": request.need_volume_normalization,
        "text_validation": request.text_validation,
        "accuracy": request.accuracy,
        "aigc_watermark": request.aigc_watermark,
    }


def read_clone(reply: Reply) -> ClonedVoice:
    body = reply.body
    facts = readers.find_object(body, "extra_info") or {}
    sensitive = body.get("input_sensitive")  # a flag in the sample, an object in the schema
    return ClonedVoice(
        voice_id=readers.find_text(body, "voice_id", 256) or "",
        demo_url=readers.find_url(body, "demo_audio"),
        characters=readers.fact(readers.find_whole, facts, "usage_characters"),
        input_sensitive=sensitive is True or (isinstance(sensitive, dict) and bool(sensitive.get("type"))),
        reply=body,
        trace_id=reply.trace_id,
    )


def read_design(reply: Reply) -> DesignedVoice:
    audio = readers.find_text(reply.body, "trial_audio", TRIAL_HEX)
    voice_id = readers.find_text(reply.body, "voice_id", 256)
    if voice_id is None:
        raise Garbled
    return DesignedVoice(voice_id, readers.read_hex(audio) if audio else None, reply.trace_id)


def _voice(item: Mapping[str, Any], kind: VoiceKind) -> Voice:
    descriptions = item.get("description")
    texts = [text for text in descriptions if isinstance(text, str)] if isinstance(descriptions, list) else []
    voice_id = readers.find_text(item, "voice_id", 256)
    if voice_id is None:
        raise Garbled
    return Voice(
        voice_id=voice_id,
        kind=kind,
        name=readers.find_text(item, "voice_name", 300) or "",
        descriptions=tuple(text[:1000] for text in texts[:20]),
        created_at=readers.fact(readers.find_moment, item, "created_time"),
    )

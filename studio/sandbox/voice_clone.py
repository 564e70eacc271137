"""Cloned voices: MiniMax's `voice_clone` and the reference's two steps (official.md 4.4, mapping.md 5).

A clone follows its sample's pitch, pace, loudness and brightness, as they are measured.
"""

import asyncio
import hashlib
import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.http.response import HttpResponseBase

from . import files, misfortune, rendering, store, utterances, voices
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Refused, Style
from .models import StoredFile, Voice
from .sound import work
from .sound.formats import AudioFormat
from .sound.languages import FALLBACK
from .sound.profile import Profile
from .sound.voices import profile_of_sample
from .speech import audio_link
from .speech_fields import is_number
from .speech_request import SpeechRequest, find_model, language_for, read_text
from .speech_stream import begin_with

SAMPLE, PROMPT = "voice_clone", "prompt_audio"  # purposes
SAMPLE_SECONDS = (10.0, 300.0)
SAMPLE_BYTES = 20_000_000
PROMPT_SECONDS = 8.0
PREVIEW, VALIDATION, PROMPT_TEXT = 1000, 200, 1000  # characters
SIMILAR = 0.7  # what `accuracy` is when it is not given
LEVEL = -20.0  # dB of full scale: how loud every other voice is
SILENT = -60.0
FLAGS = ("need_noise_reduction", "need_volume_normalization", "aigc_watermark")


@dataclass(frozen=True)
class CloneRequest:
    """`text`: of the preview, with its `model`. `validation`: what the sample must say, to `accuracy` from 0 to 1."""

    voice_id: str
    sample: StoredFile
    language: str
    flags: dict[str, bool]
    prompt: StoredFile | None = None
    prompt_text: str = ""
    text: str = ""
    model: dict[str, Any] | None = None
    validation: str = ""
    accuracy: float = SIMILAR


@call(Style.REFERENCE)
async def upload(call: Call) -> HttpResponseBase:
    """The reference's first step: a file whose purpose is given."""
    return await files.take_upload(call, SAMPLE)


@call(Style.NATIVE)
async def native(call: Call) -> HttpResponseBase:
    return await _clone(call)


@call(Style.REFERENCE)
async def reference(call: Call) -> HttpResponseBase:
    return await _clone(call)


async def _clone(call: Call) -> HttpResponseBase:
    body = await read_json(call.request)
    request = await _read(call, body)
    what = misfortune.ordered(call.request, str(body.get("text") or ""))
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    await voices.check_free(call.account, request.voice_id)
    await _check_words(call, request)
    profile = await _profile(request)
    await voices.keep_voice(call, request.voice_id, Voice.CLONED, "", profile)
    preview = await _preview(call, request, profile)
    reply = answer({"voice_id": request.voice_id, "input_sensitive": False, "input_sensitive_type": 0, **preview})
    return misfortune.after(what, call.style) or reply


async def _read(call: Call, body: dict[str, Any]) -> CloneRequest:
    text, model = body.get("text"), body.get("model")
    if text and model is None:
        raise InvalidParams("model is required with text")
    flags = {name: _flag(body, name) for name in FLAGS}
    prompt, prompt_text = await _read_prompt(call, body.get("clone_prompt"))
    accuracy = body.get("accuracy")
    if accuracy is not None and not (is_number(accuracy) and 0 <= accuracy <= 1):
        raise InvalidParams("accuracy must be a number from 0 to 1")
    boost = body.get("language_boost") or ""
    if not isinstance(boost, str):
        raise InvalidParams("language_boost must be a text")
    found = find_model(model) if model is not None else None
    return CloneRequest(
        voice_id=voices.read_voice_id(body.get("voice_id")),
        sample=await _audio(call, body.get("file_id"), "file_id", SAMPLE),
        language=language_for(boost, found),
        flags=flags,
        prompt=prompt,
        prompt_text=prompt_text,
        text=read_text(text, PREVIEW) if text else "",
        model=found,
        validation=_optional(body, "text_validation", VALIDATION),
        accuracy=SIMILAR if accuracy is None else float(accuracy),
    )


async def _read_prompt(call: Call, given: object) -> tuple[StoredFile | None, str]:
    if given is None or given == {}:
        return None, ""
    if not isinstance(given, dict):
        raise InvalidParams("clone_prompt must be an object")
    text = given.get("prompt_text")
    if not isinstance(text, str) or not text.strip() or len(text) > PROMPT_TEXT:
        raise InvalidParams(f"clone_prompt.prompt_text must be a text of at most {PROMPT_TEXT} characters")
    return await _audio(call, given.get("prompt_audio"), "clone_prompt.prompt_audio", PROMPT), text


async def _audio(call: Call, given: object, name: str, purpose: str) -> StoredFile:
    """The uploaded file. Refuses with 20132 what was not uploaded as such a sample."""
    if given in (None, ""):
        raise InvalidParams(f"{name} is required")
    file = await files.find_file(call.account, files.read_id(given, name))
    if file.purpose != purpose:
        raise Refused(20132, f"invalid sample: the purpose of {name} must be {purpose}, not {file.purpose}")
    return file


async def _check_words(call: Call, request: CloneRequest) -> None:
    """1043 and 1044. The sandbox knows what is said only in audio that it has made itself."""
    if request.validation:
        await _compare(call, request.sample, request.validation, request.accuracy, 1043)
    if request.prompt:
        await _compare(call, request.prompt, request.prompt_text, SIMILAR, 1044)


async def _compare(call: Call, file: StoredFile, text: str, least: float, code: int) -> None:
    heard = await utterances.find(call.account, await asyncio.to_thread(_digest, store.file_path(file.pk)))
    if heard is not None and likeness(heard.text, text) < least:
        raise Refused(code)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, by their letters and digits."""
    first, second = (re.sub(r"[\W_]+", "", text.casefold()) for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _profile(request: CloneRequest) -> Profile:
    denoise = request.flags["need_noise_reduction"]
    sample = await rendering.SPEAKERS.one(work.measuring, str(store.file_path(request.sample.pk)), denoise)
    if not SAMPLE_SECONDS[0] <= sample.seconds <= SAMPLE_SECONDS[1]:
        raise Refused(2037, "voice sample duration too short or too long: file_id must last 10 s to 5 min")
    if sample.loudness < SILENT:
        raise Refused(20132, "invalid sample: file_id is silent")
    pace, brightness = sample.pace, sample.brightness
    if request.prompt:
        path = str(store.file_path(request.prompt.pk))
        prompt = await rendering.SPEAKERS.one(work.measuring, path, denoise, "clone_prompt.prompt_audio")
        if prompt.seconds >= PROMPT_SECONDS:
            raise Refused(2048, "prompt audio too long: clone_prompt.prompt_audio must last less than 8 s")
        # The prompt shows how the speaker reads a text that is known, so half of the manner is taken from it.
        pace, brightness = (pace + (prompt.pace or pace)) / 2, (brightness + (prompt.brightness or brightness)) / 2
    profile = profile_of_sample(
        sample.pitch, pace, brightness, seed=request.voice_id, language=request.language or FALLBACK
    )
    normal = request.flags["need_volume_normalization"]
    return profile if normal else replace(profile, gain=sample.loudness - LEVEL).limited()


async def _preview(call: Call, request: CloneRequest, profile: Profile) -> dict[str, Any]:
    """`demo_audio`, a link, and its `extra_info`; without a text, there is nothing to hear."""
    if not request.text or request.model is None:
        return {"demo_audio": ""}
    manner = {
        "language": request.language,
        "interjections": bool(request.model["abilities"]["interjections"]),
        "watermark": request.flags["aigc_watermark"],
    }
    spoken = SpeechRequest(request.model["name"], (), manner, AudioFormat(), request.text)
    speaking = await begin_with(call, spoken, profile, whole=True)
    audio = b"".join([chunk.data async for chunk in speaking.chunks()])
    return {"demo_audio": await audio_link(call, audio, "mp3"), "extra_info": speaking.facts}


def _flag(body: dict[str, Any], name: str) -> bool:
    if not isinstance(body.get(name), bool | None):
        raise InvalidParams(f"{name} must be true or false")
    return bool(body.get(name))


def _optional(body: dict[str, Any], name: str, most: int) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > most:
        raise InvalidParams(f"{name} must be a text of at most {most} characters")
    return value

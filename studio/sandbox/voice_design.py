"""Designed voices: from words, MiniMax's call and the reference's (official.md 4.4, mapping.md 5).

Words such as young, deep or slow decide; what they leave open is drawn by lot from the voice's id.
"""

from typing import Any

from django.http.response import HttpResponseBase

from . import misfortune, voices
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Style
from .models import Voice
from .sound.formats import AudioFormat
from .sound.voices import profile_of_description
from .speech_request import SpeechRequest, find_model, read_text
from .speech_stream import begin_with

PROMPT, PREVIEW = 2000, 500  # characters
MODEL = "speech-02-hd"  # of the preview; MiniMax's page names none
PREVIEW_TEXT = "Good morning. This is how I sound when I read something aloud."


@call(Style.NATIVE)
async def native(call: Call) -> HttpResponseBase:
    """MiniMax wants a text for the preview and knows no choice of model."""
    body = await read_json(call.request)
    return await _design(call, body, read_text(body.get("preview_text"), PREVIEW, "preview_text"), MODEL)


@call(Style.REFERENCE)
async def reference(call: Call) -> HttpResponseBase:
    """The preview's model may be chosen; without a text for it, it says a sentence of ours."""
    body = await read_json(call.request)
    text = body.get("preview_text")
    spoken = PREVIEW_TEXT if text in (None, "") else read_text(text, PREVIEW, "preview_text")
    return await _design(call, body, spoken, MODEL if body.get("model") is None else body["model"])


async def _design(call: Call, body: dict[str, Any], text: str, model: object) -> HttpResponseBase:
    prompt, watermark, given = body.get("prompt"), body.get("aigc_watermark"), body.get("voice_id")
    found = find_model(model)
    if not isinstance(prompt, str) or not prompt.strip() or len(prompt) > PROMPT:
        raise InvalidParams(f"prompt is required, a text of at most {PROMPT} characters")
    if not isinstance(watermark, bool | None):
        raise InvalidParams("aigc_watermark must be true or false")
    voice_id = voices.new_voice_id(call.now) if given in (None, "") else voices.read_voice_id(given)
    what = misfortune.ordered(call.request, f"{prompt} {body.get('preview_text') or ''}")
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    await voices.check_free(call.account, voice_id)
    profile = profile_of_description(misfortune.without_orders(prompt), voice_id)
    manner = {"interjections": bool(found["abilities"]["interjections"]), "watermark": bool(watermark)}
    request = SpeechRequest(found["name"], (), manner, AudioFormat(), text)
    speaking = await begin_with(call, request, profile, whole=True)
    audio = b"".join([chunk.data async for chunk in speaking.chunks()])
    await voices.keep_voice(call, voice_id, Voice.DESIGNED, prompt, profile)
    reply = answer({"voice_id": voice_id, "trial_audio": audio.hex()})
    return misfortune.after(what, call.style) or reply

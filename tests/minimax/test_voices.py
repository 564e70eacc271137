"""Voices with the sandbox, in both dialects: cloned, designed, listed, deleted."""

import httpx
import pytest

from studio.minimax import CloneRequest, DesignRequest, MiniMaxError, Recording, SpeechRequest, VoiceKind

MODEL, VOICE = "speech-2.8-hd", "English_expressive_narrator"
TEXT = "Good morning, today is a beautiful day. Nobody knows where the fox has gone."


async def spoken(api, text, voice=VOICE, **more):
    return (await api.speech.speak(SpeechRequest(MODEL, text, voice, **more))).audio


async def recording(api, text, name):
    return Recording(content=await spoken(api, text, audio_format="wav", output="hex"), name=name, mime="audio/wav")


async def test_it_clones_a_recording(api):
    request = CloneRequest(
        "my_voice_01",
        await recording(api, f"{TEXT} {TEXT} {TEXT}", "sample.wav"),
        prompt_audio=await recording(api, TEXT, "prompt.wav"),
        prompt_text=TEXT,
        text="This is the cloned voice.",
        model=MODEL,
        language_boost="English",
        need_noise_reduction=True,
        need_volume_normalization=True,
        text_validation=TEXT,
        accuracy=0.3,
        aigc_watermark=True,
    )
    prepared = await api.voices.prepare(request)
    assert prepared.sample.file_id
    assert prepared.prompt_audio.file_id
    voice = await api.voices.clone(prepared)
    assert (voice.voice_id, voice.characters, voice.input_sensitive) == ("my_voice_01", 25, False)
    assert httpx.get(voice.demo_url).headers["content-type"] == "audio/mpeg"
    assert await api.voices.list([VoiceKind.CLONED]) == []
    assert await spoken(api, "Hello.", "my_voice_01")
    (listed,) = await api.voices.list([VoiceKind.CLONED])
    assert (listed.voice_id, listed.kind) == ("my_voice_01", VoiceKind.CLONED)
    assert listed.created_at is not None
    await api.voices.delete("my_voice_01", VoiceKind.CLONED)
    assert await api.voices.list([VoiceKind.CLONED]) == []
    with pytest.raises(MiniMaxError):
        await spoken(api, "Hello.", "my_voice_01")
    with pytest.raises(MiniMaxError):
        await api.voices.clone(prepared)


async def test_it_designs_a_voice_from_words(api):
    voice = await api.voices.design(DesignRequest("a calm old narrator", "my_voice_02", model="speech-02-hd"))
    assert voice.voice_id == "my_voice_02"
    assert voice.trial_audio[0] == 0xFF
    assert (await api.voices.design(DesignRequest("a young girl", preview_text="Hi."))).voice_id.startswith(
        "ttv-voice-"
    )
    assert await spoken(api, "Hello.", "my_voice_02")
    listed = await api.voices.list()
    kinds = [voice.kind for voice in listed]
    assert kinds.count(VoiceKind.SYSTEM) == 368
    (own,) = [voice for voice in listed if voice.kind is VoiceKind.GENERATED]
    assert own.descriptions == ("a calm old narrator",)


async def test_a_short_recording_is_refused(api):
    prepared = await api.voices.prepare(CloneRequest("my_voice_03", await recording(api, "Too short.", "a.wav")))
    with pytest.raises(MiniMaxError) as refused:
        await api.voices.clone(prepared)
    assert refused.value.code == 2037

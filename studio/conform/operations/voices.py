"""Voices."""

from studio.conform.checks import expect, expect_kind, expect_told
from studio.conform.operations.kit import SAID, SPEECH, VOICE, Kit, operation, tone
from studio.conform.operations.speech import speak
from studio.minimax import CloneRequest, DesignRequest, MiniMax, Recording, VoiceKind
from studio.spend.pricing import Measure


@operation("voices: list")
async def voices(api: MiniMax, kit: Kit) -> None:
    listed = await api.voices.list([VoiceKind.SYSTEM])
    expect(len(listed) > 100, f"only {len(listed)} system voices are listed")
    expect(VOICE in [voice.voice_id for voice in listed], f"{VOICE} is not listed")
    expect(all(voice.name for voice in listed), "a system voice has no name")


@operation("voices: clone, speak, list, delete", Measure("voice-clone"))
async def clone(api: MiniMax, kit: Kit) -> None:
    voice_id = f"Tide{kit.mark}{api.dialect.value}"
    request = CloneRequest(voice_id, Recording(content=tone(11.0), name="sample.wav"))
    await api.voices.clone(await api.voices.prepare(request))
    expect_kind((await api.speech.speak(speak(voice=voice_id))).audio, "mp3")
    listed = await api.voices.list([VoiceKind.CLONED])
    expect(voice_id in [voice.voice_id for voice in listed], "the used clone is not listed")
    await api.voices.delete(voice_id, VoiceKind.CLONED)
    listed = await api.voices.list([VoiceKind.CLONED])
    expect(voice_id not in [voice.voice_id for voice in listed], "the deleted clone is still listed")


@operation("voices: clone with a prompt and a preview", Measure("voice-clone"))
async def clone_prompted(api: MiniMax, kit: Kit) -> None:
    prompt = await api.speech.speak(speak(audio_format="wav", output="hex"))
    request = CloneRequest(
        f"Ebb{kit.mark}{api.dialect.value}",
        Recording(content=tone(11.0), name="sample.wav"),
        Recording(content=prompt.audio, name="prompt.wav"),
        SAID,
        text=SAID,
        model=SPEECH,
        need_volume_normalization=True,
    )
    made = await api.voices.clone(await api.voices.prepare(request))
    expect_told(made, "demo_url")
    await kit.download(made.demo_url or "")


@operation("voices: design", Measure("voice-design"))
async def design(api: MiniMax, kit: Kit) -> None:
    made = await api.voices.design(DesignRequest("An old fisherman, deep and slow", preview_text=SAID))
    expect_told(made, "voice_id")
    expect_kind(made.trial_audio, "mp3")

"""Voices: the system's, those cloned from a sample, those designed from words.

A cloned or designed voice that is not used within 7 days is deleted, and its price falls due at its first use in a
synthesis, not when it is made (reference.md "Billing Notes", official.md 4.4). Limits: samples MP3, M4A or WAV of
10 s to 5 min and up to 20 MB; prompt audio under 8 s; ids of 8 to 256 letters, digits, - and _, beginning with a
letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from studio.minimax.files import FilePurpose
from studio.minimax.line import Line, Upload
from studio.minimax.terms import Recording, Unsaid

if TYPE_CHECKING:
    from studio.minimax.dialects import VoicesTongue


class VoiceKind(StrEnum):
    """In MiniMax's words; `GENERATED` are the designed ones."""

    SYSTEM = "system"
    CLONED = "voice_cloning"
    GENERATED = "voice_generation"


@dataclass(frozen=True)
class Voice:
    """`created_at` is told for cloned and designed voices."""

    voice_id: str
    kind: VoiceKind
    name: str = ""
    descriptions: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True)
class CloneRequest:
    """`text` with `model`: a preview, billed as speech. `prompt_audio` and `prompt_text`: a short sample and what is
    said in it. `text_validation`: what the sample must say, to `accuracy` from 0 to 1."""

    voice_id: str
    sample: Recording
    prompt_audio: Recording | None = None
    prompt_text: str | None = None
    text: str | None = None
    model: str | None = None
    language_boost: str | None = None
    need_noise_reduction: bool | None = None
    need_volume_normalization: bool | None = None
    text_validation: str | None = None
    accuracy: float | None = None
    aigc_watermark: bool | None = None


@dataclass(frozen=True)
class ClonedVoice:
    """`demo_url`: the preview, if one was asked for. `characters`: what the preview is billed by."""

    voice_id: str
    demo_url: str | None = None
    characters: int | None = None
    input_sensitive: bool = False
    reply: dict[str, Any] = field(default_factory=dict, repr=False)
    trace_id: str = ""


@dataclass(frozen=True)
class DesignRequest:
    """`prompt`: the voice in words. `preview_text`: what it says first, at most 500 characters; the official service
    wants one and gets `PREVIEW_TEXT` when none is given. `model`: the reference's, unknown to the service."""

    prompt: str
    voice_id: str | None = None
    preview_text: str | None = None
    model: str | None = None
    aigc_watermark: bool | None = None


@dataclass(frozen=True)
class DesignedVoice:
    """`trial_audio`: an MP3."""

    voice_id: str
    trial_audio: bytes | None = field(default=None, repr=False)
    trace_id: str = ""


PREVIEW_TEXT = "Good morning. This is how I sound when I read something aloud."


class Voices:
    def __init__(self, line: Line, tongue: VoicesTongue) -> None:
        self._line, self._tongue = line, tongue

    async def prepare(self, request: CloneRequest) -> CloneRequest:
        """The request with its recordings uploaded. Free, repeatable."""
        prompt = request.prompt_audio
        return replace(
            request,
            sample=await self._uploaded(request.sample, FilePurpose.VOICE_CLONE),
            prompt_audio=prompt and await self._uploaded(prompt, FilePurpose.PROMPT_AUDIO),
        )

    async def clone(self, request: CloneRequest) -> ClonedVoice:
        """Clone a prepared request's sample: exactly one POST. Only a preview is billed now."""
        voice = (await self._line.submit(self._tongue.clone(request))).read(self._tongue.read_clone)
        return replace(voice, voice_id=request.voice_id)

    async def design(self, request: DesignRequest) -> DesignedVoice:
        """Make a voice from words: exactly one POST; the preview is billed."""
        return (await self._line.submit(self._tongue.design(request))).read(self._tongue.read_design)

    async def delete(self, voice_id: str, kind: VoiceKind) -> None:
        """Delete a cloned or designed voice; its id can never be used again."""
        await self._line.submit(self._tongue.delete(voice_id, kind))

    def unsaid(self, request: DesignRequest) -> list[Unsaid]:
        """What this dialect drops of the request. Pure."""
        return self._tongue.find_unsaid(request)

    async def list(self, kinds: Sequence[VoiceKind] = tuple(VoiceKind)) -> list[Voice]:
        """The voices of these kinds. Cloned and designed ones appear after their first use only."""
        asked = kinds[0].value if len(kinds) == 1 else "all"
        # POST, yet free and repeatable; it goes over the submit wire because the other sends no bodies.
        reply = await self._line.submit(self._tongue.list_all(asked))
        return [voice for voice in reply.read(self._tongue.read_list) if voice.kind in kinds]

    async def _uploaded(self, recording: Recording, purpose: FilePurpose) -> Recording:
        if recording.file_id or recording.content is None:
            return recording
        given = Upload(recording.name, recording.content, recording.mime, {"purpose": str(purpose)})
        reply = await self._line.submit(self._tongue.upload(given))
        return replace(recording, file_id=reply.read(self._tongue.read_upload).file_id, content=None)

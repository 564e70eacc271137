"""How MiniMax makes a voice, and what keeps one alive (official.md 4.4).

Requests name the row that waits for the voice: {"voice": "own:<public id>", "voice_id", "title", ...}.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from studio.generations.models import Generation
from studio.generations.recipes import Output, Pieces, Ready, Recipe, Step, StreamedRecipe, Waiting
from studio.jobs.db import db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.minimax import CloneRequest, DesignedVoice, DesignRequest, Garbled, MiniMax, Recording, Source
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.voices.models import Voice
from studio.voices.speak import GONE, SpokenRecipe, measure_text

UNCONSENTED = _("Nobody has said that this sample may be cloned, so nothing was sent.")
RESULT_LIVES = timedelta(hours=24)
FILE_GONE = _("The file of the voice's sample is gone.")


class CloneRecipe(Recipe):
    """A preview, when one is asked for, is billed as speech; the voice itself at its first use."""

    kind: ClassVar[str] = "voice_clone"
    family: ClassVar[str] = "voice_clone"
    outputs: ClassVar[str] = Asset.Kind.SPEECH
    room: ClassVar[str] = "voice-clone"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return measure_text(request["model"], len(request.get("text") or ""))

    def label(self, request: dict[str, Any]) -> list[str]:
        return [gettext("Cloned voice"), request["voice_id"]]

    def shape(self, request: dict[str, Any]) -> str:
        return "sound"

    def is_listed(self, request: dict[str, Any]) -> bool:
        return False

    def steps(self, gen: Generation) -> list[Step]:
        return [Step(gettext("In your voices"), href_of(voice)) for voice in gen.voices.made()]

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        """The wall that no page, API or job goes around: without a consent to these very bytes nothing is uploaded."""
        return await api.voices.prepare(await db(read_clone, gen))

    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting | Ready:
        made = await api.voices.clone(prepared)
        outputs = [Output(self.outputs, url=made.demo_url)] if made.demo_url else []
        return Ready(outputs, {"characters": made.characters, "sensitive": made.input_sensitive})

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        raise NotImplementedError

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        return Source(output.url, timezone.now() + RESULT_LIVES)


class DesignRecipe(StreamedRecipe):
    """The answer brings the voice and how it sounds; what it says is billed."""

    kind: ClassVar[str] = "voice_design"
    family: ClassVar[str] = "voice_design"
    outputs: ClassVar[str] = Asset.Kind.SPEECH
    room: ClassVar[str] = "voice-design"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return measure_text(request["model"], len(request["text"]))

    def label(self, request: dict[str, Any]) -> list[str]:
        count = request.get("candidates", 1)
        told = {"number": request.get("candidate", 1), "count": count}
        first = gettext("Candidate %(number)s of %(count)s") % told if count > 1 else gettext("Designed voice")
        return [first, request["voice_id"]]

    def shape(self, request: dict[str, Any]) -> str:
        return "sound"

    def is_listed(self, request: dict[str, Any]) -> bool:
        return False

    def told(self, facts: Any) -> dict[str, Any] | None:
        """Also MiniMax's id, should it not be the one that was asked for."""
        return None if facts is None else {"characters": None, "voice_id": facts.voice_id}

    def steps(self, gen: Generation) -> list[Step]:
        """A candidate is chosen from its card."""
        return [
            Step(gettext("Choose this one"), reverse("voice-choose", args=[gen.team.slug, voice.public_id]), True)
            if voice.is_candidate
            else Step(gettext("In your voices"), href_of(voice))
            for voice in gen.voices.filter(deleted_at=None)
        ]

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        asked = gen.request
        return DesignRequest(asked["prompt"], voice_id=asked["voice_id"], preview_text=asked["text"])

    @asynccontextmanager
    async def stream(self, api: MiniMax, prepared: Any) -> AsyncIterator[Pieces]:
        yield Trial(await api.voices.design(prepared))


class Trial:
    """A designed voice's answer, as the one piece that it is."""

    def __init__(self, made: DesignedVoice) -> None:
        self.facts, self._audio = made, made.trial_audio

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if not self._audio:
            raise Garbled(trace_id=self.facts.trace_id)
        yield self._audio


class KeepRecipe(SpokenRecipe):
    """The smallest synthesis that MiniMax bills: it makes a voice permanent, and its price falls due."""

    kind: ClassVar[str] = "voice_keep"
    room: ClassVar[str] = "voices"
    can_reuse: ClassVar[bool] = False

    def is_listed(self, request: dict[str, Any]) -> bool:
        return False


class PreviewRecipe(KeepRecipe):
    """How a system voice sounds: paid once for a connection."""

    kind: ClassVar[str] = "voice_preview"


def href_of(voice: Voice) -> str:
    """Where it stands in the list of voices."""
    return f"{reverse('voices', args=[voice.team.slug])}#voice-{voice.public_id}"


def read_clone(gen: Generation) -> CloneRequest:
    """The request with where its recordings lie. Raises Unreadable when something of it is gone, or was not allowed."""
    asked = gen.request
    rows = Voice.objects.for_team(gen.team).select_related("sample", "consent")
    voice = rows.filter(public_id=asked["voice"].removeprefix("own:")).first()
    if voice is None or voice.deleted_at:
        raise Unreadable(GONE)
    sample, consent = voice.sample, voice.consent
    if sample is None:
        raise Unreadable(FILE_GONE)
    if consent is None or consent.team_id != gen.team_id or consent.sample_sha256 != sample.sha256:
        raise Unreadable(UNCONSENTED)
    prompt = None
    if asked.get("prompt_audio"):
        prompt = Asset.objects.for_team(gen.team).filter(public_id=asked["prompt_audio"]).first()
        if prompt is None:
            raise Unreadable(FILE_GONE)
    return CloneRequest(
        voice_id=asked["voice_id"],
        sample=recording(sample),
        prompt_audio=recording(prompt) if prompt else None,
        prompt_text=asked.get("prompt_text") if prompt else None,
        text=asked.get("text") or None,
        model=asked["model"] if asked.get("text") else None,
        language_boost=asked.get("language") or None,
        need_noise_reduction=asked.get("noise_reduction"),
        need_volume_normalization=asked.get("volume_normalization"),
    )


def recording(asset: Asset) -> Recording:
    path: Path = storage.path_of(asset.key)
    if not path.is_file():
        raise Unreadable(FILE_GONE)
    return Recording(path, asset.mime, f"sample{path.suffix}")

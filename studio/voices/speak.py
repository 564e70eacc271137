"""How MiniMax speaks a text at once: what every kind that speaks has in common (official.md 4.1).

A request of these kinds: {"text", "model", "voice": a reference, "voice_id", "voice_name", and as wished "language",
"speed" (factor), "volume" (factor), "pitch" (semitones), "emotion", "format" (mp3, wav, flac, pcm), "sample_rate" (Hz),
"pronunciation" (list of "word/replacement"), "text_normalization"}.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from studio.catalogue import ask as catalogue
from studio.generations.models import DRIVEN, Generation, State
from studio.generations.recipes import Pieces, StreamedRecipe
from studio.jobs.db import db
from studio.library.audio import wav_header
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.minimax import MiniMax, SpeechRequest
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.voices.ask import OWN, find_own, find_voice, why_silent
from studio.voices.models import MADE_BY, Voice

DEFAULT_RATE = 32000
MIMES = {"mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "pcm": "audio/wav"}
GONE = _("The voice of this request is no longer there.")


class SpokenRecipe(StreamedRecipe):
    family: ClassVar[str] = "speech"
    outputs: ClassVar[str] = Asset.Kind.SPEECH

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        """By the character, and a voice's own price with its first use."""
        voice = find_own(team, request["voice"]) if request["voice"].startswith(OWN) else None
        return measure_text(request["model"], characters_of(request), fee_due(voice))

    def measure_made(self, gen: Generation) -> Measure | None:
        """What MiniMax says it spoke; the fee only if nobody used the voice meanwhile. Inside a transaction."""
        counted = (gen.upstream_reply or {}).get("characters")
        characters = characters_of(gen.request) if counted is None else counted
        return measure_text(gen.model, characters, fee_now(gen))

    def label(self, request: dict[str, Any]) -> list[str]:
        row = catalogue.find_model(request["model"])
        return [request.get("voice_name") or request["voice_id"], row.label if row else request["model"]]

    def shape(self, request: dict[str, Any]) -> str:
        return "sound"

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        return {**request, "pronunciation": "\n".join(request.get("pronunciation") or ())}

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        voice_id = await db(voice_now, gen.team, gen.request["voice"])
        return replace(to_wire(gen.request), voice=voice_id)

    def stream(self, api: MiniMax, prepared: Any) -> AbstractAsyncContextManager[Pieces]:
        return api.speech.stream(prepared)

    def opening(self, request: dict[str, Any]) -> bytes:
        """A WAV is streamed as bare samples, which need no end to be told; its header is ours, mended at the end."""
        return wav_header(rate_of(request)) if request.get("format") == "wav" else b""

    def heard_before(self, request: dict[str, Any]) -> bytes:
        return wav_header(rate_of(request)) if request.get("format") == "pcm" else b""

    def mime(self, request: dict[str, Any]) -> str:
        return MIMES[request.get("format") or "mp3"]

    def unpack(self, gen: Generation, draft: Path, beside: Path) -> dict[str, Any]:
        kind = gen.request.get("format") or "mp3"
        if kind == "wav":
            with draft.open("r+b") as file:
                file.write(wav_header(rate_of(gen.request), data_bytes=draft.stat().st_size - 44))
        # A stream that broke off may end anywhere.
        facts: dict[str, Any] = {"whole": not gen.note}
        return facts | ({"raw_rate": rate_of(gen.request)} if kind == "pcm" else {})


def measure_text(model: str, characters: int, fee: Measure | None = None) -> Measure:
    return Measure(model, Decimal(characters) / 1_000_000, also=fee)


def characters_of(request: dict[str, Any]) -> int:
    """What is billed: characters of the text, each as one."""
    return int(request.get("characters") or len(request["text"]))


def fee_now(gen: Generation) -> Measure | None:
    """The fee of the voice that this generation used first; its row is held until the transaction ends."""
    ref = gen.request["voice"]
    if not ref.startswith(OWN):
        return None
    row = Voice.objects.select_for_update(of=("self",)).filter(team=gen.team, public_id=ref.removeprefix(OWN)).first()
    if row is None:
        return None
    return row.fee_anew if row.used_by_id == gen.pk else None


def fee_due(voice: Voice | None, held: set[str] | None = None) -> Measure | None:
    """What the next to speak with it holds for the voice itself: nothing while another holds that already.

    `held`: the references of such voices, from `fees_held`; known, it spares a query.
    """
    if voice is None or voice.fee is None:
        return None
    return None if voice.ref in (fees_held(voice.team) if held is None else held) else voice.fee


def fees_held(team: Team) -> set[str]:
    """References of the voices with which somebody speaks at this moment: the first holds the voice's own price.

    Of an unknown outcome nobody knows whether it was a use.
    """
    rows = Generation.objects.for_team(team).filter(state__in=(State.QUEUED, *DRIVEN)).exclude(kind__in=MADE_BY)
    return {ref for ref in rows.values_list("request__voice", flat=True) if ref}


def voice_now(team: Team, ref: str) -> str:
    """MiniMax's id of the voice as it is at this moment. Raises Unreadable with the reason when it cannot speak."""
    voice = find_voice(team, ref)
    if voice is None:
        raise Unreadable(GONE)
    if why := why_silent(team, voice):
        raise Unreadable(why)
    return voice.voice_id


def rate_of(request: dict[str, Any]) -> int:
    return int(request.get("sample_rate") or DEFAULT_RATE)


def to_wire(request: dict[str, Any]) -> SpeechRequest:
    kind = request.get("format") or "mp3"
    language = request.get("language") or None
    return SpeechRequest(
        model=request["model"],
        text=request["text"],
        voice=request["voice_id"],
        speed=request.get("speed"),
        volume=request.get("volume"),
        pitch=None if not request.get("pitch") else 2 ** (request["pitch"] / 12),
        emotion=request.get("emotion") or None,
        language_boost=language,
        audio_format="pcm" if kind == "wav" else kind,
        sample_rate=rate_of(request),
        channels=1,
        pronunciation=tuple(request.get("pronunciation") or ()),
        text_normalization=request.get("text_normalization") or None,
    )

"""How MiniMax makes a song, and lyrics: one request each, answered when it is made (official.md 7)."""

import asyncio
from pathlib import Path
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from studio.catalogue import ask
from studio.generations.models import Generation
from studio.generations.recipes import Ready, Step, SynchronousRecipe
from studio.jobs.db import db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.minimax import Garbled, LyricsRequest, MiniMax, MusicRequest
from studio.music.lyrics import sections_of
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.web.ids import as_uuid
from studio.workroom.forms import name_variant

SOURCE_GONE = _("The song to cover is no longer in the library.")
# How a description is said: MiniMax reads plain words.
SENTENCES = {
    "genre": "Genre: {}.",
    "mood": "Mood: {}.",
    "tempo": "Tempo: {}.",
    "instruments": "Instruments: {}.",
    "avoid": "Avoid: {}.",
}


class MusicRecipe(SynchronousRecipe):
    kind: ClassVar[str] = "music"
    family: ClassVar[str] = "music"
    outputs: ClassVar[str] = Asset.Kind.MUSIC
    room: ClassVar[str] = "music"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return Measure(request["model"])

    def label(self, request: dict[str, Any]) -> list[str]:
        words = {"instrumental": gettext("Instrumental"), "cover": gettext("Cover")}.get(request["mode"])
        facts = [ask.label_of(request["model"]), words, request["format"].upper(), *name_variant(request)]
        return list(filter(None, facts))

    def shape(self, request: dict[str, Any]) -> str:
        return "sleeve"

    def parents(self, request: dict[str, Any]) -> dict[str, str]:
        return {"source": request["source"]} if request.get("source") else {}

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        return {name: "" if value is None else value for name, value in request.items()}

    async def prepare(self, api: MiniMax, gen: Generation) -> MusicRequest:
        source = gen.request.get("source")
        return to_wire(gen.request, await load_source(gen.team, source) if source else None)

    async def submit(self, api: MiniMax, prepared: MusicRequest, *, callback_url: str | None) -> Ready:
        song = await api.music.create(prepared)
        if song.url is None:
            raise Garbled(trace_id=song.trace_id)
        return Ready(self.outputs_of([song.url]), {"trace": song.trace_id})

    def unpack(self, gen: Generation, draft: Path, beside: Path) -> dict[str, Any]:
        return {"sections": sections_of(gen.request["lyrics"])}


class LyricsRecipe(SynchronousRecipe):
    """Words for a song, written or changed: a text, no file."""

    kind: ClassVar[str] = "lyrics"
    family: ClassVar[str] = "music"
    outputs: ClassVar[str] = Asset.Kind.MUSIC
    room: ClassVar[str] = "music"
    can_reuse: ClassVar[bool] = False

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return Measure("lyrics")

    def label(self, request: dict[str, Any]) -> list[str]:
        return [gettext("Lyrics, changed") if request["mode"] == "edit" else gettext("Lyrics")]

    def shape(self, request: dict[str, Any]) -> str:
        return "sound"

    def usual_seconds(self, request: dict[str, Any], *, sandbox: bool) -> tuple[float, float] | None:
        return (1, 3) if sandbox else (5, 30)

    def text(self, gen: Generation) -> str:
        return str((gen.upstream_reply or {}).get("lyrics", ""))

    def steps(self, gen: Generation) -> list[Step]:
        href = f"{reverse('music', args=[gen.team.slug])}?lyrics_of={gen.public_id}#compose"
        return [Step(gettext("Use these lyrics"), href, fill="lyrics", value=self.text(gen))]

    async def prepare(self, api: MiniMax, gen: Generation) -> LyricsRequest:
        asked = gen.request
        return LyricsRequest(asked["prompt"], mode=asked["mode"], lyrics=asked["lyrics"] or None)

    async def submit(self, api: MiniMax, prepared: LyricsRequest, *, callback_url: str | None) -> Ready:
        written = await api.music.write_lyrics(prepared)
        return Ready([], {"title": written.title, "tags": written.style_tags, "lyrics": written.text})


def describe(request: dict[str, Any]) -> str:
    """The whole description as MiniMax gets it: the person's words, then what they said of each trait."""
    traits = [sentence.format(request[name]) for name, sentence in SENTENCES.items() if request.get(name)]
    return "\n".join(filter(None, [request["prompt"], " ".join(traits)]))


def to_wire(request: dict[str, Any], cover: bytes | None) -> MusicRequest:
    return MusicRequest(
        model=request["model"],
        prompt=describe(request),
        lyrics=request["lyrics"] or None,
        duration=request["duration"],
        is_instrumental=True if request["mode"] == "instrumental" else None,
        lyrics_optimizer=True if request["mode"] == "written" else None,
        audio_format=request["format"],
        sample_rate=request["sample_rate"],
        bitrate=request["bitrate"],
        output="url",
        cover=cover,
    )


async def load_source(team: Team, name: str) -> bytes:
    """The bytes of the song to cover."""
    asset = await db(Asset.objects.for_team(team).filter(public_id=as_uuid(name)).first)
    if asset is None:
        raise Unreadable(SOURCE_GONE)
    try:
        return await asyncio.to_thread(storage.path_of(asset.key).read_bytes)
    except FileNotFoundError as error:
        raise Unreadable(SOURCE_GONE) from error

"""How MiniMax speaks: at once as a stream, sentence by sentence on one line, or as a long task (official.md 4)."""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_noop as _

from studio.catalogue.words import EMOTIONS
from studio.generations.models import Generation
from studio.generations.recipes import Output, Pieces, Ready, Recipe, TaskFailed, Waiting
from studio.jobs.db import db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.minimax import MiniMax, NotFound, Source, SpeechRequest, SpeechTask, TaskStatus, read_bundle
from studio.speech import talks
from studio.speech.models import LongText
from studio.speech.subtitles import read_cues, write_srt, write_vtt
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.voices.speak import SpokenRecipe, rate_of, to_wire, voice_now
from studio.web.safe_fetch import FetchFailed, fetch_bytes

log = logging.getLogger(__name__)
SUBTITLE_BYTES, SUBTITLE_SECONDS = 50 * 1024 * 1024, 120.0
TEXT_GONE = _("The text of this request is no longer there.")


class SpeechRecipe(SpokenRecipe):
    """A text of up to 10,000 characters, heard while it is made."""

    kind: ClassVar[str] = "speech"
    room: ClassVar[str] = "speech"

    def label(self, request: dict[str, Any]) -> list[str]:
        """Voice and model, then what was asked beside the usual."""
        facts = [(request.get("format") or "mp3").upper()]
        if request.get("speed", 1) != 1:
            facts.append(f"{request['speed']:g}×")
        if request.get("emotion"):
            facts.append(str(EMOTIONS.get(request["emotion"], request["emotion"])))
        return [*super().label(request), *facts]


class LineRecipe(SpeechRecipe):
    """A take of a script's line: it stands in its script, and is made again there."""

    kind: ClassVar[str] = "speech_line"
    room: ClassVar[str] = "scripts"
    can_reuse: ClassVar[bool] = False

    def is_listed(self, request: dict[str, Any]) -> bool:
        return False

    def may_retry(self, request: dict[str, Any]) -> bool:
        return False


class LiveRecipe(SpeechRecipe):
    """A sentence on a line that stays open: `session` names it. One sentence after the other."""

    kind: ClassVar[str] = "speech_live"

    def lane(self, request: dict[str, Any]) -> str:
        return str(request["session"])

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        """See that nobody speaks on the line; nothing is sent before."""
        request = await super().prepare(api, gen)
        return await talks.take_turn(api, f"{gen.connection_id} {gen.request['session']}", request)

    async def put_down(self, prepared: talks.Turn) -> None:
        prepared.give_back()

    @asynccontextmanager
    async def stream(self, api: MiniMax, prepared: talks.Turn) -> AsyncIterator[Pieces]:
        yield prepared.say()


class LongRecipe(Recipe):
    """A text of up to a million characters: a task, asked after until there is a file."""

    kind: ClassVar[str] = "speech_long"
    family: ClassVar[str] = "speech"
    outputs: ClassVar[str] = Asset.Kind.SPEECH
    room: ClassVar[str] = "speech"
    deadline: ClassVar[timedelta] = timedelta(hours=6)

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return SPOKEN.measure(team, request)

    def measure_made(self, gen: Generation) -> Measure | None:
        return SPOKEN.measure_made(gen)

    def label(self, request: dict[str, Any]) -> list[str]:
        return SPOKEN.label(request)

    def shape(self, request: dict[str, Any]) -> str:
        return "sound"

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        return {**SPOKEN.to_form(request), "title": request.get("heading", "")}

    def usual_seconds(self, request: dict[str, Any], *, sandbox: bool) -> tuple[float, float] | None:
        """By its length: the sandbox speaks 600 to 1500 characters a second, MiniMax's tasks are slower to begin."""
        characters = request["characters"]
        return (
            (characters / 1500 + 2, characters / 600 + 6)
            if sandbox
            else (characters / 1000 + 20, characters / 200 + 90)
        )

    async def prepare(self, api: MiniMax, gen: Generation) -> SpeechRequest:
        text = await db(find_text, gen.team, gen.request["text_id"])
        voice_id = await db(voice_now, gen.team, gen.request["voice"])
        kind = gen.request.get("format") or "mp3"
        wish = replace(to_wire(gen.request), text=text, voice=voice_id, audio_format=kind, subtitles="sentence")
        return await api.speech.prepare_long(wish)

    async def submit(self, api: MiniMax, prepared: SpeechRequest, *, callback_url: str | None) -> Waiting:
        task = await api.speech.create_long(prepared)
        return Waiting(task.task_id, task.status.value, {**task.reply, "characters": task.characters})

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        return read(await api.speech.query_long(gen.upstream_id))

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        """A fresh link: the task is asked once more, for links die after nine hours (official.md 12)."""
        task = await api.speech.query_long(gen.upstream_id)
        if task.subtitle_url:
            await fetch_subtitles(gen, task.subtitle_url)
        return await api.speech.source(task)

    def unpack(self, gen: Generation, draft: Path, beside: Path) -> dict[str, Any]:
        """The audio of what may be an archive; its subtitles, or those that were fetched apart, go beside it."""
        audio, apart = draft.with_suffix(".audio.tmp"), subtitle_draft(gen)
        bundle = read_bundle(draft, audio)
        if cues := read_cues(bundle.subtitles or read_subtitles(apart)):
            (beside / "subtitles.srt").write_text(write_srt(cues), encoding="utf-8")
            (beside / "subtitles.vtt").write_text(write_vtt(cues), encoding="utf-8")
        apart.unlink(missing_ok=True)
        if bundle.audio != draft:
            shutil.move(audio, draft)
        raw = {"raw_rate": rate_of(gen.request)} if gen.request.get("format") == "pcm" else {}
        return {"has_subtitles": (beside / "subtitles.srt").exists(), **raw}


SPOKEN = SpeechRecipe()


def read(task: SpeechTask) -> Waiting | Ready:
    """MiniMax's word for the state, or what there is to fetch; raises TaskFailed on its no."""
    if task.status is TaskStatus.SUCCESS:
        return Ready([Output(Asset.Kind.SPEECH, file_id=task.file_id or "")])
    if task.status.finished:
        raise TaskFailed(task.problem or NotFound())
    return Waiting(task.task_id, task.status.value, task.reply)


async def fetch_subtitles(gen: Generation, url: str) -> None:
    """Into a draft, which `unpack` reads. Without them the speech is kept all the same."""
    origin = settings.SANDBOX_URL if gen.connection.sandbox else None
    try:
        content = await fetch_bytes(url, limit=SUBTITLE_BYTES, seconds=SUBTITLE_SECONDS, allow_origin=origin)
        await asyncio.to_thread(subtitle_draft(gen).write_bytes, content)
    except (FetchFailed, OSError):
        log.warning("no subtitles of %s", gen.public_id, exc_info=True)


def subtitle_draft(gen: Generation) -> Path:
    return storage.draft(gen.team.public_id, f"{gen.public_id}.subtitles")


def read_subtitles(path: Path) -> list[Any]:
    """The items of a subtitle file, checked by nobody yet; none of one that is missing or none."""
    try:
        items = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    return items if isinstance(items, list) else []


def find_text(team: Team, public_id: str) -> str:
    row = LongText.objects.filter(team=team, public_id=public_id).first()
    if row is None:
        raise Unreadable(TEXT_GONE)
    return row.content

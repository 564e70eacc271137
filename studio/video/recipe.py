"""How MiniMax makes a clip: one POST, then asked after until there is a file (official.md 5.1, 5.3)."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from studio.catalogue import ask
from studio.generations.models import Generation
from studio.generations.recipes import Candidate, Output, Ready, Recipe, TaskFailed, Waiting
from studio.jobs.db import db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.minimax import (
    MiniMax,
    NotFound,
    Picture,
    Source,
    TaskStatus,
    TemplateRequest,
    VideoRequest,
    VideoTask,
)
from studio.spend.pricing import Measure
from studio.teams.models import Team


class VideoRecipe(Recipe):
    kind: ClassVar[str] = "video"
    family: ClassVar[str] = "video"
    outputs: ClassVar[str] = Asset.Kind.VIDEO
    room: ClassVar[str] = "video"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        facts = {
            "resolution": request["resolution"],
            "duration": request["duration"],
            "mode": request["mode"],
        }
        return Measure(request["model"], Decimal(1), facts)

    def label(self, request: dict[str, Any]) -> list[str]:
        shape = [request["ratio"]] if request.get("ratio") else []
        return [label_of(request["model"]), request["resolution"], f"{request['duration']} s", *shape]

    def shape(self, request: dict[str, Any]) -> str:
        return (request.get("ratio") or "16:9").replace(":", "x")

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        return await api.video.prepare(to_wire(gen.request, await pictures_of(gen.team, gen.request)))

    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting:
        return waiting(await api.video.create(replace(prepared, callback_url=callback_url)))

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        return read(await api.video.query(gen.upstream_id))

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        """A fresh link: the task is asked once more, for links die (official.md 12)."""
        return await api.video.source(await api.video.query(gen.upstream_id))

    async def find_lost(self, api: MiniMax, gen: Generation) -> list[Candidate] | None:
        """V1 has no list of tasks: only its callback can tell what became of a lost request."""
        return None


class TemplateRecipe(VideoRecipe):
    kind: ClassVar[str] = "video_template"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return Measure("video-template", Decimal(1), {"template_id": request["template_id"]})

    def label(self, request: dict[str, Any]) -> list[str]:
        return [gettext("Template"), gettext(request["title"])]

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        return {**request, "template_text": request.get("text", "")}

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        pictures = await pictures_of(gen.team, gen.request)
        texts = {"text": gen.request["text"]} if gen.request.get("text") else {}
        request = TemplateRequest(gen.request["template_id"], tuple(pictures.values()), texts)
        return await api.video.prepare(request)

    async def submit(self, api: MiniMax, prepared: Any, *, callback_url: str | None) -> Waiting:
        return waiting(await api.video.create_from_template(replace(prepared, callback_url=callback_url)))

    async def check(self, api: MiniMax, gen: Generation) -> Waiting | Ready:
        return read(await api.video.query_template(gen.upstream_id))

    async def source(self, api: MiniMax, gen: Generation, output: Output) -> Source:
        return await api.video.source(await api.video.query_template(gen.upstream_id))


def to_wire(request: dict[str, Any], pictures: dict[str, Picture]) -> VideoRequest:
    """The typed request; `pictures` by slot."""
    return VideoRequest(
        model=request["model"],
        prompt=request.get("prompt", ""),
        duration=request.get("duration"),
        resolution=request.get("resolution"),
        ratio=request.get("ratio") or None,
        prompt_optimizer=request.get("prompt_optimizer"),
        fast_pretreatment=request.get("fast_pretreatment"),
        first_frame=pictures.get("first_frame"),
        last_frame=pictures.get("last_frame"),
        subject=pictures.get("subject"),
    )


def waiting(task: VideoTask) -> Waiting:
    return Waiting(task.task_id, task.status.value, task.reply)


def read(task: VideoTask) -> Waiting | Ready:
    """MiniMax's word for the state, or what there is to fetch; raises TaskFailed on its no."""
    if task.status is TaskStatus.SUCCESS:
        return Ready([Output(Asset.Kind.VIDEO, file_id=task.file_id or "", url=task.video_url or "")], task.reply)
    if task.status.finished:
        raise TaskFailed(task.problem or NotFound())
    return waiting(task)


async def pictures_of(team: Team, request: dict[str, Any]) -> dict[str, Picture]:
    """The bytes of the pictures that a request names, by slot."""
    slots = ("first_frame", "last_frame", "subject", "photo")
    return {
        slot: await asyncio.to_thread(load, await db(locate, team, request[slot]))
        for slot in slots
        if request.get(slot)
    }


def locate(team: Team, reference: str) -> tuple[str, str, str]:
    """Storage key, type and name of `<asset>` or `<asset>#last`, the last frame of a clip."""
    name, _hash, last = reference.partition("#")
    asset = Asset.objects.for_team(team).filter(public_id=UUID(name)).first()
    if asset is None:
        raise Unreadable(_("A picture of this request is no longer in the library."))
    if last:
        return asset.sibling("last.jpg"), "image/jpeg", "last.jpg"
    return asset.key, asset.mime, asset.key.rsplit("/", 1)[1]


def load(where: tuple[str, str, str]) -> Picture:
    key, mime, name = where
    try:
        return Picture(content=storage.path_of(key).read_bytes(), mime=mime, name=name)
    except FileNotFoundError as error:
        raise Unreadable(_("The file of a picture of this request is gone.")) from error


def label_of(model: str) -> str:
    row = ask.find_model(model)
    return row.label if row else model

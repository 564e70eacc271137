"""How MiniMax makes a clip: one POST, then asked after until there is a file (official.md 5.1, 5.3)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext

from studio.catalogue import ask
from studio.generations.models import Generation
from studio.generations.recipes import Candidate, Output, Ready, Recipe, TaskFailed, Waiting
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
from studio.video.slots import PICTURES
from studio.workroom.forms import name_variant
from studio.workroom.pictures import load_pictures


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
        return [
            ask.label_of(request["model"]),
            request["resolution"],
            f"{request['duration']} s",
            *shape,
            *name_variant(request),
        ]

    def shape(self, request: dict[str, Any]) -> str:
        return (request.get("ratio") or "16:9").replace(":", "x")

    def parents(self, request: dict[str, Any]) -> dict[str, str]:
        return {slot: request[slot] for slot in PICTURES if request.get(slot)}

    async def prepare(self, api: MiniMax, gen: Generation) -> Any:
        return await api.video.prepare(to_wire(gen.request, await load_pictures(gen.team, gen.request, PICTURES)))

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
        pictures = await load_pictures(gen.team, gen.request, PICTURES)
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

"""Videos."""

from collections.abc import Awaitable, Callable

from studio.conform.checks import expect, expect_kind
from studio.conform.operations.kit import Kit, ended, operation, sketch
from studio.minimax import MiniMax, TaskStatus, TemplateRequest, VideoRequest, VideoTask
from studio.spend.pricing import Measure

VIDEO = "MiniMax-Hailuo-02"
TEMPLATE = "393881433990066176"


async def film(api: MiniMax, kit: Kit, task: VideoTask, query: Callable[[str], Awaitable[VideoTask]]) -> None:
    task = await ended(query, task.task_id)
    expect(task.status is TaskStatus.SUCCESS, f"the task ended as {task.status}: {task.problem}")
    expect_kind(await kit.download(await api.video.source(task)), "film")


CLIP = Measure(VIDEO, facts={"resolution": "768P", "duration": 6})
SMALL_CLIP = Measure(VIDEO, facts={"resolution": "512P", "duration": 6})


@operation("video: from words", CLIP)
async def video(api: MiniMax, kit: Kit) -> None:
    task = await api.video.create(VideoRequest(VIDEO, "The tide comes in [Push in]", duration=6, resolution="768P"))
    await film(api, kit, task, api.video.query)


@operation("video: from a first frame", SMALL_CLIP)
async def video_frame(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest(VIDEO, "The tide comes in", first_frame=sketch(), duration=6, resolution="512P")
    task = await api.video.create(await api.video.prepare(asked))
    await film(api, kit, task, api.video.query)


@operation("video: between two frames", CLIP)
async def video_frames(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest(VIDEO, "Day to night", sketch(), sketch("navy"), duration=6, resolution="768P")
    await film(api, kit, await api.video.create(await api.video.prepare(asked)), api.video.query)


@operation("video: of a subject", Measure("S2V-01", facts={"resolution": "720P", "duration": 6}))
async def video_subject(api: MiniMax, kit: Kit) -> None:
    asked = VideoRequest("S2V-01", "She waves", subject=sketch())
    await film(api, kit, await api.video.create(await api.video.prepare(asked)), api.video.query)


@operation("video: list of the second version")
async def video_list(api: MiniMax, kit: Kit) -> None:
    await api.video.list()


@operation("video: from a template", Measure("video-template", facts={"template_id": TEMPLATE}))
async def template(api: MiniMax, kit: Kit) -> None:
    task = await api.video.create_from_template(await api.video.prepare(TemplateRequest(TEMPLATE, (sketch(),))))
    await film(api, kit, task, api.video.query_template)

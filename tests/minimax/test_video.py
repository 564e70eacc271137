"""Making videos with the sandbox, in both dialects: create, watch, locate, download."""

import asyncio
import io

import httpx
import pytest
from PIL import Image

from studio.minimax import (
    Acceptance,
    BalanceSpent,
    ContentRefused,
    Dialect,
    InvalidKey,
    NotFound,
    Picture,
    TaskStatus,
    TemplateRequest,
    Throttled,
    Unavailable,
    Unclear,
    VideoRequest,
)

HAILUO, HAILUO_02 = "MiniMax-Hailuo-2.3", "MiniMax-Hailuo-02"


def picture(colour):
    kept = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(kept, "PNG")
    return Picture(content=kept.getvalue(), mime="image/png", name="square.png")


async def watch(query, task_id):
    async with asyncio.timeout(40):
        while not (task := await query(task_id)).status.finished:
            await asyncio.sleep(0.1)
    return task


async def download(api, task):
    source = await api.video.source(task)
    async with httpx.AsyncClient() as client:
        return (await client.get(source.url, headers=source.headers)).content


def request(kind, dialect):
    seconds = {"duration": 1} if dialect is Dialect.REFERENCE else {}
    asked = {
        "text": VideoRequest(HAILUO, "a lighthouse at dusk", **seconds),
        "image": VideoRequest(HAILUO_02, "drifting clouds", first_frame=picture("teal"), resolution="512P", **seconds),
        "frames": VideoRequest(HAILUO_02, "day to night", picture("gold"), picture("navy"), **seconds),
        "subject": VideoRequest("S2V-01", "she waves", subject=picture("tan"), **seconds),
    }
    return asked[kind]


@pytest.mark.parametrize("kind", ["text", "image", "frames", "subject"])
async def test_it_makes_a_film(api, kind):
    prepared = await api.video.prepare(request(kind, api.dialect))
    created = await api.video.create(prepared)
    task = await watch(api.video.query, created.task_id)
    assert task.status is TaskStatus.SUCCESS
    film = await download(api, task)
    assert film[4:8] == b"ftyp"
    assert task.width
    assert task.height


async def test_it_makes_a_film_from_a_template(api):
    asked = TemplateRequest("393769180141805569", (picture("brown"),), {"The beast": "a bear"})
    created = await api.video.create_from_template(await api.video.prepare(asked))
    task = await watch(api.video.query_template, created.task_id)
    assert task.status is TaskStatus.SUCCESS
    assert (await download(api, task))[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("misfortune", "kind", "acceptance"),
    [
        ("refuse", ContentRefused, Acceptance.REFUSED),
        ("balance", BalanceSpent, Acceptance.REFUSED),
        ("401", InvalidKey, Acceptance.REFUSED),
        ("throttle", Throttled, Acceptance.NOT_ACCEPTED),
        ("429", Throttled, Acceptance.NOT_ACCEPTED),
        ("500", Unavailable, Acceptance.UNKNOWN),
        ("half", Unclear, Acceptance.UNKNOWN),
        ("lost", Unavailable, Acceptance.UNKNOWN),
        ("reset", Unclear, Acceptance.UNKNOWN),
    ],
)
async def test_it_tells_a_refused_submit_from_a_lost_one(api, misfortune, kind, acceptance):
    with pytest.raises(kind) as caught:
        await api.video.create(VideoRequest(HAILUO, f"a storm sandbox:{misfortune}"))
    assert caught.value.acceptance == acceptance


async def test_it_says_why_a_task_failed(api):
    created = await api.video.create(VideoRequest(HAILUO, "a storm sandbox:fail"))
    task = await watch(api.video.query, created.task_id)
    assert task.status is TaskStatus.FAILED
    assert type(task.problem) is ContentRefused


async def test_it_finds_no_task_that_was_never_made(api):
    with pytest.raises(NotFound):
        await api.video.query("123456789012345")


async def test_it_prepares_only_where_it_must(api):
    asked = VideoRequest(HAILUO, "p", first_frame=picture("red"))
    prepared = await api.video.prepare(asked)
    assert (prepared is asked) == (api.dialect is Dialect.OFFICIAL)
    assert bool(prepared.first_frame.file_id) == (api.dialect is Dialect.REFERENCE)


async def test_it_has_no_source_before_the_end(api):
    task = await api.video.create(VideoRequest(HAILUO, "a long wait sandbox:slow"))
    with pytest.raises(NotFound):
        await api.video.source(task)

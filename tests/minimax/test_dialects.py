"""Requests on the wire, field by field (mapping.md 6, 7, 10), and replies that only one dialect gives."""

import json

import pytest

from studio.minimax import (
    Dialect,
    NotInDialect,
    Picture,
    Surface,
    TaskStatus,
    TemplateRequest,
    Unprepared,
    Unsaid,
    VideoRequest,
)
from studio.minimax.dialects import tongue_of
from studio.minimax.line import Reply, Upload
from tests.minimax import scripted as s

official, reference = tongue_of(Dialect.OFFICIAL), tongue_of(Dialect.REFERENCE)
PIXEL = Picture(content=b"\x89PNG", mime="image/png", name="a.png")
KEPT = Picture(file_id="42")
HAILUO = "MiniMax-Hailuo-2.3"


def fields(call):
    return json.loads(call.body)


def test_it_says_everything_that_the_official_dialect_can():
    request = VideoRequest(
        "MiniMax-Hailuo-02", "p", first_frame=PIXEL, last_frame=Picture(url="https://x.test/l.png"), duration=10,
        resolution="768P", prompt_optimizer=False, fast_pretreatment=True, aigc_watermark=False,
        callback_url="https://s.test/cb",
    )  # fmt: skip
    assert fields(official.video.create(request)) == {
        "model": "MiniMax-Hailuo-02",
        "prompt": "p",
        "first_frame_image": "data:image/png;base64,iVBORw==",
        "last_frame_image": "https://x.test/l.png",
        "duration": 10,
        "resolution": "768P",
        "prompt_optimizer": False,
        "fast_pretreatment": True,
        "aigc_watermark": False,
        "callback_url": "https://s.test/cb",
    }
    assert official.video.find_unsaid(request) == []


def test_it_leaves_unset_fields_to_minimax():
    assert fields(official.video.create(VideoRequest(HAILUO, "p"))) == {"model": HAILUO, "prompt": "p"}
    assert fields(reference.video.create(VideoRequest(HAILUO, "p"))) == {"model": HAILUO, "prompt": "p"}


def test_it_sends_a_subject_to_the_model_that_knows_subjects():
    request = VideoRequest(HAILUO, "p", subject=PIXEL)
    sent = fields(official.video.create(request))
    assert sent["model"] == "S2V-01"
    assert sent["subject_reference"] == [{"type": "character", "image": ["data:image/png;base64,iVBORw=="]}]
    assert official.video.find_unsaid(request) == [Unsaid("model", HAILUO, "S2V-01")]


@pytest.mark.parametrize(("wish", "sent"), [(None, None), (1, 6), (5, 6), (6, 6), (7, 10), (10, 10), (30, 10)])
def test_it_admits_a_changed_duration(wish, sent):
    request = VideoRequest(HAILUO, "p", duration=wish)
    assert fields(official.video.create(request)).get("duration") == sent
    assert official.video.find_unsaid(request) == ([] if wish == sent else [Unsaid("duration", wish, sent)])


def test_it_admits_a_dropped_ratio():
    request = VideoRequest(HAILUO, "p", ratio="9:16")
    assert "ratio" not in json.dumps(fields(official.video.create(request)))
    assert official.video.find_unsaid(request) == [Unsaid("ratio", "9:16", None)]


def test_it_speaks_the_reference_with_file_ids():
    request = VideoRequest(
        HAILUO, "p", first_frame=KEPT, last_frame=Picture(file_id="43"), duration=5, ratio="9:16", resolution="768P"
    )
    assert fields(reference.video.create(request)) == {
        "model": HAILUO,
        "prompt": "p",
        "first_frame_image_id": "42",
        "last_frame_image_id": "43",
        "video_length": 5,
        "video_ratio": "9:16",
        "resolution": "768P",
    }
    assert reference.video.find_unsaid(request) == []


def test_it_gives_the_reference_a_first_frame_by_address():
    request = VideoRequest(HAILUO, "p", first_frame=Picture(url="https://x.test/a.jpg"))
    assert fields(reference.video.create(request))["image_url"] == "https://x.test/a.jpg"


@pytest.mark.parametrize(
    ("dialect", "request_"),
    [
        (Dialect.REFERENCE, VideoRequest(HAILUO, first_frame=PIXEL)),
        (Dialect.REFERENCE, VideoRequest(HAILUO, first_frame=KEPT, last_frame=Picture(url="https://x.test/a"))),
        (Dialect.REFERENCE, VideoRequest(HAILUO, subject=PIXEL)),
        (Dialect.OFFICIAL, VideoRequest(HAILUO, first_frame=KEPT)),
    ],
)
async def test_it_sends_nothing_that_is_not_prepared(connect, dialect, request_):
    async with s.scripted(s.answer(s.ACCEPTED)) as server:
        with pytest.raises(Unprepared):
            await connect(server.root, dialect).video.create(request_)
        assert server.requests == []


def test_it_shapes_template_inputs_for_each():
    request = TemplateRequest("393769180141805569", (Picture(content=b"x", file_id="42"),), {"The beast": "a bear"})
    assert fields(official.video.create_template(request)) == {
        "template_id": "393769180141805569",
        "media_inputs": [{"value": "data:image/png;base64,eA=="}],
        "text_inputs": [{"value": "a bear"}],
    }
    assert fields(reference.video.create_template(request)) == {
        "template_id": "393769180141805569",
        "media_inputs": ["42"],
        "text_inputs": {"The beast": "a bear"},
    }


def test_it_names_the_purpose_of_a_text_as_each_dialect_does():
    upload = Upload("a.txt", b"x", "text/plain", {"purpose": "t2a_async_input"})
    assert official.files.upload(upload).upload.fields == {"purpose": "t2a_async_input"}
    assert reference.files.upload(upload).upload.fields == {"purpose": "text-to-speech"}


def test_it_refuses_an_id_that_climbs():
    for call in (official.video.query, reference.video.query, official.files.show, reference.files.read_content):
        with pytest.raises(ValueError, match="not an id"):
            call("../../files")


async def test_it_has_no_list_in_the_reference(connect):
    with pytest.raises(NotInDialect):
        await connect("http://127.0.0.1:1", Dialect.REFERENCE).video.list()


def test_it_reads_the_list_of_the_second_version():
    item = {
        "id": "9", "model": "MiniMax-H3", "status": "failed", "created_at": 1780272000, "updated_at": 1780272090,
        "content": {"url": "https://cdn.test/v.mp4"}, "error": {"code": "1027", "message": "output new_sensitive"},
        "resolution": "2K", "duration": 4, "ratio": "16:9",
    }  # fmt: skip
    [task] = official.video.read_tasks(Reply({"tasks": [item], "total": 1}, 200, "t"))
    assert (task.task_id, task.status, task.surface) == ("9", TaskStatus.FAILED, Surface.V2)
    assert (task.model, task.resolution, task.duration) == ("MiniMax-H3", "2K", 4)
    assert task.created_at.isoformat() == "2026-06-01T00:00:00+00:00"
    assert task.problem.code == 1027


def test_it_asks_for_a_page_of_the_list():
    path = official.video.list_tasks("MiniMax-H3", 2, 20).path
    assert path == "/v2/query/video_generation?page_num=2&page_size=20&filter.model=MiniMax-H3"

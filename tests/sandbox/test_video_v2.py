"""V2 videos: created, asked after, listed, cancelled, deleted."""

import io
import time

import av
import httpx
import pytest

from tests.sandbox.asking import Asker, data_url, picture, psnr, tone

CREATE, QUERY = "/v2/video_generation", "/v2/query/video_generation"


def text(prompt: str = "a quiet sea at noon") -> dict:
    return {"type": "text", "text": prompt}


def image(role: str, hue: int = 0, **size: int) -> dict:
    return {"type": "image_url", "image_url": {"url": data_url(picture(hue=hue, **size))}, "role": role}


def body(*content: dict, **fields) -> dict:
    return {
        "model": "MiniMax-H3-Max",
        "content": list(content) or [text()],
        "resolution": "480P",
        "duration": 5,
        "ratio": "16:9",
        **fields,
    }


def create(ask: Asker, *content: dict, **fields) -> str:
    reply = ask.api.post(CREATE, json=body(*content, **fields))
    assert reply.status_code == 200, reply.text
    assert list(reply.json()) == ["task_id"]
    return reply.json()["task_id"]


def state(ask: Asker, task_id: str, clock: str = "+0") -> dict:
    return ask.api.get(f"{QUERY}/{task_id}", headers={"Sandbox-Clock": clock}).json()["task"]


def finished(ask: Asker, task_id: str) -> dict:
    deadline = time.monotonic() + 60
    while (task := state(ask, task_id))["status"] in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return task


def opened(task: dict) -> av.container.InputContainer:
    return av.open(io.BytesIO(httpx.get(task["content"]["url"]).content))


def test_it_makes_a_film_and_tells_everything_of_it(ask: Asker) -> None:
    task = finished(ask, create(ask))
    assert {name: task[name] for name in ("model", "status", "resolution", "duration", "ratio", "task_type")} == {
        "model": "MiniMax-H3-Max",
        "status": "succeeded",
        "resolution": "480P",
        "duration": 5,
        "ratio": "16:9",
        "task_type": "text_to_video",
    }
    assert task["usage"] == {"total_seconds": 5, "input_seconds": 0, "output_seconds": 5, "input_image_count": 0}
    assert task["error"] is None
    assert task["updated_at"] >= task["created_at"]
    with opened(task) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (854, 480, 120)


def test_it_starts_and_ends_with_the_given_frames(ask: Asker) -> None:
    content = [image("first_frame", 0, width=480, height=480), image("last_frame", 3, width=480, height=480)]
    task = finished(ask, create(ask, text(), *content, ratio="adaptive"))
    assert task["task_type"] == "first_last_frame_to_video"
    with opened(task) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert frames[0].shape == (480, 480, 3)
    for frame, hue in ((frames[0], 0), (frames[-1], 3)):
        given = av.VideoFrame.from_image(_open(picture(480, 480, hue))).to_ndarray(format="rgb24")
        assert psnr(frame, given) > 25


def test_it_shows_references_and_plays_their_sound(ask: Asker) -> None:
    heard = ask.upload(tone(2), "tone.wav")["file_id"]
    sound = {"type": "audio_url", "audio_url": {"url": f"mm_file://{heard}"}, "role": "reference_audio"}
    task = finished(ask, create(ask, text(), image("reference_image"), image("reference_image", 2), sound))
    assert (task["task_type"], task["usage"]["input_image_count"]) == ("reference_to_video", 2)
    with opened(task) as film:
        assert len(film.streams.audio) == 1
        loud = max(abs(frame.to_ndarray()).max() for frame in film.decode(audio=0))
    assert loud > 0.05


def test_it_marks_a_film_when_asked(ask: Asker) -> None:
    plain, marked = (finished(ask, create(ask, aigc_watermark=mark)) for mark in (False, True))
    with opened(plain) as one, opened(marked) as other:
        assert (one.metadata.get("comment"), other.metadata.get("comment")) == (None, "AI")
        first, second = (next(film.decode(video=0)).to_ndarray(format="gray") for film in (one, other))
    assert second[-40:, -60:].max() > first[-40:, -60:].max()


def test_it_lists_what_the_key_made(ask: Asker) -> None:
    ids = [create(ask, text(f"a sea, number {number}")) for number in range(3)]
    reply = ask.api.get(QUERY, params={"page_num": 1, "page_size": 2}).json()
    assert reply["total"] == 3
    assert [task["id"] for task in reply["tasks"]] == ids[:0:-1]
    assert ask.api.get(QUERY, params={"filter.model": "MiniMax-H3"}).json()["total"] == 0
    assert ask.api.get(QUERY, params={"filter.task_ids": ids[0]}).json()["total"] == 1
    assert ask.api.get(QUERY, headers={"Sandbox-Clock": "+700000"}).json()["total"] == 0


def test_it_deletes_what_has_ended(ask: Asker) -> None:
    task = finished(ask, create(ask))
    reply = ask.api.delete(f"{CREATE}/{task['id']}").json()
    assert reply == {"task_id": task["id"], "action": "deleted", "status": "succeeded"}
    gone = ask.api.get(f"{QUERY}/{task['id']}")
    assert (gone.status_code, gone.json()["error"]["message"]) == (500, "record not found (1000)")
    assert httpx.get(task["content"]["url"]).status_code == 404


def test_it_cancels_only_what_still_waits(ask: Asker) -> None:
    task_id = create(ask, text("a sea sandbox:slow"))
    refused = ask.api.delete(f"{CREATE}/{task_id}")
    assert (refused.status_code, refused.json()["error"]["type"]) == (400, "bad_request_error")


@pytest.mark.parametrize(("fields", "named"), [
    ({"model": "MiniMax-H4"}, "model"),
    ({"content": []}, "content"),
    ({"content": [{"type": "smell"}]}, "content[0].type"),
    ({"content": [text("")]}, "text"),
    ({"content": [text("x" * 7001)]}, "7000"),
    ({"content": [text(), text()]}, "one text"),
    ({"content": [text(), image("director")]}, "role"),
    ({"content": [text(), image("first_frame"), image("reference_image")]}, "exclude"),
    ({"content": [image("last_frame")]}, "first_frame"),
    ({"content": [text(), *[image("reference_image")] * 10]}, "at most 9"),
    ({"resolution": "2K"}, "resolution"),
    ({"duration": 4}, "duration"),
    ({"duration": 16}, "duration"),
    ({"ratio": None}, "ratio"),
    ({"ratio": "adaptive"}, "adaptive"),
    ({"ratio": ["16:9"]}, "ratio"),
    ({"extra": {"prompt_expansion_mode": "wild"}}, "prompt_expansion_mode"),
    ({"aigc_watermark": "yes"}, "aigc_watermark"),
    ({"content": [text(), {"type": "video_url", "video_url": {"url": "https://x.test/a"}, "role": "reference_video"}]},
     "fetches nothing"),
])  # fmt: skip
def test_it_refuses_what_the_page_forbids(ask: Asker, fields: dict, named: str) -> None:
    reply = ask.api.post(CREATE, json=body(**fields))
    assert reply.status_code == 400
    assert named in reply.json()["error"]["message"]


def test_it_keeps_tasks_from_other_keys(ask: Asker, sandbox_root: str) -> None:
    task_id = create(ask)
    other = httpx.get(f"{sandbox_root}{QUERY}/{task_id}", headers={"Authorization": "Bearer sandbox-someoneelse"})
    assert other.status_code == 500
    assert "record not found" in other.json()["error"]["message"]


def _open(data: bytes):
    from PIL import Image

    return Image.open(io.BytesIO(data)).convert("RGB")

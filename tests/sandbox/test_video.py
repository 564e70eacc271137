"""Creating videos and asking after them, in both dialects."""

import httpx
import pytest

from tests.sandbox.asking import Asker, blank, data_url, decoded, picture


def test_it_answers_a_create_with_the_union_of_both_dialects(ask: Asker) -> None:
    reply = ask.create()
    assert reply["task_id"].isdigit()
    assert len(reply["task_id"]) == 15
    assert reply["status"] == "Processing"
    assert reply["created_at"].endswith("Z")
    assert reply["base_resp"] == {"status_code": 0, "status_msg": "success"}


def test_it_makes_a_film_of_the_asked_length_and_shape(ask: Asker) -> None:
    frames = ask.film(video_length=2, video_ratio="9:16")
    assert len(frames) == 48
    assert frames[0].shape == (910, 512, 3)


def test_it_tells_the_same_film_in_both_dialects(ask: Asker) -> None:
    task_id = ask.create()["task_id"]
    reference = ask.finished(f"task_{task_id}")
    official = ask.state(task_id)
    assert (reference["width"], reference["height"], reference["duration"]) == (910, 512, 1)
    assert (official["video_width"], official["video_height"]) == (910, 512)
    assert official["file_id"] == reference["file_id"]
    file = ask.api.get("/v1/files/retrieve", params={"file_id": official["file_id"]}).json()["file"]
    assert file["file_id"] == int(official["file_id"])
    assert file["bytes"] == len(httpx.get(file["download_url"]).content)


def test_it_takes_the_first_frames_shape(ask: Asker) -> None:
    frames = ask.film(first_frame_image=data_url(picture(600, 400)))
    assert frames[0].shape == (512, 768, 3)


def test_it_takes_a_picture_by_file_id(ask: Asker) -> None:
    file_id = ask.upload(picture(500, 500))["file_id"]
    assert ask.film(first_frame_image_id=f"file_{file_id}")[0].shape == (512, 512, 3)


def test_it_keeps_tasks_from_other_keys(ask: Asker, sandbox_root: str) -> None:
    task_id = ask.create()["task_id"]
    assert ask.state(task_id)["base_resp"]["status_code"] == 0
    stranger = {"Authorization": "Bearer sandbox-someoneelse"}
    other = httpx.get(f"{sandbox_root}/v1/video_generation/{task_id}", headers=stranger)
    assert other.status_code == 404
    assert other.json()["base_resp"]["status_code"] == 2013


REFUSED = [
    ({"model": "MiniMax-Hailuo-9"}, "model"),
    ({"prompt": "x" * 2001}, "prompt"),
    ({"prompt": ""}, "prompt"),
    ({"prompt": ["a"]}, "prompt"),
    ({"prompt_optimizer": "yes"}, "prompt_optimizer"),
    ({"video_length": None, "duration": 10, "resolution": "1080P"}, "duration"),
    ({"video_length": None, "duration": 5, "resolution": None}, "duration"),
    ({"video_length": None, "resolution": "720P"}, "duration"),
    ({"video_length": 11}, "video_length"),
    ({"video_length": True}, "video_length"),
    ({"resolution": "4K"}, "resolution"),
    ({"video_ratio": "3:1"}, "video_ratio"),
    ({"video_ratio": "wide"}, "video_ratio"),
    ({"model": "MiniMax-Hailuo-2.3-Fast"}, "first_frame_image"),
    ({"first_frame_image": data_url(picture()), "last_frame_image": data_url(picture())}, "last_frame_image"),
    ({"last_frame_image": data_url(picture()), "model": "MiniMax-Hailuo-02"}, "first frame"),
    ({"model": "S2V-01"}, "subject_reference"),
    ({"subject_reference": [{"type": "character", "image": [data_url(picture())]}]}, "subject_reference"),
    ({"subject_reference": "me"}, "subject_reference"),
    ({"first_frame_image": "https://example.com/a.png"}, "fetches nothing"),
    ({"first_frame_image": data_url(picture(640, 300))}, "short side"),
    ({"first_frame_image": data_url(picture(1000, 399))}, "ratio"),
    ({"first_frame_image": data_url(blank(7000, 6000))}, "40 million"),
    ({"first_frame_image": data_url(blank(20_000, 20_000))}, "not a readable"),
    ({"first_frame_image": data_url(b"not a picture")}, "first_frame_image"),
    ({"first_frame_image": "data:image/gif;base64,R0lGODlh"}, "data URL"),
    ({"first_frame_image_id": "123456789012345"}, "does not exist"),
]


@pytest.mark.parametrize(("fields", "named"), REFUSED)
def test_it_refuses_what_minimax_refuses_and_names_the_field(ask: Asker, fields: dict, named: str) -> None:
    code, text = ask.code(**fields)
    assert code == 2013
    assert named in text


@pytest.mark.parametrize("size", [(301, 301), (752, 301), (301, 752)])
def test_it_takes_pictures_on_the_boundary(ask: Asker, size: tuple[int, int]) -> None:
    assert ask.code(first_frame_image=data_url(picture(*size)))[0] == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"model": NaN}', b"[" * 100_000, b"\xff\xfe"])
def test_it_answers_broken_json_politely(ask: Asker, body: bytes) -> None:
    reply = ask.api.post("/v1/video_generation", content=body)
    assert reply.status_code == 200
    assert reply.json()["base_resp"]["status_code"] == 2013


def test_it_makes_every_template_take_what_it_needs(ask: Asker) -> None:
    def start(**body: object) -> int:
        return ask.api.post("/v1/video_template_generation", json=body).json()["base_resp"]["status_code"]

    assert start(template_id="1") == 2013
    assert start(template_id="392753057216684038", media_inputs=[]) == 2013
    assert start(template_id="394125185182695432", text_inputs=[]) == 2013


def test_it_films_a_template_and_links_to_it(ask: Asker) -> None:
    file_id = ask.upload(picture(400, 400))["file_id"]
    body = {"template_id": "393876118804459526", "media_inputs": [file_id], "text_inputs": {}}
    task_id = ask.api.post("/v1/video_template_generation", json=body).json()["task_id"]
    assert ask.finished(task_id)["status"] == "Success"
    official = ask.api.get("/v1/query/video_template_generation", params={"task_id": task_id}).json()
    assert official["status"] == "Success"
    assert decoded(httpx.get(official["video_url"]).content)[0].shape == (1366, 768, 3)

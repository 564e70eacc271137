"""Images: sizes, seeds, styles, references, links, refusals."""

import base64
import io
import json

import httpx
import numpy as np
import pytest
from PIL import Image

from studio.sandbox.inputs import lent
from tests.sandbox.asking import Asker, colour_distance, data_url, picture

CREATE = "/v1/image_generation"
SMALL = {"width": 512, "height": 512}


def create(ask: Asker, headers: dict[str, str] | None = None, **fields) -> dict:
    body = {"model": "image-01", "prompt": "a red apple on a table", "response_format": "base64", **fields}
    reply = ask.api.post(
        CREATE, json={name: value for name, value in body.items() if value is not None}, headers=headers
    )
    assert reply.status_code == 200, reply.text
    return reply.json()


def made(ask: Asker, **fields) -> list[bytes]:
    reply = create(ask, **fields)
    assert reply["base_resp"] == {"status_code": 0, "status_msg": "success"}
    return [base64.b64decode(text, validate=True) for text in reply["data"]["image_base64"]]


def size_of(ask: Asker, **fields) -> tuple[int, int]:
    (data,) = made(ask, **fields)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        image.load()
        return image.size


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize(("ratio", "size"), [
    ("1:1", (1024, 1024)),
    ("16:9", (1280, 720)),
    ("4:3", (1152, 864)),
    ("3:2", (1248, 832)),
    ("2:3", (832, 1248)),
    ("3:4", (864, 1152)),
    ("9:16", (720, 1280)),
    ("21:9", (1344, 576)),
])  # fmt: skip
def test_it_makes_the_eight_sizes_exactly(ask: Asker, ratio: str, size: tuple[int, int]) -> None:
    assert size_of(ask, aspect_ratio=ratio) == size


@pytest.mark.parametrize(("fields", "size"), [
    ({"width": 640, "height": 512}, (640, 512)),
    ({"image_size": "520x768"}, (520, 768)),
    ({"image_size": "512x512", "model": "image-01-live"}, (512, 512)),
    ({"image_ratio": "21:9"}, (1344, 576)),
    ({"aspect_ratio": "21:9", "width": 640, "height": 512}, (1344, 576)),
])  # fmt: skip
def test_it_takes_sizes_in_both_dialects_and_a_ratio_wins(ask: Asker, fields: dict, size: tuple[int, int]) -> None:
    assert size_of(ask, **fields) == size


def test_it_gives_links_that_work_for_a_day_without_a_key(ask: Asker) -> None:
    reply = create(ask, response_format=None, n=2, **SMALL)
    assert reply["metadata"] == {"success_count": "2", "failed_count": "0"}
    assert reply["id"]
    urls = reply["data"]["image_urls"]
    assert len(set(urls)) == 2
    fetched = httpx.get(urls[0])
    assert fetched.headers["Content-Type"] == "image/jpeg"
    assert ".jpg" in fetched.headers["Content-Disposition"]
    assert pixels(fetched.content).shape == (512, 512, 3)
    assert httpx.get(urls[0], headers={"Sandbox-Clock": "+86300"}).status_code == 200
    assert httpx.get(urls[0], headers={"Sandbox-Clock": "+86500"}).status_code == 403


def test_its_seed_makes_the_same_pictures_again(ask: Asker) -> None:
    one, two = made(ask, seed=-(2**63), n=2, **SMALL), made(ask, seed=-(2**63), n=2, **SMALL)
    assert one == two
    assert one[0] != one[1]
    assert made(ask, seed=8, **SMALL)[0] != one[0]


def test_it_makes_another_picture_each_time_without_a_seed(ask: Asker) -> None:
    assert made(ask, **SMALL) != made(ask, **SMALL)


def test_its_styles_differ_and_the_reference_names_any(ask: Asker) -> None:
    common = {"model": "image-01-live", "image_size": "512x512", "prompt": "a harbour at noon", "seed": 1}
    plain, ink, water, faint = (
        pixels(made(ask, **common, style=style)[0]).astype(int)
        for style in (
            None,
            "ink wash",
            {"style_type": "水彩"},
            {"style_type": "水彩", "style_weight": 0.2},
        )
    )
    assert np.abs(plain - ink).mean() > 5
    assert np.abs(plain - water).mean() > 5
    assert np.abs(plain - faint).mean() < np.abs(plain - water).mean() / 2


@pytest.mark.parametrize("form", ["file", "link", "data", "bare", "official"])
def test_it_keeps_the_reference_visible(ask: Asker, form: str) -> None:
    given = picture(400, 400, hue=2)
    if form in ("file", "link"):
        file = ask.upload(given)
        url = ask.api.get(f"/v1/files/{file['file_id']}").json()["download_url"]
        value = {"reference_image_id": f"file_{file['file_id']}"}
        if form == "link":
            value = {"subject_reference": [{"type": "character", "image_url": url}]}
    else:
        address = data_url(given)
        value = {"subject_reference": address if form == "bare" else [{"type": "character", "image_file": address}]}
    shown, alone = (pixels(made(ask, prompt="softer", seed=1, **SMALL, **more)[0]) for more in (value, {}))
    wanted = np.asarray(Image.open(io.BytesIO(given)).resize((512, 512)))
    assert colour_distance(shown, wanted) < 45
    assert np.abs(shown.astype(int) - wanted).mean() * 1.5 < np.abs(alone.astype(int) - wanted).mean()


def test_it_optimises_the_prompt_and_marks_what_it_made(ask: Asker) -> None:
    common = {"prompt": "mountain", "seed": 3, **SMALL}
    plain, richer, marked = (
        pixels(made(ask, **common, **more)[0]).astype(int)
        for more in ({}, {"prompt_optimizer": True}, {"aigc_watermark": True})
    )
    assert np.abs(plain - richer).mean() > 2
    changed = np.abs(plain - marked).max(axis=-1) > 24
    assert changed[-40:, -200:].any()
    assert not changed[:400].any()


async def test_it_leaves_no_reference_behind(settings, tmp_path) -> None:
    settings.SANDBOX_DATA = tmp_path
    async with lent(b"a picture") as name:
        assert (tmp_path / "inputs" / name).read_bytes() == b"a picture"
    assert not list((tmp_path / "inputs").iterdir())


def refused(ask: Asker, **fields) -> str:
    resp = create(ask, **fields)["base_resp"]
    assert resp["status_code"] == 2013, resp
    return resp["status_msg"]


PNG = data_url(picture(400, 400))


@pytest.mark.parametrize(("fields", "named"), [
    ({"model": "image-02"}, "unknown model"),
    ({"model": ["image-01"]}, "unknown model"),
    ({"model": None}, "model is required"),
    ({"prompt": None}, "prompt"),
    ({"prompt": "  "}, "prompt"),
    ({"prompt": "x" * 1501}, "1500"),
    ({"prompt": 7}, "prompt"),
    ({"aspect_ratio": "5:4"}, "aspect_ratio"),
    ({"aspect_ratio": ["1:1"]}, "aspect_ratio"),
    ({"aspect_ratio": "21:9", "model": "image-01-live"}, "aspect_ratio"),
    ({"aspect_ratio": "1:1", "image_ratio": "1:1"}, "image_ratio"),
    ({"width": 1024}, "height"),
    ({"width": 504, "height": 512}, "width"),
    ({"width": 512, "height": 2056}, "height"),
    ({"width": 516, "height": 512}, "multiple of 8"),
    ({"width": "512", "height": 512}, "width"),
    ({"width": True, "height": 512}, "width"),
    ({"width": 512, "height": 512, "model": "image-01-live"}, "image-01-live"),
    ({"image_size": "1024"}, "image_size"),
    ({"image_size": "100x100"}, "image_size"),
    ({"image_size": "512x512", "width": 512, "height": 512}, "exclude"),
    ({"n": 0}, "n must"),
    ({"n": 10}, "n must"),
    ({"n": 1.5}, "n must"),
    ({"seed": 2**63}, "seed"),
    ({"seed": "7"}, "seed"),
    ({"response_format": "png"}, "response_format"),
    ({"prompt_optimizer": "yes"}, "prompt_optimizer"),
    ({"aigc_watermark": 1}, "aigc_watermark"),
    ({"style": "anime"}, "style"),
    ({"style": {"style_type": "anime"}, "model": "image-01-live"}, "style_type"),
    ({"style": {"style_type": "水彩", "style_weight": 0}, "model": "image-01-live"}, "style_weight"),
    ({"style": ["水彩"], "model": "image-01-live"}, "style"),
    ({"subject_reference": [{"type": "animal", "image_file": PNG}]}, "subject_reference"),
    ({"subject_reference": [{"type": "character"}]}, "image_file"),
    ({"subject_reference": [{"type": "character", "image_file": PNG}] * 2}, "subject_reference"),
    ({"subject_reference": [{"type": "character", "image_file": "https://example.org/a.png"}]}, "fetches nothing"),
    ({"subject_reference": "data:image/gif;base64,R0lGODlh"}, "subject_reference"),
    ({"subject_reference": "data:image/png;base64,aGVsbG8="}, "not a readable JPG or PNG"),
    ({"subject_reference": PNG, "reference_image_id": "file_1"}, "exclude"),
    ({"reference_image_id": "file_123"}, "file_id"),
])  # fmt: skip
def test_it_refuses_naming_the_field(ask: Asker, fields: dict, named: str) -> None:
    assert named in refused(ask, **fields)


def test_it_refuses_a_reference_of_ten_megabytes(ask: Asker) -> None:
    padded = picture(400, 400) + b"\0" * 10_000_000
    assert "10 MB" in refused(ask, subject_reference=data_url(padded))


@pytest.mark.parametrize(("what", "code"), [("fail", 1027), ("refuse", 1026), ("throttle", 1002), ("2056", 2056)])
def test_it_fails_to_order(ask: Asker, what: str, code: int) -> None:
    assert create(ask, prompt=f"a lake sandbox:{what}", **SMALL)["base_resp"]["status_code"] == code
    header = {"Sandbox-Misfortune": what}
    assert create(ask, headers=header, **SMALL)["base_resp"]["status_code"] == code


def test_it_loses_its_answer_to_order(ask: Asker) -> None:
    body = {"model": "image-01", "prompt": "a lake", **SMALL}
    reply = ask.api.post(CREATE, json=body, headers={"Sandbox-Misfortune": "lost"})
    assert (reply.status_code, reply.json()["base_resp"]["status_code"]) == (500, 1000)
    with pytest.raises(httpx.RemoteProtocolError):
        ask.api.post(CREATE, json=body, headers={"Sandbox-Misfortune": "reset"})
    with pytest.raises((httpx.RemoteProtocolError, json.JSONDecodeError)):
        ask.api.post(CREATE, json={**body, "prompt": "a lake sandbox:half"}).json()


@pytest.mark.parametrize("size", [SMALL, {"image_size": "512x512"}], ids=["official", "reference"])
@pytest.mark.parametrize(("what", "counts"), [("one-refused", ("2", "1")), ("none-made", ("0", "3"))])
def test_it_keeps_images_back_to_order_and_counts_them(
    ask: Asker, what: str, counts: tuple[str, str], size: dict
) -> None:
    for order in ({"prompt": f"a lake sandbox:{what}"}, {"headers": {"Sandbox-Misfortune": what}}):
        reply = create(ask, n=3, **size, **order)
        assert reply["base_resp"]["status_code"] == 0
        assert len(reply["data"]["image_base64"]) == int(counts[0])
        assert (reply["metadata"]["success_count"], reply["metadata"]["failed_count"]) == counts


def test_it_keeps_the_last_image_back_and_not_another(ask: Asker) -> None:
    fields = {"n": 2, "seed": 5, **SMALL}
    whole, (first,) = made(ask, prompt="a lake", **fields), made(ask, prompt="a lake sandbox:one-refused", **fields)
    assert np.abs(pixels(first).astype(int) - pixels(whole[0])).mean() < 1
    assert np.abs(pixels(first).astype(int) - pixels(whole[1])).mean() > 5


def test_it_refuses_the_only_image_to_order(ask: Asker) -> None:
    reply = create(ask, prompt="a lake sandbox:one-refused", **SMALL)
    assert reply["base_resp"]["status_code"] == 1027
    assert "data" not in reply


@pytest.mark.parametrize(("field", "value"), [
    ("subject_reference.image_file", {"subject_reference": [{"type": "character", "image_file": PNG}]}),
    ("subject_reference", {"subject_reference": PNG}),
])  # fmt: skip
def test_it_finds_no_face_to_order_and_names_the_field(ask: Asker, field: str, value: dict) -> None:
    words = refused(ask, prompt="a lake sandbox:no-face", **value, **SMALL)
    assert words == f"invalid params, {field}: no face was found in the picture"


def test_it_looks_for_no_face_without_a_reference(ask: Asker) -> None:
    assert len(made(ask, prompt="a lake sandbox:no-face", **SMALL)) == 1

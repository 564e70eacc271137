"""What is to be seen in the films."""

import io

import numpy as np
import pytest
from PIL import Image

from studio.sandbox.facts import TEMPLATES
from studio.sandbox.render import words
from studio.sandbox.render.camera import MOVES
from studio.sandbox.render.film import draw_film
from studio.sandbox.render.sheets import Canvas, grey, planes_of, sheet
from tests.sandbox.asking import Asker, colour_distance, data_url, motion, picture, psnr

RECIPE = {"kind": "text", "seed": "", "seconds": 1, "width": 320, "height": 180, "pictures": []}


def drawn(prompt: str, number: int = 12, **more: object) -> np.ndarray:
    """The luma of one frame, drawn here: much faster than through a file."""
    frames = list(draw_film({**RECIPE, "prompt": prompt, **more}, []))
    return np.asarray(frames[number][0], float)


def coloured(prompt: str) -> np.ndarray:
    planes = list(draw_film({**RECIPE, "prompt": prompt}, []))[12]
    return np.array([np.asarray(plane, float).mean() for plane in planes])


def test_it_draws_the_same_film_for_the_same_words() -> None:
    assert np.array_equal(drawn("a lighthouse at dusk"), drawn("a lighthouse at dusk"))


def test_it_draws_another_film_for_another_seed() -> None:
    assert np.abs(drawn("a lighthouse at dusk") - drawn("a lighthouse at dusk", seed="2")).mean() > 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a cat in a field at noon", "a dog in a field at noon"),
        ("a zorb in a field at noon", "a flim in a field at noon"),
    ],
)
def test_it_draws_another_noun_differently(one: str, other: str) -> None:
    assert np.abs(drawn(one) - drawn(other)).mean() > 4


@pytest.mark.parametrize(("colour", "plane"), [("blue", 1), ("red", 2)])
def test_it_tints_the_picture_with_a_named_colour(colour: str, plane: int) -> None:
    plain, tinted = coloured("mountains at noon"), coloured(f"{colour} mountains at noon")
    assert tinted[plane] > plain[plane] + 3


def test_it_darkens_the_night() -> None:
    assert drawn("the sea at night").mean() < drawn("the sea at noon").mean() - 60


@pytest.mark.parametrize("scene", sorted(words.SCENES))
def test_it_moves_within_every_scene(scene: str) -> None:
    assert np.abs(drawn(f"{scene} [Static shot]", 2) - drawn(f"{scene} [Static shot]", 22)).mean() > 0.02


DIRECTIONS = {
    "Pan left": (1, 0), "Pan right": (-1, 0), "Truck left": (1, 0), "Truck right": (-1, 0),
    "Tilt up": (0, 1), "Tilt down": (0, -1), "Pedestal up": (0, 1), "Pedestal down": (0, -1),
}  # fmt: skip


@pytest.mark.parametrize(("move", "way"), DIRECTIONS.items())
def test_it_moves_the_camera_the_commanded_way(move: str, way: tuple[int, int]) -> None:
    before, after = (drawn(f"[{move}] a city at noon", n)[..., None] for n in (11, 13))
    moved = motion(before, after)
    assert np.sign(moved).tolist() == list(way)


def test_it_knows_fifteen_commands_and_each_makes_its_own_film() -> None:
    assert len(MOVES) == 15
    ends = {move: drawn(f"[{move}] mountains at noon", 23) for move in MOVES}
    pairs = [(a, b) for a in ends for b in ends if a < b]
    # A tracking shot and a slow truck are near relatives; still no two films end alike.
    assert min(np.abs(ends[a] - ends[b]).mean() for a, b in pairs) > 0.1


def test_it_obeys_commands_in_the_order_of_the_text() -> None:
    prompt = "[Pan left] mountains at noon, then [Pan right]"
    first = motion(drawn(prompt, 5)[..., None], drawn(prompt, 7)[..., None])[0]
    second = motion(drawn(prompt, 17)[..., None], drawn(prompt, 19)[..., None])[0]
    assert first > 0 > second


def test_it_draws_the_solid_foot_of_a_sheet_as_its_mask_would() -> None:
    rgb = np.random.default_rng(1).random((40, 60, 3), dtype=np.float32)
    alpha = np.clip(np.arange(40, dtype=np.float32)[:, None] / 17 + np.zeros(60, np.float32), 0, 1)
    part, canvas = sheet(rgb, alpha, at=(0, 0), depth=1.0), Canvas((6, 4, 50, 36), (0, 0))
    part.draw(canvas, 0.0)
    whole = Image.new("L", (60, 40), 16)
    whole.paste(planes_of(rgb)[0], (0, 0), grey(alpha))
    assert part.base is not None
    assert np.array_equal(np.asarray(canvas.planes[0]), np.asarray(whole.crop((6, 4, 50, 36))))


def test_it_begins_with_the_first_frame_and_ends_with_the_last(ask: Asker) -> None:
    first, last = picture(640, 360, hue=0), picture(400, 400, hue=2)
    frames = ask.film(
        model="MiniMax-Hailuo-02", first_frame_image=data_url(first), last_frame_image=data_url(last), prompt=""
    )
    assert psnr(frames[0], shown(first, frames[0])) >= 30
    assert psnr(frames[-1], shown(last, frames[0])) >= 30
    assert psnr(frames[0], frames[-1]) < 15


def test_it_moves_over_a_given_frame(ask: Asker) -> None:
    frames = ask.film(model="MiniMax-Hailuo-2.3-Fast", first_frame_image=data_url(picture()), prompt="[Push in]")
    assert psnr(frames[0], shown(picture(), frames[0])) >= 30
    assert psnr(frames[0], frames[-1]) < 25


def test_it_shows_the_given_subject(ask: Asker) -> None:
    one, other = (
        ask.film(subject_image_id=ask.upload(picture(400, 400, hue))["file_id"], prompt="a sea")[12] for hue in (0, 3)
    )
    middle = (slice(180, 330), slice(380, 530))
    assert colour_distance(one[middle], other[middle]) > 10
    assert psnr(one[:, :150], other[:, :150]) > 18


def test_it_gives_every_template_a_film_of_its_own() -> None:
    image = Image.open(io.BytesIO(picture(400, 400))).convert("RGBA")
    recipe = {**RECIPE, "kind": "template", "prompt": "bear", "width": 180, "height": 180}
    films = [np.asarray(next(draw_film({**recipe, "template": t.name}, [image]))[0], float) for t in TEMPLATES.values()]
    assert len(films) == 11
    assert min(np.abs(a - b).mean() for n, a in enumerate(films) for b in films[:n]) > 5


def shown(data: bytes, like: np.ndarray) -> np.ndarray:
    """The picture as it should fill a frame like this one."""
    from PIL import ImageOps

    size = (like.shape[1], like.shape[0])
    return np.asarray(ImageOps.fit(Image.open(io.BytesIO(data)), size, Image.Resampling.LANCZOS))

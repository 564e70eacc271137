"""What is to be seen in the stills."""

import functools
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.sandbox.render.still import draw_still, make_still
from studio.sandbox.render.still_words import understand

RECIPE = {"prompt": "a mountain lake at noon", "seed": 7, "width": 512, "height": 512}
NOWHERE = Path("nowhere")


def made(**more: Any) -> Image.Image:
    return Image.open(io.BytesIO(make_still({**RECIPE, **more}, NOWHERE)))


@functools.cache
def seen(**more: Any) -> np.ndarray:
    return np.asarray(draw_still({**RECIPE, **more}), float)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.mean(axis=2).ravel(), other.mean(axis=2).ravel())[0, 1])


@pytest.mark.parametrize("size", [(512, 640), (1024, 520)])
def test_it_is_a_jpeg_of_exactly_the_size(size: tuple[int, int]) -> None:
    still = made(width=size[0], height=size[1])
    assert (still.format, still.mode, still.size) == ("JPEG", "RGB", size)


def test_it_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    one = make_still(RECIPE, NOWHERE)
    assert one == make_still(dict(RECIPE), NOWHERE)
    assert apart(seen(), seen(seed=8)) > 8


@pytest.mark.parametrize("style", ["漫画", "元气", "中世纪", "水彩", "pixel art", "bauhaus glitter"])
def test_it_has_the_style(style: str) -> None:
    assert apart(seen(), seen(style=style)) > 7


def test_it_tells_the_styles_apart() -> None:
    pictures = [seen(style=style) for style in ("漫画", "元气", "中世纪", "水彩")]
    assert min(apart(one, other) for n, one in enumerate(pictures) for other in pictures[:n]) > 12
    comic, lively, medieval, water = pictures
    assert lively.mean() > comic.mean() + 20
    assert water[:16].mean() > 215, "the paper is left white around"
    red, _, blue = medieval[:16].mean(axis=(0, 1))
    assert red > blue + 25, "parchment is yellow"


def test_it_weighs_the_style() -> None:
    plain = seen()
    light, full = (apart(plain, seen(style="水彩", style_weight=weight)) for weight in (0.2, 1.0))
    assert 0.1 * full < light < 0.35 * full


def test_it_reads_the_style_from_the_prompt() -> None:
    assert understand({**RECIPE, "prompt": "a cat, watercolor"}).style == "watercolor"
    assert understand({**RECIPE, "prompt": "一只猫，水彩风格"}).style == "watercolor"


@pytest.mark.parametrize(
    ("prompt", "scene", "light"),
    [
        ("雪山 日落", "mountain", "dusk"),
        ("夜晚的城市", "city", "night"),
        ("大海 清晨", "sea", "dawn"),
        ("森林", "forest", ""),
    ],
)
def test_it_understands_chinese(prompt: str, scene: str, light: str) -> None:
    reading = understand({**RECIPE, "prompt": prompt}).reading
    assert reading.scene == scene
    assert light in ("", reading.light)


@pytest.mark.parametrize(
    ("prompt", "kind", "who"),
    [
        ("portrait of an old man", "portrait", "man"),
        ("一只猫", "head", "cat"),
        ("a cat on a beach", "scene", ""),
        ("abstract art", "abstract", ""),
        ("a red apple on a table", "scene", ""),
    ],
)
def test_it_knows_what_kind_of_picture(prompt: str, kind: str, who: str) -> None:
    wish = understand({**RECIPE, "prompt": prompt})
    assert (wish.kind, wish.who) == (kind, who)


def test_it_draws_a_red_apple_red() -> None:
    apple = seen(prompt="a red apple on a table")
    red = (apple[..., 0] > 150) & (apple[..., 1] < 80) & (apple[..., 2] < 80)
    assert red.mean() > 0.04


def test_it_draws_portraits_and_animals_larger_than_their_place() -> None:
    grey = seen(prompt="a portrait of a woman").mean(axis=2)
    sharp = np.abs(grey[8:] - grey[:-8])
    assert sharp[100:400, 150:360].mean() > 2 * sharp[:250, :60].mean()
    assert apart(seen(prompt="a cat"), seen(prompt="a dog")) > 6


def test_the_optimizer_adds_what_the_prompt_left_open() -> None:
    plain, rich = (understand({**RECIPE, "prompt": "mountains", "optimizer": flag}) for flag in (False, True))
    assert rich.reading.weather > plain.reading.weather
    assert apart(seen(prompt="mountains"), seen(prompt="mountains", optimizer=True)) > 4


def test_the_watermark_is_seen_and_said() -> None:
    plain, marked = made(), made(watermark=True)
    difference = np.abs(np.asarray(plain, float) - np.asarray(marked, float)).mean(axis=2)
    assert difference[480:, 380:].mean() > 3
    assert difference[:400].max() < 2
    assert marked.getexif()[0x010E] == "AI-generated image"
    assert 0x010E not in plain.getexif()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face-like figure on an even wall."""
    picture = Image.new("RGB", (480, 480), (210, 214, 220))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((110, 300, 370, 620), fill=(40, 60, 120))
    pen.ellipse((150, 90, 330, 330), fill=(226, 180, 150))
    for x in (195, 265):
        pen.ellipse((x, 180, x + 24, 200), fill=(20, 20, 30))
    pen.rectangle((200, 262, 280, 276), fill=(170, 50, 60))
    folder = tmp_path_factory.mktemp("inputs")
    picture.save(folder / "face.png")
    return folder


def test_it_keeps_the_reference_in_another_style(reference: Path) -> None:
    recipe = {**RECIPE, "prompt": "Transform into anime style", "reference": "face.png"}
    still = np.asarray(Image.open(io.BytesIO(make_still(recipe, reference))).resize((480, 480)), float)
    assert likeness(still, np.asarray(Image.open(reference / "face.png"), float)) > 0.75


def test_it_moves_the_reference_to_another_place(reference: Path) -> None:
    recipe = {**RECIPE, "prompt": "standing on a beach at sunset", "reference": "face.png"}
    still = np.asarray(Image.open(io.BytesIO(make_still(recipe, reference))), float)
    high = round(512 * 0.86)
    left, top = (512 - high) // 2, 512 - high
    face = np.asarray(Image.open(reference / "face.png").resize((high, high)), float)
    inside = (slice(int(high * 0.2), int(high * 0.98)), slice(int(high * 0.34), int(high * 0.66)))
    assert likeness(still[top:, left : left + high][inside], face[inside]) > 0.8
    assert apart(still[:60], np.full_like(still[:60], (210, 214, 220))) > 40, "the wall has gone"

"""Making images with the sandbox, in both dialects."""

import io

import httpx
import pytest
from PIL import Image

from studio.minimax import (
    Acceptance,
    BalanceSpent,
    ContentRefused,
    Dialect,
    ImageRequest,
    InvalidRequest,
    MadeImages,
    Picture,
    Throttled,
    Unavailable,
    Unclear,
    Unprepared,
)


def request(**fields) -> ImageRequest:
    return ImageRequest(**{"model": "image-01", "prompt": "a red apple on a table", "size": "512x512", **fields})


def person() -> Picture:
    kept = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(kept, "PNG")
    return Picture(content=kept.getvalue(), mime="image/png", name="square.png")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def contents(made: MadeImages) -> list[bytes]:
    async with httpx.AsyncClient() as client:
        return [(await client.get(url)).content for url in made.urls]


async def test_it_makes_images_behind_links(api):
    made = await api.images.create(request(count=2, seed=5))
    assert (made.succeeded, made.failed, made.contents) == (2, 0, ())
    assert made.id
    assert made.trace_id
    one, two = await contents(made)
    assert opened(one).size == opened(two).size == (512, 512)
    assert one != two


async def test_it_makes_images_in_the_reply(api):
    made = await api.images.create(request(output="base64", ratio=None, size="1280x720"))
    assert made.urls == ()
    assert [opened(data).size for data in made.contents] == [(1280, 720)]


async def test_it_makes_the_ratio(api):
    made = await api.images.create(request(size=None, ratio="21:9", output="base64", prompt_optimizer=True))
    assert opened(made.contents[0]).size == (1344, 576)


@pytest.mark.parametrize("style", ["漫画"])
async def test_it_draws_in_a_style(api, style):
    asked = request(model="image-01-live", size="1152x864", seed=1, output="base64")
    plain = await api.images.create(asked)
    styled = await api.images.create(
        request(model="image-01-live", size="1152x864", seed=1, output="base64", style=style)
    )
    weighed = await api.images.create(
        request(model="image-01-live", size="1152x864", seed=1, output="base64", style=style, style_weight=0.3)
    )
    assert len({plain.contents, styled.contents, weighed.contents}) == 3


async def test_it_shows_the_person_of_a_reference(api):
    asked = request(reference=person(), prompt="softer", output="base64", seed=1)
    prepared = await api.images.prepare(asked)
    assert (prepared.reference.file_id is not None) == (api.dialect is Dialect.REFERENCE)
    made = await api.images.create(prepared)
    red, green, blue = opened(made.contents[0]).resize((1, 1)).getpixel((0, 0))
    assert min(green, blue) > red + 40


async def test_it_is_not_sent_before_it_is_prepared(api):
    asked = request(reference=person())
    if api.dialect is Dialect.OFFICIAL:
        assert await api.images.prepare(asked) is asked
        return
    with pytest.raises(Unprepared):
        await api.images.create(asked)


async def test_it_says_what_a_dialect_changes(api):
    asked = request(size="1000x1001", style="ukiyo-e")
    unsaid = {change.field: change.sent for change in api.images.unsaid(asked)}
    assert unsaid == ({} if api.dialect is Dialect.REFERENCE else {"size": "1000x1000", "style": None})
    assert api.images.unsaid(request()) == []


async def test_its_refusal_names_the_field(api):
    with pytest.raises(InvalidRequest) as caught:
        await api.images.create(request(count=10))
    assert "n must be" in caught.value.said
    assert caught.value.acceptance is Acceptance.REFUSED


@pytest.mark.parametrize(
    ("misfortune", "kind", "acceptance"),
    [
        ("refuse", ContentRefused, Acceptance.REFUSED),
        ("fail", ContentRefused, Acceptance.REFUSED),
        ("balance", BalanceSpent, Acceptance.REFUSED),
        ("throttle", Throttled, Acceptance.NOT_ACCEPTED),
        ("500", Unavailable, Acceptance.UNKNOWN),
        ("half", Unclear, Acceptance.UNKNOWN),
        ("lost", Unavailable, Acceptance.UNKNOWN),
        ("reset", Unclear, Acceptance.UNKNOWN),
    ],
)
async def test_it_sorts_trouble(api, misfortune, kind, acceptance):
    with pytest.raises(kind) as caught:
        await api.images.create(request(prompt=f"a lake sandbox:{misfortune}"))
    assert caught.value.acceptance is acceptance

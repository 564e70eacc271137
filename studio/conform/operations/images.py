"""Images."""

from decimal import Decimal

from studio.conform.checks import expect, expect_kind
from studio.conform.operations.kit import Kit, operation, picture_size, sketch
from studio.minimax import ImageRequest, MiniMax
from studio.spend.pricing import Measure

IMAGE = "image-01"


@operation("images: two, as links", Measure(IMAGE, Decimal(2)))
async def images(api: MiniMax, kit: Kit) -> None:
    made = await api.images.create(ImageRequest(IMAGE, "A pier at low tide", size="1024x1024", count=2, output="url"))
    expect(len(made.urls) == made.succeeded == 2, f"{len(made.urls)} links came, success_count is {made.succeeded}")
    for url in made.urls:
        expect(
            picture_size(expect_kind(await kit.download(url), "picture")) == (1024, 1024),
            "the size is not the asked one",
        )


@operation("images: from a reference, in the reply", Measure(IMAGE))
async def image_reference(api: MiniMax, kit: Kit) -> None:
    asked = ImageRequest(IMAGE, "She looks out at the sea", ratio="16:9", reference=sketch(), seed=7, output="base64")
    made = await api.images.create(await api.images.prepare(asked))
    expect(len(made.contents) == 1, f"{len(made.contents)} pictures came")
    expect(picture_size(expect_kind(made.contents[0], "picture")) == (1280, 720), "the ratio is not the asked one")

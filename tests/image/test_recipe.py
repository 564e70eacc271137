"""How pictures are made, with the sandbox in both dialects: some, all or none of them, and every trouble."""

import io

import pytest
from PIL import Image

from studio.generations.models import State
from studio.jobs.db import db
from studio.library import storage
from tests import make
from tests.generations.test_driver import drive, held
from tests.image.conftest import picture

pytestmark = pytest.mark.django_db(transaction=True)


async def assets_of(gen):
    return await db(lambda: [result.asset for result in gen.results.select_related("asset")])


async def test_a_picture_is_made_kept_and_paid(two_dialects):
    done = await drive(await db(picture, two_dialects, ratio="16:9"))
    (asset,) = await assets_of(done)
    assert (done.state, done.spent, done.note) == (State.DONE, None, "")
    assert (asset.kind, asset.width, asset.height, asset.title) == ("image", 1280, 720, "A boat on a quiet lake")
    assert asset.recipe["request"]["seed"] == 7
    assert storage.path_of(asset.sibling("poster.jpg")).stat().st_size <= 40 * 1024
    assert await held() == "0.0035 spent, 0 held"


async def test_an_exact_size_comes_as_it_was_asked(two_dialects):
    done = await drive(await db(picture, two_dialects, ratio="", width=1024, height=776))
    (asset,) = await assets_of(done)
    assert (asset.width, asset.height) == (1024, 776)


async def test_the_same_seed_gives_the_same_picture(two_dialects):
    made = [(await assets_of(await drive(await db(picture, two_dialects, seed=seed))))[0].sha256 for seed in (7, 7, 8)]
    assert made[0] == made[1] != made[2]


async def test_what_was_judged_sensitive_is_told_and_not_paid(two_dialects):
    done = await drive(await db(picture, two_dialects, count=4, seed=None, prompt="Four boats sandbox:one-refused"))
    assets = await assets_of(done)
    assert (done.state, len(assets), str(done.spent.normalize())) == (State.DONE, 3, "0.0105")
    assert await held() == "0.0105 spent, 0 held"
    assert await db(lambda: card_of(done).remark) == (
        "3 of 4 made. MiniMax judged 1 to be sensitive and does not bill it."
    )


def card_of(gen):
    from studio.generations.present import Card

    return Card(gen)


@pytest.mark.parametrize("order", ["none-made", "1026", "1027", "fail"])
async def test_a_refusal_of_the_content_costs_nothing_and_says_what_to_change(two_dialects, order):
    failed = await drive(await db(picture, two_dialects, count=2, seed=None, prompt=f"A boat sandbox:{order}"))
    assert failed.state == State.FAILED
    assert failed.error["code"] in (None, 1026, 1027)
    assert "sensitive" in failed.error["cause"]
    assert "Reword" in failed.error["next_step"] or "Change" in failed.error["next_step"]
    assert await held() == "0 spent, 0 held"


async def test_the_person_of_a_picture_is_its_parent(two_dialects):
    reference = await db(make.asset, two_dialects, make.png(640, 640))
    wanted = {"mode": "person", "reference": str(reference.public_id)}
    (made,) = await assets_of(await drive(await db(picture, two_dialects, **wanted)))
    assert await db(lambda: [(row.parent, row.role) for row in made.ancestry.all()]) == [(reference, "reference")]
    assert await db(lambda: list(reference.children.all())) == [made]


async def test_a_webp_is_sent_as_what_minimax_takes(two_dialects):
    file = io.BytesIO()
    Image.new("RGBA", (640, 640), (200, 30, 30, 120)).save(file, "WEBP")
    reference = await db(make.asset, two_dialects, file.getvalue(), mime="image/webp")
    done = await drive(await db(picture, two_dialects, mode="person", reference=str(reference.public_id)))
    assert (done.state, done.error) == (State.DONE, None)


async def test_no_face_is_told_in_words_of_the_field(two_dialects):
    reference = await db(make.asset, two_dialects, make.png(640, 640))
    wanted = {"mode": "person", "reference": str(reference.public_id), "prompt": "Her at sea sandbox:no-face"}
    failed = await drive(await db(picture, two_dialects, **wanted))
    assert (failed.state, failed.error["code"]) == (State.FAILED, 2013)
    assert failed.error["cause"] == "MiniMax found no face in the picture of the person."
    assert await held() == "0 spent, 0 held"


async def test_a_picture_that_is_gone_is_said_before_anything_is_sent(two_dialects):
    reference = await db(make.asset, two_dialects)
    storage.path_of(reference.key).unlink()
    failed = await drive(await db(picture, two_dialects, mode="person", reference=str(reference.public_id)))
    assert (failed.state, failed.error["cause"]) == (State.FAILED, "The file of a picture of this request is gone.")
    assert failed.submit_token is None


async def test_an_answer_that_is_lost_is_left_to_a_person(two_dialects):
    lost = await drive(await db(picture, two_dialects, prompt="A boat sandbox:lost"))
    assert lost.state == State.UNCERTAIN
    assert await held() == "0 spent, 0.0035 held"

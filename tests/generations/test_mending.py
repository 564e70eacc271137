"""Damaged works whose bytes MiniMax still has are fetched again, in both dialects; a repeated look costs nothing."""

import pytest

from studio.generations.mending import mend
from studio.generations.models import Generation
from studio.generations.wires import close_wires
from studio.jobs.db import db
from studio.library import storage
from studio.library.models import Asset
from studio.library.verifying import check
from studio.spend.models import Entry
from tests import make
from tests.generations.test_driver import drive
from tests.image.conftest import picture

pytestmark = pytest.mark.django_db(transaction=True)


async def made(team) -> Asset:
    done = await drive(await db(picture, team))
    result = await db(done.results.select_related("asset").get)
    return result.asset


async def try_to_mend(asset: Asset) -> bool:
    try:
        return await mend(asset)
    finally:
        await close_wires()


def count_money() -> tuple[int, int]:
    return Generation.objects.count(), Entry.objects.count()


async def test_a_lost_file_is_there_again_to_the_byte(two_dialects):
    asset = await made(two_dialects)
    path = storage.path_of(asset.key)
    content, before = path.read_bytes(), await db(count_money)
    path.unlink()
    assert not await db(check, asset)
    assert await try_to_mend(asset)
    assert path.read_bytes() == content
    assert (await db(Asset.objects.get)).damage == ""
    assert await db(count_money) == before


async def test_a_file_that_rotted_is_replaced(two_dialects):
    asset = await made(two_dialects)
    path = storage.path_of(asset.key)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\0" + content[101:])
    await db(check, asset)
    assert asset.damage == "changed"
    assert await try_to_mend(asset)
    assert path.read_bytes() == content


async def test_what_minimax_has_in_another_form_is_not_put_in_its_place(two_dialects):
    asset = await made(two_dialects)
    await db(lambda: Asset.objects.update(sha256="0" * 64))
    await db(asset.refresh_from_db)
    await db(check, asset)
    assert not await try_to_mend(asset)
    assert (await db(Asset.objects.get)).damage == "changed"
    assert not list(storage.root().rglob("*.tmp"))


async def test_what_nobody_made_cannot_be_mended(team):
    asset = await db(make.asset, team)
    storage.path_of(asset.key).unlink()
    assert not await try_to_mend(asset)


async def test_minimax_that_does_not_answer_leaves_it_as_it_was(two_dialects, settings):
    asset = await made(two_dialects)
    storage.path_of(asset.key).unlink()
    settings.SANDBOX_URL = "http://127.0.0.1:9/sandbox"
    assert not await try_to_mend(asset)

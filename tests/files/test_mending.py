"""A copy whose file is lost is fetched from MiniMax's store again, if the very same is still there."""

import asyncio
from io import StringIO

import pytest
from django.core.management import call_command

from studio.files.mending import mend_copy
from studio.generations.wires import close_wires
from studio.library import storage
from studio.library.models import Asset
from tests import make
from tests.files.building import PAGE, ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copied(account, bo):
    """A picture that was copied from the store and is lost; and the path where it lay."""
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    ask(bo, f"{PAGE}{file_id}/copy/", {})
    path = storage.path_of(Asset.objects.get().key)
    path.unlink()
    return path


def try_to_mend() -> bool:
    async def mending():
        try:
            return await mend_copy(await Asset.objects.select_related("team").aget())
        finally:
            await close_wires()

    return asyncio.run(mending())


def test_it_is_there_again_to_the_byte(copied):
    said = StringIO()
    call_command("verify", stdout=said)
    assert "1 damaged" in said.getvalue()
    assert "1 mended" in said.getvalue()
    assert copied.read_bytes() == make.png()
    assert Asset.objects.get().damage == ""


def test_what_has_gone_from_the_store_stays_lost(copied, account):
    for file_id in account.ids():
        account.http.post("/delete", json={"file_id": int(file_id), "purpose": "video_generation_input"})
    assert not try_to_mend()
    assert not copied.exists()


def test_another_file_under_its_id_is_not_put_in_its_place(copied, account):
    other = account.upload("other.png", make.png(colour="red"), "video_generation_input")
    Asset.objects.update(file_id=f"sandbox:{other}")
    assert not try_to_mend()
    assert not copied.exists()


def test_what_was_copied_from_another_world_is_not_asked_for_here(copied):
    Asset.objects.update(file_id=Asset.objects.get().file_id.removeprefix("sandbox:"))
    assert not try_to_mend()

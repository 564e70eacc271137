"""What leaves: files that say where they come from, and zips that open, hold what was picked, and are gone on with."""

import errno
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from studio.library import actions, exporting, storage
from studio.library.exporting import lay_out, pack
from studio.library.intake import keep_text
from studio.library.models import Asset, Pack
from studio.library.sweeps import forget_packs
from studio.library.verifying import Report, verify
from tests import make


def body(answer) -> bytes:
    async def read():
        return b"".join([chunk async for chunk in answer.streaming_content])

    from asgiref.sync import async_to_sync

    return async_to_sync(read)()


@pytest.fixture
def made(team, bo):
    """Three works of the same name, two of them made, and one of them brought."""
    facts = {"origin": "made", "author": bo, "model": "image-01", "recipe": {"generation": "x", "request": {"seed": 4}}}
    return [
        make.asset(team, make.png(64, 64, "teal"), title="Fog / sea", **facts),
        make.asset(team, make.png(64, 64, "red"), title="fog: sea", sandbox=True, **facts),
        make.asset(team, make.png(64, 64, "blue"), title="Fog \u202e sea", author=bo),
    ]


@pytest.fixture
def zip_of(client, team, bo):
    client.force_login(bo)

    def ask(**sent):
        answer = client.post(reverse("library-picked", args=[team.slug, "zip"]), sent)
        assert answer.status_code == 302
        return answer.headers["Location"]

    return ask


def test_a_zip_holds_what_was_picked_and_its_recipes(client, zip_of, made):
    answer = client.get(zip_of(asset=",".join(str(asset.public_id) for asset in made)))
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(body(answer))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len({name.lower() for name in names}) == 4
        told = json.loads(archive.read("recipes.json"))
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in names[:3]]
    assert {one["asset"] for one in told} == {str(asset.public_id) for asset in made}
    assert {one["file"] for one in told} == set(names[:3])
    assert sorted(picture.getpixel((0, 0)) for picture in pictures) == [(0, 0, 255), (0, 128, 128), (255, 0, 0)]


def test_what_a_model_made_says_so_and_what_was_brought_does_not(client, zip_of, made):
    with zipfile.ZipFile(io.BytesIO(body(client.get(zip_of(all="1", view=""))))) as archive:
        texts = {archive.read(name) for name in archive.namelist() if name.endswith(".png")}
    assert sum(b"trainedAlgorithmicMedia" in text for text in texts) == 2
    assert sum(b"MiniMax sandbox" in text for text in texts) == 1
    assert all(storage.digest(storage.path_of(asset.key)).sha256 == asset.sha256 for asset in made)


def test_a_download_says_where_it_comes_from_and_the_page_shows_what_is_stored(client, team, bo, made):
    client.force_login(bo)
    address = reverse("asset-original", args=[team.slug, made[0].public_id])
    stored, saved = body(client.get(address)), body(client.get(f"{address}?download"))
    assert stored == storage.path_of(made[0].key).read_bytes()
    assert b"trainedAlgorithmicMedia" in saved
    assert b"Fog" not in saved, "what somebody typed stays here"
    assert Image.open(io.BytesIO(saved)).tobytes() == Image.open(io.BytesIO(stored)).tobytes()


def test_a_broken_download_goes_on_where_it_ended(client, zip_of, made):
    address = zip_of(all="1", view="")
    whole = client.get(address)
    etag, content = whole.headers["ETag"], body(whole)
    half = len(content) // 2
    rest = client.get(address, headers={"Range": f"bytes={half}-", "If-Range": etag})
    assert rest.status_code == 206
    assert content[:half] + body(rest) == content


def test_one_that_holds_other_bytes_by_now_begins_anew(client, zip_of, made):
    address = zip_of(all="1", view="")
    etag = client.get(address).headers["ETag"]
    made[0].trash()
    assert client.get(address).headers["ETag"] == etag, "what lies in the trash is still there"
    actions.purge_now(assets=Asset.objects.filter(pk=made[0].pk), who=made[0].author)
    rest = client.get(address, headers={"Range": "bytes=9-", "If-Range": etag})
    assert rest.status_code == 200
    with zipfile.ZipFile(io.BytesIO(body(rest))) as archive:
        assert (archive.testzip(), len(archive.namelist())) == (None, 4)
        assert "deleted" in archive.read("left-out.txt").decode()


def test_a_file_that_is_not_what_was_kept_does_not_spoil_the_rest(client, zip_of, made):
    storage.path_of(made[0].key).write_bytes(b"short")
    storage.path_of(made[1].key).unlink()
    with zipfile.ZipFile(io.BytesIO(body(client.get(zip_of(all="1", view=""))))) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("recipes.json"))
        left_out = archive.read("left-out.txt").decode().splitlines()
    inside = set(archive.namelist()) - {"recipes.json", "left-out.txt"}
    assert len(inside) == 1
    assert {one["file"] for one in told} == inside | set(left_out[2:])


def test_one_that_rotted_and_was_found_so_does_not_spoil_it_either(client, zip_of, made):
    path = storage.path_of(made[0].key)
    Asset.objects.filter(pk=made[0].pk).update(crc32=storage.digest(path).crc32)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    list(verify(Asset.objects.all(), Report()))
    with zipfile.ZipFile(io.BytesIO(body(client.get(zip_of(all="1", view=""))))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 4


def test_our_own_names_in_it_are_ours(client, zip_of, team, bo):
    for name in ("recipes.json", "left-out.txt"):
        keep_text(team=team, author=bo, text=f"This is {name}", name=name)
    with zipfile.ZipFile(io.BytesIO(body(client.get(zip_of(all="1", view=""))))) as archive:
        assert sorted(archive.namelist()) == ["left-out (2).txt", "recipes (2).json", "recipes.json"]
        assert len(json.loads(archive.read("recipes.json"))) == 2


def test_one_that_is_deleted_for_good_while_it_is_packed_is_left_out(team, bo, made, monkeypatch):
    files_of = exporting.files_of

    def late(zipped, **more):
        Asset.objects.filter(pk=made[0].pk).delete()
        return files_of(zipped, **more)

    monkeypatch.setattr(exporting, "files_of", late)
    zipped = pack(team=team, author=bo, assets=Asset.objects.all(), name="x")
    assert len(json.loads(exporting.recipes_of(zipped).read_text())) == 2


def test_a_full_disk_is_said_and_leaves_nothing(client, team, bo, made, monkeypatch):
    client.force_login(bo)

    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = set(storage.root().glob("*/*"))
    monkeypatch.setattr(storage, "digest", full)
    address = reverse("library-picked", args=[team.slug, "zip"])
    answer = client.post(address, {"all": "1", "view": ""}, headers={"HX-Request": "true"})
    assert (answer.status_code, "almost full" in answer.content.decode()) == (422, True)
    assert set(storage.root().glob("*/*")) == before
    assert Pack.objects.count() == 0


def test_what_was_kept_before_crcs_were_is_read_once(team, bo, made):
    assert set(Asset.objects.values_list("crc32", flat=True)) == {None}
    lay_out(pack(team=team, author=bo, assets=Asset.objects.all(), name="x"))
    assert None not in set(Asset.objects.values_list("crc32", flat=True))


def test_a_zip_is_its_teams_and_lasts_a_week(client, zip_of, made, cleo):
    address = zip_of(all="1", view="")
    client.force_login(cleo)
    assert client.get(address).status_code == 404
    theirs = address.replace(made[0].team.slug, cleo.memberships.get().team.slug)
    assert client.get(theirs).status_code == 404
    Pack.objects.update(created_at=timezone.now() - timedelta(days=8))
    forget_packs()
    assert Pack.objects.count() == 0

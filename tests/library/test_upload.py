"""Uploads: the content decides; what is wrong is said in words and leaves nothing behind."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from studio.library import storage
from studio.library.models import Asset
from studio.library.names import clean_name
from tests import make


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels that is a few hundred bytes long."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def gif() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 400)).save(file, "GIF")
    return file.getvalue()


@pytest.fixture
def send(client, team, bo):
    client.force_login(bo)

    def post(content: bytes, name: str = "a.png"):
        return client.post(f"/{team.slug}/library/picture/", {"file": SimpleUploadedFile(name, content)})

    return post


def test_a_picture_is_kept_with_a_small_thumbnail(send):
    answer = send(make.png(1600, 900), "my picture.png")
    asset = Asset.objects.get(public_id=answer.json()["id"])
    assert (asset.width, asset.height, asset.mime, asset.name) == (1600, 900, "image/png", "my picture.png")
    assert storage.path_of(asset.key).read_bytes() == make.png(1600, 900)
    assert storage.path_of(asset.sibling("poster.jpg")).stat().st_size <= 40 * 1024


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"hello", "does not open"),
        (make.png()[:200], "does not open"),
        (gif(), "does not open"),
        (bomb(), "40 million"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "does not open"),
    ],
    ids=["empty", "text", "cut short", "gif", "bomb", "svg"],
)
def test_what_is_no_picture_is_refused_in_words(send, content, told):
    answer = send(content)
    assert answer.status_code == 422
    assert told in answer.json()["error"]
    assert Asset.objects.count() == 0
    assert not list(storage.root().rglob("*.tmp"))


def test_a_mislabelled_picture_is_what_it_is(send):
    send(make.png(), "film.mp4")
    assert Asset.objects.get().mime == "image/png"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("C:\\x\\y.png", "y.png"),
        ("a\x00b.png", "ab.png"),
    ],
)
def test_a_name_is_only_words(name, kept):
    assert clean_name(name) == kept


def test_a_viewer_may_not_upload(client, team, vic):
    client.force_login(vic)
    answer = client.post(f"/{team.slug}/library/picture/", {"file": SimpleUploadedFile("a.png", make.png())})
    assert answer.status_code == 403


def test_the_same_picture_twice_is_kept_once_and_leaves_no_draft(send):
    first, again = send(make.png()).json()["id"], send(make.png(), "other name.png").json()["id"]
    assert first == again
    assert not list(storage.root().rglob("*.tmp"))
    Asset.objects.get().trash()
    assert send(make.png()).json()["id"] != first

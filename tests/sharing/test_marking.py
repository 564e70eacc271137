"""The mark of origin: in the copy's pixels, never in the stored file; and a film's copy is the same film."""

import hashlib
import io
import struct

import av
import numpy as np
import pytest
from asgiref.sync import async_to_sync
from PIL import Image

from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.sharing.copies import mark_of
from studio.sharing.marking import mark_film, mark_picture
from tests import make
from tests.sharing.conftest import to
from tests.soundtracks.films import film, heard, pictures

TEXT = "AI · MiniMax"


@async_to_sync
async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content])


def points(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), np.int16)


def apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two pictures differ by more than an encoder makes of them."""
    return np.abs(one - other).max(-1) > 40


@pytest.fixture
def marked(tmp_path):
    def marked(image: Image.Image, most: int = 2048, form: str = "PNG", **options) -> Image.Image:
        image.save(tmp_path / "in", form, **options)
        mark_picture(str(tmp_path / "in"), str(tmp_path / "out"), TEXT, most)
        with Image.open(tmp_path / "out") as after:
            after.load()
            return after

    return marked


def test_a_picture_differs_in_its_corner_only(marked):
    before = Image.new("RGB", (640, 360), (90, 140, 150))
    after = marked(before)
    rows, columns = np.where(apart(points(before), points(after)))
    assert (after.size, after.format) == ((640, 360), "JPEG")
    assert len(rows) > 500
    assert (rows.max() < 40, columns.max() < 160, rows.min() >= 8) == (True, True, True)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_it_is_legible_on_any_ground(marked, shade):
    corner = points(marked(Image.new("RGB", (640, 360), (shade,) * 3)))[8:30, 8:90]
    assert corner.max() > 235
    assert corner.min() < 110


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3), (16, 16), (60, 40), (4000, 10)])
def test_the_smallest_picture_takes_it(marked, size):
    assert marked(Image.new("RGB", size, "teal")).width <= size[0]


def test_it_is_no_larger_than_it_may_be(marked):
    assert marked(Image.new("RGB", (5000, 2500), "teal")).size == (2048, 1024)


def test_what_is_clear_is_white_and_what_lies_on_its_side_is_upright(marked):
    clear = points(marked(Image.new("RGBA", (64, 64), (0, 0, 0, 0))))
    assert clear[-1, -1].min() > 250
    exif = Image.Exif()
    exif[0x0112] = 6
    assert marked(Image.new("RGB", (200, 100), "teal"), form="JPEG", exif=exif).size == (100, 200)


def test_nothing_else_of_the_file_goes_along(marked):
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    after = marked(Image.new("RGB", (200, 100), "teal"), form="JPEG", exif=exif, comment=b"a prompt")
    assert (dict(after.getexif()), after.info.get("comment")) == ({}, None)


def test_what_is_no_picture_is_unreadable(tmp_path):
    (tmp_path / "in").write_bytes(b"<svg/>")
    with pytest.raises(Unreadable):
        mark_picture(str(tmp_path / "in"), str(tmp_path / "out"), TEXT, 100)


@pytest.mark.parametrize(
    ("origin", "sandbox", "words"),
    [("made", False, TEXT), ("made", True, TEXT + " · sandbox"), ("uploaded", False, "Uploaded")],
)
def test_it_says_where_it_comes_from(origin, sandbox, words):
    assert mark_of(Asset(origin=origin, sandbox=sandbox)) == words


# Under a link


def test_a_link_shows_the_copy_and_leaves_what_is_kept(stranger, show, picture):
    share, path = show(picture), storage.path_of(picture.key)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for what in ("view", "poster"):
        answer = stranger.get(to(share, picture, what))
        shown = Image.open(io.BytesIO(body(answer)))
        assert (answer.headers["Content-Type"], shown.format) == ("image/jpeg", "JPEG")
        assert apart(points(Image.open(path)), points(shown.resize((640, 360)))).sum() > 300
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before == picture.sha256
    assert {one.name for one in path.parent.iterdir()} == {path.name, "shared.jpg", "shared-poster.jpg"}
    assert list(storage.root().glob("*/.drafts/*")) == []


def test_it_is_drawn_once(stranger, show, picture, monkeypatch):
    share = show(picture)
    first = body(stranger.get(to(share, picture, "view")))
    monkeypatch.setattr("studio.sharing.drawing.in_child", None)
    assert body(stranger.get(to(share, picture, "view"))) == first


def test_without_a_mark_the_file_itself_is_shown(stranger, show, picture):
    share = show(picture, watermark=False)
    answer = stranger.get(to(share, picture, "view"))
    assert body(answer) == storage.path_of(picture.key).read_bytes()
    assert picture.sha256[:32] not in answer.headers["ETag"]


def test_what_does_not_open_is_not_there(stranger, show, team):
    broken = make.asset(team, b"no picture", origin="made")
    assert stranger.get(to(show(broken), broken, "view")).status_code == 404
    assert list(storage.root().glob("*/.drafts/*")) == []


def test_a_copy_makes_no_folder_of_what_was_deleted(stranger, show, picture):
    storage.delete(picture.key)
    assert stranger.get(to(show(picture), picture, "view")).status_code == 404
    assert not storage.path_of(picture.key).parent.exists()


# Films


def frames(path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.int16) for frame in container.decode(video=0)]


@pytest.mark.parametrize("own", [0, 0.4])
def test_a_film_is_as_long_and_as_large_and_marked_in_each_frame(tmp_path, own):
    source, target = film(tmp_path / "in.mp4", 2, own=own), tmp_path / "out.mp4"
    kept = source.read_bytes()
    mark_film(str(source), str(target), TEXT)
    before, after = frames(source), frames(target)
    assert source.read_bytes() == kept
    assert [one.shape for one in before] == [one.shape for one in after]
    assert all(apart(*pair)[4:20, 4:60].sum() > 80 for pair in zip(before, after, strict=True))
    assert all(apart(*pair)[60:, 120:].mean() < 0.02 for pair in zip(before, after, strict=True))
    stamps = [sorted(packet[0] for packet in pictures(path)) for path in (source, target)]
    assert stamps[0] == stamps[1]
    with av.open(str(source)) as one, av.open(str(target)) as other:
        assert abs(one.duration - other.duration) < 50_000
        assert [stream.type for stream in one.streams] == [stream.type for stream in other.streams]
    if own:
        assert np.array_equal(heard(source)[0], heard(target)[0])


def test_a_film_that_lies_on_its_side_is_turned_upright(tmp_path):
    source, target = film(tmp_path / "in.mp4", 0.5), tmp_path / "out.mp4"
    turned = source.read_bytes()
    flat, side = (struct.pack(">9i", *numbers) for numbers in (FLAT, ON_ITS_SIDE))
    at = turned.index(flat, turned.index(b"tkhd"))
    source.write_bytes(turned[:at] + side + turned[at + len(side) :])
    mark_film(str(source), str(target), TEXT)
    upright = np.rot90(frames(source)[0], -1)
    after = frames(target)[0]
    assert after.shape == upright.shape == (320, 180, 3)
    assert apart(upright, after)[60:].mean() < 0.02
    assert apart(upright, after)[4:20, 4:60].sum() > 80


# The matrix of a track's head: as it is, and to be turned by a quarter, clockwise.
FLAT = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
ON_ITS_SIDE = (0, 1 << 16, 0, -(1 << 16), 0, 0, 180 << 16, 0, 1 << 30)


def test_a_torn_film_is_unreadable_and_leaves_nothing(tmp_path):
    source, target = film(tmp_path / "in.mp4", 1), tmp_path / "out.mp4"
    source.write_bytes(source.read_bytes()[:3000])
    with pytest.raises(Unreadable):
        mark_film(str(source), str(target), TEXT)
    assert not target.exists()


def test_a_film_that_cannot_be_written_is_not_called_unreadable(tmp_path):
    source = film(tmp_path / "in.mp4", 0.5)
    with pytest.raises(OSError, match="No such file"):
        mark_film(str(source), str(tmp_path / "gone" / "out.mp4"), TEXT)

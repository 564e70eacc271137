"""Parts: any range of them, in little memory, off the loop, and never complete when they are not."""

import asyncio
import os
import tempfile
import threading
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from studio.library import parts as module
from studio.library.bytes import send_file, send_parts
from studio.library.parts import CHUNK, FellShort, Slice, read_parts, size_of
from studio.library.stamps import Stamp

GET = RequestFactory().get
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


async def read(parts, start=0, end=None):
    return [chunk async for chunk in read_parts(parts, start, size_of(parts) if end is None else end)]


@async_to_sync
async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content])


literals = st.binary(max_size=40)
slices = st.builds(lambda start, length: (start, length), st.integers(0, 900), st.integers(0, 100))


@given(st.lists(literals | slices, max_size=8), st.integers(0, 400), st.integers(0, 400), st.sampled_from([1, 7, 64]))
def test_any_range_is_that_of_all_parts_together(made, one, other, chunk):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK", chunk)
        path = Path(folder) / "file"
        path.write_bytes(CONTENT)
        parts = [part if isinstance(part, bytes) else Slice(path, *part) for part in made]
        whole = b"".join(part if isinstance(part, bytes) else CONTENT[part[0] : sum(part)] for part in made)
        chunks = asyncio.run(read(parts, min(one, other), max(one, other)))
    assert b"".join(chunks) == whole[min(one, other) : max(one, other)]
    assert all(0 < len(piece) < 2 * chunk for piece in chunks)


async def test_a_large_file_comes_in_chunks_and_many_small_parts_in_one(tmp_path, file):
    large = tmp_path / "large"
    large.write_bytes(bytes(3 * CHUNK))
    assert [len(chunk) for chunk in await read([Slice(large, 0, 3 * CHUNK)])] == [CHUNK] * 3
    assert await read([b"one", Slice(file, 0, 2), b"three"] * 100) == [b"one\0\1three" * 100]


async def test_a_file_that_has_gone_breaks_off(file):
    with pytest.raises(FileNotFoundError):
        await read([Slice(file.parent / "another", 0, 1)])


async def test_a_file_that_is_too_short_breaks_off(file):
    with pytest.raises(FellShort):
        await read([Slice(file, 1000, 25), b"what would follow"])


async def test_a_file_that_grew_is_sent_as_long_as_promised(file):
    assert await read([Slice(file, 0, 3), b"!"]) == [b"\0\1\2!"]


async def test_a_part_that_is_not_asked_for_is_not_opened(file):
    gone = Slice(file.parent / "another", 0, 10)
    assert await read([gone, b"here", gone], 10, 14) == [b"here"]


@pytest.fixture
def stuck(tmp_path):
    """A file whose opening takes as long as the test."""
    path = tmp_path / "stuck"
    os.mkfifo(path)
    yield path
    handle = os.open(path, os.O_RDWR)
    module.READERS.submit(int).result(10)
    os.close(handle)


async def test_a_disk_that_hangs_takes_no_thread_of_the_pages(stuck):
    readers = [asyncio.create_task(read([Slice(stuck, 0, 1)])) for _ in range(40)]
    await asyncio.sleep(0)
    name = await asyncio.wait_for(asyncio.to_thread(lambda: threading.current_thread().name), 5)
    assert not name.startswith("read")
    # Whoever leaves does not wait for the disk either.
    for one in readers:
        one.cancel()
    await asyncio.wait(readers, timeout=5)
    assert all(one.cancelled() for one in readers)


def is_open(path):
    return str(path) in {os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")}


async def test_a_file_is_closed_when_its_reader_leaves(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(bytes(3 * CHUNK))
    reader = read_parts([Slice(path, 0, 3 * CHUNK)], 0, 3 * CHUNK)
    await anext(reader)
    assert is_open(path)
    await reader.aclose()
    assert not is_open(path)


# Sent


def test_a_stamped_file_is_sent_with_its_stamp_in_any_range(file):
    stamp = Stamp(b"head", 4, b"tail")
    whole = b"head" + CONTENT[4:] + b"tail"
    answer = send_file(GET("/"), file, mime="image/png", etag="one", stamp=stamp)
    assert (body(answer), answer.headers["Content-Length"]) == (whole, str(len(whole)))
    answer = send_file(GET("/", headers={"Range": "bytes=-6"}), file, mime="image/png", etag="one", stamp=stamp)
    assert (answer.status_code, body(answer)) == (206, whole[-6:])


def test_what_is_sent_before_a_file_counts_with_it(file):
    ranged = GET("/", headers={"Range": "bytes=2-5"})
    answer = send_file(ranged, file, mime="audio/wav", etag="one", before=b"RIFF", size=8)
    assert (body(answer), answer.headers["Content-Range"]) == (b"FF\0\1", "bytes 2-5/12")


def test_a_download_is_no_page(file):
    answer = send_file(GET("/"), file, mime="image/png", etag="one", download="A.png")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A.png"'
    assert "inline" in send_file(GET("/"), file, mime="image/png", etag="one").headers["Content-Disposition"]


def test_each_stamp_has_its_own_etag(file):
    stamps = [None, Stamp(b"a", 0, b"b"), Stamp(b"ab", 0, b""), Stamp(b"a", 1, b"b"), Stamp(b"a", 0, b"c")]
    answers = [send_file(GET("/"), file, mime="image/png", etag="one", stamp=stamp) for stamp in stamps]
    assert len({answer.headers["ETag"] for answer in answers}) == len(stamps)


def test_a_range_of_the_file_without_its_stamp_is_not_mixed(file):
    asked = GET("/", headers={"Range": "bytes=0-9", "If-Range": '"one"'})
    assert send_file(asked, file, mime="image/png", etag="one").status_code == 206
    assert send_file(asked, file, mime="image/png", etag="one", stamp=Stamp(b"", 0, b"!")).status_code == 200


def test_the_head_alone_reads_nothing(file):
    gone = [b"PK", Slice(file.parent / "another", 0, 10)]
    answer = send_parts(RequestFactory().head("/"), gone, mime="application/zip", etag="one", name="All.zip")
    assert (body(answer), answer.headers["Content-Length"]) == (b"", "12")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="All.zip"'

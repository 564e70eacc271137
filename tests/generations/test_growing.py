"""A file that is heard while it grows: everybody gets all of it, whenever they come and however slow they are."""

import asyncio
import os
import uuid
from pathlib import Path

import pytest

from studio.generations import growing
from studio.generations.growing import GATHERED, Growing

BIG = GATHERED + 7


@pytest.fixture
def grown(tmp_path):
    return Growing(tmp_path / "draft")


async def hear(grown) -> bytes:
    return b"".join([piece async for piece in grown.follow()])


async def grow(grown, *pieces: bytes) -> None:
    for piece in pieces:
        grown.feed(piece)
        await grown.keep()
        await asyncio.sleep(0)
    await grown.keep(least=0)
    grown.end()


async def test_a_follower_hears_it_piece_by_piece_and_then_the_end(grown):
    heard = grown.follow()
    grown.feed(b"one")
    assert await anext(heard) == b"one"
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    grown.feed(b"two")
    assert await waiting == b"two"
    grown.end()
    assert [piece async for piece in heard] == []


async def test_everybody_hears_the_same_however_late_they_come(grown):
    pieces = [bytes([number]) * 20_000 for number in range(20)]
    early, growing_ = asyncio.create_task(hear(grown)), asyncio.create_task(grow(grown, *pieces))
    while grown.size < 150_000:
        await asyncio.sleep(0)
    late = asyncio.create_task(hear(grown))
    await growing_
    assert await early == await late == await hear(grown) == b"".join(pieces) == grown.path.read_bytes()


async def test_a_slow_listener_hears_the_end_though_the_file_has_gone_to_its_place(grown, tmp_path):
    slow = grown.follow()
    grown.feed(b"a" * BIG)
    await grown.keep()
    first = await anext(slow)
    await grow(grown, b"b" * BIG)
    not_yet_begun = grown.follow()
    os.replace(grown.path, tmp_path / "kept")
    heard = first + b"".join([piece async for piece in slow])
    assert heard == b"".join([piece async for piece in not_yet_begun]) == (tmp_path / "kept").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nobody tells which files are open")
async def test_the_file_is_let_go_when_nobody_listens_any_more(tmp_path):
    grown = Growing(tmp_path / "draft")
    await grow(grown, b"a")
    path = str(grown.path)
    assert path in open_files()
    del grown
    assert path not in open_files()


def open_files() -> list[str]:
    """The paths of all files that this process holds open."""
    handles = Path("/proc/self/fd")
    return [os.readlink(handle) for handle in handles.iterdir() if handle.is_symlink()]


async def test_the_first_piece_is_on_disk_at_once_for_it_proves_that_it_was_accepted(grown):
    grown.feed(b"a")
    await grown.keep()
    assert grown.path.read_bytes() == b"a"


async def test_what_follows_is_gathered_but_not_for_longer_than_a_second(grown, monkeypatch):
    monkeypatch.setattr(growing, "GATHERED_SECONDS", 0.3)
    for piece in (b"a", b"b"):
        grown.feed(piece)
        await grown.keep()
    assert grown.path.read_bytes() == b"a"
    await asyncio.sleep(0.31)
    grown.feed(b"c")
    await grown.keep()
    assert grown.path.read_bytes() == b"abc"
    grown.feed(b"d" * GATHERED)
    await grown.keep()
    assert grown.path.stat().st_size == grown.size == 3 + GATHERED


async def test_a_write_that_fails_loses_nothing(grown, tmp_path):
    grown.path = tmp_path / "missing" / "draft"
    grown.feed(b"abc")
    with pytest.raises(OSError, match="missing"):
        await grown.keep()
    grown.path.parent.mkdir()
    grown.feed(b"def")
    await grown.keep(least=0)
    assert grown.path.read_bytes() == b"abcdef"


async def test_whoever_looks_for_it_is_told_when_it_begins(tmp_path):
    name = uuid.uuid4()
    looking = [asyncio.create_task(growing.find(name)) for _ in range(2)]
    await asyncio.sleep(0.01)
    begun = growing.begin(name, tmp_path / "draft")
    assert await asyncio.gather(*looking) == [begun, begun]
    assert await growing.find(name) is begun
    growing.forget(name)
    assert await growing.find(name, 0.01) is None

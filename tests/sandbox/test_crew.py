"""Workers that make things while somebody waits."""

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from studio.sandbox.crew import Broken, Crew, Unfit


def count(most: int, pause: float = 0.0) -> Iterator[int]:
    for number in range(most):
        time.sleep(pause)
        yield number


def in_step(note: str) -> Iterator[int]:
    yield 0
    while not os.path.exists(note):
        time.sleep(0.01)
    yield 1


def endless(note: str) -> Iterator[bytes]:
    while True:
        with open(note, "a") as file:
            file.write(".")
        time.sleep(0.01)
        yield b"x" * 100_000


def refuse() -> Iterator[int]:
    yield 1
    raise Unfit("this cannot be sung")


def fail() -> Iterator[int]:
    raise KeyError("a fault of ours")
    yield 1


def die() -> Iterator[int]:
    yield 1
    os._exit(3)


def who() -> Iterator[int]:
    yield os.getpid()


@pytest.fixture
async def crew():
    crew = Crew("test", size=1)
    yield crew
    crew.stop()


async def gathered(pieces) -> list:
    return [piece async for piece in pieces]


async def test_it_sends_pieces_as_they_are_made(crew, tmp_path) -> None:
    """The second is not made before the first was heard."""
    note, heard = tmp_path / "heard", []
    async with asyncio.timeout(30):
        async for piece in crew.run(in_step, str(note)):
            heard.append(piece)
            note.touch()
    assert heard == [0, 1]


async def test_it_serves_one_after_the_other(crew) -> None:
    first, second = await asyncio.gather(gathered(crew.run(count, 3, 0.02)), gathered(crew.run(count, 2)))
    assert (first, second) == ([0, 1, 2], [0, 1])


async def test_it_tells_bad_input_from_a_fault_of_its_own(crew) -> None:
    with pytest.raises(Unfit, match="cannot be sung"):
        await gathered(crew.run(refuse))
    with pytest.raises(Broken):
        await gathered(crew.run(fail))
    assert await crew.one(count, 3) == 2


async def test_it_goes_on_after_a_worker_has_died(crew) -> None:
    with pytest.raises(Broken):
        await gathered(crew.run(die))
    assert await crew.one(count, 3) == 2


async def test_it_stops_the_work_of_a_caller_who_leaves(crew, tmp_path) -> None:
    note = tmp_path / "note"

    async def listen() -> None:
        async for _ in crew.run(endless, str(note)):
            pass

    before = await crew.one(who)
    listening = asyncio.create_task(listen())
    while not note.exists() or len(note.read_text()) < 3:
        await asyncio.sleep(0.01)
    listening.cancel()
    assert await crew.one(who) == before, "the same worker is free again"
    length = len(note.read_text())
    await asyncio.sleep(0.1)
    assert len(note.read_text()) == length


async def test_it_lets_the_next_in_when_one_gives_up_waiting(crew) -> None:
    busy = asyncio.create_task(gathered(crew.run(count, 2, 0.3)))
    await asyncio.sleep(0.05)
    impatient = asyncio.create_task(crew.one(who))
    patient = asyncio.create_task(crew.one(count, 3))
    await asyncio.sleep(0.05)
    impatient.cancel()
    assert await busy == [0, 1]
    assert await asyncio.wait_for(patient, 2) == 2


def chatter(pieces: int) -> Iterator[bytes]:
    for _ in range(pieces):
        yield b"x" * 1_000_000


def sleepy() -> Iterator[int]:
    yield 1
    time.sleep(60)
    yield 2


async def test_it_is_not_held_up_by_a_caller_who_does_not_read(crew) -> None:
    slow = crew.run(chatter, 20)
    assert len(await anext(slow)) == 1_000_000
    assert await asyncio.wait_for(crew.one(count, 3), 5) == 2
    assert len([piece async for piece in slow]) == 19, "the slow one loses nothing"


async def test_it_gives_up_a_caller_who_never_reads(crew, monkeypatch) -> None:
    monkeypatch.setattr("studio.sandbox.crew.SPOOL", 3_000_000)
    monkeypatch.setattr("studio.sandbox.crew.LISTEN_SECONDS", 0.3)
    never = crew.run(chatter, 50)
    await anext(never)
    assert await asyncio.wait_for(crew.one(count, 3), 10) == 2
    with pytest.raises(Broken):
        await gathered(never)


async def test_it_replaces_a_worker_that_died_idle(crew) -> None:
    os.kill(await crew.one(who), 9)
    await asyncio.sleep(0.2)
    assert await crew.one(count, 3) == 2


async def test_it_says_when_work_cannot_be_sent(crew) -> None:
    with pytest.raises(Broken):
        await crew.one(lambda: iter([1]))
    assert await crew.one(count, 3) == 2


async def test_it_ends_work_that_does_not_stop(crew, monkeypatch) -> None:
    monkeypatch.setattr("studio.sandbox.crew.STOP_SECONDS", 0.3)
    sleeping = crew.run(sleepy)
    await anext(sleeping)
    await sleeping.aclose()
    assert await asyncio.wait_for(crew.one(count, 3), 10) == 2


async def test_it_starts_anew_after_it_was_stopped(crew) -> None:
    await crew.one(who)
    crew.stop()
    assert await crew.one(count, 3) == 2

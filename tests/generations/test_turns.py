"""Downloads: a few at once, and whose link dies first goes next."""

import asyncio
from datetime import UTC, datetime, timedelta

from studio.generations.turns import Turns

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def run(turns: Turns, deaths: list[datetime | None], done: list[int]) -> None:
    async def fetch(number: int, dies_at: datetime | None) -> None:
        async with turns.take(dies_at):
            await asyncio.sleep(0)
            done.append(number)

    await asyncio.gather(*(fetch(number, dies_at) for number, dies_at in enumerate(deaths)))


async def test_the_one_whose_link_dies_first_goes_next():
    done: list[int] = []
    hours = [None, 9, 3, None, 1, 2]
    await run(Turns(1), [None if hour is None else NOW + timedelta(hours=hour) for hour in hours], done)
    assert done == [0, 4, 5, 2, 1, 3]


async def test_no_more_than_its_size_are_at_it_at_once():
    turns, busy, most = Turns(3), 0, 0

    async def fetch() -> None:
        nonlocal busy, most
        async with turns.take(None):
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.001)
            busy -= 1

    await asyncio.gather(*(fetch() for _ in range(20)))
    assert most == 3


async def test_who_gives_up_waiting_takes_no_turn_along():
    turns, done = Turns(1), []
    async with turns.take(None):
        waiting = [asyncio.create_task(run(turns, [NOW], done)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    # Given the turn, and cancelled before it could use it.
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert done == [0]
    async with asyncio.timeout(1), turns.take(None):
        pass


async def test_what_breaks_gives_its_turn_back():
    turns = Turns(1)
    for _ in range(3):
        try:
            async with turns.take(None):
                raise OSError
        except OSError:
            pass
    async with asyncio.timeout(1), turns.take(None):
        pass

"""The embedded runner: one driver each, pokes, and a stop that awaits what is on the wire."""

import asyncio
import threading
from datetime import timedelta

import pytest

from studio import lock
from studio.jobs import supervisor
from studio.jobs.db import aside
from studio.jobs.supervisor import Supervisor
from studio.jobs.work import work


@pytest.fixture
async def runner(monkeypatch):
    return Supervisor(asyncio.get_running_loop())


def driving(monkeypatch, drive):
    monkeypatch.setattr(work, "drive", drive)


async def test_it_drives_each_number_once_at_a_time(runner, monkeypatch):
    begun, go = [], asyncio.Event()

    async def drive(gen_id):
        begun.append(gen_id)
        await go.wait()

    driving(monkeypatch, drive)
    for _ in range(3):
        runner._spawn(7)
    await asyncio.sleep(0)
    go.set()
    await asyncio.sleep(0.01)
    assert begun == [7]
    runner._spawn(7)
    await asyncio.sleep(0.01)
    assert begun == [7, 7]


async def test_a_driver_that_breaks_does_not_take_others_with_it(runner, monkeypatch):
    finished = []

    async def drive(gen_id):
        if gen_id == 1:
            raise RuntimeError("broken")
        finished.append(gen_id)

    driving(monkeypatch, drive)
    runner._spawn(1)
    runner._spawn(2)
    await asyncio.sleep(0.01)
    assert finished == [2]
    assert not runner.drivers


async def test_a_nap_ends_early_when_poked(runner):
    nap = asyncio.create_task(runner.nap(1, 30))
    await asyncio.sleep(0.01)
    runner.poke(1)
    assert await asyncio.wait_for(nap, 1) is True
    assert await runner.nap(1, 0.01) is False


async def test_a_stop_drops_polls_and_awaits_what_is_on_the_wire(runner, monkeypatch):
    ended = []

    async def drive(gen_id):
        try:
            if gen_id == 1:
                with runner.on_the_wire(1):
                    await asyncio.sleep(0.1)
                    ended.append("answer saved")
                await asyncio.sleep(30)
            await runner.nap(gen_id, 30)
        except asyncio.CancelledError:
            ended.append(f"{gen_id} dropped")
            raise

    driving(monkeypatch, drive)
    runner._spawn(1)
    runner._spawn(2)
    await asyncio.sleep(0.01)
    await runner.drain()
    assert ended == ["2 dropped", "answer saved", "1 dropped"]
    runner._spawn(3)
    assert not runner.drivers


# Sweeps


@pytest.fixture
def sweeps(monkeypatch):
    """Only those that a test registers."""
    monkeypatch.setattr(work, "sweeps", {})
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.01)
    return work.sweep(timedelta(seconds=0))


async def turning(runner, until, seconds: float = 5.0) -> None:
    """Let the clock turn until something has happened."""
    clock = asyncio.create_task(runner._sweep_forever())
    try:
        async with asyncio.timeout(seconds):
            while not until():
                await asyncio.sleep(0.01)
    finally:
        clock.cancel()


@pytest.mark.django_db(transaction=True)
async def test_one_that_asks_others_does_not_hold_up_the_clock(runner, sweeps):
    turns, asked, go = [], [], asyncio.Event()

    async def asks():
        asked.append("asked")
        await go.wait()
        asked.append("answered")

    sweeps(asks)
    sweeps(lambda: turns.append(1))
    await turning(runner, lambda: len(turns) > 3 and asked)
    assert "answered" not in asked
    go.set()
    await turning(runner, lambda: "answered" in asked)


@pytest.mark.django_db(transaction=True)
async def test_one_that_takes_its_time_holds_up_neither_the_clock_nor_a_page_that_reads_aside(runner, sweeps):
    turns, go = [], threading.Event()

    def tick():
        turns.append(1)

    work.sweep(timedelta(seconds=0), aside=True)(lambda: go.wait(20))
    sweeps(tick)
    try:
        await turning(runner, lambda: len(turns) > 3)
        async with asyncio.timeout(5):
            assert await aside(lambda: "read") == "read"
    finally:
        go.set()
    await asyncio.gather(*runner._beside.values())


@pytest.mark.django_db(transaction=True)
async def test_one_that_asks_others_runs_on_the_loop_and_a_plain_one_beside_it(runner, sweeps):
    where = {}

    async def asks():
        where["asks"] = threading.current_thread()

    def plain():
        where["plain"] = threading.current_thread()

    sweeps(asks)
    sweeps(plain)
    await turning(runner, lambda: len(where) == 2)
    assert where["asks"] is threading.current_thread() is not where["plain"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_async", [True, False])
async def test_one_that_breaks_is_logged_and_comes_again(runner, sweeps, caplog, is_async):
    turns = []

    def breaks():
        turns.append(1)
        raise RuntimeError("broken")

    async def breaks_later():
        breaks()

    sweeps(breaks_later if is_async else breaks)
    await turning(runner, lambda: len(turns) > 2)
    assert "failed and will run again" in caplog.text


@pytest.mark.django_db(transaction=True)
async def test_of_many_processes_one_runs_it_in_each_period(sweeps, monkeypatch):
    turns = []

    async def asks():
        turns.append(1)

    monkeypatch.setattr(work, "sweeps", {})
    work.sweep(timedelta(hours=1))(asks)
    [sweep] = work.sweeps.values()
    runners = [Supervisor(asyncio.get_running_loop()) for _ in range(3)]
    for runner in runners:
        await runner._sweep(sweep)
    await asyncio.gather(*(task for runner in runners for task in runner._beside.values()))
    assert turns == [1]


@pytest.mark.django_db(transaction=True)
async def test_a_stop_does_not_wait_for_an_answer(runner, sweeps):
    ended = []

    async def asks():
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            ended.append("dropped")
            raise

    sweeps(asks)
    await turning(runner, lambda: runner._beside)
    await asyncio.sleep(0.1)
    await asyncio.wait_for(runner.drain(), 1)
    await asyncio.sleep(0.01)
    assert (ended, runner._beside) == (["dropped"], {})


def test_one_folder_has_one_holder(tmp_path):
    held = lock.take(tmp_path)
    with pytest.raises(lock.Locked):
        lock.take(tmp_path)
    held.close()
    lock.take(tmp_path).close()


async def test_what_is_marked_leaves_also_while_it_stops_and_is_awaited(runner, monkeypatch):
    ended = []

    async def drive(gen_id):
        await asyncio.sleep(0.05)
        ended.append(gen_id)

    driving(monkeypatch, drive)
    runner._spawn(1, True)
    await runner.drain()
    runner._spawn(2, True)
    runner._spawn(3)
    await runner.drain()
    assert ended == [1, 2]


async def test_both_waits_of_a_stop_are_one_of_thirty_seconds(runner, monkeypatch):
    async def drive(gen_id):
        await asyncio.sleep(30)

    monkeypatch.setattr(supervisor, "DRAIN_SECONDS", 0.1)
    driving(monkeypatch, drive)
    runner._spawn(1, True)
    await runner.drain()
    monkeypatch.setattr(supervisor, "DRAIN_SECONDS", 30)
    async with asyncio.timeout(10):
        await runner.drain()
    runner.drivers[1].cancel()

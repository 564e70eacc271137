"""The embedded runner: one driver each, pokes, and a stop that awaits what is on the wire."""

import asyncio

import pytest

from studio import lock
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


def test_one_folder_has_one_holder(tmp_path):
    held = lock.take(tmp_path)
    with pytest.raises(lock.Locked):
        lock.take(tmp_path)
    held.close()
    lock.take(tmp_path).close()

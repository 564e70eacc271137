"""Questions are free: they are asked again when the line fails, and read with suspicion."""

import asyncio

import pytest

from studio.minimax import Garbled, MiniMaxError, NotFound, TaskStatus, Unavailable, line
from tests.minimax import scripted as s
from tests.minimax.conftest import KEY

RUNNING = {"task_id": "7", "status": "Processing", "file_id": "", "base_resp": {"status_code": 0}}


async def query(connect, *behaviours):
    async with s.scripted(*behaviours) as server:
        return await connect(server.root).video.query("7"), server


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("studio.minimax.retry.PAUSES", (0.0, 0.0))


async def test_it_asks_again_when_the_line_breaks(connect):
    task, server = await query(connect, s.reset_unread, s.reset_unread, s.answer(RUNNING))
    assert task.status is TaskStatus.PROCESSING
    assert len(server.requests) == 1


async def test_it_leaves_a_failing_server_to_the_engine(connect):
    async with s.scripted(s.answer(b"", 500), s.answer(RUNNING)) as server:
        with pytest.raises(Unavailable):
            await connect(server.root).video.query("7")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Preparing", "preparing"),
        ("queueing", "queueing"),
        ("PROCESSING", "processing"),
        ("Success", "success"),
        ("Fail", "failed"),
        ("Failed", "failed"),
        ("Expired", "expired"),
        ("cancelled", "cancelled"),
    ],
)
async def test_it_reads_every_word_for_a_status(connect, word, status):
    task, _ = await query(connect, s.answer(RUNNING | {"status": word}))
    assert task.status == status


async def test_it_reports_why_a_task_failed_instead_of_raising(connect):
    failed = {
        "task_id": "7",
        "status": "Fail",
        "base_resp": {"status_code": 1027, "status_msg": "output new_sensitive"},
    }
    task, _ = await query(connect, s.answer(failed))
    assert task.status.finished
    assert (task.problem.code, task.problem.said) == (1027, "output new_sensitive")


@pytest.mark.parametrize(
    "lie",
    [
        {"status": "Splendid"},
        {"status": None},
        {"status": ["Success"]},
        {"task_id": "a b"},
        {"task_id": "x" * 129},
        {"file_id": {"a": 1}},
        {"file_id": True},
        {"video_width": -1},
        {"video_height": True},
        {"video_url": "javascript:alert(1)"},
        {"duration": "long"},
        {"base_resp": {"status_code": "0"}},
    ],
)
async def test_it_believes_no_lie(connect, lie):
    with pytest.raises(Garbled):
        await query(connect, s.answer(RUNNING | lie))


@pytest.mark.parametrize("extra", ['"x": NaN', '"x": -Infinity', '"x": 1e999', '"x": ' + "[" * 30 + "]" * 30])
async def test_it_refuses_json_that_no_database_keeps(connect, extra):
    body = ('{"task_id": "7", "status": "Processing", ' + extra + "}").encode()
    with pytest.raises(Garbled):
        await query(connect, s.answer(body))


async def test_it_takes_ids_as_numbers_and_as_text(connect):
    task, _ = await query(connect, s.answer(RUNNING | {"task_id": 7, "file_id": 364220961679435}))
    assert (task.task_id, task.file_id) == ("7", "364220961679435")


async def test_it_cleans_texts_that_no_database_keeps(connect):
    task, _ = await query(connect, s.answer(RUNNING | {"note": "a\x00b\ud800c"}))
    assert task.reply["note"] == "abc"


@pytest.mark.parametrize(
    "behaviour",
    [
        s.refusal(2013, "invalid params, task_id 7 does not exist"),
        s.answer({"type": "error", "error": {"type": "server_error", "message": "record not found"}}, 500),
    ],
)
async def test_it_knows_a_lost_task_from_a_bad_request(connect, behaviour):
    with pytest.raises(NotFound):
        await query(connect, behaviour)


async def test_it_never_repeats_the_key(connect):
    echo = {"base_resp": {"status_code": 2049, "status_msg": f"invalid api key {KEY}"}, "trace_id": KEY}
    with pytest.raises(MiniMaxError) as caught:
        await query(connect, s.answer(echo))
    api = connect("http://127.0.0.1:1")
    for text in (str(caught.value), repr(caught.value), repr(vars(caught.value)), repr(api), repr(api.video)):
        assert KEY not in text


async def test_it_keeps_no_cookie_for_the_next_team(connect):
    async with s.scripted(s.answer(RUNNING, headers="Set-Cookie: team=1; Path=/\r\n")) as server:
        api = connect(server.root.replace("127.0.0.1", "localhost"))
        await api.video.query("7")
        await api.video.query("7")
        assert len(server.requests) == 2
        assert not any(b"team=1" in request for request in server.requests)


async def test_it_gives_up_on_a_silent_server(connect, monkeypatch):
    monkeypatch.setattr(line, "ASK_SECONDS", 0.2)
    async with s.scripted(s.hang) as server, asyncio.timeout(3):
        with pytest.raises(MiniMaxError):
            await connect(server.root).video.query("7")


async def test_it_goes_round_no_proxy(connect, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    task, _ = await query(connect, s.answer(RUNNING))
    assert task.task_id == "7"

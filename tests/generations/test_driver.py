"""The driver against a MiniMax that counts: every kind of answer, and what becomes of the row and the money."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.generations import driver
from studio.generations.actions import ask_again, cancel_generation, fetch_again, send_again
from studio.generations.models import Generation, RateBucket, State
from studio.generations.recipes import get_recipe
from studio.generations.transition import move
from studio.generations.wires import close_wires
from studio.jobs.db import db
from studio.library import storage
from studio.spend.models import Entry
from tests import make
from tests.upstream import Upstream, answer, running_upstream, tiny_film

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def upstream(settings, monkeypatch):
    monkeypatch.setattr(get_recipe("video").__class__, "poll_after", lambda self, elapsed: 0.02)
    with running_upstream(Upstream(made_after=0.05)) as fake:
        settings.SANDBOX_URL = fake.root
        yield fake


@pytest.fixture
def gen(db, upstream):
    team = make.team("Salt Marsh", make.person("Ada"))
    make.generation(team, state=State.ADMITTED, prompt="clip")
    return Generation.objects.select_related("connection", "author", "team").get()


async def drive(gen) -> Generation:
    """Drive it as the runner would, and read what became of it."""
    try:
        await asyncio.wait_for(driver.drive(gen.pk), 30)
    finally:
        await close_wires()
    return await db(Generation.objects.select_related("connection", "author").get, pk=gen.pk)


async def held() -> str:
    totals = await db(Entry.objects.totals, "2020-01-01T00:00Z")
    return f"{totals['spent'].normalize()} spent, {totals['held'].normalize()} held"


def saying(status: int, body: dict):
    async def misbehave(prompt, send):
        await answer(send, body, status)
        return True

    return misbehave


async def nothing_there(send):
    await answer(send, {}, 503)


def refusing(code: int, status: int = 200):
    return saying(status, {"base_resp": {"status_code": code, "status_msg": "no"}})


async def test_a_clip_is_made_fetched_kept_and_paid(gen, upstream):
    done = await drive(gen)
    result = await db(lambda: done.results.select_related("asset").get())
    assert (done.state, upstream.creates["clip"]) == (State.DONE, 1)
    assert storage.path_of(result.asset.key).read_bytes() == tiny_film()
    assert (result.asset.width, result.asset.has_poster, result.asset.sandbox) == (320, True, True)
    assert result.asset.recipe["request"] == done.request
    assert await held() == "0.28 spent, 0 held"


@pytest.mark.parametrize("code", [2013, 1026, 1027])
async def test_a_refusal_fails_and_charges_nothing(gen, upstream, code):
    upstream.misbehave = refusing(code)
    failed = await drive(gen)
    assert (failed.state, failed.error["code"], upstream.creates["clip"]) == (State.FAILED, code, 1)
    assert failed.error["cause"]
    assert failed.error["next_step"]
    assert await held() == "0 spent, 0 held"


@pytest.mark.parametrize(("code", "status"), [(1004, 200), (2049, 401), (1008, 200)])
async def test_a_fault_of_the_account_also_pauses_the_connection(gen, upstream, code, status):
    upstream.misbehave = refusing(code, status)
    failed = await drive(gen)
    assert failed.state == State.FAILED
    assert failed.connection.paused_code == code
    assert failed.connection.paused_reason


@pytest.mark.parametrize(("code", "status"), [(1002, 200), (0, 429), (1039, 200)])
async def test_too_quick_goes_back_into_the_queue_and_slows_down(gen, upstream, code, status):
    await db(RateBucket.objects.create, connection=gen.connection, family="video", tat=timezone.now())
    upstream.misbehave = refusing(code, status)
    waiting = await drive(gen)
    assert (waiting.state, waiting.retry_count, upstream.creates["clip"]) == (State.QUEUED, 1, 1)
    assert waiting.not_before > timezone.now()
    assert (await db(RateBucket.objects.get)).penalty_until > timezone.now()
    assert await held() == "0 spent, 0.28 held"


async def test_nobody_there_is_not_sent(gen, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9/sandbox"
    waiting = await drive(gen)
    assert (waiting.state, waiting.retry_count) == (State.QUEUED, 1)


async def test_it_tells_the_person_after_six_tries(gen, upstream):
    await db(Generation.objects.filter(pk=gen.pk).update, retry_count=5)
    upstream.misbehave = refusing(1002)
    failed = await drive(gen)
    assert failed.state == State.FAILED
    assert "six times" in failed.error["next_step"]
    assert await held() == "0 spent, 0 held"


async def half_a_json(prompt, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"task_id": "10', "more_body": False})
    return True


async def reset(prompt, send):
    raise ConnectionResetError


@pytest.mark.parametrize(
    "misbehave",
    [saying(500, {}), saying(503, {}), saying(200, {}), refusing(1000), half_a_json, reset],
    ids=["500", "503", "no id", "1000", "half a JSON", "reset"],
)
async def test_an_unclear_answer_is_unknown_and_never_sent_again(gen, upstream, misbehave):
    upstream.misbehave = misbehave
    unknown = await drive(gen)
    assert unknown.state == State.UNCERTAIN
    await drive(gen)
    assert upstream.creates["clip"] == 1
    assert await held() == "0 spent, 0.28 held"


async def test_what_is_found_as_submitting_is_not_sent(gen, upstream):
    await db(Generation.objects.filter(pk=gen.pk).update, state=State.SUBMITTING)
    assert (await drive(gen)).state == State.UNCERTAIN
    assert not upstream.creates


async def test_an_older_driver_stops(gen, upstream):
    upstream.made_after = 0.5
    first = asyncio.create_task(driver.drive(gen.pk))
    await asyncio.sleep(0.3)
    done = await drive(gen)
    await first
    assert (done.state, upstream.creates["clip"]) == (State.DONE, 1)
    assert await db(done.events.filter(to="done").count) == 1


async def test_a_task_that_fails_charges_nothing(gen, upstream, monkeypatch):
    async def fail(task_id, send):
        await answer(
            send, {"task_id": task_id, "status": "Fail", "base_resp": {"status_code": 1027, "status_msg": "x"}}
        )

    monkeypatch.setattr(upstream, "query", fail)
    failed = await drive(gen)
    assert (failed.state, failed.error["code"]) == (State.FAILED, 1027)
    assert await held() == "0 spent, 0 held"


async def test_polls_that_break_are_asked_again(gen, upstream, monkeypatch):
    honest, looks = upstream.query, []

    async def sometimes(task_id, send):
        looks.append(task_id)
        if len(looks) < 3:
            await answer(send, {}, 500)
        else:
            await honest(task_id, send)

    monkeypatch.setattr(upstream, "query", sometimes)
    assert (await drive(gen)).state == State.DONE


async def test_a_download_cut_short_is_fetched_again(gen, upstream, monkeypatch):
    whole, tries = upstream.download, []

    async def cut(send):
        tries.append(1)
        if len(tries) > 1:
            return await whole(send)
        headers = [(b"content-type", b"video/mp4"), (b"content-length", b"999999")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 100})

    monkeypatch.setattr(upstream, "download", cut)
    done = await drive(gen)
    assert (done.state, len(tries)) == (State.DONE, 2)
    assert not list(storage.root().rglob("*.tmp"))


async def test_what_cannot_be_fetched_is_kept_in_sight_and_fetched_later(gen, upstream, monkeypatch):
    whole = upstream.download

    monkeypatch.setattr(upstream, "download", nothing_there)
    monkeypatch.setattr(driver, "DOWNLOAD_TRIES", 2)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    stuck = await drive(gen)
    assert (stuck.state, stuck.note) == (State.FETCHING, "not_fetched")
    assert stuck.error["cause"]
    assert await held() == "0 spent, 0.28 held"
    monkeypatch.setattr(upstream, "download", whole)
    assert await db(lambda: fetch_again(generation=stuck))
    done = await drive(gen)
    assert (done.state, done.note, done.error, upstream.creates["clip"]) == (State.DONE, "", None, 1)


async def test_what_is_accepted_shows_no_older_fault(gen, upstream):
    await db(
        Generation.objects.filter(pk=gen.pk).update, error={"cause": "too quick", "next_step": "", "retryable": True}
    )
    upstream.made_after = 60
    running = asyncio.create_task(driver.drive(gen.pk))
    while (row := await db(Generation.objects.get, pk=gen.pk)).state != State.RUNNING:
        await asyncio.sleep(0.02)
    running.cancel()
    await close_wires()
    assert row.error is None


async def test_asked_to_stop_while_it_is_fetched_it_is_paid_and_lies_in_the_trash(gen, upstream):
    upstream.slow_download = 0.3
    running = asyncio.create_task(driver.drive(gen.pk))
    while (row := await db(Generation.objects.select_related("author").get, pk=gen.pk)).state != State.FETCHING:
        await asyncio.sleep(0.02)
    assert await db(lambda: cancel_generation(generation=row, who=row.author))
    await running
    await close_wires()
    done = await db(Generation.objects.get, pk=gen.pk)
    assert (done.state, done.hidden_at is not None) == (State.DONE, True)
    assert await held() == "0.28 spent, 0 held"


async def test_a_key_that_is_refused_while_it_is_watched_pauses_the_connection(gen, upstream, monkeypatch):
    honest, looks = upstream.query, []

    async def refused_once(task_id, send):
        looks.append(task_id)
        if len(looks) == 1:
            await answer(send, {"base_resp": {"status_code": 1004, "status_msg": "no"}}, 401)
        else:
            await honest(task_id, send)

    monkeypatch.setattr(upstream, "query", refused_once)
    done = await drive(gen)
    assert (done.state, done.connection.paused_code) == (State.DONE, 1004)


async def test_what_cannot_be_stopped_is_paid_and_lies_in_the_trash(gen, upstream):
    upstream.made_after = 0.6
    running = asyncio.create_task(driver.drive(gen.pk))
    await asyncio.sleep(0.3)
    row = await db(Generation.objects.get, pk=gen.pk)
    assert await db(lambda: cancel_generation(generation=row, who=gen.author))
    await running
    await driver.drive(gen.pk)
    done = await db(Generation.objects.get, pk=gen.pk)
    result = await db(lambda: done.results.select_related("asset").get())
    assert (done.state, done.hidden_at is not None) == (State.DONE, True)
    assert result.asset.trashed_at
    assert await held() == "0.28 spent, 0 held"
    await close_wires()


async def test_beyond_its_deadline_it_is_slow_not_failed(gen, upstream):
    upstream.made_after = 60
    row = Generation.objects.filter(pk=gen.pk)
    past = timezone.now() - timedelta(minutes=1)
    await db(row.update, state=State.RUNNING, upstream_id="100", deadline_at=past, accepted_at=past)
    upstream.tasks["100"] = 1e12
    slow = await drive(gen)
    assert (slow.state, slow.note) == (State.RUNNING, "slow")


def week_ago(row):
    """A row whose task MiniMax has forgotten."""
    past = timezone.now() - timedelta(days=8)
    row.update(state=State.RUNNING, upstream_id="100", deadline_at=past, accepted_at=past, note="slow")


async def test_what_minimax_said_nothing_of_for_a_week_is_for_a_person_to_decide(gen, upstream):
    await db(week_ago, Generation.objects.filter(pk=gen.pk))
    upstream.tasks["100"] = 1e12
    unknown = await drive(gen)
    assert (unknown.state, unknown.note) == (State.UNCERTAIN, "")
    assert await held() == "0 spent, 0.28 held"
    assert await db(lambda: ask_again(generation=unknown, who=gen.author))
    upstream.tasks["100"] = 0
    assert (await drive(gen)).state == State.DONE
    assert not upstream.creates


async def test_made_a_week_ago_and_never_to_be_fetched_it_is_charged(gen, upstream, monkeypatch):
    await db(week_ago, Generation.objects.filter(pk=gen.pk))
    upstream.tasks["100"] = 0
    monkeypatch.setattr(upstream, "download", nothing_there)
    monkeypatch.setattr(driver, "DOWNLOAD_TRIES", 2)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    failed = await drive(gen)
    assert (failed.state, await held()) == (State.FAILED, "0.28 spent, 0 held")


async def test_a_wish_of_long_ago_that_was_accepted_today_is_not_given_up(gen, upstream, monkeypatch):
    await db(Generation.objects.filter(pk=gen.pk).update, created_at=timezone.now() - timedelta(days=8))
    monkeypatch.setattr(upstream, "download", nothing_there)
    monkeypatch.setattr(driver, "DOWNLOAD_TRIES", 2)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    assert (await drive(gen)).state == State.FETCHING


async def test_what_cannot_be_opened_fails_and_is_charged(gen, upstream, monkeypatch):
    async def rubbish(send):
        headers = [(b"content-type", b"video/mp4"), (b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 100})

    monkeypatch.setattr(upstream, "download", rubbish)
    monkeypatch.setattr(driver, "DOWNLOAD_TRIES", 2)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    failed = await drive(gen)
    assert (failed.state, await held()) == (State.FAILED, "0.28 spent, 0 held")


async def test_a_single_bare_404_does_not_lose_what_is_made(gen, upstream, monkeypatch):
    honest, looks = upstream.query, []

    async def gateway(task_id, send):
        looks.append(task_id)
        if len(looks) == 3:
            await answer(send, {}, 404)
        else:
            await honest(task_id, send)

    upstream.made_after = 0
    monkeypatch.setattr(upstream, "query", gateway)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    assert (await drive(gen)).state == State.DONE


async def test_a_bug_while_it_is_kept_is_tried_again_and_told(gen, upstream, monkeypatch):
    whole, tries = storage.keep, []

    def broken_once(source, key):
        tries.append(key)
        if len(tries) == 1:
            raise KeyError("a bug")
        whole(source, key)

    monkeypatch.setattr(storage, "keep", broken_once)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    assert (await drive(gen)).state == State.DONE


async def test_an_almost_full_disk_is_not_filled(gen, upstream, monkeypatch):
    room = iter([False, True, True])
    monkeypatch.setattr(storage, "has_room", lambda size: next(room))
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    assert (await drive(gen)).state == State.DONE
    assert next(room)


async def test_a_bare_403_on_a_poll_does_not_pause_the_team(gen, upstream, monkeypatch):
    honest, looks = upstream.query, []

    async def gateway(task_id, send):
        looks.append(task_id)
        await (answer(send, {}, 403) if len(looks) == 1 else honest(task_id, send))

    monkeypatch.setattr(upstream, "query", gateway)
    done = await drive(gen)
    assert (done.state, done.connection.paused_reason) == (State.DONE, "")


async def test_a_person_may_send_an_unknown_one_again(gen, upstream):
    upstream.misbehave = saying(500, {})
    await drive(gen)
    upstream.misbehave = None
    row = await db(Generation.objects.get, pk=gen.pk)
    assert await db(lambda: send_again(generation=row, who=gen.author))
    assert await db(lambda: move(gen.pk, State.QUEUED, State.ADMITTED))
    assert (await drive(gen)).state == State.DONE
    assert upstream.creates["clip"] == 2


async def test_a_preparation_that_breaks_goes_back_into_the_queue_and_sends_nothing(gen, upstream, monkeypatch):
    async def broken(self, api, generation):
        raise KeyError("a bug")

    monkeypatch.setattr(get_recipe("video").__class__, "prepare", broken)
    waiting = await drive(gen)
    assert (waiting.state, waiting.retry_count) == (State.QUEUED, 1)
    assert not upstream.creates


async def test_a_full_disk_does_not_lose_what_is_made(gen, upstream, monkeypatch):
    whole, tries = storage.keep, []

    def full(source, key):
        tries.append(key)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        whole(source, key)

    monkeypatch.setattr(storage, "keep", full)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.1)
    assert (await drive(gen)).state == State.DONE
    assert len(tries) == 2

"""Speech that is heard while it is made, against a MiniMax that counts: what is kept, paid, and sent again."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import av
import pytest
from django.test import AsyncClient

from studio.generations import driver, streaming
from studio.generations.actions import cancel_generation
from studio.generations.models import Generation, RateBucket, State
from studio.generations.recipes import get_recipe
from studio.generations.transition import move
from studio.generations.wires import close_wires
from studio.jobs.db import db
from studio.library import storage
from studio.library.audio import wav_header
from tests import make
from tests.generations.test_driver import drive, held, refusing, reset, saying
from tests.speech.conftest import TEXT, speech
from tests.upstream import OK, Upstream, event, running_upstream, tiny_sound

pytestmark = pytest.mark.django_db(transaction=True)
# 76 characters at 100 USD a million.
PRICE = "0.0076"
CODECS = {"mp3": ("libmp3lame", "mp3"), "flac": ("flac", "flac"), "pcm": ("pcm_s16le", "s16le")}


@pytest.fixture
def upstream(settings):
    with running_upstream(Upstream()) as fake:
        settings.SANDBOX_URL = fake.root
        yield fake


@pytest.fixture
def team(db, upstream):
    return make.team("Salt Marsh", make.person("Ada"))


@pytest.fixture
def gen(team):
    return speech(team)


@pytest.fixture
def ada(gen):
    return signed_in(gen.author)


def signed_in(person) -> AsyncClient:
    client = AsyncClient()
    client.force_login(person)
    return client


async def asset_of(gen):
    result = await db(lambda: gen.results.select_related("asset").get())
    return result.asset


async def kept(gen) -> bytes:
    return storage.path_of((await asset_of(gen)).key).read_bytes()


def address(gen, slug="") -> str:
    return f"/{slug or gen.team.slug}/generations/{gen.public_id}/audio"


async def hear(client, gen) -> bytes:
    response = await client.get(address(gen))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "audio/mpeg")
    return b"".join([piece async for piece in response.streaming_content])


async def until(gen, state) -> None:
    while (await db(Generation.objects.get, pk=gen.pk)).state != state:
        await asyncio.sleep(0.01)


# What comes is kept


@pytest.mark.parametrize("kind", ["mp3", "flac", "pcm"])
async def test_what_came_is_kept_byte_for_byte(team, upstream, kind):
    upstream.speech.pieces = tiny_sound(*CODECS[kind])
    gen = await db(speech, team, format=kind)
    done = await drive(gen)
    asset = await asset_of(done)
    assert (done.state, done.note, upstream.creates[TEXT]) == (State.DONE, "", 1)
    assert await kept(done) == b"".join(upstream.speech.pieces)
    assert (asset.kind, asset.sample_rate) == ("speech", 32000)
    assert asset.duration_ms == pytest.approx(2000, abs=80)
    assert len(asset.peaks) == 240
    assert await held() == f"{PRICE} spent, 0 held"


async def test_a_wav_is_bare_samples_behind_a_header_that_is_right_in_the_end(team, upstream):
    upstream.speech.pieces = tiny_sound(*CODECS["pcm"])
    samples = b"".join(upstream.speech.pieces)
    done = await drive(await db(speech, team, format="wav"))
    assert await kept(done) == wav_header(32000, data_bytes=len(samples)) + samples
    assert ((await asset_of(done)).mime, (await asset_of(done)).duration_ms) == ("audio/wav", 2000)


async def test_more_than_the_memory_holds_back_is_kept_as_well(gen, upstream):
    upstream.speech.pieces = tiny_sound(seconds=60, pieces=50)
    assert sum(map(len, upstream.speech.pieces)) > 300_000
    done = await drive(gen)
    assert await kept(done) == b"".join(upstream.speech.pieces)


async def test_no_draft_is_left(gen):
    assert (await drive(gen)).state == State.DONE
    assert not list(storage.root().rglob("*.tmp"))


# It is heard


async def test_its_first_sound_is_heard_while_the_rest_is_made_and_later_any_part(ada, gen, upstream):
    upstream.speech.held_from = 1
    driving = asyncio.create_task(driver.drive(gen.pk))
    response = await ada.get(address(gen))
    pieces = aiter(response.streaming_content)
    assert await anext(pieces) == upstream.speech.pieces[0]
    await until(gen, State.RUNNING)
    upstream.speech.go.set()
    assert b"".join([piece async for piece in pieces]) == b"".join(upstream.speech.pieces[1:])
    await driving
    await close_wires()
    whole = b"".join(upstream.speech.pieces)
    part = await ada.get(address(gen), headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.headers["Content-Range"]) == (206, f"bytes 100-199/{len(whole)}")
    assert b"".join([piece async for piece in part.streaming_content]) == whole[100:200]
    again = await ada.get(address(gen), headers={"If-None-Match": part.headers["ETag"]})
    assert again.status_code == 304


async def test_whoever_comes_early_or_late_hears_it_from_the_first_byte(ada, gen, upstream):
    upstream.speech.held_from = 5
    early = asyncio.create_task(hear(ada, gen))
    await asyncio.sleep(0.05)
    driving = asyncio.create_task(driver.drive(gen.pk))
    await until(gen, State.RUNNING)
    late = asyncio.create_task(hear(ada, gen))
    await asyncio.sleep(0.1)
    upstream.speech.go.set()
    assert await early == await late == b"".join(upstream.speech.pieces)
    await driving
    await close_wires()


@pytest.mark.parametrize("kind", ["wav", "pcm"])
async def test_bare_samples_are_heard_behind_a_header_of_unknown_length(team, upstream, kind):
    upstream.speech.pieces = tiny_sound(*CODECS["pcm"])
    upstream.speech.held_from = 1
    gen = await db(speech, team, format=kind)
    ada = await db(signed_in, gen.author)
    driving = asyncio.create_task(driver.drive(gen.pk))
    response = await ada.get(address(gen))
    assert response.headers["Content-Type"] == "audio/wav"
    pieces = aiter(response.streaming_content)
    assert await anext(pieces) == wav_header(32000) + upstream.speech.pieces[0]
    upstream.speech.go.set()
    assert b"".join([piece async for piece in pieces]) == b"".join(upstream.speech.pieces[1:])
    await driving
    await close_wires()


async def test_another_team_hears_nothing(ada, gen, upstream):
    cleo = await db(make.person, "Cleo")
    elsewhere = await db(make.team, "Elsewhere", cleo)
    stranger = await db(signed_in, cleo)
    upstream.speech.held_from = 1
    driving = asyncio.create_task(driver.drive(gen.pk))
    await until(gen, State.RUNNING)

    async def codes() -> list[int]:
        asked = ((ada, gen.team.slug), (stranger, gen.team.slug), (stranger, elsewhere.slug))
        return [(await client.get(address(gen, slug))).status_code for client, slug in asked]

    assert await codes() == [200, 404, 404]
    upstream.speech.go.set()
    await driving
    await close_wires()
    assert await codes() == [200, 404, 404]


async def test_a_player_that_only_asks_is_told_the_type(ada, gen):
    response = await ada.head(address(gen))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "audio/mpeg")
    assert (await asyncio.wait_for(ada.post(address(gen)), 5)).status_code == 405


# It is refused before the first sound


@pytest.mark.parametrize("code", [2013, 1026, 1027, 2054])
async def test_a_refusal_fails_and_charges_nothing(ada, gen, upstream, code):
    upstream.misbehave = refusing(code)
    failed = await drive(gen)
    assert (failed.state, failed.error["code"], upstream.creates[TEXT]) == (State.FAILED, code, 1)
    assert await held() == "0 spent, 0 held"
    assert (await ada.get(address(gen))).status_code == 404


async def test_a_refusal_inside_the_stream_is_one_too(gen, upstream):
    async def refuse(text, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send(event({"base_resp": {"status_code": 1026, "status_msg": "no"}}))
        return True

    upstream.misbehave = refuse
    failed = await drive(gen)
    assert (failed.state, failed.error["code"]) == (State.FAILED, 1026)
    assert await held() == "0 spent, 0 held"


async def test_a_fault_of_the_account_pauses_the_connection(gen, upstream):
    upstream.misbehave = refusing(1008)
    failed = await drive(gen)
    assert (failed.state, failed.connection.paused_code) == (State.FAILED, 1008)


@pytest.mark.parametrize(("code", "status"), [(1002, 200), (0, 429)])
async def test_too_quick_goes_back_into_the_queue_and_is_sent_later_once(ada, gen, upstream, code, status):
    await db(RateBucket.objects.create, connection=gen.connection, family="speech", tat="2020-01-01T00:00Z")
    upstream.misbehave = refusing(code, status)
    listening = asyncio.create_task(hear(ada, gen))
    await asyncio.sleep(0.05)
    waiting = await drive(gen)
    assert (waiting.state, waiting.retry_count, waiting.submit_token) == (State.QUEUED, 1, None)
    assert (await db(RateBucket.objects.get)).penalty_until
    assert await held() == f"0 spent, {PRICE} held"
    upstream.misbehave = None
    assert await db(lambda: move(gen.pk, State.QUEUED, State.ADMITTED))
    done = await drive(gen)
    assert (done.state, done.error, upstream.creates[TEXT]) == (State.DONE, None, 2)
    assert await listening == await kept(done) == b"".join(upstream.speech.pieces)
    assert await held() == f"{PRICE} spent, 0 held"


async def test_who_listens_to_what_is_refused_does_not_wait_for_ever(ada, gen, upstream):
    upstream.misbehave = refusing(1026)
    listening = asyncio.create_task(hear(ada, gen))
    await asyncio.sleep(0.05)
    await drive(gen)
    assert await asyncio.wait_for(listening, 5) == b""


# Nobody knows


async def no_sound(text, send):
    """An end without a beginning."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send(event({"data": {"audio": "", "status": 2}, "extra_info": {"usage_characters": 76}, **OK}))
    await send({"type": "http.response.body", "body": b""})
    return True


async def half_an_event(text, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b'data: {"data": {"audio": "ff'})
    return True


@pytest.mark.parametrize(
    "misbehave",
    [reset, saying(500, {}), saying(503, {}), saying(200, {}), no_sound, half_an_event],
    ids=["reset", "500", "503", "no sound in it", "no sound", "half an event"],
)
async def test_what_breaks_before_the_first_sound_is_unknown_and_never_sent_again(ada, gen, upstream, misbehave):
    upstream.misbehave = misbehave
    unknown = await drive(gen)
    assert (unknown.state, bool(unknown.error)) == (State.UNCERTAIN, True)
    await drive(gen)
    assert upstream.creates[TEXT] == 1
    assert await held() == f"0 spent, {PRICE} held"
    assert (await asyncio.wait_for(ada.get(address(gen)), 2)).status_code == 404


class Silence:
    """A line that says its end and nothing else, as the socket's may."""

    facts = None

    async def __aiter__(self):
        return
        yield b""


async def test_an_end_without_any_sound_is_unknown_at_once(gen, monkeypatch):
    @asynccontextmanager
    async def silent(self, api, prepared):
        yield Silence()

    monkeypatch.setattr(get_recipe("speech").__class__, "stream", silent)
    unknown = await drive(gen)
    assert (unknown.state, bool(unknown.error)) == (State.UNCERTAIN, True)
    assert await held() == f"0 spent, {PRICE} held"


# It breaks off


async def test_what_breaks_off_is_kept_plays_and_is_paid_in_full(ada, gen, upstream):
    upstream.speech.breaks, upstream.speech.pieces = True, tiny_sound()[:3]
    done = await drive(gen)
    asset = await asset_of(done)
    assert (done.state, done.note, done.upstream_reply.get("characters")) == (State.DONE, "interrupted", None)
    assert done.upstream_reply["broke"]["cause"]
    assert await kept(done) == await hear(ada, gen) == b"".join(upstream.speech.pieces)
    assert seconds(storage.path_of(asset.key)) == pytest.approx(0.75, abs=0.1)
    assert await held() == f"{PRICE} spent, 0 held"
    await drive(gen)
    assert upstream.creates[TEXT] == 1


def seconds(path: Path) -> float:
    with av.open(str(path)) as file:
        return sum(frame.samples / frame.rate for frame in file.decode(audio=0))


@pytest.mark.parametrize("kind", ["wav", "flac", "pcm"])
async def test_what_breaks_off_opens_in_every_format(team, upstream, kind):
    pieces = tiny_sound(*CODECS["flac" if kind == "flac" else "pcm"])
    # An odd number of bytes: half a sample at the end.
    upstream.speech.breaks, upstream.speech.pieces = True, [*pieces[:3], pieces[3][:501]]
    done = await drive(await db(speech, team, format=kind))
    asset = await asset_of(done)
    assert (done.state, done.note) == (State.DONE, "interrupted")
    # A FLAC begins with 8 KB of nothing.
    assert asset.duration_ms == pytest.approx(288 if kind == "flac" else 757, abs=40)


async def test_a_bug_of_ours_keeps_what_had_come(gen, upstream, monkeypatch):
    whole, times = streaming.Growing.keep, []

    async def breaks_once(self, least=1):
        times.append(least)
        if len(times) == 3:
            raise KeyError("a bug")
        await whole(self, least)

    monkeypatch.setattr(streaming.Growing, "keep", breaks_once)
    done = await drive(gen)
    assert (done.state, done.note) == (State.DONE, "interrupted")
    assert await kept(done) == b"".join(upstream.speech.pieces[:3])
    assert upstream.creates[TEXT] == 1


async def test_asked_to_stop_while_it_is_spoken_it_is_paid_and_lies_in_the_trash(gen, upstream):
    upstream.speech.held_from = 2
    driving = asyncio.create_task(driver.drive(gen.pk))
    await until(gen, State.RUNNING)
    assert await db(lambda: cancel_generation(generation=gen, who=gen.author))
    upstream.speech.go.set()
    await driving
    await close_wires()
    done = await db(Generation.objects.get, pk=gen.pk)
    assert (done.state, done.hidden_at is not None) == (State.DONE, True)
    assert (await asset_of(done)).trashed_at
    assert await held() == f"{PRICE} spent, 0 held"


# What it costs


@pytest.mark.parametrize(("counted", "spent"), [(50, "0.005"), (100, "0.01")])
async def test_what_minimax_counted_is_charged(gen, upstream, counted, spent):
    upstream.speech.counted = counted
    done = await drive(gen)
    assert done.upstream_reply["characters"] == counted
    assert await held() == f"{spent} spent, 0 held"
    assert str(done.spent.normalize()) == spent


# Found by another process


async def test_what_is_found_running_keeps_what_had_come(gen, upstream):
    row = Generation.objects.filter(pk=gen.pk)
    await db(streaming.mark, gen, token := gen.public_id)
    await db(row.update, state=State.RUNNING)
    await db(lambda: streaming._expect(gen, streaming.asset_id_of(token)))
    streaming.draft_of(gen, token).write_bytes(b"".join(tiny_sound()[:4]))
    done = await drive(gen)
    assert (done.state, done.note, bool(upstream.creates)) == (State.DONE, "interrupted", False)
    assert await kept(done) == b"".join(tiny_sound()[:4])
    assert await held() == f"{PRICE} spent, 0 held"


async def test_what_is_found_running_and_left_nothing_is_unknown(gen, upstream):
    await db(streaming.mark, gen, gen.public_id)
    await db(Generation.objects.filter(pk=gen.pk).update, state=State.RUNNING)
    assert (await drive(gen)).state == State.UNCERTAIN
    assert not upstream.creates


async def test_a_file_that_lies_in_its_place_without_a_row_is_found(gen, upstream, monkeypatch):
    whole, times = storage.keep, []

    def dies_behind(source, key):
        whole(source, key)
        times.append(key)
        if len(times) == 1:
            raise OSError("killed between the file and its row")

    monkeypatch.setattr(storage, "keep", dies_behind)
    monkeypatch.setattr(driver, "LONGEST_BACKOFF", 0.05)
    done = await drive(gen)
    assert (done.state, len(times), upstream.creates[TEXT]) == (State.DONE, 2, 1)
    assert await kept(done) == b"".join(upstream.speech.pieces)


async def test_an_older_driver_does_not_end_it_twice(gen, upstream):
    upstream.speech.held_from = 4
    first = asyncio.create_task(driver.drive(gen.pk))
    await until(gen, State.RUNNING)
    await db(driver.claim, gen.pk)
    upstream.speech.go.set()
    await first
    await close_wires()
    assert (await db(Generation.objects.get, pk=gen.pk)).state == State.RUNNING
    done = await drive(gen)
    assert (done.state, done.note, upstream.creates[TEXT]) == (State.DONE, "interrupted", 1)
    assert await kept(done) == b"".join(upstream.speech.pieces)
    assert await held() == f"{PRICE} spent, 0 held"

"""Sentences on a line that stays open, against the sandbox: one line for one session and its settings."""

import asyncio
from dataclasses import replace

import pytest

from studio.generations import driver
from studio.generations.models import Generation, State
from studio.generations.wires import api_for, close_wires
from studio.jobs.db import db
from studio.library import storage
from studio.minimax import MiniMaxError, SpeechRequest, Unclear
from studio.speech import talks
from studio.speech.recipe import LiveRecipe
from studio.speech.talks import take_turn
from tests import make
from tests.relay import relaying
from tests.speech.conftest import VOICE, speech

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_lines_end")]
ASKED = SpeechRequest("speech-2.8-turbo", "One.", VOICE, audio_format="mp3")


@pytest.fixture(params=["official", "reference"])
def team(request, db):
    team = make.team("Salt Marsh", make.person("Ada"))
    connection = team.connection
    connection.dialect = request.param
    connection.save()
    return team


@pytest.fixture
async def relay(settings, sandbox_root):
    async with relaying(sandbox_root) as relay:
        settings.SANDBOX_URL = relay.root
        yield relay
        await close_wires()


@pytest.fixture
async def api(team, relay):
    return api_for(await db(lambda: team.connection))


async def say(api, text="One.", session="a", **changes) -> bytes:
    """Take a turn, speak, give the turn back."""
    turn = await take_turn(api, session, replace(ASKED, text=text, **changes))
    try:
        saying = turn.say()
        audio = b"".join([piece async for piece in saying])
        assert saying.facts.characters == len(text)
        return audio
    finally:
        turn.give_back()


def count_lines(api, relay) -> int:
    """Sockets that MiniMax saw; the reference has one for each text, so there the lines are counted by their owners."""
    return relay.connections if api.dialect == "official" else len(owners())


def owners() -> set:
    return {talk.owner for talk in talks._talks.values() if talk.owner}


async def test_a_session_has_one_line_for_all_its_sentences(api, relay):
    assert await say(api) != await say(api, "Two, and a little more.")
    assert count_lines(api, relay) == 1
    (owner,) = owners()
    assert not owner.done()


async def test_another_session_has_another_line(api, relay):
    await asyncio.gather(say(api, session="a"), say(api, session="b"))
    assert count_lines(api, relay) == 2


async def test_other_settings_open_another_line(api, relay):
    await say(api)
    (first,) = owners()
    await say(api, speed=1.5)
    (second,) = owners()
    assert first is not second
    assert api.dialect == "reference" or relay.connections == 2


async def test_sentences_take_turns(api):
    """Each is whole before the next one begins, in the order in which they asked."""
    said, texts = [], [f"Sentence {number}." for number in range(4)]

    async def one(text):
        turn = await take_turn(api, "a", replace(ASKED, text=text))
        said.append(f"begin {text}")
        assert [piece async for piece in turn.say()]
        said.append(f"end {text}")
        turn.give_back()

    await asyncio.gather(*(one(text) for text in texts))
    assert said == [word for text in texts for word in (f"begin {text}", f"end {text}")]


async def test_a_line_that_breaks_while_it_speaks_says_so_and_the_next_sentence_opens_another(api, relay):
    await say(api)
    (first,) = owners()
    with pytest.raises(Unclear):
        await say(api, "Many words are said here, one after the other, until sandbox:short breaks them off, " * 4)
    assert await say(api, "Two.")
    (second,) = owners()
    assert first is not second


async def test_a_refused_sentence_says_why_and_the_next_one_is_said(api):
    with pytest.raises(MiniMaxError) as refused:
        await say(api, "sandbox:refuse this")
    assert refused.value.code == 1026
    assert await say(api, "Two.")


async def test_a_line_rests_when_nobody_speaks_and_opens_anew(api, relay, monkeypatch):
    monkeypatch.setattr(talks, "IDLE_SECONDS", 0.05)
    await say(api)
    (first,) = owners()
    await asyncio.wait_for(first, 5)
    assert await say(api, "Two.")
    assert api.dialect == "reference" or relay.connections == 2


async def test_a_sentence_that_comes_while_its_line_is_leaving_is_said_once_on_another(api, relay, monkeypatch):
    """Closing a socket takes up to two seconds when MiniMax is slow, and whoever closes hears nothing any more."""
    monkeypatch.setattr(talks, "IDLE_SECONDS", 0.05)
    await say(api)
    relay.hush()
    await asyncio.sleep(0.2)
    assert await say(api, "Two, and a little more.")
    assert await say(api, "Three.")
    assert relay.connections == (2 if api.dialect == "official" else 3)


async def test_lines_that_have_ended_are_forgotten(api, monkeypatch):
    monkeypatch.setattr(talks, "IDLE_SECONDS", 0.01)
    await say(api)
    await asyncio.wait(owners())
    await say(api, session="b")
    assert set(talks._talks) == {"b"}


# As generations


async def run(gen) -> Generation:
    await asyncio.wait_for(driver.drive(gen.pk), 30)
    return await db(Generation.objects.select_related("team", "connection", "author").get, pk=gen.pk)


def live(team, text: str, **changes):
    return speech(team, "speech_live", text=text, session="s1", model="speech-2.8-turbo", **changes)


async def test_sentences_of_a_session_are_generations_on_one_line(team, relay):
    gens = [await db(live, team, text) for text in ("One.", "Two.", "Three.")]
    done = await asyncio.gather(*map(run, gens))
    assert [gen.state for gen in done] == [State.DONE] * 3
    assert [gen.upstream_reply["characters"] for gen in done] == [4, 4, 6]
    assert len(owners()) == 1
    for gen in done:
        asset = await db(lambda gen=gen: gen.results.select_related("asset").get().asset)
        assert storage.path_of(asset.key).stat().st_size == asset.bytes > 1000


async def test_the_turn_comes_back_when_the_attempt_fails_before_it_is_sent(team, relay, monkeypatch):
    def breaks(gen, token):
        raise OSError("no mark")

    gen = await db(live, team, "One.")
    with monkeypatch.context() as broken:
        broken.setattr("studio.generations.streaming.mark", breaks)
        with pytest.raises(OSError, match="no mark"):
            await driver.drive(gen.pk)
    assert not owners()
    assert (await run(gen)).state == State.DONE


async def test_a_press_that_another_driver_took_gives_its_turn_back(team, relay):
    gen = await db(live, team, "One.")
    stale = await db(driver.claim, gen.pk)
    await db(driver.claim, gen.pk)
    assert await driver.streaming.listen(stale, LiveRecipe()) is False
    assert not owners()
    assert (await run(gen)).state == State.DONE


async def test_a_sentence_that_breaks_off_is_kept_and_the_next_one_is_said(team, relay):
    text = "Many words are said here, one after the other, until sandbox:short breaks them off, " * 4
    broken = await run(await db(live, team, text))
    assert (broken.state, broken.note) == (State.DONE, "interrupted")
    assert (await run(await db(live, team, "Two."))).state == State.DONE


async def test_a_line_that_is_cut_while_it_speaks_keeps_what_had_come(team, relay):
    await run(await db(live, team, "One."))
    text = "Nobody knows where the fox has gone, and nobody will ever tell. " * 120
    running = asyncio.create_task(run(await db(live, team, text)))
    while not (await db(Generation.objects.filter(state=State.RUNNING).exists)):
        await asyncio.sleep(0.005)
    relay.cut()
    broken = await running
    assert (broken.state, broken.note) == (State.DONE, "interrupted")
    assert (await run(await db(live, team, "Two."))).state == State.DONE

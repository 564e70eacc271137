"""One sandbox process for the run, speeches to ask for, and lines that end with their test."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.utils import timezone

from studio.generations.actions import start_generation
from studio.generations.models import Generation, Result, State
from studio.generations.transition import move
from studio.speech import edit, talks
from studio.speech.models import Script, Take
from studio.speech.script_forms import MannerForm
from studio.teams.models import Team
from studio.voices.ask import find_voice
from studio.voices.models import Voice
from tests import make

VOICE = "English_expressive_narrator"
SCRIPT = "Ada: Did you hear the bell?\n\nBo: Only the wind.\n\nAda: There it is again."
TEXT = "Good morning, today is a beautiful day. Nobody knows where the fox has gone."


def wish(**changes: Any) -> dict[str, Any]:
    """A request as the speech room's form makes it."""
    request = {
        "mode": "short",
        "text": TEXT,
        "model": "speech-2.8-hd",
        "voice": VOICE,
        "voice_id": VOICE,
        "voice_name": "Narrator",
        "language": "",
        "speed": 1.0,
        "volume": 1.0,
        "pitch": 0,
        "emotion": "",
        "format": "mp3",
        "sample_rate": 32000,
        "pronunciation": [],
        "text_normalization": False,
    }
    return request | changes


def speech(team: Team, kind: str = "speech", state: str = State.ADMITTED, **changes: Any) -> Generation:
    """A speech that only waits to be driven."""
    author = team.memberships.order_by("id")[0].user
    gen = start_generation(team=team, author=author, kind=kind, request=wish(**changes))
    Generation.objects.filter(pk=gen.pk).update(state=state)
    return Generation.objects.select_related("team", "connection", "author").get(pk=gen.pk)


def own_voice(team, **columns) -> Voice:
    """A clone that exists at MiniMax."""
    facts = {"origin": "cloned", "voice_id": "Captain-0001", "name": "Captain", "made_at": timezone.now(), **columns}
    return Voice.objects.create(team=team, connection=team.connection, author=team.memberships.first().user, **facts)


@pytest.fixture
def script(team, ada) -> Script:
    """Three lines of two speakers, none made."""
    manner = MannerForm(initial={}, team=team).settings()
    voice = find_voice(team, VOICE)
    return edit.begin_script(team=team, author=ada, title="The bell", text=SCRIPT, voice=voice, manner=manner)


def end(take: Take, to: str = State.DONE) -> None:
    """Let a take's generation end, as its driver would."""
    gen = take.generation
    Generation.objects.filter(pk=gen.pk).update(state=State.FINISHING if to == State.DONE else State.SUBMITTING)
    if to == State.DONE:
        kept = make.asset(gen.team, kind="sound", mime="audio/mpeg", duration_ms=1000)
        Result.objects.create(generation=gen, asset=kept)
    changes = {"error": {"cause": "No.", "next_step": "", "retryable": False}} if to == State.FAILED else {}
    assert move(gen.pk, (State.FINISHING, State.SUBMITTING), to, **changes)


@pytest.fixture
async def _lines_end() -> AsyncIterator[None]:
    """A line belongs to its loop."""
    yield
    owners = [talk.owner for talk in talks._talks.values() if talk.owner]
    talks._talks.clear()
    for owner in owners:
        owner.cancel()
    await asyncio.gather(*owners, return_exceptions=True)

"""One sandbox process for the run, speeches to ask for, and lines that end with their test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from studio.generations.actions import start_generation
from studio.generations.models import Generation, State
from studio.speech import talks
from studio.teams.models import Team
from tests.sandbox_process import running_sandbox

VOICE = "English_expressive_narrator"
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


@pytest.fixture(scope="session")
def sandbox_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), STUDIO_SANDBOX_SPEED="0") as root:
        yield root


@pytest.fixture
async def _lines_end() -> AsyncIterator[None]:
    """A line belongs to its loop."""
    yield
    owners = [talk.owner for talk in talks._talks.values() if talk.owner]
    talks._talks.clear()
    for owner in owners:
        owner.cancel()
    await asyncio.gather(*owners, return_exceptions=True)

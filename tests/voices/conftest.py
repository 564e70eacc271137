"""A sandbox that runs as a process, once for this folder, and samples made of numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.voices.samples import keep_recording
from tests.voices.building import Minimax, file, speech


@pytest.fixture
def minimax(sandbox_root, settings, team) -> Iterator[Minimax]:
    """The team's account at the sandbox, seen from there."""
    settings.SANDBOX_URL = sandbox_root
    with Minimax(sandbox_root, team.connection.key) as account:
        yield account


@pytest.fixture
def press_on(client, team, bo):
    """Bo presses a key of a voice's card."""
    client.force_login(bo)

    def press(row, key: str, htmx: bool = True):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/{team.slug}/voices/{row.public_id}/{key}/", headers=headers)

    return press


@pytest.fixture
def recorded(team, ada, tmp_path: Path):
    """Keep samples as a person's recording, as the page does."""

    def keep(samples=None, form: str = "wav", of=None, name: str = ""):
        content = file(tmp_path, speech() if samples is None else samples, form)
        return keep_recording(team=of or team, author=ada, file=content)

    return keep

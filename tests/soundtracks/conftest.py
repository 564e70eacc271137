"""A clip and a song of the team, with real bytes, and the room's page."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.library import storage
from studio.library.keeping import derive, keep_draft
from studio.library.models import Asset
from studio.teams.models import Team
from tests import tones
from tests.soundtracks.films import film

Keep = Callable[..., Asset]


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, Path]:
    """Made once: a silent film of 6 s, one with a tone of its own, a stereo song of 20 s, a jingle of 2 s."""
    folder = tmp_path_factory.mktemp("soundtracks")
    both = [tones.tone(20, 44_100, 0.5, pitch) for pitch in (440, 660)]
    return {
        "clip": film(folder / "clip.mp4"),
        "talking": film(folder / "talking.mp4", own=0.4),
        "song": tones.write(folder / "song.flac", both, "flac", 44_100),
        "jingle": tones.write(folder / "jingle.wav", tones.tone(2), "wav"),
    }


def keep(team: Team, path: Path, kind: str, **about: Any) -> Asset:
    """The file as an asset of the team, title and all."""
    asset_id = uuid.uuid4()
    draft = storage.draft(team.public_id, str(asset_id))
    draft.write_bytes(path.read_bytes())
    facts = {"origin": "uploaded", "title": path.stem.title()}
    asset = keep_draft(draft, asset_id=asset_id, team=team, kind=kind, **(facts | about))
    derive(asset)
    asset.refresh_from_db()
    return asset


@pytest.fixture
def clip(team, files) -> Asset:
    return keep(team, files["clip"], "video")


@pytest.fixture
def talking(team, files) -> Asset:
    return keep(team, files["talking"], "video")


@pytest.fixture
def song(team, files) -> Asset:
    return keep(team, files["song"], "music")


@pytest.fixture
def jingle(team, files) -> Asset:
    return keep(team, files["jingle"], "music")

"""Songs to ask for."""

from typing import Any

from studio.generations.actions import start_generation
from studio.generations.models import Generation, State
from studio.music.choices import TRAITS
from studio.teams.models import Team

LYRICS = "[Verse]\nThe train is late\nThe rain is light\n[Chorus]\nComing home tonight\n[Outro]"


def wish(**changes: Any) -> dict[str, Any]:
    """A request as the music room's form makes it."""
    request = {
        "mode": "song",
        "model": "music-3.0",
        "prompt": "A warm folk song",
        **dict.fromkeys(TRAITS, ""),
        "lyrics": LYRICS,
        "duration": None,
        "format": "mp3",
        "sample_rate": 44100,
        "bitrate": 256000,
    }
    return request | changes


def song(team: Team, kind: str = "music", **changes: Any) -> Generation:
    """A song that only waits to be driven."""
    request = wish(**changes) if kind == "music" else {"mode": "write_full_song", "lyrics": "", **changes}
    author = team.memberships.order_by("id")[0].user
    gen = start_generation(team=team, author=author, kind=kind, request=request)
    Generation.objects.filter(pk=gen.pk).update(state=State.ADMITTED)
    return Generation.objects.select_related("team", "connection", "author").get(pk=gen.pk)

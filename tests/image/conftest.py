"""Pictures to ask for."""

from typing import Any

from studio.generations.actions import start_generation
from studio.generations.models import Generation, State
from studio.teams.models import Team


def wish(**changes: Any) -> dict[str, Any]:
    """A request as the image room's form makes it."""
    request = {
        "mode": "text",
        "model": "image-01",
        "prompt": "A boat on a quiet lake",
        "ratio": "1:1",
        "count": 1,
        "seed": 7,
        "prompt_optimizer": False,
    }
    return request | changes


def picture(team: Team, kind: str = "image", **changes: Any) -> Generation:
    """Pictures that only wait to be driven."""
    author = team.memberships.order_by("id")[0].user
    gen = start_generation(team=team, author=author, kind=kind, request=wish(**changes))
    Generation.objects.filter(pk=gen.pk).update(state=State.ADMITTED)
    return Generation.objects.select_related("team", "connection", "author").get(pk=gen.pk)

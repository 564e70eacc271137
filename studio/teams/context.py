from typing import Any

from django.http import HttpRequest


def team(request: HttpRequest) -> dict[str, Any]:
    """The team of the page, the caller's role in it and its connection, for the shell of every page."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {"team": membership.team, "membership": membership, "connection": membership.team.connection}

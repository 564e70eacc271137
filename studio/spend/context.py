from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from studio.spend.actions import month_of


def month(request: HttpRequest) -> dict[str, Any]:
    """This month's spend for the foot of the rail: one query, and only when a page shows it."""
    team = getattr(request, "team", None)
    if team is None:
        return {}
    connection = team.connection
    return {"month": SimpleLazyObject(lambda: month_of(team, sandbox=bool(connection and connection.sandbox)))}

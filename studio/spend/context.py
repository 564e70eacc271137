from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from studio.spend.standing import standing_of


def standing(request: HttpRequest) -> dict[str, Any]:
    """How the page's team stands, for the frame of every page: read only when a page shows it."""
    team = getattr(request, "team", None)
    return {} if team is None else {"standing": SimpleLazyObject(lambda: standing_of(team))}

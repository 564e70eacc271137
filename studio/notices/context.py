from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from studio.notices.bell import bell_of


def bell(request: HttpRequest) -> dict[str, Any]:
    """The person's bell, for the frame of every page of a team: counted only when a page shows it."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {"bell": SimpleLazyObject(lambda: bell_of(request.user, membership.team))}  # type: ignore[arg-type]

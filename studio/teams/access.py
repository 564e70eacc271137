"""The door: a team in a view means that its caller belongs to it, in the role that the route asks for."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from studio.teams.models import Membership, Role, Team
from studio.web.connections import let_go

View = Callable[..., Any]


def team_view(role: str = Role.VIEWER) -> Callable[[View], View]:
    """Turn the slug of the address into a team for `view(request, team, ...)`.

    A stranger and an unknown team both get 404, a member below `role` gets 403, a guest is asked to sign in.
    The view finds the membership on `request.membership`. Works for sync and async views alike.
    """

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
                answer = await sync_to_async(admit_to_wait)(request, slug, role)
                if isinstance(answer, HttpResponseBase):
                    return answer
                return await view(request, answer, *args, **kwargs)

            guarded: View = guarded_async
        else:

            @wraps(view)
            def guarded_sync(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
                answer = admit(request, slug, role)
                if isinstance(answer, HttpResponseBase):
                    return answer
                return view(request, answer, *args, **kwargs)

            guarded = guarded_sync
        guarded.team_role = role  # type: ignore[attr-defined]
        return guarded

    return decorate


def admit_to_wait(request: HttpRequest, slug: str, role: str) -> Team | HttpResponseBase:
    """The same for a view that goes on to wait for others, and must not hold a connection meanwhile."""
    try:
        return admit(request, slug, role)
    finally:
        let_go()


def admit(request: HttpRequest, slug: str, role: str) -> Team | HttpResponseBase:
    """The team, or the way to the sign-in page; raises what a stranger or a lesser role gets."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rows = Membership.objects.select_related("team").filter(user=request.user, team__slug=slug)
    membership = rows.first()
    if membership is None:
        raise Http404
    if not membership.can(role):
        raise PermissionDenied
    request.membership = membership  # type: ignore[attr-defined]
    request.team = membership.team  # type: ignore[attr-defined]
    return membership.team


def groups_of(user: Any) -> list[str]:
    """The groups a person may hear: one for each team they belong to at this moment."""
    return [f"t.{pk}" for pk in Membership.objects.filter(user=user).values_list("team_id", flat=True)]

"""In production, owners and staff have a second factor before they have anything else (design, threats.md 10)."""

import re
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from studio.teams.models import Membership, Role

# Where somebody without one may still go: to get one, or to leave.
OPEN = re.compile(r"/healthz$|/(accounts|static|callbacks|sandbox)/")
Next = Callable[[HttpRequest], HttpResponse]


def second_factor(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.PRODUCTION and not OPEN.match(request.path) and lacks_it(request.user):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


def lacks_it(user: "object") -> bool:
    """Does this person need a second factor and have none? At most two queries."""
    if not user.is_authenticated:  # type: ignore[attr-defined]
        return False
    owns = Membership.objects.filter(user=user, role=Role.OWNER)  # type: ignore[misc]
    return bool((user.is_staff or owns.exists()) and not is_mfa_enabled(user))  # type: ignore[attr-defined,arg-type]

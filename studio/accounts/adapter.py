from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from studio.live.notify import notify


class Doorkeeper(DefaultAccountAdapter):  # type: ignore[misc]
    """Who may make an account by themself, and what closes when a person leaves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody, unless STUDIO_SIGN_UP says so."""
        return bool(settings.SIGN_UP)

    def logout(self, request: HttpRequest) -> None:
        """Close this browser's sockets with its session."""
        session = request.session.session_key or ""
        super().logout(request)
        notify(f"s.{sha256(session.encode()).hexdigest()[:32]}", {"type": "auth.changed"})

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session; their sockets look again and close."""
        super().set_password(user, password)
        notify(f"u.{user.pk}", {"type": "auth.changed"})

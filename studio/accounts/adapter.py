from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest

from studio import audit
from studio.accounts.models import User
from studio.live.notify import notify


class Doorkeeper(DefaultAccountAdapter):  # type: ignore[misc]
    """Who may make an account by themself, what closes when a person leaves, and what is written down of it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody, unless STUDIO_SIGN_UP says so."""
        return bool(settings.SIGN_UP)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        audit.record(user, "signed_in", user, request=request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Written down with the account that was tried, if there is one; never with what was typed."""
        tried = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        audit.record(getattr(request, "user", None), "sign_in_failed", tried, request=request)

    def logout(self, request: HttpRequest) -> None:
        """Close this browser's sockets with its session."""
        session, user = request.session.session_key or "", request.user
        super().logout(request)
        audit.record(user, "signed_out", request=request)
        notify(f"s.{sha256(session.encode()).hexdigest()[:32]}", {"type": "auth.changed"})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session; their sockets look again and close. This one goes on."""
        super().set_password(user, password)
        notify(f"u.{user.pk}", {"type": "auth.changed"})

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """allauth tells a person of each change to their password and their factors: written down as well."""
        audit.record(user, template_prefix.rsplit("/", 1)[-1], user, request=self.request)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Signing out elsewhere is written down, and what is open there closes at once."""

    def end_sessions(self, sessions: Any) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for user in {session.user for session in ended}:
            audit.record(user, "sessions_ended", user, sessions=len(ended))
            notify(f"u.{user.pk}", {"type": "auth.changed"})

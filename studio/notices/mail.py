"""A notice as a mail: plain text, in the studio's own language, for nobody has said which one they read."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from studio.notices.models import Notice
from studio.teams.models import Membership

TOO_OLD = timedelta(days=1)
# What a server answers about one mail; after anything else that goes wrong on the line, the next would fail too.
ABOUT_THIS_ONE = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)


def obstacle(notice: Notice) -> str:
    """Why its mail should not go out any more, as a message id; empty when it should."""
    if not notice.person.is_active:
        return _("The account is closed.")
    if notice.team_id and not Membership.objects.filter(user=notice.person_id, team=notice.team_id).exists():
        return _("The person has left the team.")
    if notice.mail_at and notice.mail_at < timezone.now() - TOO_OLD:
        return _("It waited for more than a day.")
    return ""


def send(notice: Notice, line: Any) -> bool:
    """Send a claimed mail and note what became of it; False when the line itself does not work."""
    try:
        line.open()
        build_mail(notice, line).send()
    except Exception as error:
        notice.note_not_mailed(f"{type(error).__name__}: {error}")
        return not isinstance(error, OSError) or isinstance(error, ABOUT_THIS_ONE)
    notice.note_mailed()
    return True


def build_mail(notice: Notice, line: Any = None) -> EmailMessage:
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(notice.title_here.split())
        body = render_to_string("notices/mail.txt", {"notice": notice, "address": address_of(notice)}).strip()
    headers = {"Auto-Submitted": "auto-generated"}  # so that nobody's holiday answers it
    return EmailMessage(subject, body, to=[notice.person.email], connection=line, headers=headers)


def address_of(notice: Notice) -> str:
    """The whole address that a mail leads to: the notice's own link, or where notices are read."""
    path = notice.link or (reverse("notices", args=[notice.team.slug]) if notice.team else "/")
    return f"{studio_address()}{path}"


def studio_address() -> str:
    """Where people reach the studio: its public address, or the one that it serves on this machine."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    served = settings.DATA / "address"
    return str(served.read_text()) if served.exists() else f"http://localhost:{settings.PORT}"

"""Telling people, and noting what they have read."""

from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from studio.accounts.models import User
from studio.live.notify import notify
from studio.notices.models import Notice, Weight, in_words
from studio.teams.models import Team


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that a person should know.

    `name` is its kind, one word through all layers ("voice.expiring"); `key` is this one occasion of it, and is told
    once ("voice.expiring:<id>:24h"). `title` is a short sentence, `text` says what to do: message ids marked with
    `gettext_noop`, whose `%(name)s` come from `params`. `link` is a path of the studio. `mail`: by mail too.

    Raises KeyError when a text lacks a parameter, ValueError for a link that leads elsewhere or an unknown weight.
    """

    name: str
    key: str
    title: str
    text: str = ""
    params: dict[str, str] = field(default_factory=dict)
    team: Team | None = None
    link: str = ""
    mail: bool = False
    weight: str = Weight.INFO

    def __post_init__(self) -> None:
        in_words(self.title, self.params)
        in_words(self.text, self.params)
        Weight(self.weight)
        ours = self.link.startswith("/") and url_has_allowed_host_and_scheme(self.link, allowed_hosts=None)
        if self.link and not ours:
            raise ValueError(f"{self.link!r} is no path of the studio")


@transaction.atomic
def announce(person: User, event: Event) -> bool:
    """Tell a person something, unless the same key was told before: then False, and nothing happens. What a team's
    event says is for its members alone.

    Part of the caller's transaction: what is taken back was not told. Open pages hear of it after the commit, and
    mail, if the studio can send any, follows within half a minute.
    """
    if event.team and not event.team.memberships.filter(user=person).exists():
        return False
    by_mail = event.mail and settings.MAIL
    notice, told = Notice.objects.get_or_create(
        person=person,
        key=event.key,
        defaults={
            "team": event.team,
            "name": event.name,
            "title": event.title,
            "text": event.text,
            "params": event.params,
            "link": event.link,
            "weight": event.weight,
            "mail_at": timezone.now() if by_mail else None,
        },
    )
    if told:
        ring(person, notice.team)
    return told


@transaction.atomic
def read_notice(*, notice: Notice) -> bool:
    """Mark one as read; False when it was already."""
    changed = notice.read()
    if changed:
        ring(notice.person, notice.team)
    return changed


@transaction.atomic
def read_notices(*, newest: Notice, team: Team) -> int:
    """Mark `newest` and what the team's pages show before it: what came after the page was drawn stays unread."""
    rows = Notice.objects.on_pages_of(newest.person, team).unread().filter(id__lte=newest.id)
    count = rows.update(read_at=timezone.now())
    if count:
        ring(newest.person, None)
    return count


def ring(person: User, team: Team | None) -> None:
    """Have the person's open pages look, after commit, whether their bell is still true; of every team for None."""
    teams = [team] if team else Team.objects.filter(memberships__user=person)
    for one in teams:
        message = {"type": "team.changed", "id": str(one.public_id)}
        transaction.on_commit(partial(notify, f"u.{person.pk}", message))

"""Stories about links: allowed and forbidden, made, seen, revoked."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from studio import audit
from studio.accounts.models import User
from studio.library.marks import Project
from studio.library.models import Asset
from studio.sharing.films import ask_for
from studio.sharing.models import Share, SharingSettings
from studio.teams.models import Team

log = logging.getLogger(__name__)
MOST = 1000
# At most one write of a link's count in this time, whoever asks how often.
PAUSE = timedelta(seconds=1)


class Forbidden(Exception):
    """The team has no public links."""


class TooMany(Exception):
    """MOST links of the team are open already."""


@dataclass(frozen=True)
class Terms:
    """How a thing is shown: for how long, behind which password, under which title, with its mark or without.

    `names`: of a project's works, with the titles that its team has given them.
    """

    expires_at: datetime | None
    title: str = ""
    password: str = ""
    watermark: bool = True
    names: bool = False


@transaction.atomic
def allow_sharing(*, team: Team, who: User, yes: bool) -> None:
    """Forbidden, all links are dead at once; allowed again, those live that have not ended meanwhile."""
    sharing, _made = SharingSettings.objects.get_or_create(team=team)
    if SharingSettings.objects.filter(pk=sharing.pk, allowed=not yes).update(allowed=yes):
        audit.record(who, "sharing.allowed" if yes else "sharing.forbidden", team)


@transaction.atomic
def make_share(*, team: Team, author: User, thing: Asset | Project, terms: Terms) -> Share:
    """Raises Forbidden, TooMany."""
    if not SharingSettings.of(team).allowed:
        raise Forbidden
    if Share.objects.for_team(team).unended().count() >= MOST:
        raise TooMany
    asset, project = (thing, None) if isinstance(thing, Asset) else (None, thing)
    share = Share(team=team, author=author, asset=asset, project=project)
    share.title, share.watermark, share.expires_at = terms.title, terms.watermark, terms.expires_at
    share.names = terms.names and project is not None
    share.password = make_password(terms.password) if terms.password else ""
    share.set_token()
    share.save(force_insert=True)
    audit.record(author, "share.made", share, of=thing._meta.label_lower, id=str(thing.public_id))
    transaction.on_commit(partial(ask_for, Share.objects.filter(pk=share.pk)), robust=True)
    return share


@transaction.atomic
def revoke_share(*, share: Share, who: User) -> bool:
    """For good. False when somebody did so before."""
    revoked = Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now())
    if revoked:
        audit.record(who, "share.revoked", share)
    share.refresh_from_db()
    return bool(revoked)


def count_view(share: Share) -> None:
    """A visitor is shown the page whether it can be counted or not."""
    try:
        _count(share)
    except DatabaseError:
        log.exception("a view of %s was not counted", share.public_id)


def _count(share: Share) -> None:
    now = timezone.now()
    due = Q(last_seen_at=None) | Q(last_seen_at__lte=now - PAUSE)
    Share.objects.filter(due, pk=share.pk).update(views=F("views") + 1, last_seen_at=now)

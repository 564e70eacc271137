"""How a team sees its links: what each shows, how it stands, and its address for those who may end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from studio.sharing.models import MarkedFilm, Share, SharingSettings
from studio.teams.models import Membership

# An end that is further away is told with its year, and without its hour.
FAR = timedelta(days=300)


@dataclass(frozen=True)
class Trouble:
    """How many of its videos a link cannot show, why (of one of them), and whether that may pass."""

    films: int
    why: str
    again: bool


@dataclass(frozen=True)
class Row:
    """`address`: nothing for whom it is not."""

    share: Share
    state: Share.State
    address: str
    may_end: bool
    trouble: Trouble | None

    @property
    def is_over(self) -> bool:
        return self.state in (Share.State.REVOKED, Share.State.EXPIRED)

    @property
    def ends_far_ahead(self) -> bool:
        return self.share.expires_at is not None and self.share.expires_at - timezone.now() > FAR


def rows_of(request: HttpRequest, shares: Iterable[Share], sharing: SharingSettings) -> list[Row]:
    """The shares come from `for_rows`."""
    shares = list(shares)
    alone = troubles_by("asset", {share.asset_id for share in shares if share.watermark})
    among = troubles_by("asset__projects", {share.project_id for share in shares if share.watermark})
    troubles = [alone.get(share.asset_id) or among.get(share.project_id) for share in shares]
    return [row_of(request, *pair, sharing) for pair in zip(shares, troubles, strict=True)]


def troubles_by(key: str, ids: set[int | None]) -> dict[int | None, Trouble]:
    """By what links show: an asset, or the project in which it stands."""
    shown = {"asset__trashed_at": None} | ({"asset__listed": True} if key != "asset" else {})
    failed = MarkedFilm.objects.failed().filter(**{f"{key}__in": ids - {None}}, **shown)
    rows = failed.values_list(key).annotate(Count("pk"), Min("problem"), Max("retry_at"))
    return {one: Trouble(films, why, again is not None) for one, films, why, again in rows}


def row_of(request: HttpRequest, share: Share, trouble: Trouble | None, sharing: SharingSettings) -> Row:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    state, may_end = share.state_in(sharing), share.may_be_ended_by(membership)
    token = share.token if may_end else ""
    address = f"{root_of(request)}{reverse('share', args=[token])}" if token else ""
    return Row(share, state, address, may_end, trouble)


def root_of(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def is_loopback(address: str) -> bool:
    """Does it lead every computer to itself? Nothing, and what is no address, does not."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
        return host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:
        return False
